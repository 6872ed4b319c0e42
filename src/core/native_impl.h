/* native_impl.h - the parts of the table of native.h, which are compiled once per instruction set:
 * products in float32 and bfloat16 (native_float.c on native_tile.c), and in integers
 * (native_int8.c). The members are described in native.h. */
#ifndef NATIVE_IMPL_H
#define NATIVE_IMPL_H

#include "core/kernels_isa.h"

/* Some terms of the sums of a product in float32 or bfloat16: terms [at, at + depth) of k. */
struct native_piece {
	enum format format;
	int n, k, m, at, depth;
	int to; /* the last panel to use, + 1 */
	const char *packed;
	/* Inputs (m, depth), rows ldx apart. If ldx is 0 they were gathered in float32: groups of
	 * rows (native_panels.h) one after the other, each (depth, rows). */
	const real *x;
	int ldx;
	bool add; /* sums start from y, else from 0 */
	real *y;  /* (m, n), rows ldy apart */
	int ldy;
};

/* Multiplies all rows by the panels from i on that one tile can have; returns their number. */
int ISA(native_run)(const struct native_piece *q, int i);

struct native_float {
	size_t (*bytes)(enum format format, int n, int k);
	size_t (*scratch)(int k); /* bytes that multiply and outer need in training */
	void (*pack)(enum format format, int n, int k, const real *w, int ld, void *packed);
	void (*pack_columns)(int n, int k, const real *w, int ld, void *packed);
	void (*multiply)(enum format format, int n, int k, const void *packed, int from, int to,
			 int m, const real *x, int ldx, real beta, real *y, int ldy, void *scratch);
	void (*outer)(const struct row_blocks *m, int n, int k, const real *y, int ldy,
		      const real *x, int ldx, real beta, real *w, int ldw, void *scratch);
};

struct native_int8 {
	size_t (*bytes)(int n, int k);
	size_t (*scratch)(int k);
	void (*pack)(int n, int k, const real *w, int ld, void *packed);
	void (*prepare)(int m, int k, const real *x, int ldx, void *prepared);
	void (*multiply)(int n, int k, const void *packed, int from, int to, int m, real beta,
			 real *y, int ldy, const void *prepared);
};

extern const struct native_float ISA(native_float);
extern const struct native_int8 ISA(native_int8);

#endif
