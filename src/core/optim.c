/* optim.c - AdamW over the flat block of weights. Threads share pieces of a fixed size, so that the
 * result has the same bits for any number of threads. */
#include "core/optim.h"

#include <math.h>
#include <stdlib.h>

#include "base/denormals.h"
#include "base/maths.h"
#include "base/team.h"
#include "core/kernels.h"

enum { PIECE = 1 << 14 };

void optim_init(struct optim *o, size_t n, struct team *team)
{
	*o = (struct optim){
		.n = n,
		.m = xcalloc(n, sizeof *o->m),
		.v = xcalloc(n, sizeof *o->v),
		.partial = xcalloc(n / PIECE + 1, sizeof *o->partial),
		.beta1 = (real)0.9,
		.beta2 = (real)0.999,
		.eps = (real)1e-8,
		.team = team,
	};
}

void optim_free(struct optim *o)
{
	free(o->m);
	free(o->v);
	free(o->partial);
	*o = (struct optim){0};
}

/* What one piece of the block needs. */
struct job {
	struct optim *o;
	const struct kernels *kernels;
	real *w;
	const real *grad;
	struct adam adam;
};

static size_t piece_length(const struct optim *o, size_t at)
{
	return o->n - at < PIECE ? o->n - at : PIECE;
}

static int pieces(const struct optim *o)
{
	return (int)((o->n + PIECE - 1) / PIECE);
}

static void square_piece(void *ctx, int i)
{
	const struct job *j = ctx;
	size_t at = (size_t)i * PIECE;

	j->o->partial[i] = j->kernels->sumsq(piece_length(j->o, at), j->grad + at);
}

double optim_norm(struct optim *o, const struct kernels *kernels, const real *grad)
{
	struct job j = {.o = o, .kernels = kernels, .grad = grad};
	double sum = 0;

	team_split(o->team, pieces(o), square_piece, &j);
	for (int i = 0; i < pieces(o); i++)
		sum += o->partial[i];
	return sqrt(sum);
}

static void update_piece(void *ctx, int i)
{
	const struct job *j = ctx;
	struct optim *o = j->o;
	size_t at = (size_t)i * PIECE;

	denormals_flush();
	j->kernels->adam(piece_length(o, at), j->w + at, j->grad + at, o->m + at, o->v + at,
			 &j->adam);
}

void optim_step(struct optim *o, const struct kernels *kernels, real *w, const real *grad,
		double norm, double lr)
{
	o->step++;
	struct job j = {
		.o = o,
		.kernels = kernels,
		.w = w,
		.grad = grad,
		.adam =
			{
				.scale = o->clip > 0 && norm > (double)o->clip
						 ? (real)((double)o->clip / norm)
						 : 1,
				.lr = (real)lr,
				.beta1 = o->beta1,
				.beta2 = o->beta2,
				.eps = o->eps,
				.decay = o->decay,
				.c1 = (real)(1 / (1 - maths_power((double)o->beta1, o->step))),
				.c2 = (real)(1 / (1 - maths_power((double)o->beta2, o->step))),
			},
	};
	team_split(o->team, pieces(o), update_piece, &j);
}
