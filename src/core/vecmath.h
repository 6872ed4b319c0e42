/*
 * vecmath.h - exp, sigmoid and tanh in a form that compilers turn into vector code. Only the files
 * that are compiled once per instruction set include it.
 *
 * Every function gives the same bits on all CPUs and with all compilers: it consists of operations
 * that IEEE 754 rounds exactly (+, -, *, /, square root, conversions, fused multiply-add), in the
 * order in which they are written. The files are compiled with -ffp-contract=off, so a multiply-add
 * is fused only where fma_r is called. NaN results are NaN everywhere, with any sign and payload.
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

/* Without it, Clang calls the larger functions, and a loop with calls is no vector code. */
#define INLINE static inline __attribute__((always_inline))

/* Returns x rounded to the nearest bfloat16, ties to even; NaN stays NaN. */
static inline uint16_t bf16_r(real x)
{
	float f = (float)x;
	uint32_t bits;

	memcpy(&bits, &f, sizeof bits);
	uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
	return (uint16_t)((bits & 0x7fffffff) > 0x7f800000 ? 0x7fc0 : rounded);
}

/*
 * Returns a b + c, rounded once, on CPUs without an instruction for it. The product of two floats
 * is exact in double. The sum in double is rounded to odd: if it is not exact, the neighbour with
 * an odd last bit is taken, so that the rounding to float that follows sees on which side of a tie
 * the exact sum is (Boldo and Melquiond 2008). The error of the sum is Knuth's two-sum; comparisons
 * leave infinities and NaN alone.
 */
INLINE float fma_soft(float a, float b, float c)
{
	double p = (double)a * (double)b, q = (double)c, s = p + q;
	double t = s - p, error = (p - (s - t)) + (q - t);
	uint64_t bits, side;

	error = error == error ? error : 0;
	memcpy(&bits, &s, sizeof bits);
	memcpy(&side, &error, sizeof side);
	uint64_t inexact = (side << 1 | (0 - (side << 1))) >> 63;
	uint64_t move = inexact & ~bits; /* 1 if the last bit is even and must become odd */
	bits += move - ((bits ^ side) >> 63 & move) * 2;
	memcpy(&s, &bits, sizeof s);
	return (float)s;
}

#ifdef RNN_DOUBLE
static inline real fma_r(real a, real b, real c)
{
	return a * b + c;
}
INLINE real exp_r(real x)
{
	return exp(x);
}
INLINE real gate_exp_r(real x)
{
	return exp(x < -300 ? -300 : x > 300 ? 300 : x);
}
static inline real sqrt_r(real x)
{
	return sqrt(x);
}
static inline real abs_r(real x)
{
	return fabs(x);
}
#else
/* Returns a b + c, rounded once. */
static inline real fma_r(real a, real b, real c)
{
#if defined(__FMA__) || defined(__aarch64__) || defined(__FP_FAST_FMAF)
	return __builtin_fmaf(a, b, c);
#else
	return fma_soft(a, b, c);
#endif
}
INLINE real clamped_exp_r(real x, real low, real high)
{
	x = x < low ? low : x;
	x = x > high ? high : x;
	/* Floats of this size are integers, so the sum is rounded to one; its lowest bits hold
	 * n. */
	const real magic = 12582912; /* 1.5 * 2^23 */
	real t = fma_r(x, 1.44269504f, magic), n = t - magic;
	real r = fma_r(n, -0.693145752f, x);
	r = fma_r(n, -1.42860677e-6f, r);
	real p = 1.38146081e-3f;
	p = fma_r(p, r, 8.36871099e-3f);
	p = fma_r(p, r, 4.1668389e-2f);
	p = fma_r(p, r, 1.66665211e-1f);
	p = fma_r(p, r, 4.9999994e-1f);
	p = fma_r(p, r, 1);
	p = fma_r(p, r, 1);
	uint32_t bits;
	memcpy(&bits, &t, sizeof bits);
	bits = (bits + 127) << 23;
	real two_n;
	memcpy(&two_n, &bits, sizeof two_n);
	return p * two_n;
}
INLINE real exp_r(real x)
{
	return clamped_exp_r(x, -87, 88);
}
INLINE real gate_exp_r(real x)
{
	return clamped_exp_r(x, -40, 40);
}
static inline real sqrt_r(real x)
{
	return sqrtf(x);
}
static inline real abs_r(real x)
{
	return fabsf(x);
}
#endif

/*
 * Returns x, or 0 if |x| < 2^-100, which is too small to matter in a gradient or a moment of the
 * optimizer. Such numbers would shrink from step to step until they are denormal, and CPUs do not
 * agree on where exactly those begin (base/denormals.h).
 */
static inline real least_r(real x)
{
	return abs_r(x) < (real)0x1p-100 ? 0 : x;
}

INLINE real tanh_r(real x)
{
	real e = gate_exp_r(-2 * x);

	return (1 - e) / (1 + e);
}

/* Two activations with one division. (1 + e^40)^2 does not overflow. */
INLINE void sigmoids_r(real x, real y, real *sx, real *sy)
{
	real a = 1 + gate_exp_r(-x), b = 1 + gate_exp_r(-y), r = 1 / (a * b);

	*sx = r * b;
	*sy = r * a;
}
INLINE void sigmoid_tanh_r(real x, real y, real *sx, real *ty)
{
	real a = 1 + gate_exp_r(-x), e = gate_exp_r(-2 * y), r = 1 / (a * (1 + e));

	*sx = r * (1 + e);
	*ty = r * a * (1 - e);
}

#endif
