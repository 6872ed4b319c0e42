/* near.h - helpers for tests of vector loops: numbers to try, and what their results are compared with. */
#ifndef NEAR_H
#define NEAR_H

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "isas.h"

static const double tolerance = 5e-7;

static inline void assert_near(const char *what, const struct kernels *k, double x, double got,
			       double want, double most)
{
	if (!(fabs(got - want) <= most))
		fail_msg("%s in %s at %.9g: %.9g, expected %.9g", what, k->isa, x, got, want);
}

static inline float random_real(uint64_t key, uint64_t i, double reach)
{
	return (float)((2 * rng_uniform(key, i) - 1) * reach);
}

static inline double sigmoid(double x)
{
	return 1 / (1 + exp(-x));
}

/* Returns the i-th of many numbers from -120 to 120 and extreme ones, NAN after the last. */
static inline float dense(int i)
{
	static const float ends[] = {0,     FLT_MIN, FLT_MAX, INFINITY, 1e-45f, 1e-30f, 87.3f,
				     88.8f, 43.7f,   44.4f,   1e4f,     1e9f,   1e10f,  1e20f};
	const int steps = 60000, n = sizeof ends / sizeof *ends;

	if (i <= 2 * steps)
		return (float)(i - steps) * (15.0f / (float)steps);
	i -= 2 * steps + 1;
	if (i <= 2000)
		return (float)(i - 1000) * 0.12f;
	i -= 2001;
	return i < 2 * n ? (i & 1 ? -ends[i / 2] : ends[i / 2]) : NAN;
}

#endif
