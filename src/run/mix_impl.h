/* mix_impl.h - the mixture of mix.h, and walking through a text with it. */
#ifndef MIX_IMPL_H
#define MIX_IMPL_H

#include "run/mix.h"

struct mix {
	struct member *member[MIX_MOST]; /* (members) owned */
	int members, V;
	enum mix_form form;
	bool learned;
	double first[MIX_MOST], w[MIX_MOST]; /* (members) weights at first, and now */
	const float *row[MIX_MOST];          /* (members) of the last row asked for */
	double *p;                           /* (V) the mixture */
	float *logp;                         /* (V) */
};

/* Returns the mixture of x->row. */
const float *mix_combine(struct mix *x);

/* Reads ids[0..n) from the start, and calls `see` with each symbol but the first, when mix_row has given
 * its prediction. */
void mix_walk(struct mix *x, const uint16_t *ids, size_t n,
	      void (*see)(void *ctx, struct mix *x, size_t at, uint16_t y), void *ctx);

#endif
