/* adapt.c - see adapt.h. */
#include "run/adapt.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/denormals.h"
#include "base/team.h"
#include "core/kernels.h"

enum { PIECE = 1 << 14 }; /* weights that a thread updates at a time */

static const double beta2 = 0.999, eps = 1e-4; /* of the running mean square; of its root */

struct adapter {
	struct adapt_options o;
	const struct model *trained;
	struct model m;              /* the same with weights of its own */
	struct predictor *predictor; /* of m, one stream */
	struct arena arena;
	real *grad, *v;       /* (m.n) gradient and its mean square */
	double beta2_t;       /* beta2^t after t updates */
	struct rms_step step; /* the current update */
	/* of adapter_read: */
	uint16_t x[ADAPT_SEGMENT + 1]; /* (t) the segment, and room for the symbol after it */
	int t;                         /* 0: none was read */
	float *row;                    /* (ADAPT_SEGMENT, V) log-probabilities after its symbols */
};

double adapter_rate(const struct model *m)
{
	return fmin(0.0005, 0.1 / m->cfg.hidden);
}

static struct predict_options shape(const struct adapt_options *o)
{
	return (struct predict_options){.streams = 1,
					.steps = ADAPT_SEGMENT,
					.threads = o->threads,
					.learn = true};
}

static void layout(struct adapter *a)
{
	a->m.w = arena_take(&a->arena, a->m.n, sizeof *a->m.w);
	a->grad = arena_take(&a->arena, a->m.n, sizeof *a->grad);
	a->v = arena_take(&a->arena, a->m.n, sizeof *a->v);
	a->row = arena_take(&a->arena, ADAPT_SEGMENT * (size_t)a->m.cfg.vocab, sizeof *a->row);
}

size_t adapter_bytes(const struct model *m, const struct adapt_options *o)
{
	struct adapter a = {.m = *m};
	struct predict_options p = shape(o);

	layout(&a);
	return size_sum(size_sum(predict_pack_bytes(m), predict_bytes(m, &p), 1), a.arena.used, 1);
}

struct adapter *adapter_new(const struct model *m, const struct adapt_options *o)
{
	struct adapter *a = xcalloc(1, sizeof *a);
	struct predict_options p = shape(o);

	a->o = *o;
	a->trained = m;
	a->m = *m;
	if (o->engine != NULL)
		a->m.engine = o->engine;
	a->m.format = FORMAT_F32;
	layout(a);
	arena_open(&a->arena);
	layout(a);
	memcpy(a->m.w, m->w, m->n * sizeof *m->w);
	a->predictor = predict_new(&a->m, &p);
	return a;
}

void adapter_free(struct adapter *a)
{
	if (a == NULL)
		return;
	predict_free(a->predictor);
	arena_free(&a->arena);
	free(a);
}

/* Put the trained weights and the zero state back, as if nothing had been read. */
static void forget(struct adapter *a)
{
	memcpy(a->m.w, a->trained->w, a->m.n * sizeof *a->m.w);
	memset(a->v, 0, a->m.n * sizeof *a->v);
	a->beta2_t = 1;
	a->t = 0;
	predict_refresh(a->predictor);
	predict_reset(a->predictor);
}

/* Update one piece of the weights by a->step. */
static void update_piece(void *ctx, int i)
{
	struct adapter *a = ctx;
	size_t at = (size_t)i * PIECE, n = a->m.n - at < PIECE ? a->m.n - at : PIECE;

	denormals_flush();
	a->m.kernels->rms_step(n, a->m.w + at, a->trained->w + at, a->grad + at, a->v + at,
			       &a->step);
}

/* Update the weights once by the gradient of the segment that was just scored. */
static void update(struct adapter *a)
{
	predict_gradient(a->predictor, a->grad);
	a->beta2_t *= beta2;
	a->step = (struct rms_step){
		.rate = (real)a->o.rate,
		.decay = (real)a->o.decay,
		.beta2 = (real)beta2,
		.eps = (real)eps,
		.c2 = (real)(1 / (1 - a->beta2_t)),
	};
	team_split(predict_team(a->predictor), (int)((a->m.n + PIECE - 1) / PIECE), update_piece,
		   a);
	predict_refresh(a->predictor);
}

/*
 * Fill inputs x and targets y, (ADAPT_SEGMENT) each, from the n >= 2 symbols at ids. Returns how
 * many are text; the rest of a last, shorter segment is symbol 0, and its scores are not used. All
 * segments have one length because a product of OpenBLAS rounds a row differently when the number
 * of rows differs: a score would depend on whether more text follows.
 */
static size_t read_segment(const uint16_t *ids, size_t n, uint16_t *x, uint16_t *y)
{
	size_t t = n - 1 < ADAPT_SEGMENT ? n - 1 : ADAPT_SEGMENT;

	for (size_t i = 0; i < ADAPT_SEGMENT; i++) {
		x[i] = i < t ? ids[i] : 0;
		y[i] = i < t ? ids[i + 1] : 0;
	}
	return t;
}

void adapter_run(struct adapter *a, const uint16_t *ids, size_t n, float *nll, struct score *s)
{
	uint16_t x[ADAPT_SEGMENT], y[ADAPT_SEGMENT];
	float segment[ADAPT_SEGMENT];

	s->chars += n;
	if (nll != NULL && n > 0)
		nll[0] = 0;
	forget(a);
	for (size_t at = 0; at + 1 < n; at += ADAPT_SEGMENT) {
		size_t t = read_segment(ids + at, n - at, x, y);
		predict_read(a->predictor, ADAPT_SEGMENT, x);
		predict_score(a->predictor, y, segment);
		for (size_t i = 0; i < t; i++)
			score_add(s, (double)segment[i]);
		if (nll != NULL)
			memcpy(nll + at + 1, segment, t * sizeof *nll);
		if (at + t + 1 < n)
			update(a);
	}
}

/* ---- In steps ---- */

void adapter_start(struct adapter *a)
{
	forget(a);
}

void adapter_read(struct adapter *a, const uint16_t *ids, int t)
{
	size_t V = (size_t)a->m.cfg.vocab;

	if (a->t > 0) {
		a->x[a->t] = ids[0];
		predict_score(a->predictor, a->x + 1, NULL);
		update(a);
	}
	predict_read(a->predictor, t, ids);
	memcpy(a->x, ids, (size_t)t * sizeof *ids);
	a->t = t;
	for (int i = 0; i < t; i++) {
		float *row = a->row + (size_t)i * V;
		memcpy(row, predict_logits(a->predictor, i, 0), V * sizeof *row);
		a->m.kernels->logp((int)V, row);
	}
}

const float *adapter_row(const struct adapter *a, int i)
{
	assert(i >= 0 && i < a->t);
	return a->row + (size_t)i * (size_t)a->m.cfg.vocab;
}
