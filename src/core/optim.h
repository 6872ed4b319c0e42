/*
 * optim.h - AdamW with bias correction, decoupled decay and a global-norm clip.
 * Kingma and Ba 2015; Loshchilov and Hutter 2019.
 */
#ifndef OPTIM_H
#define OPTIM_H

#include "base/base.h"

struct kernels;
struct team;

struct optim {
	size_t n;
	real *m, *v;         /* (n) first and second moments, layout of the weights; owned */
	double *partial;     /* sums of squares by piece; owned */
	uint64_t step;       /* updates done */
	real beta1, beta2, eps, decay;
	real clip;           /* largest gradient norm; 0: no clip */
	struct team *team;   /* borrowed; NULL: the calling thread alone */
};

/* Moments at zero, betas 0.9 and 0.999, eps 1e-8, no decay, no clip. */
void optim_init(struct optim *o, size_t n, struct team *team);
void optim_free(struct optim *o);

/* Norm of the gradient; not finite when any element is not. Same bits for any thread count. */
double optim_norm(struct optim *o, const struct kernels *kernels, const real *grad);

/* One update of w (n) with rate lr; the gradient is scaled by min(1, clip / norm). */
void optim_step(struct optim *o, const struct kernels *kernels, real *w, const real *grad,
		double norm, double lr);

#endif
