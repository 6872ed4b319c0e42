/* filter_typical.c - typical keeps the symbols whose surprise -log p is nearest to its expected value, the
 * entropy, as many as their probabilities need to add up to at least x (locally typical sampling, Meister
 * and others 2023, arXiv 2202.00666). */
#include "core/filter.h"

#include <string.h>

#include "base/maths.h"

/* Returns log p of the most likely candidate less that of candidate i. */
static double below_best(const struct cand *c, int i)
{
	return (double)c[0].logp - (double)c[i].logp;
}

/* Sets *sum to the sum of p(i) / p(0), and returns the mean of below_best: the entropy, less log of the
 * sum. */
static double mean_below_best(const struct cand *c, int n, double *sum)
{
	double mean = 0;

	*sum = 0;
	for (int i = 0; i < n; i++) {
		double below = below_best(c, i), p = maths_exp(-below);
		*sum += p;
		if (p > 0)
			mean += p * below;
	}
	return mean / *sum;
}

/* The distance to the entropy falls and then rises along the sorted candidates, so that those kept are
 * neighbours: from..to - 1 grows by the nearer one of those beside it, the likelier of equals. */
static int keep(struct cand *c, int n, double x)
{
	double sum, mean = mean_below_best(c, n, &sum), part = 0;
	int from = 0, to;

	while (from < n && below_best(c, from) < mean)
		from++;
	for (to = from; to == from || (part < x * sum && to - from < n);) {
		bool up = from > 0 &&
			  (to == n || mean - below_best(c, from - 1) <= below_best(c, to) - mean);
		int next = up ? --from : to++;
		part += maths_exp(-below_best(c, next));
	}
	memmove(c, c + from, (size_t)(to - from) * sizeof *c);
	return to - from;
}

const struct filter filter_typical = {
	.name = "typical",
	.key = "typical",
	.lo = 0,
	.hi = 1,
	.off = 1,
	.help = "only symbols of usual surprise; 1: all",
	.keep = keep,
};
