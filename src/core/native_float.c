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
	AHEAD = 4,   /* rows between the fetch of a line and its use */
	DEPTH = 256, /* most terms of a piece: those of a panel stay in the first-level cache */
	FEW_INPUTS = 16 * 256, /* see piece_depth */
	GATHERED_ROWS = 7,     /* see gathers */
	GATHERED_OUTPUTS = 128,
	/* most rows and columns of a gradient that are computed at a time: their terms of a piece
	 * stay in the second-level cache */
	OUTPUTS = 256,
	INPUTS = 512,
};

_Static_assert((int)NATIVE_ROWS <= (int)OUTPUTS, "scratch memory is enough for both products");

/* ---- Y = X W^T with packed W ---- */

static const size_t weight_bytes[] = {[FORMAT_F32] = sizeof(real), [FORMAT_BF16] = 2};

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

/* Returns whether inputs are gathered before a product with n outputs. They are where rows are a
 * multiple of 4 KiB apart: such rows compete for a few lines of the first-level cache. */
static bool gathers(int n, int m, int ldx)
{
	return m >= GATHERED_ROWS && n >= GATHERED_OUTPUTS &&
	       (size_t)ldx * sizeof(real) % 4096 == 0;
}

static void multiply(enum format format, int n, int k, const void *packed, int from, int to, int m,
		     const real *x, int ldx, real beta, real *y, int ldy, void *scratch)
{
	int length = piece_depth(k, m);
	bool gathered = scratch != NULL && gathers(n, m, ldx);

	assert(m >= 1 && m <= NATIVE_ROWS);
	for (int at = 0; at < k; at += length) {
		struct native_piece q = {
			.format = format,
			.n = n,
			.k = k,
			.m = m,
			.at = at,
			.depth = k - at < length ? k - at : length,
			.to = to,
			.packed = packed,
			.x = gathered ? scratch : x + at,
			.ldx = gathered ? 0 : ldx,
			.add = beta != 0 || at > 0,
			.y = y,
			.ldy = ldy,
		};
		if (gathered)
			gather(m, q.depth, x + at, ldx, scratch);
		for (int i = from; i < to;)
			i += ISA(native_run)(&q, i);
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

/* The rows of a sum's terms from some term on: `left` rows are left in the block, and the first
 * row of the next block is `skip` rows after the last one of this. */
struct walk {
	int left, rows, skip;
};

static struct walk walk_at(const struct row_blocks *m, int term)
{
	return (struct walk){m->rows - term % m->rows, m->rows, m->apart - m->rows};
}

static size_t row_of(const struct row_blocks *m, int term)
{
	return (size_t)(term / m->rows) * (size_t)m->apart + (size_t)(term % m->rows);
}

/* Returns how many rows after this one the next is. */
static inline size_t next_row(struct walk *v)
{
	if (--v->left > 0)
		return 1;
	v->left = v->rows;
	return 1 + (size_t)v->skip;
}

/* Copies n rows of w (., k) one after the other, in the order of memory, which CPUs fetch ahead
 * best. */
static void pack_rows(struct walk v, int n, int k, const real *w, int ld, real *out)
{
	int wide = k / PANEL * PANEL;

	for (int r = 0; r < n; r++, w += next_row(&v) * (size_t)ld) {
		for (int c = 0; c < wide; c += PANEL)
			for (int j = 0; j < PANEL; j += LANES)
				v_store(out + (size_t)c * (size_t)n + (size_t)(r * PANEL + j),
					v_load(w + c + j));
		for (int c = wide; c < k; c += LANES) {
			real *to = out + (size_t)c * (size_t)n + (size_t)r * LANES;
			v_store(to, k - c < (int)LANES ? v_load_some(w + c, k - c) : v_load(w + c));
		}
	}
}

static void pack_columns(int n, int k, const real *w, int ld, void *packed)
{
	pack_rows((struct walk){n, n, 0}, n, k, w, ld, packed);
}

/* ---- Gradients of weights: W = beta W + Y^T X ---- */

/* Whole vectors with at least ROWS lanes. */
enum { CHUNK = (ROWS + LANES - 1) / LANES * LANES };

/* Copies y (depth, n) for the tiles of the groups of n outputs. Groups that are not the last ones
 * are copied by whole vectors; what these hold beyond the group is overwritten by the next row. */
static void gather_outputs(struct walk v, int n, int depth, const real *y, int ldy, real *out)
{
	int groups = group_count(n), start[OUTPUTS / ROWS + 2];

	for (int g = 0; g <= groups; g++)
		start[g] = group_at(n, g);
	for (int r = 0; r < depth; r++, y += next_row(&v) * (size_t)ldy) {
		const real *ahead = y + (AHEAD + (v.left > AHEAD ? 0 : v.skip)) * (ptrdiff_t)ldy;
		for (int g = 0; g < groups; g++) {
			int at = start[g], rows = start[g + 1] - at;
			real *to = out + (size_t)at * (size_t)depth + (size_t)(r * rows);
			__builtin_prefetch(ahead + at);
			if (r + 1 == depth || at + CHUNK > n) {
				memcpy(to, y + at, (size_t)rows * sizeof *to);
				continue;
			}
			for (int j = 0; j < CHUNK; j += LANES)
				v_store(to + j, v_load(y + at + j));
		}
	}
}

/* Adds up `depth` terms of the gradients of n outputs. The inputs are packed already. */
static void outer_piece(struct walk v, int n, int k, int depth, const real *y, int ldy,
			const real *inputs, bool add, real *w, int ldw, real *outputs)
{
	struct native_piece q = {
		.format = FORMAT_F32,
		.n = k,
		.k = depth,
		.m = n,
		.depth = depth,
		.to = panel_count(k),
		.packed = (const char *)inputs,
		.x = outputs,
		.add = add,
		.y = w,
		.ldy = ldw,
	};

	gather_outputs(v, n, depth, y, ldy, outputs);
	for (int i = 0; i < q.to;)
		i += ISA(native_run)(&q, i);
}

/* Adds up `depth` terms of columns [0, k) of all n rows, k <= INPUTS. */
static void outer_columns(struct walk v, int n, int k, int depth, const real *y, int ldy,
			  const real *x, int ldx, bool add, real *w, int ldw, void *scratch)
{
	real *outputs = scratch, *inputs = outputs + OUTPUTS * DEPTH;

	pack_rows(v, depth, k, x, ldx, inputs);
	for (int j = 0; j < n; j += OUTPUTS)
		outer_piece(v, n - j < OUTPUTS ? n - j : OUTPUTS, k, depth, y + j, ldy, inputs, add,
			    w + (size_t)j * (size_t)ldw, ldw, outputs);
}

static void outer(const struct row_blocks *m, int n, int k, const real *y, int ldy, const real *x,
		  int ldx, real beta, real *w, int ldw, void *scratch)
{
	int terms = row_blocks_total(m), length = piece_depth(terms, FEW_INPUTS / DEPTH);

	for (int c = 0; c < k; c += INPUTS)
		for (int r = 0; r < terms; r += length) {
			size_t row = row_of(m, r);
			outer_columns(walk_at(m, r), n, k - c < INPUTS ? k - c : INPUTS,
				      terms - r < length ? terms - r : length,
				      y + row * (size_t)ldy, ldy, x + row * (size_t)ldx + c, ldx,
				      beta != 0 || r > 0, w + c, ldw, scratch);
		}
}

/* Both products have the copies of DEPTH terms here: multiply of its rows, outer of OUTPUTS rows
 * and of the columns. */
static size_t scratch_bytes(int k)
{
	return (OUTPUTS + padded(k < INPUTS ? k : INPUTS)) * DEPTH * sizeof(real);
}

const struct native_float ISA(native_float) = {
	.bytes = bytes,
	.scratch = scratch_bytes,
	.pack = pack,
	.pack_columns = pack_columns,
	.multiply = multiply,
	.outer = outer,
};
