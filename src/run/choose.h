/* choose.h - draws the next symbol from its log-probabilities: temperature, filters, draw. */
#ifndef CHOOSE_H
#define CHOOSE_H

#include "core/filter.h"

/*
 * Returns an id drawn from the log-probabilities logp (V), divided by the temperature and filtered,
 * by the uniform number u in [0, 1). Temperature 0 gives the most likely id, the lowest among
 * equals. logp must not contain NaN. `scratch` has room for V candidates.
 */
int choose_id(int V, const float *logp, const struct rnn_sampling *how, double u,
	      struct cand *scratch);

/* Sets p (V) to the probabilities with which choose_id returns the ids. */
void choose_odds(int V, const float *logp, const struct rnn_sampling *how, struct cand *scratch,
		 double *p);

/* Returns the uniform number in [0, 1) for drawing symbol `index` of the text with this seed. */
double choose_number(uint64_t seed, uint64_t index);

#endif
