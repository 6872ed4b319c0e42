/*
 * native.h - the kernels of the native engine, compiled once per instruction set. They multiply
 * rows of inputs by a weight matrix that was packed in float32, bfloat16 or int8, and compute
 * gradients of weights in float32.
 *
 * Every result is defined to the bit, and has the same bits with every instruction set, number of
 * rows and division among threads:
 *
 *   f32    Each output is one accumulator. It starts from the old value (beta 1) or from 0 (beta 0);
 *          the products are added in the order of the rising summation index, each by a fused
 *          multiply-add.
 *   bf16   The same, with weights that are rounded to bfloat16, to nearest even.
 *   int8   Weights are q = round(w / s), with s = max |w| / 127 over the output's row. Inputs must
 *          be in [-1, 1], as hidden states are; they become integers u = round(127 x). The sum of
 *          u q is exact; the output is sum * (1 / 127) * s + old value, with each operation rounded
 *          to float32.
 *
 * The instruction set `base` of x86-64 has no fused multiply-add and computes it in several steps,
 * about ten times as slowly. In the double build, f32 means double, and only f32 exists.
 */
#ifndef NATIVE_H
#define NATIVE_H

#include "core/gemm.h"

enum { NATIVE_ROWS = 96 }; /* most rows of one call of prepare or multiply */

struct native_kernels {
	bool fast; /* float32 products are as fast as the CPU can */
	/* Return the bytes of a packed (n, k) matrix, and of the scratch memory of a thread that
	 * multiplies by it: for prepared inputs in int8, else only in training. */
	size_t (*bytes)(enum format format, int n, int k);
	size_t (*scratch)(enum format format, int k, bool train);
	void (*pack)(enum format format, int n, int k, const real *w, int ld, void *packed);
	/* Packs the transposed matrix W^T (k, n) in float32, without `ld` padding: multiply then
	 * computes beta y + x W, with k outputs and sums of n terms. */
	void (*pack_columns)(int n, int k, const real *w, int ld, void *packed);
	/* Converts m rows of inputs x (m, k) to the form that multiply needs in int8. */
	void (*prepare)(enum format format, int m, int k, const real *x, int ldx, void *scratch);
	/* Returns the number of panels of n outputs, the pieces in which threads can share a
	 * product. */
	int (*panels)(int n);
	/* y = beta y + x W^T for the outputs in panels [from, to); beta is 0 or 1. In int8, scratch
	 * has the prepared inputs; else it is NULL or memory that no other thread uses. */
	void (*multiply)(enum format format, int n, int k, const void *packed, int from, int to,
			 int m, const real *x, int ldx, real beta, real *y, int ldy, void *scratch);
	/* w (n, k) = beta w + y^T x, where y has n columns and x has k */
	void (*outer)(const struct row_blocks *m, int n, int k, const real *y, int ldy,
		      const real *x, int ldx, real beta, real *w, int ldw, void *scratch);
};

#endif
