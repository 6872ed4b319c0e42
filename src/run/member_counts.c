/* member_counts.c - the members of member.h that count: n-grams of a text, and of what is read. */
#include "run/member_impl.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/maths.h"

static const float *counts_row(struct member *k, int i)
{
	const struct counts *c = &k->counts;

	(void)i;
	ngram_row(c->learned != NULL ? c->learned : c->base, &c->context, c->p);
	for (int v = 0; v < k->V; v++)
		k->row[v] = (float)maths_log(k->counts.p[v]);
	return k->row;
}

static void counts_end(struct member *k)
{
	ngram_free(k->counts.learned);
	free(k->counts.p);
	free(k->counts.text);
}

/* Returns the number of symbols at state[0], which says so, or -1 if it is not from 0 to `most`, or if
 * what follows are not so many symbols below V. */
static int stated_symbols(const struct member *k, const float *state, int most)
{
	float n = state[0];

	if (!(n >= 0 && n <= (float)most && n == (float)(int)n))
		return -1;
	for (int i = 1; i <= (int)n; i++)
		if (!(state[i] >= 0 && state[i] < (float)k->V && state[i] == (float)(int)state[i]))
			return -1;
	return (int)n;
}

static void state_symbols(float *state, const uint16_t *ids, int n, int most)
{
	memset(state, 0, (1 + (size_t)most) * sizeof *state);
	state[0] = (float)n;
	for (int i = 0; i < n; i++)
		state[i + 1] = (float)ids[i];
}

/* ---- N-grams of a text ---- */

enum { CONTEXT = MEMBER_ORDER - 1 }; /* symbols that a prediction depends on */

static void ngram_member_start(struct member *k)
{
	ngram_start(&k->counts.context);
	k->counts.n = 0;
}

/* Reads a symbol, and keeps the last ones, from which the context can be found again. */
static void ngram_member_read(struct member *k, uint16_t id)
{
	struct counts *c = &k->counts;

	ngram_read(c->base, &c->context, id);
	if (c->n == CONTEXT)
		memmove(c->text, c->text + 1, (--c->n) * sizeof *c->text);
	c->text[c->n++] = id;
}

static void ngram_advance(struct member *k, int i)
{
	for (; k->done <= i; k->done++)
		ngram_member_read(k, k->ids[k->done]);
}

static size_t ngram_state_size(const struct member *k)
{
	(void)k;
	return 1 + CONTEXT;
}

static void ngram_save(struct member *k, float *state)
{
	state_symbols(state, k->counts.text, (int)k->counts.n, CONTEXT);
}

static void ngram_restore(struct member *k, const float *state)
{
	ngram_member_start(k);
	for (int i = 0; i < (int)state[0]; i++)
		ngram_member_read(k, (uint16_t)state[i + 1]);
}

static int ngram_state_check(const struct member *k, const float *state, const char *name,
			     struct rnn_error *err)
{
	if (stated_symbols(k, state, CONTEXT) >= 0)
		return 0;
	return errorf(err, EX_DATAERR, "%s: state: must have the last symbols, %d at most", name,
		      CONTEXT);
}

const struct kind ngram_kind = {
	.start = ngram_member_start,
	.advance = ngram_advance,
	.row = counts_row,
	.end = counts_end,
	.state_size = ngram_state_size,
	.save = ngram_save,
	.restore = ngram_restore,
	.state_check = ngram_state_check,
};

struct member *member_ngram(const struct ngram *g, int V)
{
	struct member *k = member_new(&ngram_kind, V);

	k->counts.base = g;
	k->counts.p = xcalloc((size_t)V, sizeof *k->counts.p);
	k->counts.text = xcalloc(CONTEXT, sizeof *k->counts.text);
	member_start(k);
	return k;
}

void ngram_member_copy(struct member *to, const struct member *from)
{
	to->counts.context = from->counts.context;
	to->counts.n = from->counts.n;
	memcpy(to->counts.text, from->counts.text, from->counts.n * sizeof *from->counts.text);
	for (int i = from->done; i < from->t; i++)
		ngram_member_read(to, from->ids[i]);
}

/* ---- The cache ---- */

static void cache_count(struct member *k, uint16_t id)
{
	struct rnn_error err;
	int rc = ngram_learn(k->counts.learned, &k->counts.context, id, &err);

	assert(rc == 0); /* MEMBER_CACHE bounds the tables */
	(void)rc;
}

/* Forgets all but the newer half of the text. */
static void cache_forget(struct member *k)
{
	struct counts *c = &k->counts;

	c->n = MEMBER_CACHE / 2;
	memmove(c->text, c->text + MEMBER_CACHE - c->n, c->n * sizeof *c->text);
	ngram_rewind(c->learned, &c->empty);
	ngram_start(&c->context);
	for (size_t i = 0; i < c->n; i++)
		cache_count(k, c->text[i]);
}

static void cache_start(struct member *k)
{
	ngram_rewind(k->counts.learned, &k->counts.empty);
	k->counts.n = 0;
	k->counts.marked = false;
	ngram_start(&k->counts.context);
}

/* Counts a symbol. After a mark it is noted in the path, without which it could not be taken back, so
 * that one for which there is no room is not counted. */
static void cache_read(struct member *k, uint16_t id)
{
	struct counts *c = &k->counts;

	if (c->marked) {
		if (c->steps == MEMBER_PATH)
			return;
		c->path[c->steps++] = id;
	} else {
		if (c->n == MEMBER_CACHE)
			cache_forget(k);
		c->text[c->n++] = id;
	}
	cache_count(k, id);
}

static void cache_advance(struct member *k, int i)
{
	for (; k->done <= i; k->done++)
		cache_read(k, k->ids[k->done]);
}

static void cache_mark(struct member *k)
{
	struct counts *c = &k->counts;

	c->mark = ngram_mark(c->learned);
	c->origin = c->context;
	c->marked = true;
	c->steps = 0;
}

static size_t cache_state_size(const struct member *k)
{
	(void)k;
	return 1 + MEMBER_PATH;
}

static void cache_save(struct member *k, float *state)
{
	assert(k->counts.marked);
	state_symbols(state, k->counts.path, k->counts.steps, MEMBER_PATH);
}

static void cache_restore(struct member *k, const float *state)
{
	struct counts *c = &k->counts;
	int n = (int)state[0], same = 0;

	assert(c->marked);
	while (same < n && same < c->steps && (float)c->path[same] == state[same + 1])
		same++;
	if (same < c->steps) {
		ngram_rewind(c->learned, &c->mark);
		c->context = c->origin;
		c->steps = 0;
	}
	while (c->steps < n)
		cache_read(k, (uint16_t)state[c->steps + 1]);
}

static const struct kind cache_kind = {
	.start = cache_start,
	.advance = cache_advance,
	.row = counts_row,
	.end = counts_end,
	.mark = cache_mark,
	.state_size = cache_state_size,
	.save = cache_save,
	.restore = cache_restore,
};

struct member *member_cache(const struct ngram *base, int V)
{
	struct member *k = member_new(&cache_kind, V);
	struct counts *c = &k->counts;

	c->base = base;
	c->learned = base != NULL ? ngram_copy(base, SIZE_MAX / 4)
				  : ngram_new(MEMBER_ORDER, V, SIZE_MAX / 4);
	c->empty = ngram_mark(c->learned);
	c->p = xcalloc((size_t)V, sizeof *c->p);
	c->text = xcalloc(MEMBER_CACHE, sizeof *c->text);
	member_start(k);
	return k;
}

size_t member_cache_bytes(int V)
{
	const struct member *k;

	return size_sum((size_t)V * (sizeof *k->row + sizeof *k->counts.p), MEMBER_CACHE,
			sizeof *k->counts.text) +
	       ngram_most_bytes(MEMBER_ORDER, MEMBER_CACHE);
}
