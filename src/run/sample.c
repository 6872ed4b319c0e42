/*
 * sample.c - streams, and samples drawn from them.
 *
 * A row of a product never depends on the rows beside it (see native.h), so a sample's text does not
 * depend on how many are drawn at once.
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

struct stream *stream_new(const struct model *m, int threads, const struct work *share)
{
	struct stream *s = xcalloc(1, sizeof *s);
	struct work_options o = shape(threads);

	o.share = share;

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
		pass_forward(s->work, t, ids + i, 0);
	}
	pass_logp(s->work, true);
	row = pass_logits(s->work, t - 1, 0);
	for (int i = 0; i < s->V; i++)
		s->logp[i] = (float)row[i];
}

const float *stream_logp(const struct stream *s)
{
	return s->logp;
}

/* ---- Whole samples ---- */

/* Samples are drawn side by side, as rows of one batch: the weights are read once for all of them.
 * Text that is drawn before its turn waits in memory. */
enum { SLOTS_MOST = 64, WAITING_MOST = 1 << 25 };

/* A row of the batch and the sample that it draws. */
struct slot {
	int sample;
	bool fresh;             /* begun, nothing drawn yet */
	bool ended;
	struct stops *stops;    /* NULL without stop strings */
	double nats;
	long long drawn;
	int hit;
	uint16_t *text;         /* (n) drawn, not yet written; owned */
	size_t n, room;
};

struct drawing {
	const struct sample_options *o;
	const struct sample_sink *sink;
	int V;
	struct stream *stream;  /* what read the prime; it is the batch too if that has one row */
	struct work *work;
	real *state;            /* after the prime, of one stream */
	float *logp;            /* (V) */
	struct cand *scratch;   /* (V) */
	struct slot slot[SLOTS_MOST];
	uint16_t x[SLOTS_MOST];
	int slots;
	int next;               /* sample to be begun */
	int out;                /* sample whose text is being written */
};

static int slot_count(const struct model *m, const struct sample_options *o)
{
	bool alone = o->length < 0 || !m->engine->reader;
	long long most = alone ? 1 : WAITING_MOST / (o->length + 1);

	most = most > SLOTS_MOST ? SLOTS_MOST : most < 1 ? 1 : most;
	return o->count < most ? o->count : (int)most;
}

static bool interrupted(const struct sample_options *o)
{
	return o->interrupted != NULL && *o->interrupted != 0;
}

/* The ids go to the sink if it is their sample's turn, else they wait. */
static int put(struct drawing *d, struct slot *s, const uint16_t *ids, size_t n)
{
	if (n == 0)
		return 0;
	if (s->sample == d->out)
		return d->sink->text(d->sink->ctx, s->sample, ids, n);
	if (s->n + n > s->room) {
		s->room = 2 * (s->n + n);
		s->text = xrealloc(s->text, s->room, sizeof *s->text);
	}
	memcpy(s->text + s->n, ids, n * sizeof *ids);
	s->n += n;
	return 0;
}

static void begin(struct drawing *d, struct slot *s)
{
	const struct sample_options *o = d->o;

	s->sample = d->next;
	s->ended = d->next >= o->count;
	if (s->ended)
		return;
	d->next++;
	s->fresh = true;
	s->nats = 0;
	s->drawn = 0;
	s->hit = -1;
	if (s->stops != NULL)
		stops_start(s->stops, o->prime, o->primes);
}

/* The next symbol of a slot's sample. */
static int draw(struct drawing *d, struct slot *s)
{
	const struct sample_options *o = d->o;
	int b = (int)(s - d->slot);
	const float *logp = s->fresh ? d->logp : pass_logits(d->work, 0, b);
	const uint16_t *ids = &d->x[b];
	size_t n = 1;

	if (s->fresh)
		work_stream_set(d->work, b, d->state);
	s->fresh = false;
	d->x[b] = (uint16_t)choose_id(d->V, logp, &o->how,
					  choose_number(o->seed + (uint64_t)s->sample,
							(uint64_t)s->drawn), d->scratch);
	s->nats -= (double)logp[d->x[b]];
	s->drawn++;
	if (s->stops != NULL)
		n = stops_push(s->stops, d->x[b], &ids, &s->hit);
	return put(d, s, ids, n);
}

static int end(struct drawing *d, struct slot *s)
{
	const uint16_t *ids;
	size_t n;

	s->ended = true;
	if (s->stops == NULL || s->hit >= 0)
		return 0;
	n = stops_held(s->stops, &ids);
	return put(d, s, ids, n);
}

/* Write what has its turn; slots that are done with theirs begin another sample. */
static int write_out(struct drawing *d)
{
	for (int b = 0; b < d->slots; b++) {
		struct slot *s = &d->slot[b];
		if (s->sample != d->out || d->out >= d->o->count)
			continue;
		if (s->n > 0 && d->sink->text(d->sink->ctx, s->sample, s->text, s->n) != 0)
			return -1;
		s->n = 0;
		if (!s->ended)
			return 0;
		if (d->sink->end(d->sink->ctx, s->sample, s->nats, s->drawn, s->hit) != 0)
			return -1;
		d->out++;
		if (!interrupted(d->o))
			begin(d, s);
		b = -1; /* the next sample may be in any slot */
	}
	return 0;
}

static int draw_all(struct drawing *d)
{
	const struct sample_options *o = d->o;

	for (int b = 0; b < d->slots; b++)
		begin(d, &d->slot[b]);
	while (d->out < o->count) {
		bool stop = interrupted(o);
		for (int b = 0; b < d->slots; b++) {
			struct slot *s = &d->slot[b];
			bool full = s->drawn == o->length || stop;
			if (!s->ended && !full && draw(d, s) != 0)
				return -1;
			if (!s->ended && (full || s->hit >= 0 || s->drawn == o->length) &&
			    end(d, s) != 0)
				return -1;
		}
		if (write_out(d) != 0)
			return -1;
		if (stop)
			break;
		if (d->out < o->count) {
			pass_forward(d->work, 1, d->x, 0);
			pass_logp(d->work, true);
		}
	}
	return 0;
}

static struct work_options batch_shape(const struct model *m, const struct sample_options *o)
{
	return (struct work_options){.B = slot_count(m, o), .T = 1, .threads = o->threads};
}

size_t sample_bytes(const struct model *m, const struct sample_options *o)
{
	struct work_options one = shape(o->threads), many = batch_shape(m, o);
	size_t bytes = size_sum(work_bytes(m, &one), m->n, sizeof(real)); /* what the engine keeps */

	if (many.B > 1) /* and texts that wait */
		bytes = size_sum(size_sum(bytes, work_bytes(m, &many), 1),
				 (size_t)many.B * (size_t)(o->length + 1), 2 * sizeof(uint16_t));
	return bytes;
}

/* Read the prime, keep the state after it, and make the batch. */
static void set_up(struct drawing *d, const struct model *m)
{
	const struct sample_options *o = d->o;
	struct work_options w = batch_shape(m, o);

	d->V = m->cfg.vocab;
	d->slots = w.B;
	d->scratch = xcalloc((size_t)d->V, sizeof *d->scratch);
	d->logp = xcalloc((size_t)d->V, sizeof *d->logp);
	d->stream = stream_new(m, o->threads, NULL);
	d->state = xcalloc(d->stream->state_size, sizeof *d->state);
	stream_feed(d->stream, o->prime, o->primes);
	work_state_get(d->stream->work, d->state);
	memcpy(d->logp, stream_logp(d->stream), (size_t)d->V * sizeof *d->logp);
	w.share = d->stream->work;
	d->work = d->slots > 1 ? work_new(m, &w) : d->stream->work;
	for (int b = 0; o->stops > 0 && b < d->slots; b++)
		d->slot[b].stops = stops_new(o->stop, o->stop_length, o->stops);
}

int sample_run(const struct model *m, const struct sample_options *o,
	       const struct sample_sink *sink)
{
	struct drawing *d = xcalloc(1, sizeof *d);
	int rc;

	d->o = o;
	d->sink = sink;
	set_up(d, m);
	rc = draw_all(d);
	for (int b = 0; b < d->slots; b++) {
		stops_free(d->slot[b].stops);
		free(d->slot[b].text);
	}
	if (d->work != d->stream->work)
		work_free(d->work);
	stream_free(d->stream);
	free(d->state);
	free(d->logp);
	free(d->scratch);
	free(d);
	return rc;
}
