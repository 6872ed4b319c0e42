/* filter_top_k.c - top-k keeps the x most likely symbols (Fan, Lewis and Dauphin 2018). */
#include "core/filter.h"

#include <limits.h>

static int keep(struct cand *c, int n, double x)
{
	(void)c;
	return x < n ? (int)x : n;
}

const struct filter filter_top_k = {
	.name = "top-k",
	.key = "top_k",
	.whole = true,
	.lo = 0,
	.hi = INT_MAX,
	.off = 0,
	.help = "only the N most likely symbols; 0: all",
	.keep = keep,
};
