/* member.c - see member.h. */
#include "run/member_impl.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/maths.h"

struct member *member_new(const struct kind *kind, int V)
{
	struct member *k = xcalloc(1, sizeof *k);

	k->kind = kind;
	k->V = V;
	k->row = xcalloc((size_t)V, sizeof *k->row);
	return k;
}

void member_free(struct member *k)
{
	if (k == NULL)
		return;
	k->kind->end(k);
	free(k->row);
	free(k);
}

void member_start(struct member *k)
{
	k->t = k->done = 0;
	k->kind->start(k);
}

void member_read(struct member *k, const uint16_t *ids, int t)
{
	assert(t >= 1 && t <= MEMBER_STEPS);
	if (k->kind->advance != NULL)
		k->kind->advance(k, k->t - 1);
	memcpy(k->ids, ids, (size_t)t * sizeof *ids);
	k->t = t;
	k->done = 0;
	if (k->kind->read != NULL)
		k->kind->read(k);
}

const float *member_row(struct member *k, int i)
{
	assert(i >= -1 && i < k->t);
	if (k->kind->advance != NULL)
		k->kind->advance(k, i);
	return k->kind->row(k, i);
}

/* ---- Counts ---- */

static void ngram_advance(struct member *k, int i)
{
	for (; k->done <= i; k->done++)
		ngram_read(k->counts.base, &k->counts.context, k->ids[k->done]);
}

static const float *counts_row(struct member *k, int i)
{
	const struct counts *c = &k->counts;

	(void)i;
	ngram_row(c->learned != NULL ? c->learned : c->base, &c->context, c->p);
	for (int v = 0; v < k->V; v++)
		k->row[v] = (float)maths_log(k->counts.p[v]);
	return k->row;
}

static void counts_start(struct member *k)
{
	ngram_start(&k->counts.context);
}

static void counts_end(struct member *k)
{
	ngram_free(k->counts.learned);
	free(k->counts.p);
	free(k->counts.text);
}

static const struct kind ngram_kind = {
	.start = counts_start,
	.advance = ngram_advance,
	.row = counts_row,
	.end = counts_end,
};

struct member *member_ngram(const struct ngram *g, int V)
{
	struct member *k = member_new(&ngram_kind, V);

	k->counts.base = g;
	k->counts.p = xcalloc((size_t)V, sizeof *k->counts.p);
	member_start(k);
	return k;
}

/* ---- The cache ---- */

static struct ngram *first_counts(const struct member *k)
{
	return k->counts.base != NULL ? ngram_copy(k->counts.base, SIZE_MAX / 4)
				      : ngram_new(MEMBER_ORDER, k->V, SIZE_MAX / 4);
}

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
	ngram_free(c->learned);
	c->learned = first_counts(k);
	ngram_start(&c->context);
	for (size_t i = 0; i < c->n; i++)
		cache_count(k, c->text[i]);
}

static void cache_start(struct member *k)
{
	ngram_free(k->counts.learned);
	k->counts.learned = first_counts(k);
	k->counts.n = 0;
	ngram_start(&k->counts.context);
}

static void cache_advance(struct member *k, int i)
{
	struct counts *c = &k->counts;

	for (; k->done <= i; k->done++) {
		if (c->n == MEMBER_CACHE)
			cache_forget(k);
		c->text[c->n++] = k->ids[k->done];
		cache_count(k, k->ids[k->done]);
	}
}

static const struct kind cache_kind = {
	.start = cache_start,
	.advance = cache_advance,
	.row = counts_row,
	.end = counts_end,
};

struct member *member_cache(const struct ngram *base, int V)
{
	struct member *k = member_new(&cache_kind, V);

	k->counts.base = base;
	k->counts.p = xcalloc((size_t)V, sizeof *k->counts.p);
	k->counts.text = xcalloc(MEMBER_CACHE, sizeof *k->counts.text);
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

/* ---- Rows that are given ---- */

static void given_start(struct member *k)
{
	k->given = NULL;
}

static const float *given_row(struct member *k, int i)
{
	(void)i;
	assert(k->given != NULL);
	return k->given;
}

static void given_end(struct member *k)
{
	(void)k;
}

static const struct kind given_kind = {.start = given_start, .row = given_row, .end = given_end};

struct member *member_given(int V)
{
	return member_new(&given_kind, V);
}

void member_give(struct member *k, const float *row)
{
	assert(k->kind == &given_kind);
	k->given = row;
}

/* ---- Twins ---- */

struct member *member_twin(const struct member *k, int steps)
{
	struct member *twin = k->kind == &network_kind ? network_twin(k, steps)
						       : member_ngram(k->counts.base, k->V);

	assert(k->kind == &network_kind || k->kind == &ngram_kind);
	member_start(twin);
	member_copy(twin, k);
	return twin;
}

void member_copy(struct member *to, const struct member *from)
{
	assert(to->kind == from->kind);
	to->t = to->done = 0;
	if (from->kind == &ngram_kind) {
		to->counts.context = from->counts.context;
		for (int i = from->done; i < from->t; i++)
			ngram_read(to->counts.base, &to->counts.context, from->ids[i]);
		return;
	}
	network_copy(to, from);
}
