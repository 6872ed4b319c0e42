/* filter_temperature.c - the temperature, by which the sampler divides the log-probabilities before
 * it applies the other filters. */
#include "core/filter.h"

const struct filter filter_temperature = {
	.name = "temperature",
	.key = "temperature",
	.lo = 0,
	.hi = 1000,
	.off = 1,
	.help = "below 1 safer, above 1 more varied; 0: always the most likely symbol",
};
