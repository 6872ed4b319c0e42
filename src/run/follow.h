/*
 * follow.h - a training in several processes: rank 0 runs the training (train.c), the others
 * follow its orders.
 *
 * Each process computes some streams of the batch and updates its own copy of the weights and
 * Adam's moments; the gradient is the same bytes in all (core/peers.h), and so the copies stay
 * equal. Rank 0 alone decides, writes and reports; all read the text where they can. Functions of the
 * trainer that change the copies or the streams give the order for it themselves, by
 * follow_order, which does nothing in the other processes or without them.
 */
#ifndef FOLLOW_H
#define FOLLOW_H

#include "run/train.h"

struct trainer;

enum order_kind {
	ORDER_END,   /* the job is over */
	ORDER_BEGIN, /* a training; struct job, text (follow_text.h) and weights follow */
	ORDER_NEXT, /* trainer_next of the window at step, epoch, window; `learn`: with the gradient */
	ORDER_UPDATE,  /* trainer_update with norm and lr */
	ORDER_TAKE,    /* snapshot_take */
	ORDER_RESTORE, /* snapshot_restore */
	ORDER_LOAD,    /* the vectors of a snapshot at step, epoch, window, adam_step follow */
	ORDER_KEEP,    /* snapshot_keep, snapshot_back: see there */
	ORDER_BACK,
	ORDER_HELD_OUT, /* the ids of the `chars` characters of the validation text follow */
	ORDER_SCORE,    /* validate_follow with chars and temperature */
	ORDER_ROUND, /* sync_follow; then one of the next two, and after ORDER_MEET perhaps ORDER_OUTER */
	ORDER_MEET,    /* tell how the round went */
	ORDER_LEAVE,   /* leave it */
	ORDER_OUTER,   /* sync_outer */
	ORDER_MOMENTS, /* sync_collect */
	ORDER_STATES,  /* send the hidden states of the snapshot to rank 0 */
};

struct order {
	enum order_kind kind;
	bool learn;
	uint64_t step, epoch, window, adam_step, chars;
	double norm, lr, temperature;
	uint64_t count, warmup; /* of a round: updates, and see trainer_rate */
	double p, each; /* the share of the budget that is used, and that each update uses */
};

/* Gives an order to the other processes. */
void follow_order(const struct trainer *t, const struct order *order);

/* Divides the streams of t->batches among the processes. Returns 0, or -1 with *err (64): there
 * are more processes than the batch can have. */
int follow_share(struct trainer *t, struct rnn_error *err);

/* Returns the number of streams of process `rank`, of B in all. */
int follow_streams(int B, int size, int rank);

/* Rank 0: gives the order to begin, with all that the others need: sizes, text, weights. */
void follow_begin(const struct trainer *t);

/* Rank 0: sends the snapshot t->good, which was read from disk. */
void follow_load(struct trainer *t);

/* Rank 0: sends the validation text, t->valid. */
void follow_held_out(const struct trainer *t);

/* Collects the hidden states of the snapshot in t->good.states of rank 0. */
void follow_states(struct trainer *t);

#endif
