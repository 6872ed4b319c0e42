/*
 * sample.c - streams, and samples drawn from them one after the other.
 *
 * Each sample runs in the same workspace of one stream, so its text cannot depend on how many
 * samples there are.
 */
#include "run/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A prime is read in windows of this many symbols, so that products cover many rows. */
enum { WINDOW = 32 };

struct stream {
	int V;
	struct work *work;
	size_t state_size;
	real *state;   /* (state_size) scratch of stream_copy */
	float *logp;   /* (V) */
};

static void set_uniform(struct stream *s)
{
	for (int i = 0; i < s->V; i++)
		s->logp[i] = -logf((float)s->V);
}

static struct work_options shape(int threads)
{
	return (struct work_options){.B = 1, .T = WINDOW, .threads = threads};
}

struct stream *stream_new(const struct model *m, int threads)
{
	struct stream *s = xcalloc(1, sizeof *s);
	struct work_options o = shape(threads);

	s->V = m->cfg.vocab;
	s->work = work_new(m, &o);
	s->state_size = work_state_size(s->work);
	s->state = xcalloc(s->state_size, sizeof *s->state);
	s->logp = xcalloc((size_t)s->V, sizeof *s->logp);
	set_uniform(s);
	return s;
}

void stream_free(struct stream *s)
{
	if (s == NULL)
		return;
	work_free(s->work);
	free(s->state);
	free(s->logp);
	free(s);
}

void stream_reset(struct stream *s)
{
	work_reset(s->work);
	set_uniform(s);
}

void stream_copy(struct stream *to, const struct stream *from)
{
	work_state_get(from->work, to->state);
	work_state_set(to->work, to->state);
	memcpy(to->logp, from->logp, (size_t)to->V * sizeof *to->logp);
}

void stream_feed(struct stream *s, const uint16_t *ids, size_t n)
{
	const real *row;
	int t = 0;

	if (n == 0)
		return;
	for (size_t i = 0; i < n; i += (size_t)t) {
		t = n - i < WINDOW ? (int)(n - i) : WINDOW;
		model_forward(s->work, t, ids + i, 0);
	}
	model_logp(s->work, true);
	row = work_logits(s->work, t - 1, 0);
	for (int i = 0; i < s->V; i++)
		s->logp[i] = (float)row[i];
}

const float *stream_logp(const struct stream *s)
{
	return s->logp;
}

double sample_number(uint64_t seed, uint64_t index)
{
	return rng_uniform(rng_key(seed, 0), index);
}

struct drawing {
	const struct sample_options *o;
	const struct sample_sink *sink;
	struct stream *stream;
	struct stops *stops; /* NULL without stop strings */
	struct cand *scratch;
	double nats;
	long long drawn;
	int hit;
};

/* Hand a drawn id to the sink, through the stop strings if there are any. */
static int emit(struct drawing *d, int sample, uint16_t id)
{
	const uint16_t *ids = &id;
	size_t n = 1;

	if (d->stops != NULL)
		n = stops_push(d->stops, id, &ids, &d->hit);
	return n > 0 ? d->sink->text(d->sink->ctx, sample, ids, n) : 0;
}

static int draw_one(struct drawing *d, int sample)
{
	const struct sample_options *o = d->o;
	uint64_t seed = o->seed + (uint64_t)sample;
	const uint16_t *ids;
	size_t n;

	d->nats = 0;
	d->hit = -1;
	if (d->stops != NULL)
		stops_start(d->stops, o->prime, o->primes);
	for (d->drawn = 0; d->hit < 0 && (o->length < 0 || d->drawn < o->length); d->drawn++) {
		if (o->interrupted != NULL && *o->interrupted != 0)
			break;
		const float *logp = stream_logp(d->stream);
		uint16_t id = (uint16_t)sample_choose(d->stream->V, logp, &o->how,
						      sample_number(seed, (uint64_t)d->drawn),
						      d->scratch);
		d->nats -= (double)logp[id];
		if (emit(d, sample, id) != 0)
			return -1;
		stream_feed(d->stream, &id, 1);
	}
	if (d->stops != NULL && d->hit < 0 && (n = stops_held(d->stops, &ids)) > 0 &&
	    d->sink->text(d->sink->ctx, sample, ids, n) != 0)
		return -1;
	return d->sink->end(d->sink->ctx, sample, d->nats, d->drawn, d->hit) != 0 ? -1 : 0;
}

size_t sample_bytes(const struct model *m, const struct sample_options *o)
{
	struct work_options w = shape(o->threads);

	/* two streams, and for each the engine keeps the weights once more */
	return size_sum(size_sum(0, work_bytes(m, &w), 2), m->n, 2 * sizeof(real));
}

int sample_run(const struct model *m, const struct sample_options *o,
	       const struct sample_sink *sink)
{
	struct drawing d = {.o = o, .sink = sink};
	struct stream *primed = stream_new(m, o->threads);
	int rc = 0;

	d.stream = stream_new(m, o->threads);
	d.scratch = xcalloc((size_t)m->cfg.vocab, sizeof *d.scratch);
	if (o->stops > 0)
		d.stops = stops_new(o->stop, o->stop_length, o->stops);
	stream_feed(primed, o->prime, o->primes);
	for (int k = 0; rc == 0 && k < o->count; k++) {
		if (o->interrupted != NULL && *o->interrupted != 0)
			break;
		stream_copy(d.stream, primed);
		rc = draw_one(&d, k);
	}
	stops_free(d.stops);
	free(d.scratch);
	stream_free(d.stream);
	stream_free(primed);
	return rc;
}
