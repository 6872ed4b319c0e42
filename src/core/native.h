/*
 * native.h - the kernels of the native engine, compiled once per instruction set: rows times a
 * weight matrix that was packed once, in float32, bfloat16 or int8.
 *
 * The matrix W (n, k) is kept in panels of neighbouring outputs, each panel (k, outputs), so that
 * one step along k is one contiguous load. An output is the sum over k in rising order in one
 * accumulator, whatever the number of rows: a row's result never depends on the rows beside it.
 *
 *   bf16   weights rounded to nearest even, products and sums in float32
 *   int8   weights q = round(w / s), s = max |w| / 127 of the output's row. With VNNI instructions
 *          the inputs, which must lie in [-1, 1] as every hidden state does, are rounded to
 *          1/127 too and summed as integers; without, they stay float32.
 */
#ifndef NATIVE_H
#define NATIVE_H

#include "core/gemm.h"

enum { NATIVE_ROWS = 48 };  /* most rows of one call */

struct native_kernels {
	bool vnni;           /* int8 runs at the speed of integers */
	/* Bytes of a packed (n, k) matrix, and of NATIVE_ROWS prepared rows of k inputs. */
	size_t (*bytes)(enum format format, int n, int k);
	size_t (*scratch)(enum format format, int k);
	void (*pack)(enum format format, int n, int k, const real *w, int ld, void *packed);
	/* Make m rows of inputs ready for multiply. */
	void (*prepare)(enum format format, int m, int k, const real *x, int ldx, void *prepared);
	int (*panels)(int n);
	/* y = beta y + x W^T for the outputs of the panels [from, to) */
	void (*multiply)(enum format format, int n, int k, const void *packed, int from, int to,
			 int m, const real *x, int ldx, real beta, real *y, int ldy,
			 const void *prepared);
};

#endif
