/*
 * native.h - the kernels of the native engine, compiled once per instruction set. They multiply
 * rows of inputs by a weight matrix that was packed in float32, bfloat16 or int8.
 *
 * The matrix W (n, k) is stored in panels of consecutive outputs (rows of W). A panel is stored as
 * (k, outputs), so that each step along k is one contiguous load. An output is summed over k in
 * rising order in one accumulator, so a row's result does not depend on the number of rows.
 *
 *   bf16   Weights are rounded to nearest even; products and sums are float32.
 *   int8   Weights are q = round(w / s), with s = max |w| / 127 over the output's row. With VNNI
 *          instructions, inputs must be in [-1, 1], as hidden states are; they are rounded to
 *          multiples of 1/127, and sums are integers. Without VNNI, inputs stay float32.
 */
#ifndef NATIVE_H
#define NATIVE_H

#include "core/gemm.h"

enum { NATIVE_ROWS = 48 }; /* most rows of one call of prepare or multiply */

struct native_kernels {
	bool vnni; /* int8 uses VNNI instructions */
	/* Return the bytes of a packed (n, k) matrix, and of NATIVE_ROWS prepared rows of k
	 * inputs. */
	size_t (*bytes)(enum format format, int n, int k);
	size_t (*scratch)(enum format format, int k);
	void (*pack)(enum format format, int n, int k, const real *w, int ld, void *packed);
	/* Converts m rows of inputs x (m, k) to the form that multiply needs in addition to x. */
	void (*prepare)(enum format format, int m, int k, const real *x, int ldx, void *prepared);
	/* Returns the number of panels of n outputs. */
	int (*panels)(int n);
	/* y = beta y + x W^T for the outputs in panels [from, to); beta is 0 or 1 */
	void (*multiply)(enum format format, int n, int k, const void *packed, int from, int to,
			 int m, const real *x, int ldx, real beta, real *y, int ldy,
			 const void *prepared);
};

#endif
