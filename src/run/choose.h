/* choose.h - from the log-probabilities of the next symbol to one symbol: temperature, filters, draw. */
#ifndef CHOOSE_H
#define CHOOSE_H

#include "core/filter.h"

/*
 * Choose an id from log-probabilities (V): temperature, then the filters, then a draw with u in
 * [0, 1). Temperature 0 takes the most likely (lowest id among equals). `scratch` has V entries.
 * Returns a valid id for any log-probabilities without NaN.
 */
int choose_id(int V, const float *logp, const struct rnn_sampling *how, double u,
	      struct cand *scratch);

/* The uniform number in [0, 1) that decides symbol `index` of the text with this seed. */
double choose_number(uint64_t seed, uint64_t index);

#endif
