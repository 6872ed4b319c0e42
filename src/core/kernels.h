/*
 * kernels.h - the vectorised inner loops, compiled once per instruction set and chosen at run
 * time. Everything that is neither a matrix product nor bookkeeping is here.
 */
#ifndef KERNELS_H
#define KERNELS_H

#include "core/cell.h"

struct adam {
	real scale;          /* of the gradient */
	real lr, beta1, beta2, eps, decay;
	real c1, c2;         /* 1 / (1 - beta^t) */
};

struct rms_step {
	real rate, decay;    /* of the step; of the way back */
	real beta2, eps;
	real c2;             /* 1 / (1 - beta2^t) */
};

struct cell_steps {
	void (*forward)(const struct step *s);
	void (*backward)(const struct step *s);
};

struct kernels {
	const char *isa;
	const struct cell_steps *cell; /* by the row of the cell table */
	const struct native_kernels *native;
	/* y += x */
	void (*add)(size_t n, const real *x, real *y);
	/* out = x rounded to the nearest bfloat16, ties to even; NaN stays NaN */
	void (*to_bf16)(size_t n, const real *x, uint16_t *out);
	/* y = x * mask */
	void (*mul)(size_t n, const real *x, const real *mask, real *y);
	/* out[i] = 0 with probability p, else 1 / (1 - p): values at.. of the random stream
	 * `key` */
	void (*mask)(size_t n, uint64_t key, uint64_t at, real p, real *out);
	/* Row (V) of logits to log-probabilities, in place. */
	void (*logp)(int V, real *row);
	/* Returns -log p(y). With scale not 0 the row becomes scale * (p - onehot(y)). */
	real (*xent)(int V, real *row, int y, real scale);
	/* out[j] += sum over rows of x[row, j] for n columns */
	void (*colsum)(size_t rows, int n, const real *x, size_t ld, real *out);
	double (*sumsq)(size_t n, const real *x);
	void (*adam)(size_t n, real *w, const real *g, real *m, real *v, const struct adam *a);
	/* A step against the gradient by its root mean square v, and a part of the way back to
	 * home: w += decay (home - w) - rate g / (sqrt(c2 v) + eps) */
	void (*rms_step)(size_t n, real *w, const real *home, const real *g, real *v,
		     const struct rms_step *p);
};

/* The table for the newest instruction set that this CPU and build share. */
const struct kernels *kernels_pick(void);

#endif
