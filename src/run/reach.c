/* reach.c - see reach.h. */
#include "run/reach.h"

#include <math.h>
#include <stdlib.h>

#include "run/predict.h"

/* Most streams that are read side by side, steps that they are read at once, and memory for them (at
 * least one is read). All steps of a backward pass are kept, so it has fewer streams. */
enum { STREAMS_MAX = 64, STREAMS_UNIT = 8, STEPS = 16 };
static const size_t memory_max = 320 << 20;

/* Multiply-adds of a usual measurement: about 15 seconds on one core with AVX-512. */
static const double usual_products = 1.3e12;
enum { POSITIONS_MIN = 32, POSITIONS_MAX = 1024 };

/* What a measurement needs. */
struct probe {
	const struct reach_options *o;
	const uint16_t *ids;
	struct predictor *reader;  /* B streams, STEPS at once */
	struct predictor *learner; /* L streams, K steps at once */
	int B, L;
	const size_t *at; /* (n) positions that are read, n <= B */
	int n;
	uint16_t *x;     /* (STEPS, B) or (K, L) symbols read */
	uint16_t *y;     /* (L) symbols predicted */
	double *squares; /* (parts, K, L) */
	double done;     /* positions */
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
	/* contexts of 1, 2, 4 ... K steps are about 2 K, the gradient is as much as another 2 K */
	double most = usual_products / ((4.0 * K + REACH_WARM) * (double)m->n);
	size_t n = POSITIONS_MAX;

	while (n > POSITIONS_MIN && (double)n > most)
		n /= 2;
	return n;
}

/* ---- Memory ---- */

static struct predict_options reader_shape(const struct reach_options *o, int streams)
{
	return (struct predict_options){.streams = streams, .steps = STEPS, .threads = o->threads};
}

static struct predict_options learner_shape(const struct reach_options *o, int streams)
{
	return (struct predict_options){.streams = streams,
					.steps = o->distance,
					.threads = o->threads,
					.learn = true};
}

/* Returns the most streams whose memory suffices: it depends on the sizes alone. */
static int streams(const struct model *m, const struct reach_options *o,
		   struct predict_options (*shape)(const struct reach_options *o, int streams))
{
	int B = o->positions < STREAMS_MAX ? (int)o->positions : STREAMS_MAX;

	while (B > 1) {
		struct predict_options p = shape(o, B);
		if (predict_bytes(m, &p) <= memory_max)
			break;
		B -= B > STREAMS_UNIT ? (B - 1) % STREAMS_UNIT + 1 : 1;
	}
	return B;
}

static size_t parts_of(const struct model *m)
{
	return m->cfg.cell->has_c ? 2 : 1;
}

/* Returns the elements of x, for either predictor. */
static size_t symbols(const struct reach_options *o, int B, int L)
{
	size_t reader = (size_t)STEPS * (size_t)B, learner = (size_t)o->distance * (size_t)L;

	return reader > learner ? reader : learner;
}

size_t reach_bytes(const struct model *m, const struct reach_options *o)
{
	const struct probe *s;
	int B = streams(m, o, reader_shape), L = streams(m, o, learner_shape);
	struct predict_options reader = reader_shape(o, B), learner = learner_shape(o, L);
	/* the weights are packed for both directions, and perhaps once more for the reader */
	size_t bytes = size_sum(predict_bytes(m, &reader), 3, predict_pack_bytes(m));

	bytes = size_sum(bytes, 1, predict_bytes(m, &learner));
	bytes = size_sum(bytes, symbols(o, B, L), sizeof *s->x);
	bytes = size_sum(bytes, (size_t)L, sizeof *s->y);
	return size_sum(bytes, parts_of(m) * (size_t)o->distance * (size_t)L, sizeof *s->squares);
}

static void probe_init(struct probe *s, const struct model *m, const uint16_t *ids,
		       const struct reach_options *o)
{
	*s = (struct probe){.o = o, .ids = ids};
	s->B = streams(m, o, reader_shape);
	s->L = streams(m, o, learner_shape);
	struct predict_options reader = reader_shape(o, s->B), learner = learner_shape(o, s->L);
	s->learner = predict_new(m, &learner);
	if (m->engine->reader)
		reader.share = s->learner;
	else
		reader.team = predict_team(s->learner);
	s->reader = predict_new(m, &reader);
	s->x = xcalloc(symbols(o, s->B, s->L), sizeof *s->x);
	s->y = xcalloc((size_t)s->L, sizeof *s->y);
	s->squares = xcalloc(parts_of(m) * (size_t)o->distance * (size_t)s->L, sizeof *s->squares);
}

static void probe_free(struct probe *s)
{
	predict_free(s->reader); /* it may use the weights of the learner */
	predict_free(s->learner);
	free(s->x);
	free(s->y);
	free(s->squares);
}

void reach_free(struct reach *r)
{
	free(r->gradient);
	free(r->cell);
	*r = (struct reach){0};
}

/* ---- Measuring ---- */

/* Returns the position of stream b; streams without one repeat the last. */
static size_t position_of(const struct probe *s, int b)
{
	return s->at[b < s->n ? b : s->n - 1];
}

/* Puts symbol i of stream b of a read with B streams into s->x. */
static void put_symbol(struct probe *s, int B, int i, int b, size_t at)
{
	s->x[(size_t)i * (size_t)B + (size_t)b] = s->ids[at];
}

/* Reads, in each stream, the symbols up to `end` before its position, `steps` of them; a stream whose
 * text has fewer starts later. */
static void read_before(struct probe *s, size_t end, size_t steps)
{
	predict_reset(s->reader);
	for (size_t from = 0; from < steps;) {
		size_t until = from + STEPS < steps ? from + STEPS : steps;
		for (int b = 0; b < s->B; b++) {
			size_t before = position_of(s, b) - end;
			size_t start = before < steps ? steps - before : 0;
			if (start == from)
				predict_reset_stream(s->reader, b);
			else if (start > from && start < until)
				until = start;
		}
		for (int b = 0; b < s->B; b++)
			for (size_t i = from; i < until; i++) {
				size_t at = position_of(s, b) - end + i;
				put_symbol(s, s->B, (int)(i - from), b,
					   at < steps ? 0 : at - steps);
			}
		predict_read(s->reader, (int)(until - from), s->x);
		from = until;
	}
	for (int b = 0; b < s->B; b++)
		if (position_of(s, b) == end)
			predict_reset_stream(s->reader, b);
}

/* Returns the sum of the losses at the positions if only the last k symbols are known. */
static double context_losses(struct probe *s, int k)
{
	double sum = 0;

	read_before(s, 0, (size_t)k);
	for (int b = 0; b < s->n; b++)
		sum -= (double)predict_next(s->reader, b)[s->ids[s->at[b]]];
	return sum;
}

/* Adds the norms of n streams at all distances to sum (K); `part` is that of `squares`. */
static void add_norms(const struct probe *s, int part, int n, double *sum)
{
	int K = s->o->distance;

	for (int k = 1; k <= K; k++) {
		const double *square = s->squares + (size_t)(part * K + K - k) * (size_t)s->L;
		for (int b = 0; b < n; b++)
			sum[k - 1] += sqrt(square[b]);
	}
}

/* Adds the norms of the positions from number `first` on, one for each stream of the learner. */
static void add_gradients(struct probe *s, int first, struct reach *r)
{
	int K = s->o->distance, n = s->n - first < s->L ? s->n - first : s->L;

	for (int b = 0; b < s->L; b++) {
		int from = first + (b < n ? b : n - 1);
		predict_copy(s->learner, b, s->reader, from);
		for (int i = 0; i < K; i++)
			put_symbol(s, s->L, i, b, s->at[from] - (size_t)(K - i));
		s->y[b] = s->ids[s->at[from]];
	}
	predict_read(s->learner, K, s->x);
	predict_state_gradient(s->learner, s->y, s->squares);
	add_norms(s, 0, n, r->gradient);
	if (r->cell != NULL)
		add_norms(s, 1, n, r->cell);
}

/* Tells that about this part of the work for n positions was done. */
static void report(struct probe *s, int n, double part)
{
	s->done += n * part;
	if (s->o->report != NULL)
		s->o->report(s->o->ctx, fmin(s->done / (double)s->o->positions, 1));
}

/* Adds what the positions s->at give to the sums in *r. */
static void add_positions(struct probe *s, struct reach *r)
{
	for (int c = 0; c < r->contexts; c++) {
		r->nats[c] += context_losses(s, r->context[c]);
		report(s, s->n, 0.25 * r->context[c] / r->distance);
	}
	read_before(s, (size_t)r->distance, REACH_WARM);
	for (int first = 0; first < s->n; first += s->L) {
		add_gradients(s, first, r);
		report(s, s->n - first < s->L ? s->n - first : s->L, 0.5);
	}
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
	for (size_t from = 0; from < o->positions; from += (size_t)s.B) {
		size_t left = o->positions - from;
		s.at = o->at + from;
		s.n = left < (size_t)s.B ? (int)left : s.B;
		add_positions(&s, r);
	}
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
