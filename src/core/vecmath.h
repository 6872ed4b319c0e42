/*
 * vecmath.h - exp, sigmoid and tanh in a form that compilers turn into vector code. Only the files
 * that are compiled once per instruction set include it.
 *
 * exp(x) is 2^n e^r with x = n ln2 + r, |r| <= ln2/2. ln2 is split into two constants (Cody and
 * Waite 1980). e^r is a polynomial of degree 6: its first two coefficients are 1, the others
 * minimise the largest error (3e-9). 2^n is built in the exponent bits. The relative error is below
 * 2e-7; exp(NaN) is NaN; x is clamped to [-87, 88]. sigmoid and tanh have absolute errors below
 * 2e-7; they clamp the argument of exp to [-40, 40], outside of which float32 results do not
 * change. The double build uses libm's exp.
 */
#ifndef VECMATH_H
#define VECMATH_H

#include <math.h>
#include <string.h>

#include "base/base.h"

/* Returns x rounded to the nearest bfloat16, ties to even; NaN stays NaN. */
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
static inline real gate_exp_r(real x)
{
	return exp(x < -300 ? -300 : x > 300 ? 300 : x);
}
static inline real sqrt_r(real x)
{
	return sqrt(x);
}
#else
static inline real clamped_exp_r(real x, real low, real high)
{
	x = x < low ? low : x;
	x = x > high ? high : x;
	/* Floats of this size are integers, so the sum is rounded to one; its lowest bits hold
	 * n. */
	const real magic = 12582912; /* 1.5 * 2^23 */
	real t = x * 1.44269504f + magic, n = t - magic;
	real r = x - n * 0.693145752f;
	r -= n * 1.42860677e-6f;
	real p = 1.38146081e-3f;
	p = p * r + 8.36871099e-3f;
	p = p * r + 4.1668389e-2f;
	p = p * r + 1.66665211e-1f;
	p = p * r + 4.9999994e-1f;
	p = p * r + 1;
	p = p * r + 1;
	uint32_t bits;
	memcpy(&bits, &t, sizeof bits);
	bits = (bits + 127) << 23;
	real two_n;
	memcpy(&two_n, &bits, sizeof two_n);
	return p * two_n;
}
static inline real exp_r(real x)
{
	return clamped_exp_r(x, -87, 88);
}
static inline real gate_exp_r(real x)
{
	return clamped_exp_r(x, -40, 40);
}
static inline real sqrt_r(real x)
{
	return sqrtf(x);
}
#endif

static inline real tanh_r(real x)
{
	real e = gate_exp_r(-2 * x);

	return (1 - e) / (1 + e);
}

/* Two activations with one division. (1 + e^40)^2 does not overflow. */
static inline void sigmoids_r(real x, real y, real *sx, real *sy)
{
	real a = 1 + gate_exp_r(-x), b = 1 + gate_exp_r(-y), r = 1 / (a * b);

	*sx = r * b;
	*sy = r * a;
}
static inline void sigmoid_tanh_r(real x, real y, real *sx, real *ty)
{
	real a = 1 + gate_exp_r(-x), e = gate_exp_r(-2 * y), r = 1 / (a * (1 + e));

	*sx = r * (1 + e);
	*ty = r * a * (1 - e);
}

#endif
