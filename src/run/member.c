/* member.c - see member.h. */
#include "run/member.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/maths.h"

/* What the members of a kind do. A network reads all steps at once (read), counts read them as their
 * rows are asked for (advance: up to step i); the other function is NULL. */
struct kind {
	void (*start)(struct member *k);
	void (*read)(struct member *k);
	void (*advance)(struct member *k, int i);
	const float *(*row)(struct member *k, int i);
	void (*end)(struct member *k);
};

struct network {
	struct predictor *predictor; /* NULL: adapter */
	struct adapter *adapter;
	const struct model *m; /* of a member that does not learn */
	int threads, own;      /* own: symbols of its alphabet */
	int *id; /* (V) its id of each symbol, -1: none; NULL: the alphabets are equal */
	float known, lacking; /* added to the row of its symbols; log-probability of the others */
	int at[MEMBER_STEPS]; /* the step of its own after each step; -1: `held` */
	float *held;          /* (own) the row before the last read */
	bool begun;           /* something was read */
	int last;             /* the last step of its own read */
};

struct counts {
	const struct ngram *base; /* the counts of a text; NULL: none */
	struct ngram *learned;    /* of a cache: these and those of what was read; owned */
	struct ngram_context context;
	double *p;      /* (V) */
	uint16_t *text; /* (n) what was learned, in room for MEMBER_CACHE */
	size_t n;
};

struct member {
	const struct kind *kind;
	int V;
	float *row;                 /* (V) */
	uint16_t ids[MEMBER_STEPS]; /* (t) the last read */
	int t, done;                /* steps that counts have taken of it */
	struct network net;
	struct counts counts;
	const float *given;
};

static struct member *member_new(const struct kind *kind, int V)
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

/* ---- Networks ---- */

static void network_start(struct member *k)
{
	struct network *n = &k->net;

	if (n->adapter != NULL)
		adapter_start(n->adapter);
	else
		predict_reset(n->predictor);
	for (int v = 0; v < n->own; v++)
		n->held[v] = -(float)maths_log(n->own);
	n->begun = false;
}

static const float *own_row(const struct network *n, int i)
{
	return n->adapter != NULL ? adapter_row(n->adapter, i) : predict_row(n->predictor, i, 0);
}

static void network_read(struct member *k)
{
	struct network *n = &k->net;
	uint16_t own[MEMBER_STEPS];
	int t = 0;

	if (n->begun)
		memcpy(n->held, own_row(n, n->last), (size_t)n->own * sizeof *n->held);
	for (int i = 0; i < k->t; i++) {
		int id = n->id != NULL ? n->id[k->ids[i]] : k->ids[i];
		if (id >= 0)
			own[t++] = (uint16_t)id;
		n->at[i] = t - 1;
	}
	n->begun = t > 0;
	n->last = t - 1;
	if (t == 0)
		return;
	if (n->adapter != NULL) {
		adapter_read(n->adapter, own, t);
	} else {
		predict_read(n->predictor, t, own);
		predict_rows(n->predictor);
	}
}

static const float *network_row(struct member *k, int i)
{
	const struct network *n = &k->net;
	const float *row = i < 0 || n->at[i] < 0 ? n->held : own_row(n, n->at[i]);

	if (n->id == NULL)
		return row;
	for (int v = 0; v < k->V; v++)
		k->row[v] = n->id[v] >= 0 ? row[n->id[v]] + n->known : n->lacking;
	return k->row;
}

static void network_end(struct member *k)
{
	predict_free(k->net.predictor);
	if (k->net.adapter != NULL)
		adapter_free(k->net.adapter);
	free(k->net.id);
	free(k->net.held);
}

static const struct kind network_kind = {
	.start = network_start,
	.read = network_read,
	.row = network_row,
	.end = network_end,
};

/* Maps the alphabet of the mixture to that of the network. */
static void map_symbols(struct network *n, const struct vocab *own, const struct vocab *all)
{
	if (own->size == all->size)
		return; /* the alphabet of the mixture has all symbols of `own` */
	n->id = xcalloc((size_t)all->size, sizeof *n->id);
	for (int v = 0; v < all->size; v++)
		n->id[v] = vocab_id(own, all->symbol[v]);
	n->lacking = (float)maths_log(MEMBER_LACKING);
	n->known = (float)maths_log(1 - MEMBER_LACKING * (all->size - own->size));
}

static struct member *network_new(const struct vocab *own, const struct vocab *all)
{
	struct member *k = member_new(&network_kind, all->size);

	k->net.own = own->size;
	k->net.held = xcalloc((size_t)own->size, sizeof *k->net.held);
	map_symbols(&k->net, own, all);
	return k;
}

static struct predict_options network_shape(int threads)
{
	return (struct predict_options){.streams = 1, .steps = MEMBER_STEPS, .threads = threads};
}

struct member *member_network(const struct model *m, const struct vocab *own,
			      const struct vocab *all, int threads)
{
	struct member *k = network_new(own, all);
	struct predict_options p = network_shape(threads);

	k->net.m = m;
	k->net.threads = threads;
	k->net.predictor = predict_new(m, &p);
	member_start(k);
	return k;
}

struct member *member_adapting(const struct model *m, const struct vocab *own,
			       const struct vocab *all, const struct adapt_options *o)
{
	struct member *k = network_new(own, all);

	k->net.adapter = adapter_new(m, o);
	member_start(k);
	return k;
}

static size_t rows_bytes(const struct model *m, int V)
{
	const struct member *k;

	return size_sum((size_t)V * (sizeof *k->row + sizeof *k->net.id), (size_t)m->cfg.vocab,
			sizeof *k->net.held);
}

size_t member_network_bytes(const struct model *m, int V)
{
	struct predict_options p = network_shape(1);
	size_t bytes = size_sum(predict_pack_bytes(m), predict_bytes(m, &p), 1);

	return size_sum(bytes, rows_bytes(m, V), 1);
}

size_t member_adapting_bytes(const struct model *m, int V, const struct adapt_options *o)
{
	return size_sum(adapter_bytes(m, o), rows_bytes(m, V), 1);
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
	return k->counts.base != NULL ? ngram_copy(k->counts.base)
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

static struct member *network_twin(const struct member *k, int steps)
{
	const struct network *n = &k->net;
	struct member *twin = member_new(&network_kind, k->V);
	struct predict_options p = {.streams = 1, .steps = steps, .threads = n->threads};

	assert(n->predictor != NULL);
	twin->net = (struct network){.m = n->m,
				     .threads = n->threads,
				     .own = n->own,
				     .known = n->known,
				     .lacking = n->lacking};
	twin->net.held = xcalloc((size_t)n->own, sizeof *twin->net.held);
	if (n->id != NULL) {
		twin->net.id = xcalloc((size_t)k->V, sizeof *twin->net.id);
		memcpy(twin->net.id, n->id, (size_t)k->V * sizeof *n->id);
	}
	if (n->m->engine->reader)
		p.share = n->predictor;
	twin->net.predictor = predict_new(n->m, &p);
	return twin;
}

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
	const struct network *n = &from->net;

	assert(to->kind == from->kind);
	to->t = to->done = 0;
	if (from->kind == &ngram_kind) {
		to->counts.context = from->counts.context;
		for (int i = from->done; i < from->t; i++)
			ngram_read(to->counts.base, &to->counts.context, from->ids[i]);
		return;
	}
	to->net.begun = false;
	memcpy(to->net.held, n->begun ? own_row(n, n->last) : n->held,
	       (size_t)n->own * sizeof *n->held);
	predict_copy(to->net.predictor, 0, n->predictor, 0);
}
