/*
 * native_tile.c - the innermost loops of the native engine's products in float32 and bfloat16, see
 * struct native_piece.
 */
#include "core/native_impl.h"
#include "core/native_panels.h"

enum {
	LINE = 64, /* bytes of a line of the cache */
	AHEAD = 4, /* see fetch */
};

static const size_t weight_bytes[] = {[FORMAT_F32] = sizeof(real), [FORMAT_BF16] = 2};

/* The sums over `depth` terms of some rows of x and one or several neighbouring panels. */
struct tile {
	int depth;
	int columns;   /* outputs of the last panel that are not padding */
	bool add;      /* sums start from y, else from 0 */
	const char *w; /* weights of the first panel, (depth, width) */
	size_t apart;  /* bytes from one panel to the next */
	const real *x; /* inputs: gathered (depth, rows), or (rows, depth) with rows ldx apart */
	size_t ldx;    /* 0: gathered */
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

/* A format of weights: how LANES of them are loaded, and bytes of one. */
struct weights {
	vec (*load)(const char *);
	int size;
};
static const struct weights f32 = {load_f32, sizeof(real)}, bf16 = {load_bf16, 2};

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

/* Where the inputs of a step are: of three rows from each pointer. */
struct inputs {
	const real *x[(ROWS + 2) / 3];
};

/* Adds term c to all sums, and moves on the inputs. */
ALWAYS void step(const struct tile *t, int c, const int rows, const int panels, const int vectors,
		 const struct weights kind, const bool gathered, struct inputs *in,
		 vec sum[ROWS][MOST])
{
	const int all = panels * vectors, bytes = vectors * (int)LANES * kind.size;
	const char *from = t->w + (size_t)c * (size_t)bytes;
	const size_t ldx = gathered ? 1 : t->ldx;
	vec w[MOST];

	UNROLL
	for (int j = 0; j < panels * ((bytes + LINE - 1) / LINE); j++)
		fetch(t, c, j, panels, (size_t)bytes);
	UNROLL
	for (int j = 0; j < all; j++) {
		w[j] = kind.load(from + (size_t)(j / vectors) * t->apart +
				 j % vectors * (int)LANES * kind.size);
		if (rows > 1)
			v_keep(w[j]);
	}
	UNROLL
	for (int i = 0; i < rows; i++) {
		vec a = v_all(in->x[i / 3][(size_t)(i % 3) * ldx]);
		UNROLL
		for (int j = 0; j < all; j++)
			sum[i][j] = v_fma(a, w[j], sum[i][j]);
	}
	UNROLL
	for (int i = 0; i < rows; i += 3)
		in->x[i / 3] += gathered ? rows : 1;
}

ALWAYS void run(const struct tile *t, const int rows, const int panels, const int vectors,
		const struct weights kind, const bool gathered)
{
	vec sum[ROWS][MOST];
	struct inputs in;
	const int all = panels * vectors, last = vectors == 1 ? t->columns : PANEL;
	int c = 0;

	UNROLL
	for (int i = 0; i < rows; i += 3)
		in.x[i / 3] = t->x + (size_t)i * (gathered ? 1 : t->ldx);
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
		step(t, c, rows, panels, vectors, kind, gathered, &in, sum);
		step(t, c + 1, rows, panels, vectors, kind, gathered, &in, sum);
		step(t, c + 2, rows, panels, vectors, kind, gathered, &in, sum);
		step(t, c + 3, rows, panels, vectors, kind, gathered, &in, sum);
	}
	for (; c < t->depth; c++)
		step(t, c, rows, panels, vectors, kind, gathered, &in, sum);
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
#define INSTANCES(rows) \
	INSTANCE(f32_narrow, rows, run(t, rows, 1, 1, f32, false)) \
	INSTANCE(f32_wide, rows, run(t, rows, 1, VECTORS, f32, false)) \
	INSTANCE(bf16_narrow, rows, run(t, rows, 1, 1, bf16, false)) \
	INSTANCE(bf16_wide, rows, run(t, rows, 1, VECTORS, bf16, false)) \
	INSTANCE(gathered_narrow, rows, run(t, rows, 1, 1, f32, true)) \
	INSTANCE(gathered_wide, rows, run(t, rows, 1, VECTORS, f32, true))
#define INSTANCES_MANY(rows) \
	INSTANCE(f32_many, rows, run(t, rows, MANY_##rows, VECTORS, f32, false)) \
	INSTANCE(bf16_many, rows, run(t, rows, MANY_##rows, VECTORS, bf16, false))
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

/* The instances, indexed by format, shape, and number of rows - 1; and those for gathered inputs. */
static void (*const tile_table[][SHAPES][ROWS])(const struct tile *t) = {
	[FORMAT_F32] = {BY_ROWS(f32_narrow), BY_ROWS(f32_wide),
			{f32_many_1, f32_many_2, f32_many_3}},
	[FORMAT_BF16] = {BY_ROWS(bf16_narrow), BY_ROWS(bf16_wide),
			 {bf16_many_1, bf16_many_2, bf16_many_3}},
};
static void (*const gathered_table[SHAPES][ROWS])(const struct tile *t) = {
	BY_ROWS(gathered_narrow), BY_ROWS(gathered_wide),
};
/* clang-format on */

static int many_panels(int rows)
{
	static const int many[] = {MANY_1, MANY_2, MANY_3};

	return rows <= FEW ? many[rows - 1] : 1;
}

/* Describes the tiles of the panels from i on, without their rows. */
static struct tile tile_at(const struct native_piece *q, int i)
{
	struct panel p = panel_at(q->n, i);
	size_t bytes = weight_bytes[q->format];

	return (struct tile){
		.depth = q->depth,
		.columns = q->n - p.at,
		.add = q->add,
		.w = q->packed +
		     ((size_t)p.at * (size_t)q->k + (size_t)q->at * (size_t)p.width) * bytes,
		.apart = (size_t)q->k * PANEL * bytes,
		.ldx = (size_t)q->ldx,
		.ldy = (size_t)q->ldy,
		.stride = LINE / (size_t)group_count(q->m),
	};
}

int ISA(native_run)(const struct native_piece *q, int i)
{
	struct panel p = panel_at(q->n, i);
	struct tile t = tile_at(q, i);
	int groups = group_count(q->m);
	int many = q->ldx > 0 ? many_panels((q->m + groups - 1) / groups) : 1;
	int wide = (q->to < q->n / PANEL ? q->to : q->n / PANEL) - i;
	enum shape shape = wide <= 0 ? NARROW : many == 1 || wide < many ? WIDE : MANY;
	int done = shape == MANY ? many : 1;
	size_t bytes = (size_t)(q->depth * p.width) * weight_bytes[q->format];
	size_t ldx = q->ldx > 0 ? (size_t)q->ldx : (size_t)q->depth;
	const char *next = t.w + (size_t)done * t.apart;

	for (int g = 0; g < groups; g++) {
		int row = group_at(q->m, g), rows = group_at(q->m, g + 1) - row;
		t.x = q->x + (size_t)row * ldx;
		t.y = q->y + (size_t)row * t.ldy + p.at;
		t.next = next + bytes * (size_t)g / (size_t)groups;
		t.next_y = g + 1 < groups ? t.y + (size_t)rows * t.ldy : q->y + p.at + p.width;
		(q->ldx > 0 ? tile_table[q->format] : gathered_table)[shape][rows - 1](&t);
	}
	return done;
}
