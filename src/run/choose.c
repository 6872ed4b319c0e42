/* choose.c - see choose.h. */
#include "run/choose.h"

#include <math.h>

static int most_likely(int V, const float *logp)
{
	int best = 0;

	for (int i = 1; i < V; i++)
		if (logp[i] > logp[best])
			best = i;
	return best;
}

int choose_id(int V, const float *logp, const struct rnn_sampling *how, double u,
	      struct cand *scratch)
{
	float temperature = (float)how->value[FILTER_temperature];
	int best = most_likely(V, logp), n, last;
	double sum = 0;

	if (!(temperature > 0))
		return best;
	/* Relative to the most likely, so that the largest is 0 at any temperature. */
	for (int i = 0; i < V; i++)
		scratch[i] = (struct cand){i, i == best ? 0 : (logp[i] - logp[best]) / temperature};
	n = filter_apply(scratch, V, how);
	for (int i = 0; i < n; i++)
		sum += exp((double)scratch[i].logp);
	u *= sum;
	last = best; /* rounding may leave u just above the sum of all */
	for (int i = 0; i < n; i++) {
		double p = exp((double)scratch[i].logp);
		if (!(p > 0))
			continue;
		last = scratch[i].id;
		u -= p;
		if (u < 0)
			break;
	}
	return last;
}

double choose_number(uint64_t seed, uint64_t index)
{
	return rng_uniform(rng_key(seed, 0), index);
}
