/*
 * lead.c - see lead.h. The continuations are drawn side by side. The text after their beginnings is scored
 * in the streams of a second predictor, which reads a symbol in all of them when it has no free stream.
 * A beginning leaves its stream when the text is scored, or when it can no longer win.
 */
#include "run/lead.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/maths.h"
#include "run/pick.h"
#include "run/predict.h"

enum { PRIME_STEPS = 32, STREAMS = 64 };

/* A beginning of a continuation whose text is scored. */
struct beginning {
	int b;         /* its stream in `drawer` */
	size_t n;      /* symbols */
	double nats;   /* of these symbols */
	double text;   /* log p of the `scored` first symbols of B */
	size_t scored; /* 0: its stream is free */
	double noise;
};

/* A continuation. */
struct stream {
	uint16_t *ids; /* (length) */
	size_t n;      /* drawn */
	double nats;
	size_t matched; /* the longest beginning of B that the symbols end with */
	bool dead;      /* B occurred */
	struct pick_text pick;
};

struct lead {
	struct lead_options o;
	int streams;
	struct predictor *reader, *drawer, *scorer;
	float *primed;
	struct picker pick;
	size_t *border; /* (n + 1) see stops.c */
	bool *early; /* (n) B after a text that ends with its first i symbols ends B before its end */
	struct stream stream[STREAMS];
	struct beginning place[STREAMS]; /* by stream of `scorer` */
	int taken;
	double best; /* log-weight plus noise of the best beginning so far */
	uint64_t seed;
	long long symbols; /* read for this seed */
};

/* ---- Occurrences of B (Knuth, Morris and Pratt 1977) ---- */

static size_t matched_after(const struct lead *l, size_t matched, uint16_t id)
{
	const uint16_t *text = l->o.text;

	while (matched > 0 && (matched == l->o.n || text[matched] != id))
		matched = l->border[matched];
	return text[matched] == id ? matched + 1 : 0;
}

static void find_borders(struct lead *l)
{
	size_t n = l->o.n;

	l->border = xcalloc(n + 1, sizeof *l->border);
	l->early = xcalloc(n, sizeof *l->early);
	for (size_t i = 1; i < n; i++)
		l->border[i + 1] = matched_after(l, l->border[i], l->o.text[i]);
	for (size_t i = 0; i < n; i++) {
		size_t matched = i;
		for (size_t k = 0; k + 1 < n && !l->early[i]; k++) {
			matched = matched_after(l, matched, l->o.text[k]);
			l->early[i] = matched == n;
		}
	}
}

/* ---- Memory ---- */

static struct predict_options shape(const struct lead_options *o, int streams, int steps)
{
	return (struct predict_options){.streams = streams,
					.steps = steps,
					.threads = o->how->threads};
}

static int streams_of(const struct lead_options *o)
{
	return o->draws < STREAMS ? o->draws : STREAMS;
}

size_t lead_bytes(const struct model *m, const struct lead_options *o)
{
	struct predict_options one = shape(o, 1, PRIME_STEPS), many = shape(o, STREAMS, 1);
	size_t packs = m->engine->reader ? 1 : 3;
	size_t bytes = size_sum(predict_bytes(m, &one), packs, predict_pack_bytes(m));

	bytes = size_sum(bytes, 2, predict_bytes(m, &many));
	bytes = size_sum(bytes, pick_bytes(m->cfg.vocab, o->how, streams_of(o)), 1);
	return size_sum(bytes, (size_t)streams_of(o) * sizeof(uint16_t),
			(size_t)o->how->length + 1);
}

struct lead *lead_new(const struct model *m, const struct lead_options *o)
{
	struct lead *l = xcalloc(1, sizeof *l);
	struct predict_options one = shape(o, 1, PRIME_STEPS);
	struct predict_options drawn = shape(o, streams_of(o), 1), scored = shape(o, STREAMS, 1);

	l->o = *o;
	l->streams = streams_of(o);
	l->reader = predict_new(m, &one);
	if (m->engine->reader)
		drawn.share = scored.share = l->reader;
	l->drawer = predict_new(m, &drawn);
	l->scorer = predict_new(m, &scored);
	l->primed = xcalloc(predict_state_size(l->reader), sizeof *l->primed);
	pick_init(&l->pick, m->cfg.vocab, o->how);
	for (int b = 0; b < l->streams; b++) {
		l->stream[b].ids = xcalloc((size_t)o->how->length + 1, sizeof(uint16_t));
		pick_text_init(&l->stream[b].pick, &l->pick);
	}
	find_borders(l);
	return l;
}

void lead_free(struct lead *l)
{
	if (l == NULL)
		return;
	for (int b = 0; b < l->streams; b++) {
		free(l->stream[b].ids);
		pick_text_free(&l->stream[b].pick);
	}
	pick_free(&l->pick);
	predict_free(l->scorer);
	predict_free(l->drawer);
	predict_free(l->reader);
	free(l->primed);
	free(l->border);
	free(l->early);
	free(l);
}

int lead_read_prime(struct lead *l, const struct sample_sink *sink)
{
	return sample_feed_prime(l->reader, l->o.how, sink, l->primed);
}

/* ---- Scoring ---- */

/* Takes the beginning as the best one so far. */
static void take_beginning(struct lead *l, const struct beginning *x, struct take *out)
{
	uint64_t stream = out->end.draw.stream, seed = out->end.draw.seed;

	l->best = x->text + x->noise;
	take_clear(out);
	take_add(out, l->stream[x->b].ids, x->n);
	take_add(out, l->o.text, l->o.n);
	out->end.draw = (struct sample_draw){seed, stream};
	out->end.nats = x->nats - x->text;
	out->end.scored = out->end.written = (long long)out->n;
}

/* Frees the stream k of the scorer if its beginning cannot win, or won. */
static void settle(struct lead *l, int k, struct take *out)
{
	struct beginning *x = &l->place[k];
	bool wins = x->text + x->noise > l->best;

	if (wins && x->scored < l->o.n)
		return;
	if (wins)
		take_beginning(l, x, out);
	x->scored = 0;
	l->taken--;
}

/* Counts symbols that are read. */
static void count_symbols(struct lead *l, int n)
{
	l->symbols += n;
	if (l->o.tell != NULL)
		l->o.tell(l->o.ctx, l->symbols);
}

static bool is_spent(const struct lead *l)
{
	return l->o.most > 0 && l->symbols > l->o.most;
}

/* Scores the next symbol of the text after every beginning. */
static void score_symbol(struct lead *l, struct take *out)
{
	uint16_t x[STREAMS];

	for (int k = 0; k < STREAMS; k++) {
		size_t scored = l->place[k].scored;
		x[k] = l->o.text[scored > 0 ? scored - 1 : 0];
	}
	predict_read(l->scorer, 1, x);
	count_symbols(l, l->taken);
	for (int k = 0; k < STREAMS; k++) {
		struct beginning *b = &l->place[k];
		if (b->scored == 0)
			continue;
		b->text += (double)predict_next(l->scorer, k)[l->o.text[b->scored++]];
		settle(l, k, out);
	}
}

/* Begins to score the text after the symbols of stream b so far, if it may follow and may win. */
static void add_beginning(struct lead *l, int b, double noise, struct take *out)
{
	const struct stream *s = &l->stream[b];
	double first = (double)predict_next(l->drawer, b)[l->o.text[0]];
	int k = 0;

	if (l->early[s->matched] || first + noise <= l->best)
		return;
	while (l->taken == STREAMS && !is_spent(l))
		score_symbol(l, out);
	if (l->taken == STREAMS)
		return;
	while (l->place[k].scored > 0)
		k++;
	predict_copy(l->scorer, k, l->drawer, b);
	l->place[k] = (struct beginning){b, s->n, s->nats, first, 1, noise};
	l->taken++;
	settle(l, k, out);
}

/* ---- Drawing ---- */

/* Returns number `index` of the Gumbel noise of a continuation, which has its own stream. */
static double gumbel(const struct sample_draw *d, uint64_t index)
{
	uint64_t key = rng_key(d->seed, d->stream + ((uint64_t)1 << 40));

	return -maths_log(-maths_log(rng_uniform(key, index) + 0x1p-54));
}

/* Draws and returns the next symbol of stream b. */
static uint16_t draw_symbol(struct lead *l, int b, const struct sample_draw *d)
{
	struct stream *s = &l->stream[b];
	const float *logp = predict_next(l->drawer, b);
	double u = rng_uniform(rng_key(d->seed, d->stream), (uint64_t)s->n);
	int id = pick_id(&l->pick, &s->pick, NULL, logp, -1, u);

	assert(id >= 0); /* nothing ends a sample */
	pick_push(&l->pick, &s->pick, (uint16_t)id);
	s->ids[s->n++] = (uint16_t)id;
	s->nats -= (double)logp[id];
	s->matched = matched_after(l, s->matched, (uint16_t)id);
	s->dead = s->matched == l->o.n;
	return (uint16_t)id;
}

/* Starts the continuations; those of streams without one are dead. */
static void start_streams(struct lead *l, int streams)
{
	for (int b = 0; b < l->streams; b++) {
		struct stream *s = &l->stream[b];
		*s = (struct stream){.ids = s->ids, .dead = b >= streams, .pick = s->pick};
		pick_start(&l->pick, &s->pick, 0);
		predict_restore(l->drawer, b, l->primed);
	}
}

/* Draws one continuation in each stream, with the random numbers from *first on, and looks for the
 * best beginning among them. Returns false if that is given up. */
static bool draw_streams(struct lead *l, const struct sample_draw *first, struct take *out)
{
	size_t length = (size_t)l->o.how->length, least = (size_t)l->o.how->least;
	uint16_t x[STREAMS] = {0};
	int open = 1;

	for (size_t n = 0; open > 0 && !is_spent(l); n++) {
		open = 0;
		for (int b = 0; b < l->streams; b++) {
			struct sample_draw d = {first->seed, first->stream + (uint64_t)b};
			struct stream *s = &l->stream[b];
			if (!s->dead && n >= least)
				add_beginning(l, b, gumbel(&d, n), out);
			if (!s->dead && n < length)
				x[b] = draw_symbol(l, b, &d);
			open += !s->dead && n < length;
		}
		if (open > 0)
			predict_read(l->drawer, 1, x);
		count_symbols(l, open);
	}
	while (l->taken > 0 && !is_spent(l))
		score_symbol(l, out);
	return open == 0 && l->taken == 0;
}

/* Gives up a draw that took too many symbols. */
static void give_up(struct lead *l, const struct sample_draw *draw, struct take *out)
{
	for (int k = 0; k < STREAMS; k++)
		l->place[k].scored = 0;
	l->taken = 0;
	take_clear(out);
	out->end.draw = *draw;
	out->end.spent = out->end.stuck = true;
}

void lead_draw(struct lead *l, const struct sample_draw *draw, struct take *out)
{
	bool done = true;

	take_clear(out);
	out->end.draw = *draw;
	out->end.stuck = true; /* until a beginning is found */
	l->best = -INFINITY;
	l->symbols = draw->seed == l->seed ? l->symbols : 0;
	l->seed = draw->seed;
	for (int begun = 0; begun < l->o.draws && done; begun += l->streams) {
		int left = l->o.draws - begun;
		struct sample_draw first = {draw->seed,
					    draw->stream * (uint64_t)l->o.draws + (uint64_t)begun};
		start_streams(l, left < l->streams ? left : l->streams);
		done = draw_streams(l, &first, out);
	}
	if (!done)
		give_up(l, draw, out);
}
