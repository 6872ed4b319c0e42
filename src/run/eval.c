/*
 * eval.c - scoring text, exactly as one stream or faster as several.
 *
 * A text of n symbols has n - 1 predictions: reading position i predicts position i + 1. They are
 * dealt to B streams in parts of S = ceil((n - 1) / B), the last ones perhaps shorter or empty:
 *
 *     stream b scores the predictions made at positions bS, bS + 1, ... min((b + 1)S, n - 1) - 1
 *
 * So each prediction is scored once, the parts join without a gap, and the scores of part b come
 * from a state that knows the text from at most `warm` positions before bS.
 *
 * All streams read at the same pace and begin their parts at the same time step, `lead`; before it
 * they warm up. Stream b begins at step lead - min(warm, bS), with its state zeroed. A stream that
 * has not begun, or whose text has ended, reads symbol 0 and scores nothing.
 */
#include "run/eval.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/team.h"
#include "core/peers.h"
#include "run/calibrate.h"

/* Time steps of a read. Input projections and softmax are batched over them; with many streams they
 * are fewer, so that what they fill stays in the cache. */
enum { STEPS_MAX = 256, STEPS_MIN = 8, STEP_ROWS = 1024 };

/* What one stream reads: the positions [start, end) of the text, one a step from time step `begin`
 * on. Those before `warm_until` are not scored. */
struct span {
	size_t begin;
	size_t start, warm_until, end;
};

struct evaluator {
	int B, T;       /* B streams in all */
	int first, own; /* this process reads `own` of them, from `first` on */
	int whole,
		before; /* parts of the text, and those before stream 0, which other evaluators have */
	size_t window, warm;
	struct predictor *predictor;     /* NULL if it reads none */
	struct calibration *calibration; /* NULL without the option `temperature` */
	struct span *span;               /* (own) */
	uint16_t *x, *y;                 /* (T, own) symbols read, and to be predicted */
	float *nll;                      /* (T, own) */
	struct score *sum;               /* (B) of each stream */
	struct peers *peers;
	size_t *at; /* (processes + 1) the first stream of each */
};

/* ---- Scores ---- */

void score_add(struct score *s, double nats)
{
	s->nats += nats;
	s->sumsq += nats * nats;
	s->scored++;
}

void score_sum(struct score *sum, const struct score *s)
{
	sum->chars += s->chars;
	sum->scored += s->scored;
	sum->unknown += s->unknown;
	sum->nats += s->nats;
	sum->sumsq += s->sumsq;
}

double score_mean(const struct score *s)
{
	return s->scored > 0 ? s->nats / (double)s->scored : 0;
}

double score_stderr(const struct score *s)
{
	double n = (double)s->scored, mean = score_mean(s);

	if (s->scored < 2)
		return NAN;
	double variance = (s->sumsq - n * mean * mean) / (n - 1);
	return sqrt((variance > 0 ? variance : 0) / n);
}

double score_unknown_bits(enum unit unit)
{
	return unit == UNIT_BYTE ? 8 : 20.08746284125034 /* log2(0x110000) */;
}

/* ---- Memory ---- */

static int streams_of(const struct eval_options *o)
{
	return o->batch < 1 ? 1 : o->batch;
}

/* Returns the first stream of a process. */
static int first_of(const struct eval_options *o, int rank)
{
	return (int)((long long)streams_of(o) * rank / peers_size(o->peers));
}

static int steps_of(int streams)
{
	int T = STEP_ROWS / (streams > 0 ? streams : 1);

	return T > STEPS_MAX ? STEPS_MAX : T < STEPS_MIN ? STEPS_MIN : T;
}

static struct predict_options shape(const struct eval_options *o)
{
	int rank = peers_rank(o->peers), B = first_of(o, rank + 1) - first_of(o, rank);

	return (struct predict_options){.streams = B,
					.steps = steps_of(B),
					.threads = o->threads,
					.team = o->team,
					.share = o->share};
}

size_t evaluator_bytes(const struct model *m, const struct eval_options *o)
{
	const struct evaluator *e;
	struct predict_options p = shape(o);
	size_t B = (size_t)p.streams, T = (size_t)p.steps;
	size_t bytes = size_sum(predict_pack_bytes(m), predict_bytes(m, &p), 1);

	bytes = size_sum(bytes, B * T, sizeof *e->x + sizeof *e->y + sizeof *e->nll);
	bytes = size_sum(bytes, B, sizeof *e->span);
	bytes = size_sum(bytes, (size_t)streams_of(o), sizeof *e->sum);
	return o->temperature ? size_sum(bytes, calibrate_bytes(m, streams_of(o)), 1) : bytes;
}

struct evaluator *evaluator_new(const struct model *m, const struct eval_options *o)
{
	struct evaluator *e = xcalloc(1, sizeof *e);
	struct predict_options p = shape(o);
	size_t B = (size_t)p.streams, T = (size_t)p.steps;

	e->B = streams_of(o);
	e->first = first_of(o, peers_rank(o->peers));
	e->own = p.streams;
	e->T = p.steps;
	e->peers = o->peers;
	e->whole = o->whole > 0 ? o->whole : e->B;
	e->before = o->whole > 0 ? o->first : 0;
	e->window = o->window > 0 ? (size_t)o->window : 0;
	e->warm = o->warm > 0 ? (size_t)o->warm : 0;
	if (e->own > 0)
		e->predictor = predict_new(m, &p);
	if (o->temperature)
		e->calibration = calibrate_new(m, e->B);
	e->span = xcalloc(B, sizeof *e->span);
	e->x = xcalloc(B * T, sizeof *e->x);
	e->y = xcalloc(B * T, sizeof *e->y);
	e->nll = xcalloc(B * T, sizeof *e->nll);
	e->sum = xcalloc((size_t)e->B, sizeof *e->sum);
	e->at = xcalloc((size_t)peers_size(o->peers) + 1, sizeof *e->at);
	for (int r = 0; r <= peers_size(o->peers); r++)
		e->at[r] = (size_t)first_of(o, r);
	return e;
}

void evaluator_free(struct evaluator *e)
{
	if (e == NULL)
		return;
	predict_free(e->predictor);
	calibrate_free(e->calibration);
	free(e->span);
	free(e->x);
	free(e->y);
	free(e->nll);
	free(e->sum);
	free(e->at);
	free(e);
}

void evaluator_refresh(struct evaluator *e)
{
	if (e->predictor != NULL)
		predict_refresh(e->predictor);
}

/* ---- Scoring ---- */

/* One text being scored. */
struct run {
	const uint16_t *ids; /* (n) */
	size_t n;
	size_t first; /* the first symbol that is scored */
	float *nll;   /* (n) or NULL */
	struct score *score;
	struct calibration *calibration; /* sees every scored prediction; NULL: none */
	size_t lead;                     /* the time step at which all parts begin */
	size_t steps;                    /* time steps in total */
};

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Returns the symbols of a part of a text of n >= 1. */
static size_t part_length(const struct evaluator *e, size_t n)
{
	size_t whole = (size_t)e->whole;

	return (n - 1 + whole - 1) / whole;
}

int evaluator_parts(const struct evaluator *e)
{
	return e->whole;
}

size_t evaluator_part(const struct evaluator *e, size_t n, int part)
{
	return n < 2 ? n : smaller((size_t)part * part_length(e, n) + 1, n);
}

/* Deal a text of n >= 2 symbols to the streams. */
static void deal(struct evaluator *e, struct run *r)
{
	size_t whole = (size_t)e->whole, part = part_length(e, r->n);

	r->lead = smaller(e->warm, (whole - 1) * part);
	r->steps = r->lead + part;
	for (int i = 0; i < e->own; i++) {
		size_t b = (size_t)(e->before + e->first + i), warm = smaller(e->warm, b * part);
		bool context = b * part < r->first - 1;
		e->span[i] = (struct span){
			.begin = r->lead - warm,
			.start = b * part - warm,
			.warm_until = context ? r->first - 1 : b * part,
			.end = smaller((b + 1) * part, r->n - 1),
		};
	}
}

/* Does the stream read text at time step `now`? Then *at is the position. */
static bool reads(const struct span *s, size_t now, size_t *at)
{
	if (now < s->begin)
		return false;
	*at = s->start + (now - s->begin);
	return *at < s->end;
}

/* Does the stream score its prediction at time step `now`? Then *at is the position it reads. */
static bool scores(const struct span *s, size_t now, size_t *at)
{
	return reads(s, now, at) && *at >= s->warm_until;
}

/* Zero the states before time step `now`: all where a window begins, else of streams that begin. */
static void reset_states(struct evaluator *e, const struct run *r, size_t now)
{
	if (e->window > 0 && now >= r->lead && (now - r->lead) % e->window == 0)
		predict_reset(e->predictor);
	for (int b = 0; b < e->own; b++)
		if (e->span[b].begin == now)
			predict_reset_stream(e->predictor, b);
}

/* How many steps can be read at once from `now` on, until states must be zeroed again. */
static int steps_at_once(const struct evaluator *e, const struct run *r, size_t now)
{
	size_t until = smaller(now + (size_t)e->T, r->steps);

	for (int b = 0; b < e->own; b++)
		if (e->span[b].begin > now)
			until = smaller(until, e->span[b].begin);
	if (now < r->lead)
		until = smaller(until, r->lead);
	else if (e->window > 0)
		until = smaller(until, now + e->window - (now - r->lead) % e->window);
	return (int)(until - now);
}

static void fill(struct evaluator *e, const struct run *r, size_t now, int t)
{
	uint16_t *x = e->x, *y = e->y;
	size_t at;

	for (int i = 0; i < t; i++)
		for (int b = 0; b < e->own; b++) {
			bool text = reads(&e->span[b], now + (size_t)i, &at);
			*x++ = text ? r->ids[at] : 0;
			*y++ = text ? r->ids[at + 1] : 0;
		}
}

/* The t steps from `now` on that were read last. */
struct chunk {
	struct evaluator *e;
	struct run *r;
	size_t now;
	int t;
};

static void calibrate_stream(void *ctx, int b)
{
	const struct chunk *c = ctx;
	const struct run *r = c->r;
	size_t at;

	for (int i = 0; i < c->t; i++)
		if (scores(&c->e->span[b], c->now + (size_t)i, &at))
			calibrate_add(r->calibration, c->e->first + b,
				      predict_logits(c->e->predictor, i, b), r->ids[at + 1]);
}

/* Adds the scores to the sums of the streams; of one stream, to the result. */
static void take_scores(const struct evaluator *e, const struct run *r, size_t now, int t)
{
	size_t at;

	for (int b = 0; b < e->own; b++)
		for (int i = 0; i < t; i++)
			if (scores(&e->span[b], now + (size_t)i, &at)) {
				float x = e->nll[i * e->own + b];
				if (r->nll != NULL)
					r->nll[at + 1] = x;
				score_add(e->B > 1 ? &e->sum[e->first + b] : r->score, (double)x);
			}
}

/* Collects in process 0 what all have of the streams, `bytes` of each. It may have none itself, so that it
 * does not know how long the others take. */
static void collect(struct evaluator *e, void *data, size_t bytes)
{
	int size = peers_size(e->peers);

	for (int r = 0; r <= size; r++)
		e->at[r] *= bytes;
	peers_gather(e->peers, data, e->at);
	for (int r = 0; r <= size; r++)
		e->at[r] /= bytes;
}

/* Adds up the streams. */
static void add_streams(struct evaluator *e, struct run *r)
{
	if (e->peers != NULL) {
		collect(e, e->sum, sizeof *e->sum);
		if (r->calibration != NULL)
			collect(e, calibrate_nats(r->calibration), calibrate_stream_bytes());
	}
	if (e->B == 1)
		return; /* it went to r->score */
	for (int b = 0; b < e->B; b++)
		score_sum(r->score, &e->sum[b]);
}

static void run_text(struct evaluator *e, struct run *r)
{
	int t;

	deal(e, r);
	if (e->own > 0)
		predict_reset(e->predictor);
	memset(e->sum, 0, (size_t)e->B * sizeof *e->sum);
	for (size_t now = 0; now < r->steps && e->own > 0; now += (size_t)t) {
		reset_states(e, r, now);
		t = steps_at_once(e, r, now);
		fill(e, r, now, t);
		predict_read(e->predictor, t, e->x);
		if (r->calibration != NULL)
			team_split(predict_team(e->predictor), e->own, calibrate_stream,
				   &(struct chunk){e, r, now, t});
		predict_score(e->predictor, e->y, e->nll);
		take_scores(e, r, now, t);
	}
	add_streams(e, r);
}

static void score_text(struct evaluator *e, struct run *r)
{
	r->score->chars += r->n;
	if (r->nll != NULL && r->n > 0)
		memset(r->nll, 0, r->n * sizeof *r->nll);
	if (r->n >= 2)
		run_text(e, r);
}

void evaluator_run(struct evaluator *e, const uint16_t *ids, size_t n, float *nll, struct score *s)
{
	evaluator_run_from(e, ids, n, 1, nll, s);
}

void evaluator_run_from(struct evaluator *e, const uint16_t *ids, size_t n, size_t first,
			float *nll, struct score *s)
{
	assert(first >= 1 && (nll == NULL || e->peers == NULL) && (e->B > 1 || e->peers == NULL));
	score_text(e, &(struct run){.ids = ids, .n = n, .first = first, .nll = nll, .score = s});
}

void evaluator_add(const struct evaluator *e, size_t n, const float *nll, struct score *s)
{
	struct evaluator all = {.own = e->whole, .whole = e->whole, .warm = e->warm};
	struct run r = {.n = n, .first = 1};

	s->chars += n;
	if (n < 2)
		return;
	all.span = xcalloc((size_t)all.own, sizeof *all.span);
	deal(&all, &r);
	for (int b = 0; b < all.own; b++) {
		struct score sum = {0};
		for (size_t at = all.span[b].warm_until; at < all.span[b].end; at++)
			score_add(&sum, (double)nll[at + 1]);
		score_sum(s, &sum);
	}
	free(all.span);
}

double evaluator_temperature(struct evaluator *e, const uint16_t *ids, size_t n, double guess,
			     double *loss)
{
	struct score s = {0};
	double temperature, least;

	assert(e->calibration != NULL);
	calibrate_start(e->calibration, guess);
	score_text(e, &(struct run){.ids = ids,
				    .n = n,
				    .first = 1,
				    .score = &s,
				    .calibration = e->calibration});
	temperature = calibrate_temperature(e->calibration, s.nats, &least);
	*loss = s.scored > 0 ? least / (double)s.scored : 0;
	return temperature;
}
