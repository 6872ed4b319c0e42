/*
 * native_test.c - compares the native engine's kernels of every instruction set that this CPU
 * supports, in every format, with plain loops in double. Each array is allocated separately with
 * its exact size, so that the sanitizers detect accesses out of bounds.
 */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/native.h"
#include "isas.h"

enum { PAD = 5 };

/* Outputs and inputs: sizes around the widths of all vectors and panels. */
static const int sizes[][2] = {{1, 1},   {1, 64},    {3, 2},   {4, 3},   {5, 4},   {7, 5},
			       {8, 6},   {9, 7},     {15, 9},  {16, 1},  {17, 31}, {31, 33},
			       {32, 15}, {33, 66},   {63, 10}, {64, 17}, {65, 3},  {79, 129},
			       {95, 34}, {130, 259}, {257, 5}};
static const int rows[] = {1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 47, NATIVE_ROWS};

/* A product and the arrays that it reads and writes. */
struct product {
	const struct kernels *kernels;
	enum format format;
	int n, k, m, ldx, ldy;
	float *w, *x, *y, *before;
	void *packed, *prepared;
};

static float *numbers(size_t n, uint64_t key)
{
	float *out = xcalloc(n, sizeof *out);

	for (size_t i = 0; i < n; i++)
		out[i] = (float)(2 * rng_uniform(key, i) - 1);
	return out;
}

/* Returns the length of a matrix of m rows, ld apart, whose last row has no padding. */
static size_t extent(int m, int cols, int ld)
{
	return (size_t)(m - 1) * (size_t)ld + (size_t)cols;
}

static void set_up(struct product *p)
{
	const struct native_kernels *own = p->kernels->native;
	size_t ys;

	p->ldx = p->k + PAD;
	p->ldy = p->n + PAD;
	ys = extent(p->m, p->n, p->ldy);
	p->w = numbers(extent(p->n, p->k, p->ldx), 1);
	p->x = numbers(extent(p->m, p->k, p->ldx), 2);
	p->y = numbers(ys, 3);
	p->before = xcalloc(ys, sizeof *p->before);
	memcpy(p->before, p->y, ys * sizeof *p->y);
	p->packed = xcalloc(own->bytes(p->format, p->n, p->k), 1);
	p->prepared = xcalloc(own->scratch(p->format, p->k), 1);
	own->pack(p->format, p->n, p->k, p->w, p->ldx, p->packed);
}

static void tear_down(struct product *p)
{
	free(p->w);
	free(p->x);
	free(p->y);
	free(p->before);
	free(p->packed);
	free(p->prepared);
}

/* Multiplies in two calls, as two threads of a team do. */
static void multiply(const struct product *p, float beta)
{
	const struct native_kernels *own = p->kernels->native;
	int panels = own->panels(p->n), share[] = {0, panels / 2, panels};

	own->prepare(p->format, p->m, p->k, p->x, p->ldx, p->prepared);
	for (int i = 0; i < 2; i++)
		own->multiply(p->format, p->n, p->k, p->packed, share[i], share[i + 1], p->m, p->x,
			      p->ldx, beta, p->y, p->ldy, p->prepared);
}

/* Returns the largest rounding error of weight w in the format, if the largest weight of its row is
 * `largest`. */
static double lost(const struct product *p, double w, double largest)
{
	return p->format == FORMAT_INT8   ? largest / 254
	       : p->format == FORMAT_BF16 ? fabs(w) / 256
					  : 0;
}

static void check(const struct product *p, float beta)
{
	double input = p->format == FORMAT_INT8 && p->kernels->native->vnni ? 1.0 / 254 : 0;

	for (int r = 0; r < p->m; r++)
		for (int j = 0; j < p->ldy && (j < p->n || r + 1 < p->m); j++) {
			size_t at = (size_t)r * (size_t)p->ldy + (size_t)j;
			const float *x = p->x + (size_t)r * (size_t)p->ldx;
			const float *w = p->w + (size_t)j * (size_t)p->ldx;
			double sum = j < p->n && beta == 0 ? 0 : (double)p->before[at];
			double size = fabs(sum), error = 0, largest = 0;
			/* not fmax: GCC 12 for arm64 fails to vectorise it (internal error) */
			for (int c = 0; c < p->k && j < p->n; c++)
				largest = fabs((double)w[c]) > largest ? fabs((double)w[c])
								       : largest;
			for (int c = 0; c < p->k && j < p->n; c++) {
				double a = (double)x[c], b = (double)w[c], e = lost(p, b, largest);
				sum += a * b;
				size += fabs(a * b);
				error += fabs(a) * e + input * (fabs(b) + e);
			}
			error += size * (p->k + 4) * FLT_EPSILON;
			if (!(fabs((double)p->y[at] - sum) <= error))
				fail_msg(
					"%s, format %d, %d x %d, %d rows, at %d, %d: %.9g, exactly %.9g",
					p->kernels->isa, p->format, p->n, p->k, p->m, r, j,
					(double)p->y[at], sum);
		}
}

static void check_product(struct product *p)
{
	set_up(p);
	multiply(p, 1);
	check(p, 1);
	for (int r = 0; r < p->m; r++) /* with beta 0, y must not be read */
		for (int j = 0; j < p->n; j++)
			p->y[(size_t)r * (size_t)p->ldy + (size_t)j] = NAN;
	multiply(p, 0);
	check(p, 0);
	tear_down(p);
}

static void products(void **state)
{
	const struct kernels *k;

	(void)state;
	for (size_t i = 0; (k = table_at(i)) != NULL; i++)
		for (int f = 0; f < FORMATS; f++)
			for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
				for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
					check_product(&(struct product){.kernels = k,
									.format = (enum format)f,
									.m = rows[r],
									.n = sizes[s][0],
									.k = sizes[s][1]});
}

/* Returns the product of n weights w and n inputs x, as a matrix with one output. */
static float single(const struct kernels *k, enum format f, int n, const float *w, const float *x)
{
	const struct native_kernels *own = k->native;
	void *packed = xcalloc(own->bytes(f, 1, n), 1), *prepared = xcalloc(own->scratch(f, n), 1);
	float y;

	own->pack(f, 1, n, w, n, packed);
	own->prepare(f, 1, n, x, n, prepared);
	own->multiply(f, 1, n, packed, 0, 1, 1, x, n, 0, &y, 1, prepared);
	free(packed);
	free(prepared);
	return y;
}

/* Sums of as many terms as a layer can have, with equal weights of any magnitude, do not overflow.
 * Weights that are too small for a format may be rounded to 0. */
static void sizes_of_weights(void **state)
{
	static const float size[] = {0,      1e-45f, 1e-43f, 1e-40f, FLT_MIN,
				     3e-37f, 1e-34f, 1e-20f, 1,      3e33f};
	enum { K = 16384 };
	float *w = xcalloc(K, sizeof *w), *x = xcalloc(K, sizeof *x);
	const struct kernels *k;

	(void)state;
	for (size_t i = 0; (k = table_at(i)) != NULL; i++)
		for (int f = 0; f < FORMATS; f++)
			for (size_t s = 0; s < 4 * sizeof size / sizeof *size; s++) {
				float a = s & 1 ? -size[s / 4] : size[s / 4], b = s & 2 ? -1 : 1;
				double want = (double)a * (double)b * K;
				for (int c = 0; c < K; c++) {
					w[c] = a;
					x[c] = b;
				}
				double got = (double)single(k, (enum format)f, K, w, x);
				if (!(fabs(got - want) <= fabs(want) / 100 + 1e-30))
					fail_msg("%s, format %d: %g, exactly %g", k->isa, f, got,
						 want);
			}
	free(w);
	free(x);
}

/* A NaN input gives NaN, except where inputs are rounded to integers. */
static void not_a_number(void **state)
{
	const float one[] = {1, 1, 1, 1, 1};
	const struct kernels *k;

	(void)state;
	for (size_t i = 0; (k = table_at(i)) != NULL; i++)
		for (int f = 0; f < FORMATS; f++)
			for (int c = 0; c < 5; c++) {
				float x[] = {1, 1, 1, 1, 1};
				bool integers = f == FORMAT_INT8 && k->native->vnni;
				x[c] = NAN;
				float y = single(k, (enum format)f, 5, one, x);
				assert_true(integers ? fabsf(y) <= 5 : isnan(y));
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(products),
		cmocka_unit_test(sizes_of_weights),
		cmocka_unit_test(not_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
