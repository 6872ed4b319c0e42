/*
 * batch.h - the order in which training reads its text.
 *
 * Each epoch treats the text as a ring and cuts it, from a random position on, into B contiguous
 * streams of equal length. Every batch has the next window of T symbols of each stream, so that the
 * hidden states can be carried from one batch to the next. A batch depends only on (seed, epoch,
 * window), so training can resume from the numbers of the epoch and the window.
 */
#ifndef BATCH_H
#define BATCH_H

#include "text/corpus.h"

struct batches {
	const struct corpus *text; /* borrowed; n >= 2 */
	int B, T;
	int first,
		own; /* the streams that batch_fill writes: `own` from `first` on; batch_init: all */
	uint64_t seed;
	uint64_t windows;       /* windows per epoch, >= 1 */
	uint64_t epoch, window; /* position of the next batch */
};

/* The fewest symbols that can be trained on: an input and its successor. */
enum { BATCH_LEAST = 2 };

/* Reduces *T to at most n - 1, and then *B until B * T <= n - 1, for a text of n >= BATCH_LEAST
 * symbols. Returns whether either changed. */
bool batch_fit(size_t n, int *B, int *T);

/* Starts at the first window of epoch 0. B and T must fit the text, see batch_fit. */
void batch_init(struct batches *b, const struct corpus *text, int B, int T, uint64_t seed);

/* Writes the next batch, ids x and their successors y, (T, own) each. Returns true if it is the first
 * one of an epoch: its streams are new, so the states must be reset before it is trained on. */
bool batch_fill(struct batches *b, uint16_t *x, uint16_t *y);

#endif
