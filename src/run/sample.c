/*
 * sample.c - samples drawn one after the other, or side by side as streams of one predictor.
 *
 * Side by side is faster, because each weight is read from memory once for all of them. It needs an
 * engine whose rows do not depend on the rows beside them, so that a sample is the same text as
 * when it is drawn alone. Samples are written in order: the text of a later one waits in memory.
 */
#include "run/sample.h"

#include <stdlib.h>
#include <string.h>

#include "run/exact.h"
#include "run/pick.h"
#include "run/predict.h"

enum {
	PRIME_STEPS = 32,     /* steps of one read of the prime: large products are fast */
	PRIME_PIECE = 2048,   /* symbols of the prime between two calls of the sink's `read` */
	SLOTS_MAX = 64,       /* samples side by side */
	WAITING_MAX = 1 << 25 /* symbols that may have to wait */
};

/*
 * A slot draws one sample at a time, with the stream of its number.
 *
 *     FREE ------> DRAWING -------> DONE --------> FREE
 *       slot_start        slot_finish      slot_close
 *
 * Invariants of the samples: those below `written` are closed, those below `begun` have or had a
 * slot, and every sample in between has one that is not FREE. Only the sample `written` writes to
 * the sink; the text of the others waits in their slots.
 */
enum slot_state { FREE, DRAWING, DONE };

struct slot {
	enum slot_state state;
	int sample;
	struct stops *stops; /* NULL without stop strings; owned */
	struct pick_text pick;
	struct sample_end end;
	uint16_t *waiting; /* (n) drawn and not yet written, in room for `room`; owned */
	size_t n, room;
};

struct sampler {
	const struct sample_options *o;
	const struct sample_sink *sink;
	const struct sample_draw *draw; /* (count) NULL: the numbers of o->seed */
	int count;                      /* samples of this sample_draw */
	int V;
	struct predictor *reader; /* one stream, which reads the prime */
	struct predictor *drawer; /* a stream for each slot; `reader` where that is one */
	float *primed;            /* the state after the prime */
	struct picker pick;
	int slots, begun, written;
	struct slot slot[SLOTS_MAX];
	uint16_t x[SLOTS_MAX]; /* the symbols drawn last, by slots */
};

static bool interrupted(const struct sampler *d)
{
	return d->o->interrupted != NULL && *d->o->interrupted != 0;
}

static struct sample_draw draw_of(const struct sampler *d, int sample)
{
	if (d->draw != NULL)
		return d->draw[sample];
	return (struct sample_draw){.seed = d->o->seed + (uint64_t)sample};
}

/* ---- One slot ---- */

/* Begin the next sample. */
static void slot_start(struct sampler *d, int b)
{
	struct slot *s = &d->slot[b];

	s->state = DRAWING;
	s->sample = d->begun++;
	s->end = (struct sample_end){.stop = -1, .draw = draw_of(d, s->sample)};
	if (s->stops != NULL)
		stops_start(s->stops, d->o->prime, d->o->primes);
	pick_start(&d->pick, &s->pick,
		   rng_uniform(rng_key(s->end.draw.seed, s->end.draw.stream), 0));
	predict_restore(d->drawer, b, d->primed);
}

/* Write ids of the slot's sample, or keep them until its turn. */
static int slot_write(struct sampler *d, struct slot *s, const uint16_t *ids, size_t n)
{
	if (n == 0)
		return 0;
	if (s->sample == d->written)
		return d->sink->text(d->sink->ctx, s->sample, ids, n);
	if (s->n + n > s->room) {
		s->room = 2 * (s->n + n);
		s->waiting = xrealloc(s->waiting, s->room, sizeof *s->waiting);
	}
	memcpy(s->waiting + s->n, ids, n * sizeof *ids);
	s->n += n;
	return 0;
}

/* End the slot's sample: text that was held back as a possible stop string is none. */
static int slot_finish(struct sampler *d, struct slot *s)
{
	const uint16_t *ids;
	size_t n;

	s->state = DONE;
	if (s->stops == NULL || s->end.stop >= 0)
		return 0;
	n = stops_held(s->stops, &ids);
	s->end.written += (long long)n;
	return slot_write(d, s, ids, n);
}

/* Return the log-probabilities of the next symbol of a slot, whose last symbol is in x[b]. */
static const float *slot_row(struct sampler *d, const struct slot *s, int b)
{
	const float *logp = predict_next(d->drawer, b);

	if (d->o->mix == NULL)
		return logp;
	return mix_slots_row(d->o->mix, b, s->end.scored == 0, d->x[b], logp);
}

/* Draw one symbol of a sample that is DRAWING, and finish it when that was its last. The symbol is
 * left in x[b] to be read. */
static int slot_step(struct sampler *d, int b)
{
	const struct sample_options *o = d->o;
	struct slot *s = &d->slot[b];
	const uint16_t *ids = &d->x[b];
	size_t n = 1;

	if (s->end.scored == o->length || interrupted(d))
		return slot_finish(d, s);
	const float *logp = slot_row(d, s, b);
	long long room = o->length < 0 ? -1 : o->length - s->end.scored;
	double u = rng_uniform(rng_key(s->end.draw.seed, s->end.draw.stream),
			       (uint64_t)s->end.scored);
	int id = pick_id(&d->pick, &s->pick, s->stops, logp, room, u);
	if (id < 0) {
		s->end.stuck = id == PICK_STUCK;
		return slot_finish(d, s);
	}
	d->x[b] = (uint16_t)id;
	pick_push(&d->pick, &s->pick, d->x[b]);
	s->end.nats -= (double)logp[id];
	s->end.scored++;
	if (s->stops != NULL)
		n = stops_push(s->stops, d->x[b], &ids, &s->end.stop);
	s->end.written += (long long)n;
	if (slot_write(d, s, ids, n) != 0)
		return -1;
	return s->end.stop >= 0 || s->end.scored == o->length ? slot_finish(d, s) : 0;
}

/* Close the sample `written`, which is DONE and has no text waiting. */
static int slot_close(struct sampler *d, struct slot *s)
{
	s->state = FREE;
	d->written++;
	return d->sink->end(d->sink->ctx, s->sample, &s->end);
}

/* ---- All samples ---- */

/* One after the other, as they are written. */
static int draw_one_by_one(struct sampler *d)
{
	struct slot *s = &d->slot[0];

	while (d->begun < d->count && !interrupted(d)) {
		slot_start(d, 0);
		for (;;) {
			if (slot_step(d, 0) != 0)
				return -1;
			if (s->state == DONE)
				break;
			predict_read(d->drawer, 1, d->x);
		}
		if (slot_close(d, s) != 0)
			return -1;
	}
	return 0;
}

/* The slot of the sample whose turn it is to be written; NULL if that is not begun. */
static struct slot *next_in_order(struct sampler *d)
{
	for (int b = 0; b < d->slots; b++)
		if (d->slot[b].state != FREE && d->slot[b].sample == d->written)
			return &d->slot[b];
	return NULL;
}

/* Write and close the samples that are done, in order, up to the first that is still being drawn;
 * of that, write the text so far. */
static int write_in_order(struct sampler *d)
{
	struct slot *s;

	while ((s = next_in_order(d)) != NULL) {
		if (slot_write(d, s, s->waiting, s->n) != 0)
			return -1;
		s->n = 0;
		if (s->state != DONE)
			return 0;
		if (slot_close(d, s) != 0)
			return -1;
	}
	return 0;
}

/* Start samples in free slots. Returns whether any slot is in use. */
static bool start_slots(struct sampler *d)
{
	bool start = !interrupted(d), used = false;

	for (int b = 0; b < d->slots; b++) {
		if (d->slot[b].state == FREE && start && d->begun < d->count)
			slot_start(d, b);
		used |= d->slot[b].state != FREE;
	}
	return used;
}

/* A symbol of every sample in a slot, then one step of all streams. The streams of slots that have
 * nothing to draw read their old symbol: their state is of no use any more. */
static int draw_side_by_side(struct sampler *d)
{
	while (start_slots(d)) {
		for (int b = 0; b < d->slots; b++)
			if (d->slot[b].state == DRAWING && slot_step(d, b) != 0)
				return -1;
		if (write_in_order(d) != 0)
			return -1;
		if (d->written < d->count)
			predict_read(d->drawer, 1, d->x);
	}
	return 0;
}

/* ---- Set-up ---- */

static int slot_count(const struct model *m, const struct sample_options *o)
{
	bool alone = o->length < 0 || !m->engine->reader;
	long long most = alone ? 1 : WAITING_MAX / (o->length + 1);

	most = most > SLOTS_MAX ? SLOTS_MAX : most < 1 ? 1 : most;
	return o->count < most ? o->count : (int)most;
}

static struct predict_options reader_shape(const struct sample_options *o)
{
	return (struct predict_options){.streams = 1, .steps = PRIME_STEPS, .threads = o->threads};
}

static struct predict_options drawer_shape(const struct model *m, const struct sample_options *o)
{
	return (struct predict_options){.streams = slot_count(m, o),
					.steps = 1,
					.threads = o->threads};
}

size_t sample_bytes(const struct model *m, const struct sample_options *o)
{
	struct predict_options one = reader_shape(o), many = drawer_shape(m, o);
	size_t bytes = size_sum(predict_pack_bytes(m), predict_bytes(m, &one), 1);

	bytes = size_sum(bytes, pick_bytes(m->cfg.vocab, o, many.streams), 1);
	if (o->guide != NULL && o->guide->exact)
		bytes = size_sum(bytes, 1, exact_bytes(o->guide, m));
	if (many.streams > 1) /* and texts that wait */
		bytes = size_sum(size_sum(bytes, predict_bytes(m, &many), 1),
				 (size_t)many.streams * (size_t)(o->length + 1),
				 2 * sizeof(uint16_t));
	return bytes;
}

struct sampler *sample_new(const struct model *m, const struct sample_options *o)
{
	struct sampler *d = xcalloc(1, sizeof *d);
	struct predict_options one = reader_shape(o), many = drawer_shape(m, o);

	d->o = o;
	d->V = m->cfg.vocab;
	d->slots = many.streams;
	pick_init(&d->pick, d->V, o);
	d->reader = predict_new(m, &one);
	d->primed = xcalloc(predict_state_size(d->reader), sizeof *d->primed);
	many.share = d->reader;
	d->drawer = d->slots > 1 ? predict_new(m, &many) : d->reader;
	for (int b = 0; b < d->slots; b++) {
		if (o->stops > 0)
			d->slot[b].stops = stops_new(o->stop, o->stops, (uint64_t)o->least);
		pick_text_init(&d->slot[b].pick, &d->pick);
	}
	return d;
}

int sample_feed_prime(struct predictor *reader, const struct sample_options *o,
		      const struct sample_sink *sink, float *primed)
{
	size_t n = 0;

	do {
		size_t piece = o->primes - n < PRIME_PIECE ? o->primes - n : PRIME_PIECE;
		if (piece > 0)
			predict_feed(reader, o->prime + n, piece);
		n += piece;
		if (sink->read != NULL && sink->read(sink->ctx, n) != 0)
			return -1;
	} while (n < o->primes);
	predict_save(reader, 0, primed);
	return 0;
}

/* Weighs the texts that the guide chooses from, if it does. */
static void weigh(struct sampler *d)
{
	struct guide *g = d->o->guide;

	if (g == NULL || !g->exact)
		return;
	exact_weigh(g, d->reader, d->primed, d->o->rule.value[FILTER_temperature],
		    d->o->interrupted);
}

int sample_read_prime(struct sampler *d, const struct sample_sink *sink)
{
	int rc = sample_feed_prime(d->reader, d->o, sink, d->primed);

	if (rc == 0)
		weigh(d);
	return rc;
}

int sample_side_by_side(const struct sampler *d)
{
	return d->slots;
}

int sample_draw(struct sampler *d, const struct sample_draw *draw, int count,
		const struct sample_sink *sink)
{
	d->draw = draw;
	d->count = count;
	d->sink = sink;
	d->begun = d->written = 0;
	return d->slots > 1 ? draw_side_by_side(d) : draw_one_by_one(d);
}

bool sample_leave_out(struct sampler *d, const uint16_t *ids, size_t n)
{
	struct guide *g = d->o->guide;

	return g == NULL || !g->exact ||
	       exact_leave_out(g, d->o->rule.value[FILTER_temperature], ids, n);
}

void sample_free(struct sampler *d)
{
	if (d == NULL)
		return;
	for (int b = 0; b < d->slots; b++) {
		stops_free(d->slot[b].stops);
		pick_text_free(&d->slot[b].pick);
		free(d->slot[b].waiting);
	}
	if (d->drawer != d->reader)
		predict_free(d->drawer);
	predict_free(d->reader);
	free(d->primed);
	pick_free(&d->pick);
	free(d);
}

int sample_run(const struct model *m, const struct sample_options *o,
	       const struct sample_sink *sink)
{
	struct sampler *d = sample_new(m, o);
	int rc = sample_read_prime(d, sink);

	if (rc == 0)
		rc = sample_draw(d, NULL, o->count, sink);
	sample_free(d);
	return rc;
}
