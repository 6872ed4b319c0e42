/* chat.c - see chat.h. */
#include "run/chat.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernels.h"
#include "run/choose.h"
#include "run/reader.h"

enum { READ_STEPS = 32 };

struct chat {
	struct chat_options o;
	int V, newline;
	const struct kernels *kernels;
	bool ranks; /* p(T) is needed: streams [answers, 2 answers) of `many` read it */
	struct reader *one, *many;
	size_t size;         /* numbers of a state */
	float *state;        /* after the last newline of the talk */
	float *asked;        /* after the prefix of the model in this turn */
	float *nothing;      /* after the prefix of the model at the start of a talk */
	float *after;        /* (answers, size) after the newline of each answer */
	uint64_t turns;      /* answered so far with this seed */
	struct cache *cache; /* of the lines of the user; NULL if the talk does not adapt */
	struct cache_context read[CHAT_ANSWERS_MAX]; /* the last symbols of each answer */
	double user_nats;                            /* see chat_user_nats */
	struct chat_answer answer[CHAT_ANSWERS_MAX];
	bool visible[CHAT_ANSWERS_MAX]; /* the answer has a symbol that can be seen */
	uint16_t *ids;                  /* (answers, length) */
	uint16_t x[2 * CHAT_ANSWERS_MAX];
	float *allowed;       /* (V) */
	float *mean;          /* (V) */
	struct cand *scratch; /* (V) */
};

/* ---- Memory ---- */

static bool ranks(const struct chat_options *o)
{
	return o->answers > 1 && o->relevance > 0;
}

static struct predict_options one_shape(const struct chat_options *o)
{
	return (struct predict_options){.streams = 1, .steps = READ_STEPS, .threads = o->threads};
}

static struct predict_options many_shape(const struct chat_options *o)
{
	return (struct predict_options){.streams = o->answers * (ranks(o) ? 2 : 1),
					.steps = 1,
					.threads = o->threads};
}

size_t chat_bytes(const struct model *m, const struct chat_options *o)
{
	struct predict_options one = one_shape(o), many = many_shape(o);
	size_t answers = (size_t)o->answers, V = (size_t)o->vocab->size;
	size_t packs = o->mix != NULL ? 0 : m->engine->reader ? 1 : 2;
	size_t bytes = size_sum(reader_bytes(m, o->mix, &one), packs, predict_pack_bytes(m));

	bytes = size_sum(bytes, reader_bytes(m, o->mix, &many), 1);
	bytes = size_sum(bytes, answers + 3, reader_state_size(m, o->mix) * sizeof(float));
	bytes = size_sum(bytes, answers * (size_t)o->length, sizeof(uint16_t));
	if (o->adapt)
		bytes = size_sum(bytes, 1, cache_bytes(o->vocab->size));
	return size_sum(bytes, V, 2 * sizeof(float) + sizeof(struct cand));
}

struct chat *chat_new(const struct model *m, const struct chat_options *o)
{
	struct predict_options one = one_shape(o), many = many_shape(o);
	struct chat *c = xcalloc(1, sizeof *c);
	size_t V = (size_t)o->vocab->size;

	assert(o->answers >= 1 && o->answers <= CHAT_ANSWERS_MAX && o->length >= 2);
	c->o = *o;
	c->V = o->vocab->size;
	c->kernels = m->kernels;
	c->newline = vocab_id(o->vocab, '\n');
	assert(c->newline >= 0);
	c->ranks = ranks(o);
	if (o->adapt)
		c->cache = cache_new(c->V, o->weight);
	c->one = reader_new(m, o->mix, &one, NULL);
	c->many = reader_new(m, o->mix, &many, m->engine->reader ? c->one : NULL);
	c->size = reader_state_size(m, o->mix);
	c->state = xcalloc(3 + (size_t)o->answers, c->size * sizeof *c->state);
	c->asked = c->state + c->size;
	c->nothing = c->asked + c->size;
	c->after = c->nothing + c->size;
	c->ids = xcalloc((size_t)o->answers * (size_t)o->length, sizeof *c->ids);
	c->allowed = xcalloc(V, sizeof *c->allowed);
	c->mean = xcalloc(V, sizeof *c->mean);
	c->scratch = xcalloc(V, sizeof *c->scratch);
	chat_reset(c);
	reader_feed(c->one, o->model.ids, o->model.n);
	reader_save(c->one, 0, c->nothing);
	return c;
}

void chat_free(struct chat *c)
{
	if (c == NULL)
		return;
	reader_free(c->many);
	reader_free(c->one);
	cache_free(c->cache);
	free(c->state);
	free(c->ids);
	free(c->allowed);
	free(c->mean);
	free(c->scratch);
	free(c);
}

void chat_reset(struct chat *c)
{
	reader_prime(c->one, c->o.start.ids, c->o.start.n);
	reader_save(c->one, 0, c->state);
	if (c->cache != NULL)
		cache_reset(c->cache);
}

/* ---- Drawing ---- */

/* Returns the log-probabilities of the next symbol of answer k, in a talk that adapts with what the
 * cache says; valid until the next call. */
static const float *next_row(struct chat *c, int k)
{
	const float *logp = reader_next(c->many, k), *cached = logp;

	if (c->cache != NULL)
		cached = cache_row(c->cache, &c->read[k], logp);
	if (cached == logp)
		return logp;
	for (int v = 0; v < c->V; v++)
		c->mean[v] = 0.5f * (logp[v] + cached[v]);
	c->kernels->logp(c->V, c->mean);
	return c->mean;
}

static bool is_visible(const struct chat *c, int id)
{
	uint32_t x = c->o.vocab->symbol[id];

	if (c->o.vocab->unit == UNIT_BYTE)
		return x > ' ' && x != 0x7f;
	return symbol_visible(x);
}

/* Returns the log-probabilities from which symbol i of an answer is drawn: the model's, but an answer
 * begins with a visible symbol, or with one other symbol, not a newline, and then a visible one. */
static const float *allowed_symbols(struct chat *c, const float *logp, bool visible, size_t i)
{
	bool any = false;

	if (visible)
		return logp;
	for (int id = 0; id < c->V; id++) {
		bool out = id == c->newline || (i > 0 && !is_visible(c, id));
		c->allowed[id] = out ? -INFINITY : logp[id];
		any |= isfinite(c->allowed[id]);
	}
	return any ? c->allowed : logp;
}

/* Draws symbol i of answer k, and leaves it in c->x to be read. */
static void draw_symbol(struct chat *c, int k, size_t i)
{
	struct chat_answer *a = &c->answer[k];
	int N = c->o.answers, id = c->newline;
	const float *logp = next_row(c, k);
	uint64_t stream = 1 + c->turns * CHAT_ANSWERS_MAX + (uint64_t)k;

	if (i < (size_t)c->o.length) {
		double u = rng_uniform(rng_key(c->o.seed, stream), i);
		id = choose_id(c->V, allowed_symbols(c, logp, c->visible[k], i), &c->o.rule, u,
			       c->scratch);
		a->nats -= (double)logp[id];
		if (c->ranks)
			a->alone -= (double)reader_next(c->many, N + k)[id];
		a->ended = id == c->newline;
		c->visible[k] |= is_visible(c, id);
		if (!a->ended)
			a->ids[a->n++] = (uint16_t)id;
	}
	cache_context_add(&c->read[k], (uint16_t)id);
	c->x[k] = (uint16_t)id;
	if (c->ranks)
		c->x[N + k] = (uint16_t)id;
}

/* Draws the answers side by side, each up to a newline or the largest length, and reads the newline. */
static void draw_answers(struct chat *c)
{
	int N = c->o.answers, open = N;
	bool done[CHAT_ANSWERS_MAX] = {false};

	for (int k = 0; k < N; k++) {
		c->answer[k] =
			(struct chat_answer){.ids = c->ids + (size_t)k * (size_t)c->o.length};
		c->visible[k] = false;
		cache_context_start(&c->read[k], (uint16_t)c->newline);
		reader_restore(c->many, k, c->asked);
		if (c->ranks)
			reader_restore(c->many, N + k, c->nothing);
	}
	for (size_t i = 0; open > 0; i++) {
		for (int k = 0; k < N; k++)
			if (!done[k])
				draw_symbol(c, k, i);
		reader_side_by_side(c->many, c->x, N * (c->ranks ? 2 : 1));
		for (int k = 0; k < N; k++)
			if (!done[k] && c->x[k] == c->newline) {
				reader_save(c->many, k, c->after + (size_t)k * c->size);
				done[k] = true;
				open--;
			}
	}
	c->turns++;
}

/* Scores the answers and returns the index of the best: one that ended, if there is any. */
static int rank_answers(struct chat *c)
{
	int best = 0;

	for (int k = 0; k < c->o.answers; k++) {
		struct chat_answer *a = &c->answer[k], *b = &c->answer[best];
		a->score = (c->o.relevance * a->alone - a->nats) / (double)(a->n + a->ended);
		if (a->ended != b->ended ? a->ended : a->score > b->score)
			best = k;
	}
	return best;
}

/* ---- Turns ---- */

/* Learns a symbol of the user's line, which has the log-probabilities logp (V) of the model. */
static void learn(struct chat *c, struct cache_context *read, const float *logp, uint16_t id)
{
	if (c->cache != NULL)
		c->user_nats += cache_learn(c->cache, read, logp, id);
	reader_learn(c->one, id);
}

/* Does the same as reader_feed, and learns from each symbol before it is read. */
static void feed_and_learn(struct chat *c, struct cache_context *read, const uint16_t *ids,
			   size_t n)
{
	for (size_t at = 0; at < n; at += READ_STEPS) {
		int t = n - at < READ_STEPS ? (int)(n - at) : READ_STEPS;
		learn(c, read, reader_next(c->one, 0), ids[at]);
		reader_read(c->one, ids + at, t);
		for (int i = 1; i < t; i++)
			learn(c, read, reader_row(c->one, i - 1), ids[at + (size_t)i]);
	}
}

/* Reads the line of the user and the newline after it, and learns from them if the talk adapts, or if weights
 * of a mixture are learned. */
static void read_user(struct chat *c, const uint16_t *ids, size_t n)
{
	uint16_t newline = (uint16_t)c->newline;
	struct cache_context read;

	reader_feed(c->one, c->o.user.ids, c->o.user.n);
	if (c->cache == NULL && !reader_learns(c->one)) {
		reader_feed(c->one, ids, n);
		reader_feed(c->one, &newline, 1);
		return;
	}
	cache_context_start(&read, newline);
	feed_and_learn(c, &read, ids, n);
	feed_and_learn(c, &read, &newline, 1);
}

const struct chat_answer *chat_say(struct chat *c, const uint16_t *ids, size_t n, int *best)
{
	reader_restore(c->one, 0, c->state);
	c->user_nats = 0;
	if (n > 0)
		read_user(c, ids, n);
	reader_feed(c->one, c->o.model.ids, c->o.model.n);
	reader_save(c->one, 0, c->asked);
	draw_answers(c);
	*best = rank_answers(c);
	memcpy(c->state, c->after + (size_t)*best * c->size, c->size * sizeof *c->state);
	return c->answer;
}

double chat_user_nats(const struct chat *c)
{
	return c->user_nats;
}

void chat_set_temperature(struct chat *c, double temperature)
{
	c->o.rule.value[FILTER_temperature] = temperature;
}

void chat_set_seed(struct chat *c, uint64_t seed)
{
	c->o.seed = seed;
}

size_t chat_state_size(const struct chat *c)
{
	return c->size;
}

int chat_learned_weights(const struct chat *c)
{
	return reader_learns(c->one) ? mix_members(c->o.mix) : 0;
}

void chat_get(const struct chat *c, struct talk *t)
{
	assert(t->n == c->size && t->mix.weights == chat_learned_weights(c));
	for (int k = 0; k < t->mix.weights; k++)
		t->mix.weight[k] = mix_weight(c->o.mix, k);
	t->seed = c->o.seed;
	t->turns = c->turns;
	t->temperature = c->o.rule.value[FILTER_temperature];
	memcpy(t->state, c->state, c->size * sizeof *c->state);
	t->adapts = c->cache != NULL;
	if (t->adapts)
		*t->learned = c->cache->memory;
}

int chat_check(const struct chat *c, const struct talk *t, const char *name, struct rnn_error *err)
{
	assert(t->n == c->size);
	if (reader_state_check(c->one, t->state, name, err) < 0)
		return -1;
	return t->mix.weights > 0 ? mix_weights_check(c->o.mix, t->mix.weight, name, err) : 0;
}

void chat_set(struct chat *c, const struct talk *t)
{
	assert(t->n == c->size && (c->cache != NULL || !t->adapts));
	assert(t->mix.weights == chat_learned_weights(c));
	if (t->mix.weights > 0)
		mix_set_weights(c->o.mix, t->mix.weight);
	c->o.seed = t->seed;
	c->turns = t->turns;
	chat_set_temperature(c, t->temperature);
	memcpy(c->state, t->state, c->size * sizeof *c->state);
	if (t->adapts)
		c->cache->memory = *t->learned;
	else if (c->cache != NULL)
		cache_reset(c->cache);
}
