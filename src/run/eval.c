/* eval.c - scoring text, exactly as one stream or faster as several. */
#include "run/eval.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/team.h"
#include "core/kernels.h"

/* Time steps at once: input projections and softmax are batched over them; with many streams fewer
 * do, and what they fill stays in the cache. */
enum { CHUNK_MOST = 256, CHUNK_LEAST = 8, CHUNK_ROWS = 1024 };

/* Inverse temperatures are multiples of a twentieth; so many are tried, the guess in their middle. */
enum { COLDNESSES = 5, COLDNESS_1 = 20, COLDNESS_LEAST = 6, COLDNESS_MOST = 30 };

struct evaluator {
	struct eval_options o;
	const struct model *m;
	struct work *work;
	int chunk, threads;
	uint16_t *x, *y;  /* (chunk, B) */
	float *nll;
	real *row;        /* (B, V) */
	double *by_coldness; /* (B, COLDNESSES) sums of nats */
	int coldness;     /* the first that is tried; 0: none */
};

void score_add(struct score *s, double nats)
{
	s->nats += nats;
	s->sumsq += nats * nats;
	s->scored++;
}

double score_mean(const struct score *s)
{
	return s->scored > 0 ? s->nats / (double)s->scored : 0;
}

double score_stderr(const struct score *s)
{
	double n = (double)s->scored, mean = score_mean(s);

	if (s->scored < 2)
		return 0;
	double variance = (s->sumsq - n * mean * mean) / (n - 1);
	return sqrt((variance > 0 ? variance : 0) / n);
}

static struct work_options shape(const struct eval_options *o)
{
	int B = o->batch < 1 ? 1 : o->batch, T = CHUNK_ROWS / B;

	T = T > CHUNK_MOST ? CHUNK_MOST : T < CHUNK_LEAST ? CHUNK_LEAST : T;
	return (struct work_options){.B = B, .T = T, .threads = o->threads, .share = o->share};
}

size_t evaluator_bytes(const struct model *m, const struct eval_options *o)
{
	struct work_options w = shape(o);
	const struct evaluator *e;
	size_t cell = sizeof *e->x + sizeof *e->y + sizeof *e->nll;

	/* an engine keeps the weights once more */
	size_t bytes = size_sum(size_sum(work_bytes(m, &w), m->n, sizeof(real)),
				(size_t)w.B * (size_t)w.T, cell);
	if (o->temperature)
		bytes = size_sum(bytes, (size_t)w.B, (size_t)m->cfg.vocab * sizeof *e->row +
							     COLDNESSES * sizeof *e->by_coldness);
	return bytes;
}

struct evaluator *evaluator_new(const struct model *m, const struct eval_options *o)
{
	struct evaluator *e = xcalloc(1, sizeof *e);
	struct work_options w = shape(o);
	size_t cells = (size_t)w.B * (size_t)w.T;

	e->o = *o;
	e->o.batch = w.B;
	e->chunk = w.T;
	e->work = work_new(m, &w);
	e->x = xcalloc(cells, sizeof *e->x);
	e->y = xcalloc(cells, sizeof *e->y);
	e->nll = xcalloc(cells, sizeof *e->nll);
	if (o->temperature) {
		e->row = xcalloc((size_t)w.B * (size_t)m->cfg.vocab, sizeof *e->row);
		e->by_coldness = xcalloc((size_t)w.B * COLDNESSES, sizeof *e->by_coldness);
	}
	e->m = m;
	e->threads = team_threads(o->threads);
	return e;
}

void evaluator_free(struct evaluator *e)
{
	if (e == NULL)
		return;
	work_free(e->work);
	free(e->x);
	free(e->y);
	free(e->nll);
	free(e->row);
	free(e->by_coldness);
	free(e);
}

void evaluator_refresh(struct evaluator *e)
{
	work_refresh(e->work);
}

/*
 * B parts of the text side by side. Part b predicts the symbols b * stride + 1 .. (b + 1) * stride,
 * so the parts join without a gap; step i of all parts is at text position b * stride + i, and
 * steps below 0 only warm the states up. Positions outside the text are fed as symbol 0.
 */
struct parts {
	const uint16_t *ids;
	size_t n, stride;
	float *nll;
	struct score *score;
};

/* Is the step's prediction one that counts? Then *to is the position it predicts. */
static bool counts(const struct parts *p, size_t part, long long step, size_t *to)
{
	*to = part * p->stride + (size_t)(step + 1);
	return step >= 0 && *to < p->n;
}

/* The predictions of part b at every coldness. */
static void try_coldnesses(struct evaluator *e, const struct parts *p, size_t b, long long at, int t)
{
	size_t V = (size_t)e->m->cfg.vocab, to;
	real *row = e->row + b * V;

	for (int i = 0; i < t; i++) {
		const real *logits = pass_logits(e->work, i, (int)b);
		if (!counts(p, b, at + i, &to))
			continue;
		for (int k = 0; k < COLDNESSES; k++) {
			real coldness = (real)(e->coldness + k) / COLDNESS_1;
			for (size_t v = 0; v < V; v++)
				row[v] = coldness * logits[v];
			e->m->kernels->logp((int)V, row);
			e->by_coldness[b * COLDNESSES + (size_t)k] -= (double)row[p->ids[to]];
		}
	}
}

static void run_chunk(struct evaluator *e, const struct parts *p, long long at, int t)
{
	size_t B = (size_t)e->o.batch, to;

	for (int i = 0; i < t; i++)
		for (size_t b = 0; b < B; b++) {
			long long from = (long long)(b * p->stride) + at + i;
			bool inside = from >= 0 && from < (long long)p->n - 1;
			e->x[(size_t)i * B + b] = inside ? p->ids[from] : 0;
			e->y[(size_t)i * B + b] = inside ? p->ids[from + 1] : 0;
		}
	pass_forward(e->work, t, e->x, 0);
	if (e->coldness > 0) {
#pragma omp parallel for num_threads(e->threads) schedule(static)
		for (size_t b = 0; b < B; b++)
			try_coldnesses(e, p, b, at, t);
	}
	pass_loss(e->work, e->y, e->nll);
	for (size_t b = 0; b < B; b++)
		for (int i = 0; i < t; i++)
			if (counts(p, b, at + i, &to)) {
				float x = e->nll[(size_t)i * B + b];
				if (p->nll != NULL)
					p->nll[to] = x;
				score_add(p->score, (double)x);
			}
}

static void run_parts(struct evaluator *e, const struct parts *p)
{
	long long window = e->o.window, end = (long long)p->stride, t;

	work_reset(e->work);
	for (long long at = e->o.batch > 1 ? -e->o.warm : 0; at < end; at += t) {
		t = at < 0 ? (-at - 1) % end + 1 : end - at;
		t = t < e->chunk ? t : e->chunk;
		if (at <= 0 && at % end == 0 && -at / end < e->o.batch)
			work_reset_stream(e->work, (int)(-at / end)); /* here its text begins */
		if (window > 0 && at >= 0) {
			if (at % window == 0)
				work_reset(e->work);
			if (t > window - at % window)
				t = window - at % window;
		}
		run_chunk(e, p, at, (int)t);
	}
}

void evaluator_run(struct evaluator *e, const uint16_t *ids, size_t n, float *nll,
		   struct score *s)
{
	size_t B = (size_t)e->o.batch;

	s->chars += n;
	if (nll != NULL && n > 0)
		memset(nll, 0, n * sizeof *nll);
	if (n >= 2)
		run_parts(e, &(struct parts){ids, n, (n - 1 + B - 1) / B, nll, s});
}

/* The loss at coldness `at`, a twentieth of it each. */
static double sum_coldness(const struct evaluator *e, int at)
{
	double nats = 0;

	for (int b = 0; b < e->o.batch; b++)
		nats += e->by_coldness[b * COLDNESSES + at - e->coldness];
	return nats;
}

double evaluator_temperature(struct evaluator *e, const uint16_t *ids, size_t n, double guess,
			     double *loss)
{
	size_t B = (size_t)e->o.batch;
	int middle = guess > 0 ? (int)lround(fmin(COLDNESS_1 / guess, COLDNESS_MOST)) : COLDNESS_1;
	int best = COLDNESS_1;
	double least = 0;
	struct score s = {0};

	assert(e->o.temperature);
	memset(e->by_coldness, 0, B * COLDNESSES * sizeof *e->by_coldness);
	e->coldness = (middle > COLDNESS_LEAST ? middle : COLDNESS_LEAST) - COLDNESSES / 2;
	evaluator_run(e, ids, n, NULL, &s);
	least = s.nats;
	for (int k = e->coldness; k < e->coldness + COLDNESSES; k++)
		if (sum_coldness(e, k) < least) {
			least = sum_coldness(e, k);
			best = k;
		}
	e->coldness = 0;
	*loss = s.scored > 0 ? least / (double)s.scored : 0;
	return (double)COLDNESS_1 / best;
}
