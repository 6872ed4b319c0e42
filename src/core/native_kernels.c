/* native_kernels.c - see native.h. */
#include "core/native.h"

#include <assert.h>
#include <string.h>
#ifdef __AVX512VNNI__
#include <immintrin.h>
#endif

#include "core/kernels_isa.h"
#include "core/vecmath.h"

#if defined(__AVX512F__)
#define ROWS 6
enum { VECTOR = 64 };
#elif defined(__AVX__)
#define ROWS 3
enum { VECTOR = 32 };
#else
#define ROWS 3
enum { VECTOR = 16 };
#endif
enum { LANES = VECTOR / sizeof(real), WIDE = 4, ALIGN = 64, INPUTS_MAX = 1 << 14 };

/* A vector that may be loaded from any array of `real`, aligned or not. */
typedef real vec __attribute__((vector_size(VECTOR), aligned(sizeof(real)), may_alias));

/* ---- Layout: wide panels of WIDE vectors, then narrow ones of a single vector ---- */

struct panel {
	int at;        /* first output */
	int vectors;   /* WIDE or 1 */
	size_t before; /* outputs in the panels before this one, with padding */
};

static int wide_panels(int n)
{
	return n / (WIDE * LANES);
}

static int panels(int n)
{
	return wide_panels(n) + (n % (WIDE * LANES) + LANES - 1) / LANES;
}

static struct panel panel_at(int n, int i)
{
	int wide = wide_panels(n),
	    at = i < wide ? i * WIDE * LANES : wide * WIDE * LANES + (i - wide) * LANES;

	return (struct panel){at, i < wide ? WIDE : 1, (size_t)at};
}

/* The number of outputs, with the padding of the last panel. */
static size_t outputs(int n)
{
	return ((size_t)n + LANES - 1) / LANES * LANES;
}

static size_t round_up(size_t bytes)
{
	return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

/* The number of inputs, padded to a multiple of 4 because VNNI instructions multiply four inputs at
 * a time. */
static size_t inputs(int k)
{
	return ((size_t)k + 3) / 4 * 4;
}

static const size_t weight_bytes[FORMATS] = {sizeof(real), 2, 1};

/* Bytes of the header before the weights. In int8 it has, for each output, the scale (real) and the
 * sum of its weights (int32). */
static size_t header_bytes(enum format format, int n)
{
	return format == FORMAT_INT8 ? 2 * round_up(outputs(n) * sizeof(real)) : 0;
}

static size_t bytes(enum format format, int n, int k)
{
	return header_bytes(format, n) + round_up(outputs(n) * inputs(k) * weight_bytes[format]);
}

static size_t scratch(enum format format, int k)
{
#ifdef __AVX512VNNI__
	return format == FORMAT_INT8 ? NATIVE_ROWS * inputs(k) : 0;
#else
	(void)format;
	(void)k;
	return 0;
#endif
}

/* ---- Packing ---- */

/* If no weight of a row is larger, the row is rounded to 0; the inverse of its scale might be
 * infinite. */
#define TINY ((real)1e-35)

static real row_scale(int k, const real *w)
{
	real most = 0;

	for (int c = 0; c < k; c++) {
		real x = w[c] < 0 ? -w[c] : w[c];
		most = x > most ? x : most;
	}
	return most > TINY ? most / 127 : 1;
}

static void round_int8(int k, const real *w, real scale, int8_t *out, int32_t *sum)
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

/* Number of consecutive int8 weights of one output that are contiguous in a panel. */
#ifdef __AVX512VNNI__
enum { GROUP = 4 };
#else
enum { GROUP = 1 };
#endif

/* Store the k weights of one output in a panel of `width` outputs, the first at `out`. */
static void place_f32(int k, const real *w, int width, real *out)
{
	for (int c = 0; c < k; c++)
		out[(size_t)c * (size_t)width] = w[c];
}

static void place_bf16(int k, const real *w, int width, uint16_t *out)
{
	for (int c = 0; c < k; c++)
		out[(size_t)c * (size_t)width] = bf16_r(w[c]);
}

static void place_int8(int k, const int8_t *q, int width, int8_t *out)
{
	for (int c = 0; c < k; c += GROUP)
		memcpy(out + (size_t)c * (size_t)width, q + c, GROUP);
}

static void pack(enum format format, int n, int k, const real *w, int ld, void *packed)
{
	size_t header = header_bytes(format, n);
	real *scale = packed;
	int32_t *sum = (int32_t *)(void *)((char *)packed + header / 2);
	int8_t row[INPUTS_MAX] = {0};

	assert(k <= INPUTS_MAX);
	for (int i = 0; i < panels(n); i++) {
		struct panel p = panel_at(n, i);
		int width = p.vectors * LANES;
		char *weights = (char *)packed + header +
				p.before * inputs(k) * weight_bytes[format];
		for (int j = 0; j < width && p.at + j < n; j++) {
			const real *from = w + (size_t)(p.at + j) * (size_t)ld;
			if (format == FORMAT_INT8) {
				scale[p.at + j] = row_scale(k, from);
				round_int8(k, from, scale[p.at + j], row, &sum[p.at + j]);
				place_int8(k, row, width, (int8_t *)weights + j * GROUP);
			} else if (format == FORMAT_BF16) {
				place_bf16(k, from, width, (uint16_t *)(void *)weights + j);
			} else {
				place_f32(k, from, width, (real *)(void *)weights + j);
			}
		}
	}
}

/* ---- Products ---- */

/* The product of up to ROWS rows of x with one panel. */
struct tile {
	int k, ldx, ldy;
	int columns; /* outputs from the panel's first to the last of the matrix */
	const void *weights;
	const real *x;
	const uint8_t *quantised; /* (rows, inputs(k)) x as prepared; int8 with VNNI only */
	const real *scale;        /* scales of the panel's outputs; NULL: 1 */
	const int32_t *sum;       /* sums of their weights; int8 only */
	real beta, *y;
};

static inline vec load_f32(const void *w, size_t i)
{
	return *(const vec *)(const void *)((const real *)w + i);
}

#ifdef RNN_DOUBLE
#define load_bf16 load_f32
#define load_int8 load_f32
#else
typedef uint16_t half_vec __attribute__((vector_size(VECTOR / 2), aligned(2), may_alias));
typedef uint32_t bits_vec __attribute__((vector_size(VECTOR)));

static inline vec load_bf16(const void *w, size_t i)
{
	half_vec h = *(const half_vec *)(const void *)((const uint16_t *)w + i);
	bits_vec bits = __builtin_convertvector(h, bits_vec) << 16;
	vec x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

#ifndef __AVX512VNNI__
static inline vec load_int8(const void *w, size_t i)
{
	typedef int8_t byte_vec __attribute__((vector_size(VECTOR / 4), aligned(1), may_alias));
	typedef int16_t short_vec __attribute__((vector_size(VECTOR / 2)));
	typedef int32_t int_vec __attribute__((vector_size(VECTOR)));
	typedef real real_vec __attribute__((vector_size(VECTOR)));
	byte_vec b = *(const byte_vec *)(const void *)((const int8_t *)w + i);

	/* Compilers have an instruction for each of these steps, but not for all in one. */
	return __builtin_convertvector(
		__builtin_convertvector(__builtin_convertvector(b, short_vec), int_vec), real_vec);
}
#endif
#endif

/* Scales a vector of sums, adds beta y, and stores the outputs that are not padding in y. */
static inline __attribute__((always_inline)) void store(const struct tile *t, int row, int vector,
							vec sum)
{
	real *y = t->y + (size_t)row * (size_t)t->ldy + vector * LANES;
	size_t left = (size_t)(t->columns - vector * LANES);
	vec old = {0};

	if (t->scale != NULL)
		sum *= *(const vec *)(const void *)(t->scale + vector * LANES);
	if (left >= LANES) {
		if (t->beta != 0)
			sum += *(const vec *)(void *)y;
		*(vec *)(void *)y = sum;
		return;
	}
	if (t->beta != 0) {
		memcpy(&old, y, left * sizeof *y);
		sum += old;
	}
	memcpy(y, &sum, left * sizeof *y);
}

static inline __attribute__((always_inline)) void
run(const struct tile *t, const int rows, const int vectors, vec (*load)(const void *, size_t))
{
	vec sum[ROWS][WIDE];

	for (int i = 0; i < rows; i++)
		for (int j = 0; j < vectors; j++)
			sum[i][j] = (vec){0};
	for (int c = 0; c < t->k; c++)
		for (int j = 0; j < vectors; j++) {
			vec w = load(t->weights, (size_t)(c * vectors + j) * LANES);
			for (int i = 0; i < rows; i++)
				sum[i][j] += w * t->x[(size_t)i * (size_t)t->ldx + (size_t)c];
		}
	for (int i = 0; i < rows; i++)
		for (int j = 0; j < vectors; j++)
			store(t, i, j, sum[i][j]);
}

#ifdef __AVX512VNNI__
/* Computes sum of x q as sum of (x + 128) q - 128 sum of q, because dpbusd multiplies unsigned
 * bytes (x + 128) by signed bytes (q). */
static inline __attribute__((always_inline)) void run_int8(const struct tile *t, const int rows,
							   const int vectors)
{
	__m512i sum[ROWS][WIDE];
	size_t ldq = inputs(t->k);

	for (int j = 0; j < vectors; j++) {
		__m512i offset = _mm512_slli_epi32(_mm512_loadu_si512(t->sum + j * LANES), 7);
		for (int i = 0; i < rows; i++)
			sum[i][j] = _mm512_sub_epi32(_mm512_setzero_si512(), offset);
	}
	for (size_t c = 0; c < ldq / 4; c++)
		for (int j = 0; j < vectors; j++) {
			__m512i w = _mm512_loadu_si512((const char *)t->weights +
						       (c * (size_t)vectors + (size_t)j) * VECTOR);
			for (int i = 0; i < rows; i++) {
				int x;
				memcpy(&x, t->quantised + (size_t)i * ldq + c * 4, sizeof x);
				sum[i][j] = _mm512_dpbusd_epi32(sum[i][j], _mm512_set1_epi32(x), w);
			}
		}
	for (int i = 0; i < rows; i++)
		for (int j = 0; j < vectors; j++) {
			__m512 x = _mm512_cvtepi32_ps(sum[i][j]) * (1.0f / 127);
			store(t, i, j, (vec)x);
		}
}
#else
static inline __attribute__((always_inline)) void run_int8(const struct tile *t, const int rows,
							   const int vectors)
{
	run(t, rows, vectors, load_int8);
}
#endif

/* clang-format off */
/* Instances of the loops above for each number of rows. With constant bounds, compilers keep all
 * sums in registers. */
#define INSTANCE(name, rows, call) \
	static void name##_##rows(const struct tile *t) { call; }
#define INSTANCES(rows)                                        \
	INSTANCE(f32_narrow, rows, run(t, rows, 1, load_f32))   \
	INSTANCE(f32_wide, rows, run(t, rows, WIDE, load_f32))  \
	INSTANCE(bf16_narrow, rows, run(t, rows, 1, load_bf16)) \
	INSTANCE(bf16_wide, rows, run(t, rows, WIDE, load_bf16)) \
	INSTANCE(int8_narrow, rows, run_int8(t, rows, 1))       \
	INSTANCE(int8_wide, rows, run_int8(t, rows, WIDE))
INSTANCES(1) INSTANCES(2) INSTANCES(3)
#if ROWS == 6
INSTANCES(4) INSTANCES(5) INSTANCES(6)
#define BY_ROWS(name) {name##_1, name##_2, name##_3, name##_4, name##_5, name##_6}
#else
#define BY_ROWS(name) {name##_1, name##_2, name##_3}
#endif

/* The instances, indexed by format, whether the panel is wide, and the number of rows - 1. */
static void (*const tile_table[FORMATS][2][ROWS])(const struct tile *t) = {
	[FORMAT_F32] = {BY_ROWS(f32_narrow), BY_ROWS(f32_wide)},
	[FORMAT_BF16] = {BY_ROWS(bf16_narrow), BY_ROWS(bf16_wide)},
	[FORMAT_INT8] = {BY_ROWS(int8_narrow), BY_ROWS(int8_wide)},
};
/* clang-format on */

/* Quantises the inputs of integer products to bytes round(127 x) + 128. Padding is 128, for 0. */
static void prepare(enum format format, int m, int k, const real *x, int ldx, void *out)
{
#ifdef __AVX512VNNI__
	size_t ldq = inputs(k);
	uint8_t *q = out;

	for (int i = 0; i < m && format == FORMAT_INT8; i++, q += ldq, x += ldx) {
		for (int c = 0; c < k; c++) {
			real v = x[c] > -1 ? x[c] : -1; /* NaN, which cannot be converted, is -1 */
			q[c] = (uint8_t)(int)((v < 1 ? v : 1) * 127 + (real)128.5);
		}
		memset(q + k, 128, ldq - (size_t)k);
	}
#else
	(void)format, (void)m, (void)k, (void)x, (void)ldx, (void)out;
#endif
}

static void multiply(enum format format, int n, int k, const void *packed, int from, int to, int m,
		     const real *x, int ldx, real beta, real *y, int ldy, const void *prepared)
{
	size_t header = header_bytes(format, n);
	const char *weights = (const char *)packed + header;
	const int32_t *sums = (const int32_t *)(const void *)((const char *)packed + header / 2);

	assert(m >= 1 && m <= NATIVE_ROWS);
	for (int i = from; i < to; i++) {
		struct panel p = panel_at(n, i);
		struct tile t = {
			.k = k,
			.ldx = ldx,
			.ldy = ldy,
			.columns = n - p.at,
			.weights = weights + p.before * inputs(k) * weight_bytes[format],
			.scale = header > 0 ? (const real *)packed + p.at : NULL,
			.beta = beta,
		};
		if (header > 0)
			t.sum = sums + p.at;
		for (int row = 0; row < m; row += ROWS) {
			int rows = m - row < ROWS ? m - row : ROWS;
			t.x = x + (size_t)row * (size_t)ldx;
			t.quantised = (const uint8_t *)prepared + (size_t)row * inputs(k);
			t.y = y + (size_t)row * (size_t)ldy + p.at;
			tile_table[format][p.vectors > 1][rows - 1](&t);
		}
	}
}

const struct native_kernels ISA(native) = {
#ifdef __AVX512VNNI__
	.vnni = true,
#endif
	.bytes = bytes,
	.scratch = scratch,
	.pack = pack,
	.panels = panels,
	.prepare = prepare,
	.multiply = multiply,
};
