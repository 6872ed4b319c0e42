/*
 * native_int8.c - the products of the native engine with weights in int8, see native.h. They are
 * integers, and so exact. A panel is stored as (k / 4, outputs, 4): four inputs of an output are
 * neighbours, because the instructions for such products multiply four bytes at a time. k is padded
 * with zeros.
 */
#include <assert.h>

#include "core/model.h"
#include "core/native_dot.h"
#include "core/native_impl.h"
#include "core/native_panels.h"

enum { INPUTS_MAX = 1 << 14 };

_Static_assert((int)INPUTS_MAX >= (int)HIDDEN_MAX, "every layer can be packed");
/* A sum begins at 128 times the weights of a row, or 0, and takes up to 255 times each of them. */
_Static_assert((128LL + 255) * 127 * INPUTS_MAX <= INT32_MAX, "no sum overflows");

/* Returns the number of inputs with padding. */
static size_t inputs(int k)
{
	return ((size_t)k + 3) / 4 * 4;
}

/* Bytes of the header before the weights: for each output, the scale (real) and the sum of its
 * weights (int32). */
static size_t header_bytes(int n)
{
	return 2 * round_up(padded(n) * sizeof(real));
}

static size_t bytes(int n, int k)
{
	return header_bytes(n) + round_up(padded(n) * inputs(k));
}

static size_t scratch(int k)
{
	return NATIVE_ROWS * inputs(k);
}

/* ---- Packing ---- */

/* If no weight of a row is larger, the row is rounded to 0; the inverse of its scale might be
 * infinite. */
#define TINY ((real)1e-35)

static real row_scale(int k, const real *w)
{
	enum { PARTS = 4 * LANES }; /* a maximum for each, so that compilers use vectors */
	real part[PARTS] = {0}, most = 0;
	int c = 0;

	for (; c + PARTS <= k; c += PARTS)
		for (int j = 0; j < PARTS; j++) {
			real x = w[c + j] < 0 ? -w[c + j] : w[c + j];
			part[j] = x > part[j] ? x : part[j];
		}
	for (int j = 0; c + j < k; j++) {
		real x = w[c + j] < 0 ? -w[c + j] : w[c + j];
		part[j] = x > part[j] ? x : part[j];
	}
	for (int j = 0; j < PARTS; j++)
		most = part[j] > most ? part[j] : most;
	return most > TINY ? most / 127 : 1;
}

static void round_row(int k, const real *w, real scale, int8_t *out, int32_t *sum)
{
	real inverse = 1 / scale;
	int32_t total = 0;

	for (int c = 0; c < k; c++) {
		real q = w[c] * inverse;
		out[c] = (int8_t)(q < 0 ? q - (real)0.5 : q + (real)0.5);
		total += out[c];
	}
	*sum = total;
}

static void pack(int n, int k, const real *w, int ld, void *packed)
{
	size_t header = header_bytes(n);
	real *scale = packed;
	int32_t *sum = (int32_t *)(void *)((char *)packed + header / 2);
	int8_t row[INPUTS_MAX] = {0};

	assert(k <= INPUTS_MAX);
	for (int i = 0; i < panel_count(n); i++) {
		struct panel p = panel_at(n, i);
		char *weights = (char *)packed + header + (size_t)p.at * inputs(k);
		for (int j = 0; j < p.width && p.at + j < n; j++) {
			const real *from = w + (size_t)(p.at + j) * (size_t)ld;
			scale[p.at + j] = row_scale(k, from);
			round_row(k, from, scale[p.at + j], row, &sum[p.at + j]);
			for (int c = 0; c < k; c += 4)
				memcpy(weights + (size_t)(c * p.width + 4 * j), row + c, 4);
		}
	}
}

/* Writes the inputs as bytes round(127 x) + DOT_OFFSET. */
static void prepare(int m, int k, const real *x, int ldx, void *prepared)
{
	size_t ldq = inputs(k);
	uint8_t *q = prepared;

	for (int i = 0; i < m; i++, q += ldq, x += ldx) {
		for (int c = 0; c < k; c++) {
			real v = x[c] > -1 ? x[c] : -1; /* NaN, which cannot be converted, is -1 */
			v = (v < 1 ? v : 1) * 127;
			q[c] = (uint8_t)((int)(v + (real)128.5) + DOT_OFFSET - 128);
		}
		memset(q + k, DOT_OFFSET, ldq - (size_t)k);
	}
}

/* ---- Tiles ---- */

/* The sums of some rows of x and one or several neighbouring panels. */
struct tile {
	size_t depth;     /* inputs, padded */
	int columns;      /* outputs of the last panel that are not padding */
	const char *w;    /* weights of the first panel */
	const uint8_t *x; /* (rows, depth) prepared inputs */
	const real *scale;
	const int32_t *sum;
	bool add;
	real *y;
	size_t ldy;
};

#if defined(__AVX512F__)
enum { MANY_1 = 4, MANY_2 = 4, MANY_3 = 2, MANY_4 = 2, MANY_5 = 2, MANY_6 = 2 };
#else
enum { MANY_1 = 4, MANY_2 = 2, MANY_3 = 1, MANY_4 = 1, MANY_5 = 1, MANY_6 = 1 };
#endif
#undef ROWS
#define ROWS 6

/* y = sum * (1 / 127) * scale + old value */
ALWAYS void store_outputs(const struct tile *t, int row, int at, dots sum, int columns)
{
	vec x = dots_convert(sum) * (real)(1.0f / 127) * v_load(t->scale + at);
	real *y = t->y + (size_t)row * t->ldy + at;

	if (columns >= (int)LANES) {
		if (t->add)
			x += v_load(y);
		v_store(y, x);
		return;
	}
	if (t->add)
		x += v_load_some(y, columns);
	v_store_some(y, x, columns);
}

ALWAYS void run(const struct tile *t, const int rows, const int panels, const int vectors)
{
	dots sum[ROWS][4 * VECTORS];
	const int all = panels * vectors, last = vectors == 1 ? t->columns : PANEL;

	UNROLL
	for (int i = 0; i < rows; i++)
		UNROLL
	for (int j = 0; j < all; j++)
		sum[i][j] = dots_start(t->sum + j * LANES);
	for (size_t c = 0; c < t->depth; c += 4) {
		dots w[4 * VECTORS];
		UNROLL
		for (int j = 0; j < all; j++) {
			w[j] = dots_load(t->w + (size_t)(j / vectors) * t->depth * PANEL +
					 (c * (size_t)vectors + 4 * (size_t)(j % vectors)) * LANES);
			if (rows > 1)
				v_keep(w[j]);
		}
		UNROLL
		for (int i = 0; i < rows; i++) {
			dots x = dots_all(t->x + (size_t)i * t->depth + c);
			UNROLL
			for (int j = 0; j < all; j++)
				sum[i][j] = dots_add(sum[i][j], w[j], x);
		}
	}
	UNROLL
	for (int i = 0; i < rows; i++)
		UNROLL
	for (int j = 0; j < all; j++)
		store_outputs(t, i, j * LANES, sum[i][j], last);
}

/* clang-format off */
/* Instances for each number of rows. With constant bounds, compilers keep all sums in registers. */
#define INSTANCES(rows) \
	static void narrow_##rows(const struct tile *t) { run(t, rows, 1, 1); } \
	static void wide_##rows(const struct tile *t) { run(t, rows, 1, VECTORS); } \
	static void many_##rows(const struct tile *t) { run(t, rows, MANY_##rows, VECTORS); }
INSTANCES(1) INSTANCES(2) INSTANCES(3) INSTANCES(4) INSTANCES(5) INSTANCES(6)

enum shape { NARROW, WIDE, MANY, SHAPES };
static void (*const tile_table[SHAPES][ROWS])(const struct tile *t) = {
	{narrow_1, narrow_2, narrow_3, narrow_4, narrow_5, narrow_6},
	{wide_1, wide_2, wide_3, wide_4, wide_5, wide_6},
	{many_1, many_2, many_3, many_4, many_5, many_6},
};
/* clang-format on */

/* ---- Products ---- */

/* Multiplies up to ROWS rows by the panels from i on that one tile can have, at most to `to`;
 * returns their number. */
static int run_panels(struct tile t, const void *packed, int n, int i, int to, int rows)
{
	static const int many[] = {MANY_1, MANY_2, MANY_3, MANY_4, MANY_5, MANY_6};
	size_t header = header_bytes(n);
	struct panel p = panel_at(n, i);
	int wide = (to < n / PANEL ? to : n / PANEL) - i;
	enum shape shape = wide <= 0 ? NARROW : wide < many[rows - 1] ? WIDE : MANY;

	t.columns = n - p.at;
	t.w = (const char *)packed + header + (size_t)p.at * t.depth;
	t.scale = (const real *)packed + p.at;
	t.sum = (const int32_t *)(const void *)((const char *)packed + header / 2) + p.at;
	t.y += p.at;
	tile_table[shape][rows - 1](&t);
	return shape == MANY ? many[rows - 1] : 1;
}

static void multiply(int n, int k, const void *packed, int from, int to, int m, real beta, real *y,
		     int ldy, const void *prepared)
{
	struct tile t = {.depth = inputs(k), .add = beta != 0, .ldy = (size_t)ldy};

	assert(m >= 1 && m <= NATIVE_ROWS);
	for (int row = 0; row < m; row += ROWS) {
		int rows = m - row < ROWS ? m - row : ROWS;
		t.x = (const uint8_t *)prepared + (size_t)row * t.depth;
		t.y = y + (size_t)row * (size_t)ldy;
		for (int i = from; i < to;)
			i += run_panels(t, packed, n, i, to, rows);
	}
}

const struct native_int8 ISA(native_int8) = {
	.bytes = bytes,
	.scratch = scratch,
	.pack = pack,
	.prepare = prepare,
	.multiply = multiply,
};
