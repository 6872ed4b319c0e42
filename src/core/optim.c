/* optim.c - AdamW over the flat block of weights. Threads share pieces of a fixed size, so that the
 * result has the same bits for any number of threads. */
#include "core/optim.h"

#include <math.h>
#include <stdlib.h>

#include "base/denormals.h"
#include "base/team.h"
#include "core/kernels.h"

enum { PIECE = 1 << 14 };

void optim_init(struct optim *o, size_t n, int threads)
{
	*o = (struct optim){
		.n = n,
		.m = xcalloc(n, sizeof *o->m),
		.v = xcalloc(n, sizeof *o->v),
		.partial = xcalloc(n / PIECE + 1, sizeof *o->partial),
		.beta1 = (real)0.9,
		.beta2 = (real)0.999,
		.eps = (real)1e-8,
		.threads = team_threads(threads),
	};
}

void optim_free(struct optim *o)
{
	free(o->m);
	free(o->v);
	free(o->partial);
	*o = (struct optim){0};
}

static size_t piece_length(const struct optim *o, size_t piece)
{
	size_t left = o->n - piece * PIECE;

	return left < PIECE ? left : PIECE;
}

double optim_norm(const struct optim *o, const struct kernels *kernels, const real *grad)
{
	size_t pieces = (o->n + PIECE - 1) / PIECE;
	double sum = 0;

#pragma omp parallel for num_threads(o->threads) schedule(static)
	for (size_t i = 0; i < pieces; i++)
		o->partial[i] = kernels->sumsq(piece_length(o, i), grad + i * PIECE);
	for (size_t i = 0; i < pieces; i++)
		sum += o->partial[i];
	return sqrt(sum);
}

void optim_step(struct optim *o, const struct kernels *kernels, real *w, const real *grad,
		double norm, double lr)
{
	size_t pieces = (o->n + PIECE - 1) / PIECE;

	o->step++;
	const struct adam a = {
		.scale = o->clip > 0 && norm > (double)o->clip ? (real)((double)o->clip / norm) : 1,
		.lr = (real)lr,
		.beta1 = o->beta1,
		.beta2 = o->beta2,
		.eps = o->eps,
		.decay = o->decay,
		.c1 = (real)(1 / (1 - pow((double)o->beta1, (double)o->step))),
		.c2 = (real)(1 / (1 - pow((double)o->beta2, (double)o->step))),
	};
#pragma omp parallel for num_threads(o->threads) schedule(static)
	for (size_t i = 0; i < pieces; i++) {
		size_t at = i * PIECE;
		denormals_flush();
		kernels->adam(piece_length(o, i), w + at, grad + at, o->m + at, o->v + at, &a);
	}
}
