/*
 * vecmath.h - exp, sigmoid and tanh in a form that compilers turn into vector code. Included only
 * by the files that are compiled once per instruction set.
 *
 * exp: x = n ln2 + r, |r| <= ln2/2; e^r by its Taylor polynomial of degree 7 (error below 2^-24),
 * 2^n put together in the exponent bits. ln2 is split in two (Cody and Waite 1980). Relative error
 * below 2e-7; NaN stays NaN; results below e^-87 are e^-87. sigmoid and tanh have absolute errors
 * below 2e-7. The double build uses libm.
 */
#ifndef VECMATH_H
#define VECMATH_H

#include <math.h>
#include <string.h>

#include "core/base.h"

/* Rounded to the nearest bfloat16, ties to even; NaN stays NaN. */
static inline uint16_t bf16_r(real x)
{
	float f = (float)x;
	uint32_t bits;

	memcpy(&bits, &f, sizeof bits);
	uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
	return (uint16_t)((bits & 0x7fffffff) > 0x7f800000 ? 0x7fc0 : rounded);
}

#ifdef RNN_DOUBLE
static inline real exp_r(real x)
{
	return exp(x);
}
static inline real sigmoid_r(real x)
{
	return 1 / (1 + exp(-x));
}
static inline real tanh_r(real x)
{
	return tanh(x);
}
static inline real sqrt_r(real x)
{
	return sqrt(x);
}
#else
static inline real exp_r(real x)
{
	x = x < -87 ? -87 : x;
	x = x > 88 ? 88 : x;
	real t = x * 1.44269504f;
	int n = (int)(t + copysignf(0.5f, t));
	real f = (real)n;
	real r = x - f * 0.693145752f;
	r -= f * 1.42860677e-6f;
	real p = 1.98412698e-4f;
	p = p * r + 1.38888889e-3f;
	p = p * r + 8.33333333e-3f;
	p = p * r + 4.16666667e-2f;
	p = p * r + 1.66666667e-1f;
	p = p * r + 0.5f;
	p = p * r + 1;
	p = p * r + 1;
	int bits = (int)((unsigned)(n + 127) << 23);
	real two_n;
	memcpy(&two_n, &bits, sizeof two_n);
	return p * two_n;
}
static inline real sigmoid_r(real x)
{
	return 1 / (1 + exp_r(-x));
}
static inline real tanh_r(real x)
{
	return 1 - 2 / (1 + exp_r(2 * x));
}
static inline real sqrt_r(real x)
{
	return sqrtf(x);
}
#endif

#endif
