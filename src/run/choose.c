/* choose.c - draws the next symbol from filtered log-probabilities. */
#include "run/choose.h"

#include "base/maths.h"

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
	/* Subtract the largest log-probability, or exp of all could be 0 at a low temperature. */
	for (int i = 0; i < V; i++)
		scratch[i] = (struct cand){i, i == best ? 0 : (logp[i] - logp[best]) / temperature};
	n = filter_apply(scratch, V, how);
	for (int i = 0; i < n; i++)
		sum += maths_exp((double)scratch[i].logp);
	u *= sum;
	last = best; /* if rounding leaves u >= 0 after all p, the last id with p > 0 is chosen */
	for (int i = 0; i < n; i++) {
		double p = maths_exp((double)scratch[i].logp);
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
