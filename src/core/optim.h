/*
 * optim.h - the optimizer: Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and
 * Hutter 2019) and clipping of the gradient's norm.
 */
#ifndef OPTIM_H
#define OPTIM_H

#include "base/base.h"

struct kernels;
struct team;

struct optim {
	size_t n;
	real *m, *v;     /* (n) first and second moments, layout of the weights; owned */
	double *partial; /* sum of squares of each piece; owned */
	uint64_t step;   /* number of updates done */
	real beta1, beta2, eps, decay;
	real clip;         /* largest gradient norm; 0: no clip */
	struct team *team; /* borrowed; NULL: the calling thread alone */
};

/* Sets moments of zero, betas 0.9 and 0.999, eps 1e-8, no decay, no clip. */
void optim_init(struct optim *o, size_t n, struct team *team);
void optim_free(struct optim *o);

/* Returns the norm of the gradient (n); it is not finite if an element is not. */
double optim_norm(struct optim *o, const struct kernels *kernels, const real *grad);

/* Updates w (n) once with learning rate lr. `norm` is optim_norm of grad (n), which is scaled by
 * min(1, clip / norm). */
void optim_step(struct optim *o, const struct kernels *kernels, real *w, const real *grad,
		double norm, double lr);

#endif
