/*
 * adapt.h - scoring by a model that goes on learning from the text it scores: dynamic evaluation,
 * Krause, Kahembwe, Murray and Renals 2018, "Dynamic evaluation of neural sequence models".
 *
 * The text is one stream in segments of ADAPT_SEGMENT symbols. Each is scored with the weights as
 * they are; then its gradient, through this segment alone, makes one update:
 *
 *     w += decay (w0 - w) - rate g / (rms(g) + eps)
 *
 * w0 are the trained weights, g is the gradient. As in the paper's RMS rule, each weight's step is
 * divided by the root mean square of its gradient; but here that is a running estimate from the
 * scored text, so that the training text is not needed. A symbol is scored before the weights learn
 * from it or from any later symbol.
 */
#ifndef ADAPT_H
#define ADAPT_H

#include "run/eval.h"

enum { ADAPT_SEGMENT = 32 };

struct adapt_options {
	double rate;  /* length of a step, see adapter_rate; 0: the weights never change */
	double decay; /* 0..1, share of the way back to the trained weights in each segment */
	int threads;  /* as team_new takes it; the scores do not depend on it */
	const struct engine *engine; /* an engine that can train; NULL: that of the model */
};

struct adapter;

/* Returns the rate for a model of m's hidden size. The steps of all weights that lead to a unit add
 * up, so wide models take shorter steps. */
double adapter_rate(const struct model *m);

/* Returns an adapter, which works on a copy of m's weights. m must outlive it and not change. */
struct adapter *adapter_new(const struct model *m, const struct adapt_options *o);
void adapter_free(struct adapter *a);

/* Estimates the bytes that adapter_new allocates for a model of m's layout. Returns SIZE_MAX if the
 * sum overflows. */
size_t adapter_bytes(const struct model *m, const struct adapt_options *o);

/* The same in steps, for callers that need whole rows. adapter_start puts the trained weights and the zero
 * state back. adapter_read learns from the segment that was read before, if there is one, and then reads
 * t symbols (1..ADAPT_SEGMENT). adapter_row returns the log-probabilities (V) after step i (0..t-1),
 * valid until the next read. */
void adapter_start(struct adapter *a);
void adapter_read(struct adapter *a, const uint16_t *ids, int t);
const float *adapter_row(const struct adapter *a, int i);

/* Scores ids[0..n) as evaluator_run does with one stream, starting from the trained weights. */
void adapter_run(struct adapter *a, const uint16_t *ids, size_t n, float *nll, struct score *s);

#endif
