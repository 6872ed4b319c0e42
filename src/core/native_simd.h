/*
 * native_simd.h - vectors of `real` for the kernels of the native engine: loads, stores and fused
 * multiply-add on each instruction set. Only files that are compiled once per instruction set
 * include it.
 *
 * v_fma(a, b, c) is a b + c, rounded once, in every lane. It gives the bits of fmaf() on every
 * CPU, so a sum that is defined as a chain of v_fma does too. The double build, which only checks
 * gradients, rounds twice.
 */
#ifndef NATIVE_SIMD_H
#define NATIVE_SIMD_H

#include <math.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#include "base/base.h"

#define ALWAYS static inline __attribute__((always_inline))

/* Before a loop with constant bounds: unroll it, so that an array that it indexes is kept in
 * registers. */
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

/* Keeps a vector in a register; else GCC reads memory again wherever an instruction can do so. */
#if defined(RNN_DOUBLE)
#define v_keep(x) ((void)0)
#elif defined(__x86_64__)
#define v_keep(x) __asm__("" : "+v"(x))
#elif defined(__aarch64__)
#define v_keep(x) __asm__("" : "+w"(x))
#else
#define v_keep(x) ((void)0)
#endif

#if defined(__AVX512F__) && !defined(RNN_DOUBLE)

typedef __m512 vec;
enum { LANES = 16 };

ALWAYS vec v_zero(void)
{
	return _mm512_setzero_ps();
}
ALWAYS vec v_load(const real *p)
{
	return _mm512_loadu_ps(p);
}
ALWAYS vec v_all(real x)
{
	return _mm512_set1_ps(x);
}
ALWAYS vec v_fma(vec a, vec b, vec c)
{
	return _mm512_fmadd_ps(a, b, c);
}
ALWAYS void v_store(real *p, vec x)
{
	_mm512_storeu_ps(p, x);
}
/* Load the first n lanes, 1 <= n <= LANES; the others are 0. */
ALWAYS vec v_load_some(const real *p, int n)
{
	return _mm512_maskz_loadu_ps((__mmask16)(0xffffu >> (LANES - n)), p);
}
ALWAYS void v_store_some(real *p, vec x, int n)
{
	_mm512_mask_storeu_ps(p, (__mmask16)(0xffffu >> (LANES - n)), x);
}

#else

#if defined(__FMA__) && defined(__x86_64__) && !defined(RNN_DOUBLE)
typedef __m256 vec;
enum { LANES = 8 };

ALWAYS vec v_load(const real *p)
{
	return _mm256_loadu_ps(p);
}
ALWAYS vec v_all(real x)
{
	return _mm256_set1_ps(x);
}
ALWAYS void v_store(real *p, vec x)
{
	_mm256_storeu_ps(p, x);
}
#else
enum { LANES = 16 / sizeof(real) };
typedef real vec __attribute__((vector_size(16)));

ALWAYS vec v_load(const real *p)
{
	vec x;

	memcpy(&x, p, sizeof x);
	return x;
}
ALWAYS vec v_all(real x)
{
	return x - (vec){0};
}
ALWAYS void v_store(real *p, vec x)
{
	memcpy(p, &x, sizeof x);
}
#endif

ALWAYS vec v_zero(void)
{
	return (vec){0};
}
ALWAYS vec v_load_some(const real *p, int n)
{
	real x[LANES] = {0};

	memcpy(x, p, (size_t)n * sizeof *p);
	return v_load(x);
}
ALWAYS void v_store_some(real *p, vec x, int n)
{
	real out[LANES];

	v_store(out, x);
	memcpy(p, out, (size_t)n * sizeof *p);
}

#if defined(RNN_DOUBLE)
ALWAYS vec v_fma(vec a, vec b, vec c)
{
	return a * b + c;
}
#elif defined(__FMA__) && defined(__x86_64__)
ALWAYS vec v_fma(vec a, vec b, vec c)
{
	return _mm256_fmadd_ps(a, b, c);
}
#elif defined(__aarch64__)
ALWAYS vec v_fma(vec a, vec b, vec c)
{
	return vfmaq_f32(c, a, b);
}
#elif defined(__SSE2__)
/*
 * Returns a b + c of two lanes, rounded to odd: the exact sum if it is a double, else the one of
 * its two neighbours whose last bit is 1. Rounding that to float equals rounding the exact sum
 * (Boldo and Melquiond 2008), because a double has more than two bits more than a float. a b is
 * exact in double; `error` is that of the sum (Knuth's TwoSum), and NaN if the sum is infinite.
 */
ALWAYS __m128d fma_to_odd(__m128d a, __m128d b, __m128d c)
{
	__m128d p = _mm_mul_pd(a, b), s = _mm_add_pd(p, c), t = _mm_sub_pd(s, p);
	__m128d error = _mm_add_pd(_mm_sub_pd(p, _mm_sub_pd(s, t)), _mm_sub_pd(c, t));
	__m128d zero = _mm_setzero_pd();
	__m128d inexact = _mm_or_pd(_mm_cmplt_pd(error, zero), _mm_cmplt_pd(zero, error));
	__m128i bits = _mm_castpd_si128(s), one = _mm_set1_epi64x(1);
	/* An even s moves by one unit towards the exact sum: away from 0 if s and error have the
	 * same sign. */
	__m128i toward = _mm_srli_epi64(_mm_xor_si128(bits, _mm_castpd_si128(error)), 63);
	__m128i step = _mm_sub_epi64(one, _mm_add_epi64(toward, toward));
	__m128i even = _mm_andnot_si128(bits, one);
	step = _mm_and_si128(step, _mm_sub_epi64(_mm_setzero_si128(), even));
	step = _mm_and_si128(step, _mm_castpd_si128(inexact));
	return _mm_castsi128_pd(_mm_add_epi64(bits, step));
}
static __attribute__((noinline, unused)) vec fma_exactly(vec a, vec b, vec c)
{
	__m128 low = _mm_cvtpd_ps(fma_to_odd(_mm_cvtps_pd(a), _mm_cvtps_pd(b), _mm_cvtps_pd(c)));
	__m128 high = _mm_cvtpd_ps(fma_to_odd(_mm_cvtps_pd(_mm_movehl_ps(a, a)),
					      _mm_cvtps_pd(_mm_movehl_ps(b, b)),
					      _mm_cvtps_pd(_mm_movehl_ps(c, c))));

	return _mm_movelh_ps(low, high);
}

/* Most sums need less: the sum of doubles, rounded to float, is a b + c rounded once unless it lies
 * half way between two floats or is denormal. */
ALWAYS vec v_fma(vec a, vec b, vec c)
{
	__m128d low = _mm_add_pd(_mm_mul_pd(_mm_cvtps_pd(a), _mm_cvtps_pd(b)), _mm_cvtps_pd(c));
	__m128d high = _mm_add_pd(_mm_mul_pd(_mm_cvtps_pd(_mm_movehl_ps(a, a)),
					     _mm_cvtps_pd(_mm_movehl_ps(b, b))),
				  _mm_cvtps_pd(_mm_movehl_ps(c, c)));
	__m128 y = _mm_movelh_ps(_mm_cvtpd_ps(low), _mm_cvtpd_ps(high));
	/* the 32 lowest bits of each sum, of which a float drops 29 */
	__m128 tail = _mm_shuffle_ps(_mm_castpd_ps(low), _mm_castpd_ps(high), 0x88);
	__m128i half =
		_mm_cmpeq_epi32(_mm_and_si128(_mm_castps_si128(tail), _mm_set1_epi32(0x1fffffff)),
				_mm_set1_epi32(0x10000000));
	__m128 small = _mm_cmple_ps(_mm_andnot_ps(_mm_set1_ps(-0.0f), y), _mm_set1_ps(0x1p-126f));

	if (__builtin_expect(_mm_movemask_ps(_mm_or_ps(_mm_castsi128_ps(half), small)) != 0, 0))
		return fma_exactly(a, b, c);
	return y;
}
#else
ALWAYS vec v_fma(vec a, vec b, vec c)
{
	for (int i = 0; i < (int)LANES; i++)
		c[i] = fmaf(a[i], b[i], c[i]);
	return c;
}
#endif
#endif

/* Whether v_fma is one instruction. */
#if defined(__FMA__) || defined(__aarch64__)
#define FMA_FAST true
#else
#define FMA_FAST false
#endif

/* ---- Weights in bfloat16: load LANES of them as float32 ---- */

#ifndef RNN_DOUBLE
ALWAYS vec v_load_bf16(const uint16_t *p)
{
#if defined(__AVX512F__)
	__m512i x = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)(const void *)p));

	return _mm512_castsi512_ps(_mm512_slli_epi32(x, 16));
#elif defined(__AVX2__)
	__m256i x = _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(const void *)p));

	return _mm256_castsi256_ps(_mm256_slli_epi32(x, 16));
#else
	uint32_t bits[LANES];
	vec x;

	for (int i = 0; i < (int)LANES; i++)
		bits[i] = (uint32_t)p[i] << 16;
	memcpy(&x, bits, sizeof x);
	return x;
#endif
}
#endif

#endif
