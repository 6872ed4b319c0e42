/* choose.c - see choose.h. */
#include "run/choose.h"

#include <math.h>
#include <stdlib.h>


static double top_k_value(const struct rnn_sampling *how)
{
	return how->top_k > 0 ? how->top_k : 0;
}

static int keep_top_k(const struct cand *c, int n, double x)
{
	(void)c;
	return x < n ? (int)x : n;
}

static double top_p_value(const struct rnn_sampling *how)
{
	return (double)how->top_p;
}

/* The smallest set whose probability is at least x (Holtzman and others 2020, "nucleus"). */
static int keep_top_p(const struct cand *c, int n, double x)
{
	double sum = 0, part = 0;
	int kept = 0;

	for (int i = 0; i < n; i++)
		sum += exp((double)c[i].logp - (double)c[0].logp);
	while (kept < n && (kept == 0 || part < x * sum)) {
		part += exp((double)c[kept].logp - (double)c[0].logp);
		kept++;
	}
	return kept;
}

static double min_p_value(const struct rnn_sampling *how)
{
	return (double)how->min_p;
}

static int keep_min_p(const struct cand *c, int n, double x)
{
	int kept = 1;

	while (kept < n && exp((double)c[kept].logp - (double)c[0].logp) >= x)
		kept++;
	return kept;
}

const struct filter filter_table[] = {
	{"top-k", 0, top_k_value, keep_top_k},
	{"top-p", 1, top_p_value, keep_top_p},
	{"min-p", 0, min_p_value, keep_min_p},
	{0},
};

static int most_likely(int V, const float *logp)
{
	int best = 0;

	for (int i = 1; i < V; i++)
		if (logp[i] > logp[best])
			best = i;
	return best;
}

static int by_logp(const void *a, const void *b)
{
	const struct cand *x = a, *y = b;

	if (x->logp != y->logp)
		return x->logp < y->logp ? 1 : -1;
	return (x->id > y->id) - (x->id < y->id);
}

/* Candidates that survive all filters; only those that are on cost a sort. */
static int filter_all(struct cand *c, int n, const struct rnn_sampling *how)
{
	bool sorted = false;

	for (const struct filter *f = filter_table; f->name != NULL; f++) {
		double x = f->value(how);
		if (x == f->off)
			continue;
		if (!sorted)
			qsort(c, (size_t)n, sizeof *c, by_logp);
		sorted = true;
		n = f->apply(c, n, x);
	}
	return n;
}

int choose_id(int V, const float *logp, const struct rnn_sampling *how, double u,
		  struct cand *scratch)
{
	int best = most_likely(V, logp), n, last;
	double sum = 0;

	if (!(how->temperature > 0))
		return best;
	/* Relative to the most likely, so that the largest is 0 at any temperature. */
	for (int i = 0; i < V; i++)
		scratch[i] = (struct cand){i, i == best ? 0 : (logp[i] - logp[best]) /
							       how->temperature};
	n = filter_all(scratch, V, how);
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
