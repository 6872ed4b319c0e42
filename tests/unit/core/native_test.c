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
enum { SIZES = sizeof sizes / sizeof *sizes, ROWS_MOST = 50 };
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

/* Numbers in [-1, 1]; those that integer arithmetic rounds half way are among them. They repeat after POOL, a prime
 * larger than a row, so that drawing them does not take longer than the products. */
static float *numbers(size_t n, uint64_t key)
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
static size_t extent(int m, int cols, int ld)
{
	return (size_t)(m - 1) * (size_t)ld + (size_t)cols;
}

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

/* A gradient of (n, k) weights from m rows, and what it must be. */
struct outer {
	int m, n, k, ldy, ldx, ldw;
	float beta;
	struct row_blocks rows; /* where the m rows are */
	float *y, *x, *want;
};

static int outer_row(const struct outer *o, int r)
{
	return r / o->rows.rows * o->rows.apart + r % o->rows.rows;
}

/* Returns the rows of y and x, with those between the blocks. */
static int outer_rows(const struct outer *o)
{
	return (o->rows.blocks - 1) * o->rows.apart + o->rows.rows;
}

static void outer_define(struct outer *o)
{
	o->y = numbers(extent(outer_rows(o), o->n, o->ldy), 4);
	o->x = numbers(extent(outer_rows(o), o->k, o->ldx), 5);
	o->want = numbers(extent(o->n, o->k, o->ldw), 6);
	for (int j = 0; j < o->n; j++)
		for (int c = 0; c < o->k; c++) {
			float *out = o->want + j * o->ldw + c;
			*out = o->beta != 0 ? *out : 0;
			for (int r = 0; r < o->m; r++)
				*out = fmaf(o->y[outer_row(o, r) * o->ldy + j],
					    o->x[outer_row(o, r) * o->ldx + c], *out);
		}
}

static void outer_check(const struct outer *o, const struct kernels *t)
{
	size_t size = extent(o->n, o->k, o->ldw);
	float *w = numbers(size, 6);
	void *scratch = xcalloc(t->native->scratch(FORMAT_F32, o->k, true), 1);

	for (int j = 0; j < o->n && o->beta == 0; j++)
		for (int c = 0; c < o->k; c++)
			w[j * o->ldw + c] = NAN;
	t->native->outer(&o->rows, o->n, o->k, o->y, o->ldy, o->x, o->ldx, o->beta, w, o->ldw,
			 scratch);
	for (size_t i = 0; i < size; i++)
		if (memcmp(&w[i], &o->want[i], sizeof *w) != 0)
			fail_msg("%s, outer, %d x %d, %d rows, beta %g, at %zu: %a, not %a", t->isa,
				 o->n, o->k, o->m, (double)o->beta, i, (double)w[i],
				 (double)o->want[i]);
	free(scratch);
	free(w);
}

static void gradients(void **state)
{
	static const struct row_blocks rows[] = {{1, 1, 9},     {2, 1, 1},     {1, 3, 3},
						 {5, 1, 4},     {1, 13, 0},    {16, 3, 7},
						 {1, 100, 100}, {1, 257, 257}, {1, 600, 0},
						 {3, 86, 90},   {300, 2, 5}};
	const struct kernels *t;

	(void)state;
	for (int s = 0; s < SIZES; s += NEXT_SIZE)
		for (size_t r = 0; r < sizeof rows / sizeof *rows * 2; r++) {
			int m = row_blocks_total(&rows[r / 2]), n = sizes[s][0], k = sizes[s][1];
			struct outer o = {
				m,           n,    k,    n + PAD, k + PAD, k + PAD, (float)(r % 2),
				rows[r / 2], NULL, NULL, NULL};
			if (m > (SANITIZED ? 50 : 100) && s % 5 != 0)
				continue;
			outer_define(&o);
			for (size_t i = 0; (t = table_at(i)) != NULL; i++)
				outer_check(&o, t);
			free(o.y);
			free(o.x);
			free(o.want);
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
		cmocka_unit_test(products),         cmocka_unit_test(columns),
		cmocka_unit_test(gradients),        cmocka_unit_test(awkward_terms),
		cmocka_unit_test(sizes_of_weights), cmocka_unit_test(not_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
