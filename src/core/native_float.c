/*
 * native_float.c - the products of the native engine with weights in float32 or bfloat16, see
 * native.h. Long sums are computed in pieces of DEPTH terms; between two pieces the sums are stored
 * in the result, which does not change them.
 */
#include <assert.h>

#include "core/native_impl.h"
#include "core/native_panels.h"
#include "core/vecmath.h"

enum {
	LINE = 64,   /* bytes of a line of the cache */
	AHEAD = 4,   /* see fetch */
	DEPTH = 256, /* most terms of a piece: those of a panel stay in the first-level cache */
	FEW_INPUTS = 16 * 256, /* see piece_depth */
	OUTPUTS =
		256, /* most rows of the gradient of a weight matrix that are computed at a time */
};

/* ---- Tiles ---- */

/* The sums over `depth` terms of some rows of x and one or several neighbouring panels. */
struct tile {
	int depth;
	int columns;   /* outputs of the last panel that are not padding */
	bool add;      /* sums start from y, else from 0 */
	const char *w; /* weights of the first panel, (depth, width) */
	size_t apart;  /* bytes from one panel to the next */
	const real *x; /* (depth, rows) inputs */
	real *y;       /* rows ldy apart */
	size_t ldy;
	const char *next; /* weights of the next panels that are fetched into the cache */
	size_t stride;    /* bytes of them for each LINE bytes of this panel's */
	real *next_y;     /* results that are computed next */
};

ALWAYS vec load_f32(const char *w)
{
	return v_load((const real *)(const void *)w);
}

ALWAYS vec load_bf16(const char *w)
{
#ifdef RNN_DOUBLE
	return load_f32(w);
#else
	return v_load_bf16((const uint16_t *)(const void *)w);
#endif
}

/* `columns` is the number of outputs from the vector's first to the last that is not padding. */
ALWAYS vec load_sums(const real *y, int columns)
{
	return columns >= (int)LANES ? v_load(y) : v_load_some(y, columns);
}

ALWAYS void store_sums(real *y, vec sum, int columns)
{
	if (columns >= (int)LANES)
		v_store(y, sum);
	else
		v_store_some(y, sum, columns);
}

/* Fetches line j of those that step c of a tile fetches into the cache. With several panels, whose
 * weights are used only once, it is a line of these, some steps ahead; else, into the second-level
 * cache, one of the next panel. */
ALWAYS void fetch(const struct tile *t, int c, int j, const int panels, const size_t bytes)
{
	const size_t lines = (bytes + LINE - 1) / LINE, line = (size_t)j;
	const char *w = t->w;

	if (panels > 1)
		__builtin_prefetch(w + line / lines * t->apart + (size_t)(c + AHEAD) * bytes +
				   line % lines * LINE);
	else
		__builtin_prefetch(t->next + ((size_t)c * lines + line) * t->stride, 0, 2);
}

enum { MOST = 8 }; /* most vectors of sums in a row of a tile */

/* Adds term c to all sums. */
ALWAYS void step(const struct tile *t, int c, const int rows, const int panels, const int vectors,
		 vec (*load)(const char *), const int size, vec sum[ROWS][MOST])
{
	const int all = panels * vectors, bytes = vectors * (int)LANES * size;
	const char *from = t->w + (size_t)c * (size_t)bytes;
	const real *x = t->x + (size_t)c * (size_t)rows;
	vec w[MOST];

	UNROLL
	for (int j = 0; j < panels * ((bytes + LINE - 1) / LINE); j++)
		fetch(t, c, j, panels, (size_t)bytes);
	UNROLL
	for (int j = 0; j < all; j++) {
		w[j] = load(from + (size_t)(j / vectors) * t->apart +
			    j % vectors * (int)LANES * size);
		if (rows > 1)
			v_keep(w[j]);
	}
	UNROLL
	for (int i = 0; i < rows; i++) {
		vec a = v_all(x[i]);
		UNROLL
		for (int j = 0; j < all; j++)
			sum[i][j] = v_fma(a, w[j], sum[i][j]);
	}
}

ALWAYS void run(const struct tile *t, const int rows, const int panels, const int vectors,
		vec (*load)(const char *), const int size)
{
	vec sum[ROWS][MOST];
	const int all = panels * vectors, last = vectors == 1 ? t->columns : PANEL;
	int c = 0;

	UNROLL
	for (int i = 0; i < rows; i++)
		UNROLL
	for (int j = 0; j < all; j++)
		sum[i][j] = t->add ? load_sums(t->y + (size_t)i * t->ldy + j * LANES, last)
				   : v_zero();
	UNROLL
	for (int i = 0; i < rows; i++)
		UNROLL
	for (int j = 0; j < all; j += LINE / (int)sizeof(vec))
		__builtin_prefetch(t->next_y + (size_t)i * t->ldy + j * LANES, 0, 2);
	for (; panels > 1 && c + 4 <= t->depth; c += 4) {
		step(t, c, rows, panels, vectors, load, size, sum);
		step(t, c + 1, rows, panels, vectors, load, size, sum);
		step(t, c + 2, rows, panels, vectors, load, size, sum);
		step(t, c + 3, rows, panels, vectors, load, size, sum);
	}
	for (; c < t->depth; c++)
		step(t, c, rows, panels, vectors, load, size, sum);
	UNROLL
	for (int i = 0; i < rows; i++)
		UNROLL
	for (int j = 0; j < all; j++)
		store_sums(t->y + (size_t)i * t->ldy + j * LANES, sum[i][j], last);
}

/* Panels that are multiplied together where a tile has few rows: with fewer than 8 independent sums,
 * each multiply-add would wait for the one before. */
#if defined(__AVX512F__)
enum { MANY_1 = 4, MANY_2 = 4, MANY_3 = 2, FEW = 3 };
#elif defined(__aarch64__)
enum { MANY_1 = 2, MANY_2 = 2, MANY_3 = 1, FEW = 3 };
#else
enum { MANY_1 = 4, MANY_2 = 2, MANY_3 = 2, FEW = 3 };
#endif

/* clang-format off */
/* Instances of the loops above for each number of rows. With constant bounds, compilers keep all
 * sums in registers. */
#define INSTANCE(name, rows, call) \
	static void name##_##rows(const struct tile *t) { call; }
#define INSTANCES(rows)                                          \
	INSTANCE(f32_narrow, rows, run(t, rows, 1, 1, load_f32, sizeof(real)))     \
	INSTANCE(f32_wide, rows, run(t, rows, 1, VECTORS, load_f32, sizeof(real))) \
	INSTANCE(bf16_narrow, rows, run(t, rows, 1, 1, load_bf16, 2))   \
	INSTANCE(bf16_wide, rows, run(t, rows, 1, VECTORS, load_bf16, 2))
#define INSTANCES_MANY(rows)                                                \
	INSTANCE(f32_many, rows, run(t, rows, MANY_##rows, VECTORS, load_f32, sizeof(real))) \
	INSTANCE(bf16_many, rows, run(t, rows, MANY_##rows, VECTORS, load_bf16, 2))
INSTANCES(1) INSTANCES(2) INSTANCES(3) INSTANCES(4) INSTANCES(5) INSTANCES(6)
INSTANCES_MANY(1) INSTANCES_MANY(2) INSTANCES_MANY(3)
#if ROWS == 14
INSTANCES(7) INSTANCES(8) INSTANCES(9) INSTANCES(10) INSTANCES(11) INSTANCES(12) INSTANCES(13)
INSTANCES(14)
#define BY_ROWS(n) {n##_1, n##_2, n##_3, n##_4, n##_5, n##_6, n##_7, n##_8, n##_9, n##_10, \
		    n##_11, n##_12, n##_13, n##_14}
#else
#define BY_ROWS(n) {n##_1, n##_2, n##_3, n##_4, n##_5, n##_6}
#endif

enum shape { NARROW, WIDE, MANY, SHAPES };

/* The instances, indexed by format, shape, and number of rows - 1. */
static void (*const tile_table[][SHAPES][ROWS])(const struct tile *t) = {
	[FORMAT_F32] = {BY_ROWS(f32_narrow), BY_ROWS(f32_wide),
			{f32_many_1, f32_many_2, f32_many_3}},
	[FORMAT_BF16] = {BY_ROWS(bf16_narrow), BY_ROWS(bf16_wide),
			 {bf16_many_1, bf16_many_2, bf16_many_3}},
};
/* clang-format on */

static int many_panels(int rows)
{
	static const int many[] = {MANY_1, MANY_2, MANY_3};

	return rows <= FEW ? many[rows - 1] : 1;
}

/* ---- Row groups: m rows are divided into groups of nearly equal size, at most ROWS ---- */

static int group_count(int m)
{
	return (m + ROWS - 1) / ROWS;
}

/* Returns the first row of group g. */
static int group_at(int m, int g)
{
	return (int)((long)m * g / group_count(m));
}

/* ---- Y = X W^T with packed W ---- */

static const size_t weight_bytes[] = {[FORMAT_F32] = sizeof(real), [FORMAT_BF16] = 2};

/* A piece of a product: some terms of the sums of all rows and of the panels [from, to). */
struct piece {
	enum format format;
	int n, k, m, at, depth; /* terms [at, at + depth) of k */
	int from, to;
	const char *packed;
	const real *x; /* the inputs of the groups, one after the other, each (depth, rows) */
	bool add;
	real *y;
	int ldy;
};

/* Multiplies all rows by the panels from i on that one tile can have; returns their number. */
static int run_panels(const struct piece *q, int i)
{
	struct panel p = panel_at(q->n, i);
	size_t bytes = weight_bytes[q->format], width = (size_t)p.width;
	int groups = group_count(q->m), many = many_panels((q->m + groups - 1) / groups),
	    wide = (q->to < q->n / PANEL ? q->to : q->n / PANEL) - i;
	const char *w = q->packed + ((size_t)p.at * (size_t)q->k + (size_t)q->at * width) * bytes;
	struct tile t = {
		.depth = q->depth,
		.columns = q->n - p.at,
		.add = q->add,
		.w = w,
		.apart = (size_t)q->k * PANEL * bytes,
		.ldy = (size_t)q->ldy,
		.stride = LINE / (size_t)groups,
	};
	enum shape shape = wide >= many && many > 1 ? MANY : wide > 0 ? WIDE : NARROW;

	const char *next = w + (shape == MANY ? (size_t)many : 1) * t.apart;

	for (int g = 0; g < groups; g++) {
		int row = group_at(q->m, g), rows = group_at(q->m, g + 1) - row;
		bool last = g + 1 == groups;
		t.x = q->x + (size_t)row * (size_t)q->depth;
		t.y = q->y + (size_t)row * (size_t)q->ldy + p.at;
		t.next = next + (size_t)q->depth * width * bytes * (size_t)g / (size_t)groups;
		t.next_y = last ? q->y + p.at + width : t.y + (size_t)rows * t.ldy;
		tile_table[q->format][shape][rows - 1](&t);
	}
	return shape == MANY ? many : 1;
}

/* Copies a piece of the inputs x (m, depth) of all groups for their tiles. */
static void gather(int m, int depth, const real *x, int ldx, real *out)
{
	for (int g = 0; g < group_count(m); g++) {
		int row = group_at(m, g), rows = group_at(m, g + 1) - row;
		const real *from = x + (size_t)row * (size_t)ldx;
		if (rows == 1)
			memcpy(out, from, (size_t)depth * sizeof *out);
		else
			copy_transposed(rows, depth, from, (size_t)ldx,
					out + (size_t)row * (size_t)depth, (size_t)rows);
	}
}

/* Returns the length of a piece of sums of k terms, for m rows: all have nearly equal length. With
 * few rows, pieces are longer, as long as their inputs stay in the first-level cache. */
static int piece_depth(int k, int m)
{
	int most = m * DEPTH < FEW_INPUTS ? FEW_INPUTS / m : DEPTH;
	int pieces = (k + most - 1) / most;

	return (k + pieces - 1) / pieces;
}

static void multiply(enum format format, int n, int k, const void *packed, int from, int to, int m,
		     const real *x, int ldx, real beta, real *y, int ldy)
{
	real inputs[NATIVE_ROWS * DEPTH] __attribute__((aligned(ALIGN)));
	int length = piece_depth(k, m);

	assert(m >= 1 && m <= NATIVE_ROWS);
	for (int at = 0; at < k; at += length) {
		struct piece q = {
			.format = format,
			.n = n,
			.k = k,
			.m = m,
			.at = at,
			.depth = k - at < length ? k - at : length,
			.from = from,
			.to = to,
			.packed = packed,
			.x = inputs,
			.add = beta != 0 || at > 0,
			.y = y,
			.ldy = ldy,
		};
		gather(m, q.depth, x + at, ldx, inputs);
		for (int i = from; i < to;)
			i += run_panels(&q, i);
	}
}

/* ---- Packing ---- */

static size_t bytes(enum format format, int n, int k)
{
	return round_up(padded(n) * (size_t)k * weight_bytes[format]);
}

#ifndef RNN_DOUBLE
static void pack_bf16(int width, int rows, int k, const real *w, size_t ld, uint16_t *out)
{
	for (int j = 0; j < rows; j++)
		for (int c = 0; c < k; c++)
			out[(size_t)c * (size_t)width + (size_t)j] =
				bf16_r(w[(size_t)j * ld + (size_t)c]);
}
#endif

static void pack(enum format format, int n, int k, const real *w, int ld, void *packed)
{
	for (int i = 0; i < panel_count(n); i++) {
		struct panel p = panel_at(n, i);
		int rows = n - p.at < p.width ? n - p.at : p.width;
		const real *from = w + (size_t)p.at * (size_t)ld;
		char *out = (char *)packed + (size_t)p.at * (size_t)k * weight_bytes[format];
#ifndef RNN_DOUBLE
		if (format == FORMAT_BF16) {
			pack_bf16(p.width, rows, k, from, (size_t)ld, (uint16_t *)(void *)out);
			continue;
		}
#endif
		copy_transposed(rows, k, from, (size_t)ld, (real *)(void *)out, (size_t)p.width);
	}
}

/* Copies `width` of each of `rows` rows, ld apart, to consecutive memory. */
ALWAYS void copy_rows(int rows, const int width, const real *in, size_t ld, real *out)
{
	for (int r = 0; r < rows; r++, in += ld, out += width)
		for (int j = 0; j < width; j += LANES) {
			__builtin_prefetch(in + 2 * AHEAD * ld + j);
			v_store(out + j, v_load(in + j));
		}
}

/* Copies columns [p.at, p.at + p.width) of a matrix (rows, n); those that it lacks are 0. */
static void copy_panel(struct panel p, int rows, int n, const real *in, size_t ld, real *out)
{
	in += p.at;
	if (p.width == PANEL) {
		copy_rows(rows, PANEL, in, ld, out);
	} else if (n - p.at >= (int)LANES) {
		copy_rows(rows, LANES, in, ld, out);
	} else {
		for (int r = 0; r < rows; r++, in += ld, out += LANES)
			v_store(out, v_load_some(in, n - p.at));
	}
}

static void pack_columns(int n, int k, const real *w, int ld, void *packed)
{
	for (int i = 0; i < panel_count(k); i++) {
		struct panel p = panel_at(k, i);
		copy_panel(p, n, k, w, (size_t)ld, (real *)packed + (size_t)p.at * (size_t)n);
	}
}

/* ---- Gradients of weights: W = beta W + Y^T X ---- */

/* Whole vectors with at least ROWS lanes. */
enum { CHUNK = (ROWS + LANES - 1) / LANES * LANES };

/* Copies y (depth, n) for the tiles of the groups of n outputs. Groups that are not the last ones
 * are copied by whole vectors; what these hold beyond the group is overwritten by the next row. */
static void gather_outputs(int n, int depth, const real *y, int ldy, real *out)
{
	int groups = group_count(n), start[OUTPUTS / ROWS + 2];

	for (int g = 0; g <= groups; g++)
		start[g] = group_at(n, g);
	for (int r = 0; r < depth; r++, y += ldy)
		for (int g = 0; g < groups; g++) {
			int at = start[g], rows = start[g + 1] - at;
			real *to = out + (size_t)at * (size_t)depth + (size_t)(r * rows);
			__builtin_prefetch(y + AHEAD * (ptrdiff_t)ldy + at);
			if (r + 1 == depth || at + CHUNK > n) {
				memcpy(to, y + at, (size_t)rows * sizeof *to);
				continue;
			}
			for (int j = 0; j < CHUNK; j += LANES)
				v_store(to + j, v_load(y + at + j));
		}
}

/* Adds up `depth` terms of the gradients of n outputs. */
static void outer_piece(int n, int k, int depth, const real *y, int ldy, const real *x, int ldx,
			bool add, real *w, int ldw)
{
	real outputs[OUTPUTS * DEPTH] __attribute__((aligned(ALIGN)));
	real inputs[PANEL * DEPTH] __attribute__((aligned(ALIGN)));

	gather_outputs(n, depth, y, ldy, outputs);
	for (int i = 0; i < panel_count(k); i++) {
		struct panel p = panel_at(k, i);
		copy_panel(p, depth, k, x, (size_t)ldx, inputs);
		run_panels(&(struct piece){.format = FORMAT_F32,
					   .n = k - p.at,
					   .k = depth,
					   .m = n,
					   .depth = depth,
					   .to = 1,
					   .packed = (const char *)inputs,
					   .x = outputs,
					   .add = add,
					   .y = w + p.at,
					   .ldy = ldw},
			   0);
	}
}

static void outer(int m, int n, int k, const real *y, int ldy, const real *x, int ldx, real beta,
		  real *w, int ldw)
{
	int length = piece_depth(m, FEW_INPUTS / DEPTH);

	for (int j = 0; j < n; j += OUTPUTS)
		for (int r = 0; r < m; r += length)
			outer_piece(n - j < OUTPUTS ? n - j : OUTPUTS, k,
				    m - r < length ? m - r : length,
				    y + (size_t)r * (size_t)ldy + j, ldy,
				    x + (size_t)r * (size_t)ldx, ldx, beta != 0 || r > 0,
				    w + (size_t)j * (size_t)ldw, ldw);
}

const struct native_float ISA(native_float) = {
	.bytes = bytes,
	.pack = pack,
	.pack_columns = pack_columns,
	.multiply = multiply,
	.outer = outer,
};
