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

/* Writes the candidates that the temperature, which is above 0, and the filters leave to c, with
 * logarithms of their weights; `best` is the most likely id. Returns their number, and their sum of
 * weights in *sum. */
static int weigh(int V, const float *logp, int best, const struct rnn_sampling *how, struct cand *c,
		 double *sum)
{
	float temperature = (float)how->value[FILTER_temperature];
	int n;

	/* Subtract the largest log-probability, or exp of all could be 0 at a low temperature. */
	for (int i = 0; i < V; i++)
		c[i] = (struct cand){i, i == best ? 0 : (logp[i] - logp[best]) / temperature};
	n = filter_apply(c, V, how);
	*sum = 0;
	for (int i = 0; i < n; i++)
		*sum += maths_exp((double)c[i].logp);
	return n;
}

int choose_id(int V, const float *logp, const struct rnn_sampling *how, double u,
	      struct cand *scratch)
{
	int best = most_likely(V, logp), n, last;
	double sum;

	if (!(how->value[FILTER_temperature] > 0))
		return best;
	n = weigh(V, logp, best, how, scratch, &sum);
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

void choose_odds(int V, const float *logp, const struct rnn_sampling *how, struct cand *scratch,
		 double *p)
{
	int best = most_likely(V, logp), n;
	double sum;

	for (int i = 0; i < V; i++)
		p[i] = 0;
	if (!(how->value[FILTER_temperature] > 0)) {
		p[best] = 1;
		return;
	}
	n = weigh(V, logp, best, how, scratch, &sum);
	for (int i = 0; i < n; i++)
		p[scratch[i].id] = maths_exp((double)scratch[i].logp) / sum;
}

double choose_number(uint64_t seed, uint64_t index)
{
	return rng_uniform(rng_key(seed, 0), index);
}
