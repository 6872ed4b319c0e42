/* filter_min_p.c - min-p drops the symbols whose probability is less than x times that of the most
 * likely symbol (Nguyen and others 2024). */
#include "core/filter.h"

#include "base/maths.h"

static int keep(struct cand *c, int n, double x)
{
	int kept = 1;

	while (kept < n && maths_exp((double)c[kept].logp - (double)c[0].logp) >= x)
		kept++;
	return kept;
}

const struct filter filter_min_p = {
	.name = "min-p",
	.key = "min_p",
	.lo = 0,
	.hi = 1,
	.off = 0,
	.help = "only symbols with at least X times the probability of the most likely; 0: all",
	.keep = keep,
};
