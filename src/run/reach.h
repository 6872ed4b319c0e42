/*
 * reach.h - measures how far back a model's predictions reach.
 *
 * A position t of a text is the index of a symbol, and loss_t is -log p of this symbol. Two curves
 * over the distance k, 1..K, are means over several positions:
 *
 *     gradient   |d loss_t / d h_(t-k)|, where h_(t-k) is the hidden state of all layers before the
 *                last k symbols. Where it is small, what the state held then hardly changes the
 *                prediction, and training cannot change that either: the gradient vanishes
 *                (Bengio, Simard and Frasconi 1994). Before the K symbols, the model reads the
 *                REACH_WARM symbols before them, or those that there are, from the zero state.
 *     nats       loss_t if only the last k symbols are known: the model reads them from the zero
 *                state; k = 1, 2, 4 ... K
 *
 * The cell state c of LSTM is part of the state, so it has a curve of its own; h and c are
 * independent variables.
 */
#ifndef REACH_H
#define REACH_H

#include "core/model.h"

enum { REACH_MAX = 4096, REACH_CONTEXTS = 13, REACH_WARM = 256 };

struct reach_options {
	int distance;     /* K, 1..REACH_MAX */
	const size_t *at; /* (positions) each from K on; borrowed */
	size_t positions; /* at least 1 */
	int threads;      /* as team_new takes it; the results do not depend on it */
	/* Is called from time to time with the part of the work that is done, 0..1; may be NULL. */
	void (*report)(void *ctx, double done);
	void *ctx;
};

struct reach {
	int distance;                /* K */
	double *gradient;            /* (K) mean norms; number k - 1 is that of distance k; owned */
	double *cell;                /* (K) the same for c, NULL if the cell has none; owned */
	int contexts;                /* number of contexts */
	int context[REACH_CONTEXTS]; /* k: the powers of two below K, then K */
	double nats[REACH_CONTEXTS]; /* mean loss with each context */
};

/* Chooses positions in a text of n symbols for distance K: one at random from each of `wanted` equal
 * parts of K..n-1, or all if there are not more. Writes them to `at` (wanted), rising, and returns
 * their number, 0 if n <= K. */
size_t reach_positions(size_t n, int K, size_t wanted, uint64_t seed, size_t *at);

/* Returns a number of positions that take some seconds on one core, by the sizes of the model alone:
 * a power of two from 32 to 1024. */
size_t reach_usual_positions(const struct model *m, int K);

/* Estimates the bytes that reach_measure allocates for a model of m's layout. Returns SIZE_MAX if the
 * sum overflows. */
size_t reach_bytes(const struct model *m, const struct reach_options *o);

/* Measures the model, whose engine must be able to train, on the text ids. Gradients that are too
 * large for the number type are INFINITY. The caller frees *r. */
void reach_measure(struct reach *r, const struct model *m, const uint16_t *ids,
		   const struct reach_options *o);
void reach_free(struct reach *r);

/* Returns the smallest distance at which a curve of K norms is at most a tenth of its value at 1; 0 if
 * there is none, or if the value at 1 is 0 or not finite. */
int reach_tenth(const double *norm, int K);

/* Returns the smallest context after which the remaining gain is at most a tenth of the whole gain,
 * which is the loss with one symbol minus that with K; 0 if there is no gain. */
int reach_gained(const struct reach *r);

#endif
