/* native_lab.h - the sizes and numbers with which the tests of the native engine multiply. */
#ifndef NATIVE_LAB_H
#define NATIVE_LAB_H

#include <math.h>

#include "core/native.h"

enum { PAD = 5 };

/* Sanitized, a product takes ten times as long, and what is sought is accesses out of bounds: every other size, fewer
 * numbers of rows, fewer terms. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1, NEXT_SIZE = 2 };
#else
enum { SANITIZED = 0, NEXT_SIZE = 1 };
#endif

/* Outputs and inputs: sizes around the widths of all vectors and panels, and around the pieces in
 * which long sums are computed. */
static const int sizes[][2] = {{1, 1},    {1, 64},    {3, 2},   {4, 3},    {5, 4},    {7, 5},
			       {8, 6},    {9, 7},     {15, 9},  {16, 1},   {17, 31},  {31, 33},
			       {32, 15},  {33, 66},   {63, 10}, {64, 17},  {65, 3},   {79, 129},
			       {95, 34},  {130, 259}, {257, 5}, {66, 255}, {35, 257}, {19, 1031},
			       {513, 40}, {33, 513}};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* Numbers in [-1, 1]; those that integer arithmetic rounds half way are among them. They repeat after POOL, a prime
 * larger than a row, so that drawing them does not take longer than the products. */
static inline float *numbers(size_t n, uint64_t key)
{
	enum { POOL = 8191 };
	static float pool[POOL];
	float *out = xcalloc(n, sizeof *out);

	for (uint64_t i = 0; pool[POOL - 1] == 0 && i < POOL; i++)
		pool[i] = i % 7 == 0
				  ? fminf((float)(rng_bits(1, i) % 255) / 127 - 1 + 0.5f / 127, 1)
				  : (float)(2 * rng_uniform(1, i) - 1);
	for (size_t i = 0, at = key * 997 % POOL; i < n; i++, at = at + 1 < POOL ? at + 1 : 0)
		out[i] = pool[at];
	return out;
}

/* Returns the length of a matrix of m rows, ld apart, whose last row has no padding. */
static inline size_t extent(int m, int cols, int ld)
{
	return (size_t)(m - 1) * (size_t)ld + (size_t)cols;
}

#endif
