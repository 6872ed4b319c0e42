/* filter_typical.c - typical keeps the symbols whose surprise -log p is nearest to its expected value, the
 * entropy, as many as their probabilities need to add up to at least x (locally typical sampling, Meister
 * and others 2023, arXiv 2202.00666). */
#include "core/filter.h"

#include <string.h>

#include "base/maths.h"

/* Sets *sum to the sum of exp(logp - c[0].logp), and returns the mean of c[0].logp - logp under the
 * probabilities that are proportional to these terms: the entropy, less log of the sum. */
static double mean_below_best(const struct cand *c, int n, double *sum)
{
	double mean = 0;

	*sum = 0;
	for (int i = 0; i < n; i++) {
		double below = (double)c[0].logp - (double)c[i].logp, p = maths_exp(-below);
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

	while (from < n && (double)c[0].logp - (double)c[from].logp < mean)
		from++;
	for (to = from; to == from || (part < x * sum && to - from < n);) {
		double above = from > 0 ? mean - (double)(c[0].logp - c[from - 1].logp) : 0;
		double below = to < n ? (double)(c[0].logp - c[to].logp) - mean : 0;
		bool up = to == n || (from > 0 && above <= below);
		const struct cand *next = up ? &c[--from] : &c[to++];
		part += maths_exp((double)next->logp - (double)c[0].logp);
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
	.help = "only symbols about as surprising as is to be expected, which sum to X; 1: all",
	.keep = keep,
};
