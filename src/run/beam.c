/* beam.c - see beam.h. */
#include "run/beam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/predict.h"

enum { PRIME_STEPS = 32 };

/* A beginning of a text. Beginnings are a tree, by their last symbols. */
struct node {
	size_t parent; /* index; that of the empty text is 0 */
	uint16_t id;
};

/* A beginning that is followed, or one more symbol of it. */
struct way {
	size_t node; /* of the beginning; of it without `id` if that is not added yet */
	int stream;
	uint16_t id;
	double nats;
};

/* A text that has ended. */
struct ended {
	size_t node; /* of the text without its last symbol */
	uint16_t id; /* the last symbol */
	size_t n;    /* symbols */
	double nats;
	int stop;
};

struct beam {
	struct beam_options o;
	const struct sample_options *how;
	int V;
	struct predictor *many;
	size_t size;  /* numbers of a state */
	float *state; /* (width, size) */
	struct node *node;
	size_t nodes;
	struct way *way, *more; /* (width) those followed, and their likeliest continuations */
	int ways, mores;
	struct ended *ended; /* (count) the likeliest first */
	int endeds;
	uint16_t *tail; /* (tails) scratch: the last symbols before the next one */
	size_t tails;
	float *row;  /* (V) scratch */
	uint16_t *x; /* (width) */
};

/* ---- Memory ---- */

static struct predict_options one_shape(const struct beam_options *o)
{
	return (struct predict_options){.streams = 1,
					.steps = PRIME_STEPS,
					.threads = o->how->threads};
}

static struct predict_options many_shape(const struct beam_options *o)
{
	return (struct predict_options){.streams = o->width,
					.steps = 1,
					.threads = o->how->threads};
}

size_t beam_bytes(const struct model *m, const struct beam_options *o)
{
	struct predict_options one = one_shape(o), many = many_shape(o);
	size_t width = (size_t)o->width, V = (size_t)m->cfg.vocab;
	size_t state = size_sum(V, 2 * (size_t)m->cfg.layers, (size_t)m->cfg.hidden);
	size_t bytes = size_sum(predict_bytes(m, &one), 2, predict_pack_bytes(m));

	bytes = size_sum(bytes, 1, predict_bytes(m, &many));
	bytes = size_sum(bytes, width, size_sum(0, state, sizeof(float)));
	return size_sum(bytes, size_sum(0, width, sizeof(struct node)), (size_t)o->how->length + 1);
}

/* Reads the prime, and starts with the empty text. */
static int set_up(struct beam *s, const struct model *m, const struct sample_sink *sink)
{
	struct predict_options one = one_shape(&s->o), many = many_shape(&s->o);
	struct predictor *reader = predict_new(m, &one);
	size_t width = (size_t)s->o.width;

	s->size = predict_state_size(reader);
	s->state = xcalloc(width, s->size * sizeof *s->state);
	s->node = xcalloc(width * (size_t)s->how->length + 1, sizeof *s->node);
	s->nodes = 1;
	s->way = xcalloc(width, sizeof *s->way);
	s->more = xcalloc(width, sizeof *s->more);
	s->ended = xcalloc((size_t)s->how->count + 1, sizeof *s->ended);
	s->row = xcalloc((size_t)s->V, sizeof *s->row);
	s->x = xcalloc(width, sizeof *s->x);
	for (int i = 0; i < s->how->stops; i++)
		if (s->how->stop[i].n > s->tails)
			s->tails = s->how->stop[i].n;
	s->tail = xcalloc(s->tails + 1, sizeof *s->tail);
	int rc = sample_feed_prime(reader, s->how, sink, s->state);
	predict_free(reader);
	s->many = predict_new(m, &many);
	predict_restore(s->many, 0, s->state);
	s->ways = 1;
	return rc;
}

static void tear_down(struct beam *s)
{
	predict_free(s->many);
	free(s->state);
	free(s->node);
	free(s->way);
	free(s->more);
	free(s->ended);
	free(s->tail);
	free(s->row);
	free(s->x);
}

/* ---- Stop strings ---- */

/* Sets the tail to the last symbols of prime and beginning, and returns their number. */
static size_t set_tail(struct beam *s, const struct way *w, size_t n)
{
	size_t left = s->tails, from = s->how->primes;
	size_t node = w->node;

	for (; left > 0 && n > 0; n--) {
		s->tail[--left] = s->node[node].id;
		node = s->node[node].parent;
	}
	while (left > 0 && from > 0)
		s->tail[--left] = s->how->prime[--from];
	memmove(s->tail, s->tail + left, (s->tails - left) * sizeof *s->tail);
	return s->tails - left;
}

/* Returns whether the tail, which has `tails` symbols, and id end with the stop string. */
static bool ends_with(const struct beam *s, size_t tails, uint16_t id, const struct stop *stop)
{
	size_t before = stop->n - 1;

	return stop->ids[before] == id && before <= tails &&
	       memcmp(s->tail + tails - before, stop->ids, before * sizeof *stop->ids) == 0;
}

/* Returns the stop string that ends with the tail and id, -1 if there is none. Of several, those that are
 * cut off come first, then the longest (as in stops.h). */
static int find_stop(const struct beam *s, size_t tails, uint16_t id)
{
	int found = -1;

	for (int i = 0; i < s->how->stops; i++) {
		const struct stop *x = &s->how->stop[i], *y = &s->how->stop[found < 0 ? i : found];
		if (ends_with(s, tails, id, x) &&
		    (found < 0 || (x->keep != y->keep ? y->keep : x->n > y->n)))
			found = i;
	}
	return found;
}

/* Returns whether a stop string ends with the tail and id before the text, of n symbols with id, has
 * the least length. */
static bool is_short(const struct beam *s, size_t tails, uint16_t id, size_t n)
{
	for (int i = 0; i < s->how->stops; i++) {
		const struct stop *x = &s->how->stop[i];
		size_t cut = x->keep ? 0 : x->n, left = n > cut ? n - cut : 0;
		if (left < (size_t)s->how->least && ends_with(s, tails, id, x))
			return true;
	}
	return false;
}

/* ---- Search ---- */

/* Adds a text that ends, if it is among the likeliest. */
static void add_ended(struct beam *s, const struct ended *e)
{
	int at = s->endeds;

	while (at > 0 && s->ended[at - 1].nats > e->nats)
		at--;
	if (at == s->how->count)
		return;
	s->endeds += s->endeds < s->how->count;
	memmove(s->ended + at + 1, s->ended + at, (size_t)(s->endeds - at - 1) * sizeof *s->ended);
	s->ended[at] = *e;
}

/* Adds a continuation, if it is among the likeliest. */
static void add_more(struct beam *s, const struct way *w)
{
	int at = s->mores;

	while (at > 0 && s->more[at - 1].nats > w->nats)
		at--;
	if (at == s->o.width)
		return;
	s->mores += s->mores < s->o.width;
	memmove(s->more + at + 1, s->more + at, (size_t)(s->mores - at - 1) * sizeof *s->more);
	s->more[at] = *w;
}

static size_t add_node(struct beam *s, size_t parent, uint16_t id)
{
	s->node[s->nodes] = (struct node){parent, id};
	return s->nodes++;
}

/* Looks at the continuations of a beginning of n symbols by one symbol. One that has none ends. */
static void continue_way(struct beam *s, const struct way *w, size_t n)
{
	const float *logp = predict_next(s->many, w->stream);
	const bool *may = s->how->guide != NULL ? s->how->guide->may : NULL;
	size_t tails = set_tail(s, w, n);
	bool ends = true;

	for (int id = 0; id < s->V; id++) {
		if (may != NULL && !may[id])
			continue;
		struct way more = {w->node, w->stream, (uint16_t)id, w->nats - (double)logp[id]};
		int stop = find_stop(s, tails, more.id);
		if (stop >= 0 && is_short(s, tails, more.id, n + 1))
			continue;
		ends = false;
		if (stop < 0)
			add_more(s, &more);
		else
			add_ended(s, &(struct ended){w->node, more.id, n + 1, more.nats, stop});
	}
	if (ends)
		add_ended(s, &(struct ended){s->node[w->node].parent, w->id, n, w->nats, -1});
}

/* Follows the likeliest continuations: reads their last symbols. */
static void follow(struct beam *s)
{
	for (int i = 0; i < s->ways; i++)
		predict_save(s->many, s->way[i].stream,
			     s->state + (size_t)s->way[i].stream * s->size);
	for (int i = 0; i < s->mores; i++) {
		struct way *w = &s->more[i];
		predict_restore(s->many, i, s->state + (size_t)w->stream * s->size);
		s->x[i] = w->id;
		s->way[i] = (struct way){add_node(s, w->node, w->id), i, w->id, w->nats};
	}
	s->ways = s->mores;
	predict_read(s->many, 1, s->x);
}

/* Returns whether a text that continues one of the beginnings can be among the likeliest. */
static bool is_open(const struct beam *s)
{
	return s->ways > 0 &&
	       (s->endeds < s->how->count || s->way[0].nats < s->ended[s->endeds - 1].nats);
}

static void search(struct beam *s)
{
	size_t n = 0, length = (size_t)s->how->length;

	for (; n < length && is_open(s); n++) {
		s->mores = 0;
		for (int i = 0; i < s->ways; i++)
			continue_way(s, &s->way[i], n);
		follow(s);
	}
	for (int i = 0; i < s->ways && n == length; i++) {
		const struct node *last = &s->node[s->way[i].node];
		add_ended(s, &(struct ended){last->parent, last->id, n, s->way[i].nats, -1});
	}
}

/* ---- The result ---- */

static void set_take(const struct beam *s, const struct ended *e, struct take *t)
{
	const struct stop *stop = e->stop >= 0 ? &s->how->stop[e->stop] : NULL;
	size_t cut = stop != NULL && !stop->keep ? stop->n : 0;
	size_t node = e->node;

	take_clear(t);
	for (size_t i = 0; i < e->n; i++)
		take_add(t, &e->id, 1);
	for (size_t i = e->n; i > 1; i--, node = s->node[node].parent)
		t->ids[i - 2] = s->node[node].id;
	t->n = e->n > cut ? e->n - cut : 0;
	t->end.scored = (long long)e->n;
	t->end.written = (long long)t->n;
	t->end.nats = e->nats;
	t->end.stop = e->stop;
}

int beam_run(const struct model *m, const struct beam_options *o, const struct sample_sink *sink,
	     int (*emit)(void *ctx, const struct take *t))
{
	struct beam s = {.o = *o, .how = o->how, .V = m->cfg.vocab};
	struct take t = {0};
	int rc = set_up(&s, m, sink);

	if (rc == 0)
		search(&s);
	for (int i = 0; i < s.endeds && rc == 0; i++) {
		set_take(&s, &s.ended[i], &t);
		t.number = i;
		rc = emit(sink->ctx, &t);
	}
	take_free(&t);
	tear_down(&s);
	return rc;
}
