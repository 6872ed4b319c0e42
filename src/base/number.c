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
	return nats / log(2);
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

/* A decimal of `safe` digits survives the way through a normal number, so %g with as many finds
 * every shorter one: it drops zeros. `most` digits tell any two numbers apart. */
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
