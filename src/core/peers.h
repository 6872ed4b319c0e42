/*
 * peers.h - the processes that train one model together: started by mpirun or srun, connected by
 * MPI.
 *
 * MPI is loaded when several processes were started, and only then. All calls are made by one
 * thread. A process that waits looks after the others, and reports one that has ended or does
 * not answer (peers_watch). The bytes of a result do not depend on the number of processes:
 * nothing is added by MPI.
 */
#ifndef PEERS_H
#define PEERS_H

#include "base/base.h"
#include "core/tree.h"

struct peers;
struct kernels;

/* What the processes tell each other when they begin. */
struct peer {
	char version[32], host[64];
	int32_t pid;
	int32_t cores;   /* that the process may use */
	int32_t online;  /* cores of its machine */
	int32_t threads; /* that it will use */
};

/* Returns the rank of this process among those that were started together, from the environment;
 * 0 if it was started alone. */
int peers_started_rank(void);

/*
 * Connects the processes that were started together. `threads` is the number of threads that
 * this one was asked to use, 0: its share of the cores of its machine. Sets *p to NULL if the
 * process is alone. Returns 0, or -1 with *err: 64 this build has no MPI, or the launcher cannot
 * connect the processes; 71 MPI cannot be loaded; 65 the processes are of different versions.
 */
int peers_open(struct peers **p, int threads, struct rnn_error *err);

/* Ends the connection. All processes must call it; p may be NULL. */
void peers_close(struct peers *p);

/* Ends all processes at once with this exit status, after the caller has said why: the others do not
 * report that this one has ended. Does not return. */
_Noreturn void peers_abort(struct peers *p, int status);

/* Calls lost(ctx, text) when a process has ended or does not answer; the text says which. It
 * should not return: what is waited for will not come. */
void peers_watch(struct peers *p, void (*lost)(void *ctx, const char *text), void *ctx);

/* Looks after the others of this machine, in a process that computes for long without waiting for
 * them; to be called often. */
void peers_check(struct peers *p);

/* The number of this process, 0 .. size - 1; 0 and 1 if p is NULL. */
int peers_rank(const struct peers *p);
int peers_size(const struct peers *p);
const struct peer *peers_at(const struct peers *p, int rank);

/* Sends n bytes from process 0 to all others. */
void peers_spread(struct peers *p, void *data, size_t n);

/* Sends n bytes from process 0 to the others r with to[r]. */
void peers_spread_to(struct peers *p, const bool *to, void *data, size_t n);

/* Collects pieces of all processes in process 0, however long the others take. See peers_collect. */
void peers_gather(struct peers *p, void *data, const size_t *at);

/* Collects pieces of all processes in process 0, or (all) in each: piece r has bytes [at[r],
 * at[r + 1]) of data, and process r has set it. */
void peers_collect(struct peers *p, void *data, const size_t *at, bool all);

/* Sends n bytes from process `from` to process 0; the others do nothing. */
void peers_hand(struct peers *p, int from, void *data, size_t n);

/* Sends n bytes from process 0 to process `to`; the others do nothing. */
void peers_give(struct peers *p, int to, void *data, size_t n);

/* Receive the n bytes that process 0 spreads next, while this process, another one, computes: begin;
 * return whether they have come; wait for them. Nothing else may be passed meanwhile. */
void peers_listen(struct peers *p, void *data, size_t n);
bool peers_heard(struct peers *p);
void peers_hear(struct peers *p);

/*
 * Begins to add up n numbers over the `leaves` leaves of a batch; each process has those of
 * tree_share. `sums` has the sums of the nodes that cover them (tree_cover), `stride` numbers apart;
 * they are overwritten. After peers_add_end the first n numbers are the total, the same bytes in all
 * processes. Several additions may be under way, which all processes begin in the same order; no
 * other call may come between. They go on in peers_progress, which is to be called often by the
 * thread that makes all calls, takes some microseconds if there is nothing to do, and returns whether
 * all are done. `prompt`: the others have begun at about the same time, and the messages are short
 * beside the work; one that does not answer is reported earlier.
 */
void peers_add(struct peers *p, const struct kernels *kernels, int leaves, real *sums,
	       size_t stride, size_t n);
bool peers_progress(struct peers *p);
void peers_add_end(struct peers *p, bool prompt);

#endif
