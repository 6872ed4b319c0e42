/*
 * native_dot.h - vectors of 32-bit sums of products of bytes, for the kernels of the native engine,
 * on each instruction set. Only files that are compiled once per instruction set include it.
 *
 * dots_add(sum, w, x) adds to each of LANES sums the products of four bytes of w, which are weights
 * in [-127, 127], with the same four bytes of x, which are inputs in [-127, 127] plus DOT_OFFSET.
 * dots_start makes the first sum from the sum of all weights of an output; it takes DOT_OFFSET out
 * again.
 */
#ifndef NATIVE_DOT_H
#define NATIVE_DOT_H

#include "core/native_simd.h"

#if defined(__AVX512VNNI__) && !defined(RNN_DOUBLE)

enum { DOT_OFFSET = 128 }; /* vpdpbusd multiplies unsigned bytes by signed ones */
typedef __m512i dots;

ALWAYS dots dots_load(const void *p)
{
	return _mm512_loadu_si512(p);
}
ALWAYS dots dots_start(const int32_t *sums)
{
	return _mm512_sub_epi32(_mm512_setzero_si512(),
				_mm512_slli_epi32(_mm512_loadu_si512(sums), 7));
}
ALWAYS dots dots_all(const void *p)
{
	int32_t x;

	memcpy(&x, p, sizeof x);
	return _mm512_set1_epi32(x);
}
ALWAYS dots dots_add(dots sum, dots w, dots x)
{
	return _mm512_dpbusd_epi32(sum, x, w);
}
ALWAYS vec dots_convert(dots sum)
{
	return _mm512_cvtepi32_ps(sum);
}

#elif defined(__AVX512BW__) && !defined(RNN_DOUBLE)

enum { DOT_OFFSET = 0 };
typedef __m512i dots;

ALWAYS dots dots_load(const void *p)
{
	return _mm512_loadu_si512(p);
}
ALWAYS dots dots_start(const int32_t *sums)
{
	(void)sums;
	return _mm512_setzero_si512();
}
ALWAYS dots dots_all(const void *p)
{
	int32_t x;

	memcpy(&x, p, sizeof x);
	return _mm512_set1_epi32(x);
}
/* |x| times w with the sign of x: a sum of two products is at most 2 * 127 * 127 and does not
 * saturate 16 bits. */
ALWAYS dots dots_add(dots sum, dots w, dots x)
{
	dots zero = _mm512_setzero_si512();
	dots signed_w = _mm512_mask_sub_epi8(w, _mm512_movepi8_mask(x), zero, w);
	dots pairs = _mm512_maddubs_epi16(_mm512_abs_epi8(x), signed_w);

	return _mm512_add_epi32(sum, _mm512_madd_epi16(pairs, _mm512_set1_epi16(1)));
}
ALWAYS vec dots_convert(dots sum)
{
	return _mm512_cvtepi32_ps(sum);
}

#elif defined(__AVX2__) && !defined(RNN_DOUBLE)

typedef __m256i dots;

ALWAYS dots dots_load(const void *p)
{
	return _mm256_loadu_si256((const __m256i *)p);
}
ALWAYS dots dots_all(const void *p)
{
	int32_t x;

	memcpy(&x, p, sizeof x);
	return _mm256_set1_epi32(x);
}
ALWAYS vec dots_convert(dots sum)
{
	return _mm256_cvtepi32_ps(sum);
}
#if defined(__AVXVNNI__)
enum { DOT_OFFSET = 128 };
ALWAYS dots dots_start(const int32_t *sums)
{
	return _mm256_sub_epi32(_mm256_setzero_si256(), _mm256_slli_epi32(dots_load(sums), 7));
}
ALWAYS dots dots_add(dots sum, dots w, dots x)
{
	return _mm256_dpbusd_avx_epi32(sum, x, w);
}
#else
enum { DOT_OFFSET = 0 };
ALWAYS dots dots_start(const int32_t *sums)
{
	(void)sums;
	return _mm256_setzero_si256();
}
/* |x| times w with the sign of x: a sum of two products is at most 2 * 127 * 127 and does not
 * saturate 16 bits. */
ALWAYS dots dots_add(dots sum, dots w, dots x)
{
	dots pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(x), _mm256_sign_epi8(w, x));

	return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}
#endif

#else

enum { DOT_OFFSET = 0 };
typedef int32_t dots __attribute__((vector_size(4 * LANES)));

ALWAYS dots dots_load(const void *p)
{
	dots x;

	memcpy(&x, p, sizeof x);
	return x;
}
ALWAYS dots dots_start(const int32_t *sums)
{
	(void)sums;
	return (dots){0};
}
ALWAYS dots dots_all(const void *p)
{
	int32_t x;

	memcpy(&x, p, sizeof x);
	return x - (dots){0};
}
ALWAYS vec dots_convert(dots sum)
{
	return __builtin_convertvector(sum, vec);
}
#if defined(__SSE2__) && !defined(RNN_DOUBLE)
/* Bytes become 16-bit numbers with their sign: the upper byte of a pair, shifted. */
ALWAYS dots dots_add(dots sum, dots w, dots x)
{
	__m128i zero = _mm_setzero_si128(), a = (__m128i)w, b = (__m128i)x;
	__m128i b16 = _mm_srai_epi16(_mm_unpacklo_epi8(zero, b), 8);
	__m128i low = _mm_madd_epi16(_mm_srai_epi16(_mm_unpacklo_epi8(zero, a), 8), b16);
	__m128i high = _mm_madd_epi16(_mm_srai_epi16(_mm_unpackhi_epi8(zero, a), 8), b16);
	__m128 even = _mm_shuffle_ps(_mm_castsi128_ps(low), _mm_castsi128_ps(high), 0x88);
	__m128 odd = _mm_shuffle_ps(_mm_castsi128_ps(low), _mm_castsi128_ps(high), 0xdd);

	return sum + (dots)_mm_add_epi32(_mm_castps_si128(even), _mm_castps_si128(odd));
}
#elif defined(__aarch64__) && !defined(RNN_DOUBLE)
ALWAYS dots dots_add(dots sum, dots w, dots x)
{
	int8x16_t a = (int8x16_t)w, b = (int8x16_t)x;
#if defined(__ARM_FEATURE_DOTPROD)
	return (dots)vdotq_s32((int32x4_t)sum, a, b);
#else
	int32x4_t low = vpaddlq_s16(vmull_s8(vget_low_s8(a), vget_low_s8(b)));
	int32x4_t high = vpaddlq_s16(vmull_high_s8(a, b));

	return (dots)vaddq_s32((int32x4_t)sum, vpaddq_s32(low, high));
#endif
}
#else
ALWAYS dots dots_add(dots sum, dots w, dots x)
{
	int8_t a[4 * LANES], b[4 * LANES];

	memcpy(a, &w, sizeof a);
	memcpy(b, &x, sizeof b);
	for (int i = 0; i < 4 * (int)LANES; i++)
		sum[i / 4] += a[i] * b[i];
	return sum;
}
#endif
#endif

#endif
