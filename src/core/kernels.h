/*
 * kernels.h - the vectorised inner loops other than matrix products. They are compiled once per
 * instruction set, and kernels_pick chooses among them at run time; all give the same bits. Source
 * and destination arrays must not overlap, except that y may be x in `mul`.
 */
#ifndef KERNELS_H
#define KERNELS_H

#include "core/cell.h"

struct adam {
	real scale; /* factor on the gradient */
	real lr, beta1, beta2, eps, decay;
	real c1, c2; /* 1 / (1 - beta1^t), 1 / (1 - beta2^t) at update t */
};

struct rms_step {
	real rate, decay; /* see the formula below */
	real beta2, eps;
	real c2; /* 1 / (1 - beta2^t) */
};

struct cell_steps {
	void (*forward)(const struct step *s);
	void (*backward)(const struct step *s);
};

struct kernels {
	const char *isa;
	const struct cell_steps *cell; /* (CELLS), indexed as cell_table */
	const struct native_kernels *native;
	/* y += x */
	void (*add)(size_t n, const real *x, real *y);
	/* out = x rounded to the nearest bfloat16, ties to even; NaN stays NaN */
	void (*to_bf16)(size_t n, const real *x, uint16_t *out);
	/* y = x * mask */
	void (*mul)(size_t n, const real *x, const real *mask, real *y);
	/* out[i] = 0 with probability p, else 1 / (1 - p), by random number at + i of the stream
	 * `key` */
	void (*mask)(size_t n, uint64_t key, uint64_t at, real p, real *out);
	/* Turns a row (V) of logits into log-probabilities in place. */
	void (*logp)(int V, real *row);
	/* Returns -log p(y) for a row (V) of logits. If scale is not 0, replaces the row by
	 * scale * (p - onehot(y)). */
	real (*xent)(int V, real *row, int y, real scale);
	/* out[j] += sum over rows of x[row, j], for n columns */
	void (*colsum)(size_t rows, int n, const real *x, size_t ld, real *out);
	/* Returns the sum of x^2. */
	double (*sumsq)(size_t n, const real *x);
	/* One AdamW update of w with moments m and v (see optim.h):
	 * w -= lr (c1 m / (sqrt(c2 v) + eps) + decay w) */
	void (*adam)(size_t n, real *w, const real *g, real *m, real *v, const struct adam *a);
	/* One RMSProp update of w with mean square v, and decay towards home:
	 * w += decay (home - w) - rate g / (sqrt(c2 v) + eps) */
	void (*rms_step)(size_t n, real *w, const real *home, const real *g, real *v,
			 const struct rms_step *p);
};

/* Returns the kernels of the CPU level in use (see cpu.h). */
const struct kernels *kernels_pick(void);

#endif
