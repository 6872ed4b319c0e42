/*
 * adapt.h - scoring by a model that goes on learning from the text it scores: dynamic evaluation,
 * Krause, Kahembwe, Murray and Renals 2018, "Dynamic evaluation of neural sequence models".
 *
 * The text is one stream in segments of ADAPT_SEGMENT symbols. Each is scored with the weights as
 * they are; then its gradient, through this segment alone, makes one update:
 *
 *     w += decay (w0 - w) - rate g / (rms(g) + eps)
 *
 * w0 are the trained weights. As in the paper's RMS rule every weight's step is scaled by the root
 * mean square of its gradient, but that is a running estimate from the text itself, so no training
 * text is asked for. No symbol's score knows that symbol or one after it.
 */
#ifndef ADAPT_H
#define ADAPT_H

#include "run/eval.h"

enum { ADAPT_SEGMENT = 32 };

struct adapt_options {
	double rate;    /* length of a step; 0 never changes a weight; see adapter_rate */
	double decay;   /* 0..1, share of the way back to the trained weights, per segment */
	int threads;    /* 0: all cores; the scores do not depend on it */
	const struct engine *engine; /* one that can train; NULL: the model's own */
};

struct adapter;

/* The rate for a model of m's hidden size: a unit sums up the steps of all the weights that lead to
 * it, so wide models take short steps. */
double adapter_rate(const struct model *m);

/* It works on a copy of m's weights; m must outlive it and not change. */
struct adapter *adapter_new(const struct model *m, const struct adapt_options *o);
void adapter_free(struct adapter *a);

/* About the bytes that adapter_new takes, for a model of m's layout; SIZE_MAX if it overflows. */
size_t adapter_bytes(const struct model *m, const struct adapt_options *o);

/* Score ids[0..n) as evaluator_run does with one stream, starting from the trained weights. */
void adapter_run(struct adapter *a, const uint16_t *ids, size_t n, float *nll, struct score *s);

#endif
