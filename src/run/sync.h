/*
 * sync.h - training in rounds, for slow networks (DiLoCo: Douillard et al. 2023).
 *
 * In a round of H updates each process makes the updates of its own streams alone, with Adam's moments of
 * its own. Then the processes average the change of their weights, and an outer step with Nesterov
 * momentum applies it:
 *
 *     g = w - mean of w_r,  u = MU u + g,  w = w - RATE (g + MU u)
 *
 * where w are the weights before the round and w_r those of process r after it; the mean is weighted by
 * the streams of each process. Snapshots, validations and saves come between rounds, when the weights of
 * all processes are equal. The result depends on the number of processes, and on nothing else of
 * them. One process alone makes rounds as well.
 */
#ifndef SYNC_H
#define SYNC_H

#include "run/follow.h"

struct trainer;

/* Returns whether the training is in rounds. */
bool sync_on(const struct trainer *t);

/* Allocate and free the momentum and, in rank 0, the moments of all processes. */
void sync_init(struct trainer *t);
void sync_free(struct trainer *t);

/* Returns the bytes that sync_init allocates for n weights. */
size_t sync_bytes(const struct train_options *o, size_t n);

/* Returns the number of updates of the next round: H, or as many as the budget has left. */
uint64_t sync_count(const struct trainer *t);

enum sync_result {
	SYNC_MADE,     /* the weights are those after the outer step */
	SYNC_DIVERGED, /* the training must go back to the last snapshot, in all processes */
	SYNC_LEFT,     /* so must it, because a signal asks for the end */
};

/* Rank 0: makes a round of `count` updates when the share p of the budget is used. *loss is the mean loss of
 * its updates, nats per character; *lr the last learning rate. t->now.step counts them. */
enum sync_result sync_round(struct trainer *t, double p, uint64_t count, double *loss, double *lr);

/* The other processes: obey ORDER_ROUND, up to the outer step or the order to leave. */
void sync_follow(struct trainer *t, const struct order *order);

/* Makes the outer step, with the others. */
void sync_outer(struct trainer *t);

/* Collect in rank 0 the moments of the snapshots of all processes, for the state file; and send
 * them back. */
void sync_collect(struct trainer *t);
void sync_deal(struct trainer *t);

/* Adds what the state file of such a training also has. */
struct state;
void sync_rows(struct trainer *t, struct state *s);

/* Checks that the state in the directory is that of as many processes as there are now. Returns 0, or -1
 * with *err: 64 it is not, or those of state_read. */
int sync_check(struct trainer *t, struct rnn_error *err);

#endif
