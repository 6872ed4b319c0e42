/* filter_top_p.c - top-p keeps the fewest symbols whose probabilities add up to at least x (nucleus
 * sampling, Holtzman and others 2020). */
#include "core/filter.h"

#include "base/maths.h"

static int keep(struct cand *c, int n, double x)
{
	double sum = 0, part = 0;
	int kept = 0;

	for (int i = 0; i < n; i++)
		sum += maths_exp((double)c[i].logp - (double)c[0].logp);
	while (kept < n && (kept == 0 || part < x * sum)) {
		part += maths_exp((double)c[kept].logp - (double)c[0].logp);
		kept++;
	}
	return kept;
}

const struct filter filter_top_p = {
	.name = "top-p",
	.key = "top_p",
	.lo = 0,
	.hi = 1,
	.off = 1,
	.help = "only the fewest most likely symbols whose probabilities sum to X; 1: all",
	.keep = keep,
};
