/*
 * native_test.c - compares the native engine's kernels of every instruction set that this CPU
 * supports, in every format, with their definition in native.h, bit for bit. Each array is
 * allocated separately with its exact size, so that the sanitizers detect accesses out of bounds.
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
#include "native_lab.h"

enum { ROWS_MOST = 50 };
static const int more_rows[] = {63, 95, NATIVE_ROWS};

/* A product and the arrays that it reads and writes. */
struct product {
	const struct kernels *kernels;
	enum format format;
	int n, k, m, ldx, ldy;
	bool train; /* the kernels may use scratch memory */
	float *w, *x, *y, *before, *want;
	void *packed, *prepared;
};

static void set_up(struct product *p)
{
	const struct native_kernels *own = p->kernels->native;
	size_t ys;

	p->ldx = p->train ? (p->k + 1023) / 1024 * 1024 : p->k + PAD; /* multiples of 4 KiB */
	p->ldy = p->n + PAD;
	ys = extent(p->m, p->n, p->ldy);
	p->w = numbers(extent(p->n, p->k, p->ldx), 1);
	p->x = numbers(extent(p->m, p->k, p->ldx), 2);
	p->y = xcalloc(ys, sizeof *p->y);
	p->before = numbers(ys, 3);
	p->want = xcalloc(ys, sizeof *p->want);
	p->packed = xcalloc(own->bytes(p->format, p->n, p->k), 1);
	p->prepared = xcalloc(own->scratch(p->format, p->k, p->train) + 1, 1);
	own->pack(p->format, p->n, p->k, p->w, p->ldx, p->packed);
}

static void tear_down(struct product *p)
{
	free(p->w);
	free(p->x);
	free(p->y);
	free(p->before);
	free(p->want);
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
			      p->ldx, beta, p->y, p->ldy,
			      p->train || p->format == FORMAT_INT8 ? p->prepared : NULL);
}

/* ---- The definitions of native.h, in scalar arithmetic ---- */

static float to_bf16(float x)
{
	uint32_t bits;

	memcpy(&bits, &x, sizeof bits);
	bits = (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000;
	memcpy(&x, &bits, sizeof x);
	return x;
}

static float chain(enum format f, int k, const float *x, const float *w, float start)
{
	for (int c = 0; c < k; c++)
		start = fmaf(x[c], f == FORMAT_BF16 ? to_bf16(w[c]) : w[c], start);
	return start;
}

static float integers(int k, const float *x, const float *w, float start)
{
	volatile float scale = 0, inverse, part; /* volatile: each operation is rounded */
	int32_t sum = 0;

	for (int c = 0; c < k; c++)
		scale = fmaxf(scale, fabsf(w[c]));
	scale = scale / 127;
	inverse = 1 / scale;
	for (int c = 0; c < k; c++) {
		part = w[c] * inverse;
		int q = (int)(part + (part < 0 ? -0.5f : 0.5f));
		part = x[c] * 127;
		part = part + 128.5f;
		sum += ((int)part - 128) * q;
	}
	part = (float)sum * (1.0f / 127);
	part = part * scale;
	return start + part;
}

/* Computes what the product must be for beta 1 (start from `before`) or 0. */
static void define(const struct product *p, float beta)
{
	memcpy(p->want, p->before, extent(p->m, p->n, p->ldy) * sizeof *p->want);
	for (int r = 0; r < p->m; r++)
		for (int j = 0; j < p->n; j++) {
			float *out = p->want + (size_t)r * (size_t)p->ldy + (size_t)j;
			const float *x = p->x + (size_t)r * (size_t)p->ldx;
			const float *w = p->w + (size_t)j * (size_t)p->ldx;
			float start = beta != 0 ? *out : 0;
			*out = p->format == FORMAT_INT8 ? integers(p->k, x, w, start)
							: chain(p->format, p->k, x, w, start);
		}
}

static void check(const struct product *p, const float *want, float beta)
{
	size_t ys = extent(p->m, p->n, p->ldy);

	for (size_t i = 0; i < ys; i++)
		p->y[i] = beta != 0 || i % (size_t)p->ldy >= (size_t)p->n ? p->before[i] : NAN;
	multiply(p, beta);
	for (size_t i = 0; i < ys; i++)
		if (memcmp(&p->y[i], &want[i], sizeof *p->y) != 0)
			fail_msg("%s, format %d, %d x %d, %d rows, beta %g, at %zu: %a, not %a",
				 p->kernels->isa, p->format, p->n, p->k, p->m, (double)beta, i,
				 (double)p->y[i], (double)want[i]);
}

/* Compares all tables with the definition for m rows of the product `most`, which has more. A row depends on its
 * own row of inputs alone, and numbers() does not depend on m, so the definition for `most` serves all. */
static void check_tables(const struct product *most, int m, float beta)
{
	struct product p = {.format = most->format,
			    .n = most->n,
			    .k = most->k,
			    .m = m,
			    .train = most->train};

	for (size_t i = 0; (p.kernels = table_at(i)) != NULL; i++) {
		set_up(&p);
		check(&p, most->want, beta);
		tear_down(&p);
	}
}

static void check_size(enum format format, int size, float beta, bool train)
{
	struct product most = {.kernels = table_at(0),
			       .format = format,
			       .n = sizes[size][0],
			       .k = sizes[size][1],
			       .m = size % 6 == 0 ? NATIVE_ROWS : ROWS_MOST,
			       .train = train};
	int few = SANITIZED ? 7 : 16, step = SANITIZED ? 11 : 3;

	set_up(&most);
	define(&most, beta);
	for (int m = 1; m <= ROWS_MOST; m += m < few || (size % 5 == 0 && !SANITIZED) ? 1 : step)
		check_tables(&most, m, beta);
	for (size_t r = 0; r < sizeof more_rows / sizeof *more_rows && size % 6 == 0; r++)
		check_tables(&most, more_rows[r], beta);
	tear_down(&most);
}

static void products(void **state)
{
	(void)state;
	for (int f = 0; f < FORMATS; f++)
		for (int s = 0; s < SIZES; s += NEXT_SIZE)
			for (int beta = 0; beta < 2; beta++) {
				check_size((enum format)f, s, (float)beta, false);
				if (f == FORMAT_F32)
					check_size((enum format)f, s, (float)beta, true);
			}
}

/* backward is the product with the transposed matrix; the same weights are packed by columns. */
static void columns(void **state)
{
	const struct kernels *t;

	(void)state;
	for (size_t i = 0; (t = table_at(i)) != NULL; i++)
		for (int s = 0; s < SIZES; s += NEXT_SIZE) {
			int n = sizes[s][0], k = sizes[s][1], ld = n + PAD;
			size_t bytes = t->native->bytes(FORMAT_F32, n, k);
			float *w = numbers(extent(k, n, ld), 9);
			float *turned = xcalloc((size_t)(n * k), sizeof *turned);
			char *rows = xcalloc(bytes, 1), *cols = xcalloc(bytes, 1);
			for (int r = 0; r < k; r++)
				for (int c = 0; c < n; c++)
					turned[c * k + r] = w[r * ld + c];
			t->native->pack(FORMAT_F32, n, k, turned, k, rows);
			t->native->pack_columns(k, n, w, ld, cols);
			assert_memory_equal(rows, cols, bytes);
			free(w);
			free(turned);
			free(rows);
			free(cols);
		}
}

/* Terms of very different size, exact ties, overflow and infinities: where two roundings instead of
 * one would show. Denormal numbers are left out, since a CPU may treat them as zero. */
static void awkward_terms(void **state)
{
	enum { N = 40, K = 9 };
	static const float part[] = {0,
				     1,
				     -1,
				     0x1p-24f,
				     0x1.000002p0f,
				     -0x1p-25f,
				     0x1p24f,
				     0x1.fffffep127f,
				     0x1p-60f,
				     -0x1.8p-23f,
				     0x1.000002p-24f,
				     3,
				     -0x1.555556p-2f,
				     INFINITY};
	enum { PARTS = sizeof part / sizeof *part };
	struct product p = {.n = N, .k = K, .m = 7};

	(void)state;
	for (uint64_t key = 0; key < (SANITIZED ? 20 : 400); key++)
		for (size_t i = 0; (p.kernels = table_at(i)) != NULL; i++) {
			set_up(&p);
			for (size_t j = 0; j < extent(N, K, p.ldx); j++)
				p.w[j] =
					part[rng_bits(key, j) % (uint64_t)(PARTS - (key % 8 != 0))];
			for (size_t j = 0; j < extent(p.m, K, p.ldx); j++)
				p.x[j] = part[rng_bits(key + 1000, j) % (PARTS - 1)];
			p.kernels->native->pack(FORMAT_F32, N, K, p.w, p.ldx, p.packed);
			define(&p, 1);
			memcpy(p.y, p.before, extent(p.m, N, p.ldy) * sizeof *p.y);
			multiply(&p, 1);
			for (size_t j = 0; j < extent(p.m, N, p.ldy); j++)
				if (!(isnan(p.y[j]) && isnan(p.want[j])) &&
				    memcmp(&p.y[j], &p.want[j], sizeof *p.y) != 0)
					fail_msg("%s, key %d: %a, not %a", p.kernels->isa, (int)key,
						 (double)p.y[j], (double)p.want[j]);
			tear_down(&p);
		}
}

/* Returns the product of n weights w and n inputs x, as a matrix with one output. */
static float single(const struct kernels *k, enum format f, int n, const float *w, const float *x)
{
	const struct native_kernels *own = k->native;
	void *packed = xcalloc(own->bytes(f, 1, n), 1),
	     *prepared = xcalloc(own->scratch(f, n, false) + 1, 1);
	float y;

	own->pack(f, 1, n, w, n, packed);
	own->prepare(f, 1, n, x, n, prepared);
	own->multiply(f, 1, n, packed, 0, 1, 1, x, n, 0, &y, 1, f == FORMAT_INT8 ? prepared : NULL);
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

/* A NaN input gives NaN, except in int8, where inputs are rounded to integers. */
static void not_a_number(void **state)
{
	const float one[] = {1, 1, 1, 1, 1};
	const struct kernels *k;

	(void)state;
	for (size_t i = 0; (k = table_at(i)) != NULL; i++)
		for (int f = 0; f < FORMATS; f++)
			for (int c = 0; c < 5; c++) {
				float x[] = {1, 1, 1, 1, 1};
				x[c] = NAN;
				float y = single(k, (enum format)f, 5, one, x);
				assert_true(f == FORMAT_INT8 ? fabsf(y) <= 5 : isnan(y));
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(products),      cmocka_unit_test(columns),
		cmocka_unit_test(awkward_terms), cmocka_unit_test(sizes_of_weights),
		cmocka_unit_test(not_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
