/*
 * lead.h - draws a middle between a prime and a text that follows: the model's continuation of the
 * prime, given that the text comes.
 *
 * Let q(m) be the probability with which sample_run draws the symbols m after the prime, and p(B | m)
 * the model's own probability of the text B after the prime and m. A middle m is drawn with a
 * probability proportional to q(m) p(B | m), among those of least..length symbols where B occurs in m
 * and B only at the end. At temperature 1, without filters, this is the distribution of what stands
 * before the first B, given that B comes in time.
 *
 * It is drawn by importance resampling (Rubin 1987): of D continuations of the prime, each beginning
 * of each is a candidate with the weight p(B | m). The distribution is exact in the limit of many
 * continuations. The candidate is selected by the largest log-weight plus Gumbel noise, which is a
 * draw by weight, and needs not the weights that cannot win.
 */
#ifndef LEAD_H
#define LEAD_H

#include "run/take.h"

struct lead_options {
	/* Without stop strings and runs; its guide, if there is one, names only characters. The number of
	 * samples and the seed are not used. */
	const struct sample_options *how;
	const uint16_t *text; /* (n) B, n >= 1 */
	size_t n;
	int draws; /* D >= 1 */
	/* The symbols that may be read for the draws with one seed: those drawn, and those of B after the
	 * candidates. Beyond them a draw is given up, with end.spent; the time of a draw grows with D, the
	 * length, and the length of B. <= 0: any number. */
	long long most;
	/* Called now and then with the symbols read for this seed; may be NULL. */
	void (*tell)(void *ctx, long long symbols);
	void *ctx;
};

/* Estimates the bytes that lead_new allocates. Returns SIZE_MAX if the sum overflows. */
size_t lead_bytes(const struct model *m, const struct lead_options *o);

/* Returns a drawer, which borrows the model and what the options point to. */
struct lead *lead_new(const struct model *m, const struct lead_options *o);
void lead_free(struct lead *l);

/* Reads the prime; calls only the sink's `read`. To be called once, before lead_draw. Returns 0, or
 * not 0 if the function did so. */
int lead_read_prime(struct lead *l, const struct sample_sink *sink);

/* Draws a middle, and sets *out to it and the text. Both count as drawn in out->end. Without a candidate it is
 * empty, and out->end.stuck. */
void lead_draw(struct lead *l, const struct sample_draw *draw, struct take *out);

#endif
