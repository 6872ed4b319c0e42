/*
 * native_panels.h - how the native engine stores a matrix for its products, and the copying loops.
 * Only files that are compiled once per instruction set include it.
 *
 * A matrix of n outputs and depth k is divided into panels of PANEL outputs; the outputs that are
 * left over, fewer than PANEL, are divided into narrow panels of LANES outputs, the last of which
 * is padded with zeros. A panel is stored as (k, outputs of the panel), so that a step along k
 * reads consecutive memory.
 */
#ifndef NATIVE_PANELS_H
#define NATIVE_PANELS_H

#include "core/native_simd.h"

/* A tile is what one kernel computes: up to ROWS rows of one panel. Its sums, the weights of a step
 * and one input fill the vector registers: 32 with AVX-512 and on ARM, 16 elsewhere. */
#if defined(__AVX512F__)
#define ROWS 14
enum { VECTORS = 2 };
#elif defined(__aarch64__)
#define ROWS 6
enum { VECTORS = 4 };
#else
#define ROWS 6
enum { VECTORS = 2 };
#endif
enum { PANEL = VECTORS * LANES, ALIGN = 64 };

struct panel {
	int at;    /* first output; also the number of outputs in the panels before */
	int width; /* PANEL or LANES */
};

static inline int panel_count(int n)
{
	return n / PANEL + (n % PANEL + LANES - 1) / LANES;
}

static inline struct panel panel_at(int n, int i)
{
	int wide = n / PANEL;

	return i < wide ? (struct panel){i * PANEL, PANEL}
			: (struct panel){wide * PANEL + (i - wide) * LANES, LANES};
}

/* Returns the number of outputs with the padding of the last panel. */
static inline size_t padded(int n)
{
	return ((size_t)n + LANES - 1) / LANES * LANES;
}

static inline size_t round_up(size_t bytes)
{
	return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

/* The m rows of a product are divided into groups of nearly equal size, at most ROWS. Returns the
 * number of groups. */
static inline int group_count(int m)
{
	return (m + ROWS - 1) / ROWS;
}

/* Returns the first row of group g. */
static inline int group_at(int m, int g)
{
	return (int)((long)m * g / group_count(m));
}

/* Transposes 4 x 4 numbers: out[c * width + i] = in[i * ld + c]. */
ALWAYS void transpose_4(const real *in, size_t ld, real *out, size_t width)
{
#if defined(__SSE2__) && !defined(RNN_DOUBLE)
	__m128 a = _mm_loadu_ps(in), b = _mm_loadu_ps(in + ld);
	__m128 c = _mm_loadu_ps(in + 2 * ld), d = _mm_loadu_ps(in + 3 * ld);

	_MM_TRANSPOSE4_PS(a, b, c, d);
	_mm_storeu_ps(out, a);
	_mm_storeu_ps(out + width, b);
	_mm_storeu_ps(out + 2 * width, c);
	_mm_storeu_ps(out + 3 * width, d);
#elif defined(__aarch64__) && !defined(RNN_DOUBLE)
	float32x4_t a = vld1q_f32(in), b = vld1q_f32(in + ld);
	float32x4_t c = vld1q_f32(in + 2 * ld), d = vld1q_f32(in + 3 * ld);
	float32x4x2_t ab = vtrnq_f32(a, b), cd = vtrnq_f32(c, d);

	vst1q_f32(out, vcombine_f32(vget_low_f32(ab.val[0]), vget_low_f32(cd.val[0])));
	vst1q_f32(out + width, vcombine_f32(vget_low_f32(ab.val[1]), vget_low_f32(cd.val[1])));
	vst1q_f32(out + 2 * width,
		  vcombine_f32(vget_high_f32(ab.val[0]), vget_high_f32(cd.val[0])));
	vst1q_f32(out + 3 * width,
		  vcombine_f32(vget_high_f32(ab.val[1]), vget_high_f32(cd.val[1])));
#else
	for (size_t c = 0; c < 4; c++)
		for (size_t i = 0; i < 4; i++)
			out[c * width + i] = in[i * ld + c];
#endif
}

/* Copies a matrix (rows, cols), rows ld apart, transposed: out[c * width + i] = in[i * ld + c]. */
static inline void copy_transposed(int rows, int cols, const real *in, size_t ld, real *out,
				   size_t width)
{
	int i = 0;

	for (; rows >= 4 && i < rows; i += 4) {
		if (i + 4 > rows)
			i = rows - 4; /* some rows once more */
		const real *from = in + (size_t)i * ld;
		int c = 0;
		for (; c + 4 <= cols; c += 4)
			transpose_4(from + c, ld, out + (size_t)c * width + i, width);
		for (; c < cols; c++)
			for (int j = 0; j < 4; j++)
				out[(size_t)c * width + (size_t)(i + j)] =
					from[(size_t)j * ld + (size_t)c];
	}
	for (; i < rows; i++)
		for (int c = 0; c < cols; c++)
			out[(size_t)c * width + (size_t)i] = in[(size_t)i * ld + (size_t)c];
}

#endif
