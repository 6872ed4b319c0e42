/* reach.c - see reach.h. */
#include "run/reach.h"

#include <math.h>
#include <stdlib.h>

#include "run/predict.h"

/* Most streams that are read side by side, and the memory that they may take (at least one stream is
 * read): all steps of a stream are kept for the backward pass. */
enum { STREAMS_MAX = 64 };
static const size_t memory_max = 320 << 20;

/* Multiply-adds of a usual measurement: a quarter of a minute on one core with AVX-512. */
static const double usual_products = 1.3e12;
enum { POSITIONS_MIN = 32, POSITIONS_MAX = 1024 };

/* What a measurement needs. */
struct probe {
	const struct reach_options *o;
	const uint16_t *ids;
	struct predictor *predictor;
	int B;
	size_t from;     /* the first of the B positions that are read */
	uint16_t *x, *y; /* (K, B) symbols read; (B) symbols predicted */
	float *nll;      /* (B) */
	double *squares; /* (parts, K, B) */
	double steps;    /* steps done, of all streams */
};

/* ---- Positions ---- */

size_t reach_positions(size_t n, int K, size_t wanted, uint64_t seed, size_t *at)
{
	size_t all = n > (size_t)K ? n - (size_t)K : 0;
	size_t count = wanted < all ? wanted : all;
	uint64_t key = rng_key(seed, 0);

	for (size_t i = 0; i < count; i++) {
		/* part i of `all` is [first, end); the products would overflow for long texts */
		size_t each = all / count, rest = all % count;
		size_t first = i * each + (i < rest ? i : rest);
		size_t width = each + (i < rest ? 1 : 0);
		at[i] = (size_t)K + first + (size_t)(rng_bits(key, i) % width);
	}
	return count;
}

size_t reach_usual_positions(const struct model *m, int K)
{
	/* contexts of 1, 2, 4 ... K steps are about 2 K; the backward pass is as much as K */
	double most = usual_products / (3.0 * K * (double)m->n);
	size_t n = POSITIONS_MAX;

	while (n > POSITIONS_MIN && (double)n > most)
		n /= 2;
	return n;
}

/* ---- Memory ---- */

static struct predict_options shape(const struct reach_options *o, int streams)
{
	return (struct predict_options){.streams = streams,
					.steps = o->distance,
					.threads = o->threads,
					.learn = true};
}

static size_t parts_of(const struct model *m)
{
	return m->cfg.cell->has_c ? 2 : 1;
}

/* Returns the number of streams: it depends on the sizes alone, as do the results. */
static int streams(const struct model *m, const struct reach_options *o)
{
	int B = o->positions < STREAMS_MAX ? (int)o->positions : STREAMS_MAX;

	while (B > 1) {
		struct predict_options p = shape(o, B);
		if (predict_bytes(m, &p) <= memory_max)
			break;
		B--;
	}
	return B;
}

size_t reach_bytes(const struct model *m, const struct reach_options *o)
{
	const struct probe *s;
	struct predict_options p = shape(o, streams(m, o));
	size_t B = (size_t)p.streams, cells = B * (size_t)o->distance;
	/* weights are packed for both directions */
	size_t bytes = size_sum(predict_bytes(m, &p), 2, predict_pack_bytes(m));

	bytes = size_sum(bytes, cells, sizeof *s->x + parts_of(m) * sizeof *s->squares);
	return size_sum(bytes, B, sizeof *s->y + sizeof *s->nll);
}

static void probe_init(struct probe *s, const struct model *m, const uint16_t *ids,
		       const struct reach_options *o)
{
	struct predict_options p = shape(o, streams(m, o));
	size_t B = (size_t)p.streams, cells = B * (size_t)o->distance;

	*s = (struct probe){.o = o, .ids = ids, .B = p.streams};
	s->predictor = predict_new(m, &p);
	s->x = xcalloc(cells, sizeof *s->x);
	s->y = xcalloc(B, sizeof *s->y);
	s->nll = xcalloc(B, sizeof *s->nll);
	s->squares = xcalloc(parts_of(m) * cells, sizeof *s->squares);
}

static void probe_free(struct probe *s)
{
	predict_free(s->predictor);
	free(s->x);
	free(s->y);
	free(s->nll);
	free(s->squares);
}

void reach_free(struct reach *r)
{
	free(r->gradient);
	free(r->cell);
	*r = (struct reach){0};
}

/* ---- Measuring ---- */

/* Returns the number of streams that have a position of their own; the others repeat the last one. */
static int used(const struct probe *s)
{
	size_t left = s->o->positions - s->from;

	return left < (size_t)s->B ? (int)left : s->B;
}

/* Reads the last k symbols before each position from the zero state. */
static void read_context(struct probe *s, int k)
{
	int n = used(s);

	for (int b = 0; b < s->B; b++) {
		size_t t = s->o->at[s->from + (size_t)(b < n ? b : n - 1)];
		for (int i = 0; i < k; i++)
			s->x[(size_t)i * (size_t)s->B + (size_t)b] = s->ids[t - (size_t)(k - i)];
		s->y[b] = s->ids[t];
	}
	predict_reset(s->predictor);
	predict_read(s->predictor, k, s->x);
}

/* Adds the norms at all distances to sum (K); `part` is that of `squares`. */
static void add_norms(const struct probe *s, int part, double *sum)
{
	int K = s->o->distance;

	for (int k = 1; k <= K; k++) {
		const double *square = s->squares + (size_t)(part * K + K - k) * (size_t)s->B;
		for (int b = 0; b < used(s); b++)
			sum[k - 1] += sqrt(square[b]);
	}
}

/* Adds what the positions from s->from on give to the sums in *r. */
static void add_positions(struct probe *s, struct reach *r)
{
	for (int c = 0; c < r->contexts; c++) {
		int k = r->context[c];
		bool whole = k == r->distance;
		read_context(s, k);
		if (whole)
			predict_state_gradient(s->predictor, s->y, s->nll, s->squares);
		for (int b = 0; b < used(s); b++)
			r->nats[c] += whole ? (double)s->nll[b]
					    : -(double)predict_next(s->predictor, b)[s->y[b]];
		s->steps += (whole ? 2.0 : 1.0) * k * used(s);
		if (s->o->report != NULL)
			s->o->report(s->o->ctx,
				     s->steps / ((double)s->o->positions * 3 * r->distance));
	}
	add_norms(s, 0, r->gradient);
	if (r->cell != NULL)
		add_norms(s, 1, r->cell);
}

static void finish(double *sum, int n, size_t positions)
{
	for (int i = 0; i < n; i++)
		sum[i] = isfinite(sum[i]) ? sum[i] / (double)positions : (double)INFINITY;
}

void reach_measure(struct reach *r, const struct model *m, const uint16_t *ids,
		   const struct reach_options *o)
{
	struct probe s;

	*r = (struct reach){.distance = o->distance};
	r->gradient = xcalloc((size_t)o->distance, sizeof *r->gradient);
	if (m->cfg.cell->has_c)
		r->cell = xcalloc((size_t)o->distance, sizeof *r->cell);
	for (int k = 1; k < o->distance; k *= 2)
		r->context[r->contexts++] = k;
	r->context[r->contexts++] = o->distance;
	probe_init(&s, m, ids, o);
	for (; s.from < o->positions; s.from += (size_t)s.B)
		add_positions(&s, r);
	probe_free(&s);
	finish(r->gradient, r->distance, o->positions);
	if (r->cell != NULL)
		finish(r->cell, r->distance, o->positions);
	finish(r->nats, r->contexts, o->positions);
}

/* ---- Figures ---- */

int reach_tenth(const double *norm, int K)
{
	if (!(norm[0] > 0 && isfinite(norm[0])))
		return 0;
	for (int k = 2; k <= K; k++)
		if (norm[k - 1] <= norm[0] / 10)
			return k;
	return 0;
}

int reach_gained(const struct reach *r)
{
	double least = r->nats[r->contexts - 1], gain = r->nats[0] - least;
	int c = 0;

	if (!(gain > 0 && isfinite(gain)))
		return 0;
	while (r->nats[c] - least > gain / 10)
		c++;
	return r->context[c];
}
