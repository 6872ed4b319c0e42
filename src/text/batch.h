/*
 * batch.h - the order in which training reads its text.
 *
 * The text is taken as a ring, cut at a random place into B contiguous streams; windows of T
 * symbols follow each other in every stream, so that the carried state is right. Each epoch cuts
 * anew. Everything is a function of (seed, epoch, window), so a cursor is two numbers.
 */
#ifndef BATCH_H
#define BATCH_H

#include "text/corpus.h"

struct batches {
	const struct corpus *text; /* borrowed; n >= 2 */
	int B, T;
	uint64_t seed;
	uint64_t windows;          /* per epoch, >= 1 */
	uint64_t epoch, window;    /* of the next fill */
};

/* The smallest text that can be trained on: one symbol and the one after it. */
enum { BATCH_LEAST = 2 };

/* Shrink *B and *T until B * T symbols and their successors fit into n >= BATCH_LEAST symbols:
 * streams first, then the window. Returns true if anything changed. */
bool batch_fit(size_t n, int *B, int *T);

/* B and T as batch_fit leaves them. */
void batch_init(struct batches *b, const struct corpus *text, int B, int T, uint64_t seed);

/* Ids x and their successors y, (T, B) each; moves the cursor. Returns true when this window is the
 * first of an epoch: then the streams are new and carried states must be zeroed before it. */
bool batch_fill(struct batches *b, uint16_t *x, uint16_t *y);

#endif
