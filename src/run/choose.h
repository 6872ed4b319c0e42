/* choose.h - from the log-probabilities of the next symbol to one symbol: temperature, filters, draw. */
#ifndef CHOOSE_H
#define CHOOSE_H

#include "base/base.h"

/* One candidate symbol. */
struct cand { int id; float logp; };

/* A row per filter, applied in this order; `apply` gets n >= 1 candidates sorted by falling logp
 * (ties by rising id; not normalised) and returns how many stay, never 0. `value` reads the
 * filter's setting; `off` is the setting that changes nothing. */
struct filter {
	const char *name;
	double off;
	double (*value)(const struct rnn_sampling *how);
	int (*apply)(const struct cand *c, int n, double x);
};
extern const struct filter filter_table[]; /* top-k, top-p, min-p; ended by a row without name */

/*
 * Choose an id from log-probabilities (V): temperature, then the filters, then a draw with u in
 * [0, 1). Temperature 0 takes the most likely (lowest id among equals). `scratch` has V entries.
 * Always returns a valid id, also for NaN-free extremes share +-1e4.
 */
int choose_id(int V, const float *logp, const struct rnn_sampling *how, double u,
		  struct cand *scratch);

/* The uniform number in [0, 1) that decides symbol `index` of the text with this seed. */
double choose_number(uint64_t seed, uint64_t index);

#endif
