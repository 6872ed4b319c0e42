/* number.c - decimal texts of numbers, and the unit of losses. */
#include "base/number.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

double nats_to_bits(double nats)
{
	const double ln2 = 0x1.62e42fefa39efp-1;

	return nats / ln2;
}

static bool subnormal(double x, enum number_kind kind)
{
	return kind == NUMBER_FLOAT ? fpclassify((float)x) == FP_SUBNORMAL
				    : fpclassify(x) == FP_SUBNORMAL;
}

static bool reads_back(const char *text, double x, enum number_kind kind)
{
	double back = strtod(text, NULL);

	return kind == NUMBER_FLOAT ? (float)back == (float)x : back == x;
}

/* Every decimal of up to `safe` digits is recovered from the normal number next to it, so %g with
 * `safe` digits already gives the shortest text if that has no more digits than that. `most` digits
 * distinguish any two numbers. */
int number_text(char out[32], double x, enum number_kind kind)
{
	const int safe = kind == NUMBER_FLOAT ? FLT_DIG : DBL_DIG;
	const int most = kind == NUMBER_FLOAT ? FLT_DECIMAL_DIG : DBL_DECIMAL_DIG;
	int digits = subnormal(x, kind) ? 1 : safe;

	assert(isfinite(x));
	int n = snprintf(out, 32, "%.*g", digits, x);
	while (digits < most && !reads_back(out, x, kind))
		n = snprintf(out, 32, "%.*g", ++digits, x);
	return n;
}
