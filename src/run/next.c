/* next.c - see next.h. The text, and the result; run/next_search.c searches between them. */
#include <assert.h>
#include <stdlib.h>

#include "run/next_impl.h"

enum { PRIME_STEPS = 32, STATES_BYTES = 64 << 20 };

/* ---- Memory ---- */

static struct predict_options shape(const struct next_options *o, bool many)
{
	return (struct predict_options){
		.streams = many ? STREAMS : 1,
		.steps = many ? 1 : PRIME_STEPS,
		.threads = o->threads,
	};
}

static int state_limit(const struct model *m, const struct next_options *o)
{
	size_t fit = STATES_BYTES / (reader_state_size(m, o->mix) * sizeof(float));

	fit = fit < 64 ? 64 : fit;
	return (size_t)o->limit < fit ? o->limit : (int)fit;
}

/* Returns whether rows of one step do not depend on each other. */
static bool reads_many(const struct model *m, const struct next_options *o)
{
	return o->mix != NULL || m->engine->reader;
}

size_t next_bytes(const struct model *m, const struct next_options *o)
{
	struct predict_options one = shape(o, false), many = shape(o, true);
	size_t limit = (size_t)state_limit(m, o);
	const struct next *s;
	size_t bytes = o->mix == NULL ? predict_pack_bytes(m) : 0;

	bytes = size_sum(bytes, reader_bytes(m, o->mix, &one), 1);
	bytes = size_sum(bytes, reads_many(m, o) ? reader_bytes(m, o->mix, &many) : 0, 1);
	bytes = size_sum(bytes, limit, reader_state_size(m, o->mix) * sizeof *s->states);
	bytes = size_sum(bytes, limit, sizeof *s->read + sizeof *s->rank);
	bytes = size_sum(bytes, (size_t)o->words, sizeof *s->result.word);
	bytes = size_sum(bytes, OPEN_MAX, sizeof *s->open);
	return size_sum(bytes, (WAYS + 1) * (size_t)o->vocab->size, sizeof *s->first);
}

struct next *next_new(const struct model *m, const struct next_options *o)
{
	struct predict_options one = shape(o, false), many = shape(o, true);
	struct next *s = xcalloc(1, sizeof *s);
	size_t limit = (size_t)state_limit(m, o), V = (size_t)o->vocab->size;

	assert(o->limit >= 2 && o->words >= 0);
	s->o = *o;
	s->V = o->vocab->size;
	s->limit = (int)limit;
	s->blank = vocab_id(o->vocab, ' ');
	s->one = reader_new(m, o->mix, &one, NULL);
	if (reads_many(m, o))
		s->many = reader_new(m, o->mix, &many, s->one);
	s->streams = s->many != NULL ? STREAMS : WAYS;
	s->state = reader_state_size(m, o->mix);
	s->states = xcalloc(limit * s->state, sizeof *s->states);
	s->read = xcalloc(limit, sizeof *s->read);
	s->rank = xcalloc(limit, sizeof *s->rank);
	s->open = xcalloc(OPEN_MAX, sizeof *s->open);
	s->first = xcalloc((WAYS + 1) * V, sizeof *s->first);
	for (size_t way = 0; way < WAYS; way++)
		s->row[way] = s->first + (way + 1) * V;
	s->result.word = xcalloc((size_t)o->words, sizeof *s->result.word);
	return s;
}

void next_free(struct next *s)
{
	if (s == NULL)
		return;
	reader_free(s->many);
	reader_free(s->one);
	free(s->states);
	free(s->read);
	free(s->rank);
	free(s->open);
	free(s->first);
	free(s->result.word);
	free(s);
}

/* ---- The text ---- */

static int save_state(struct next *s)
{
	reader_save(s->one, 0, state_at(s, s->slots));
	return s->slots++;
}

/* Adds a root and distributes its mass. */
static void add_root(struct next *s, const struct node *root, int apart)
{
	s->read[s->reads++] = *root;
	next_distribute(s, s->reads - 1, apart);
}

/* Adds the trees: that of the words that complete the last one of the text, and that of the words
 * that follow it. */
static void plant(struct next *s, const uint16_t *ids, size_t n)
{
	struct node follow = {.prefix = {.parent = -1, .owner = -1}, .slot = {-1, -1}},
		    complete = follow;
	struct word word;
	bool spaced = s->blank >= 0 && !(n > 0 && ids[n - 1] == s->blank);
	int text = save_state(s);

	next_row(s, text, s->first);
	s->result.start = word_scan(&word, s->o.vocab, ids, n);
	if (spaced) {
		uint16_t blank = (uint16_t)s->blank;
		follow.prefix.p[SPACED] = s->first[s->blank];
		reader_restore(s->one, 0, state_at(s, text));
		reader_feed(s->one, &blank, 1);
		follow.slot[SPACED] = save_state(s);
	}
	if (s->result.start < n) {
		complete.prefix.p[DIRECT] = 1;
		complete.prefix.word = word;
		complete.prefix.completes = true;
		complete.slot[DIRECT] = text;
		add_root(s, &complete, spaced ? s->blank : -1);
	} else {
		follow.prefix.p[DIRECT] = 1;
		follow.slot[DIRECT] = text;
	}
	if (mass(follow.prefix.p) > 0)
		add_root(s, &follow, spaced ? s->blank : -1);
}

/* ---- The result ---- */

static void fill_word(const struct next *s, struct next_word *w, const struct rank *rank)
{
	const struct node *node = &s->read[rank->index];

	*w = (struct next_word){
		.p = rank->p,
		.completes = node->prefix.completes,
		.blank = node->word[SPACED] > node->word[DIRECT],
		.n = node->prefix.depth,
	};
	for (int i = w->n; i-- > 0; node = &s->read[node->prefix.parent])
		w->ids[i] = node->prefix.id;
}

/* Finds what follows the text that was read, whose last symbols are ids[0..n). */
static const struct next_result *find(struct next *s, const uint16_t *ids, size_t n)
{
	struct next_result *r = &s->result;

	*r = (struct next_result){.word = r->word, .p = s->first};
	next_clear(s);
	plant(s, ids, n);
	next_search(s);
	for (int i = 0; i < s->ranks; i++)
		if (i < s->o.words)
			fill_word(s, &r->word[r->words++], &s->rank[i]);
		else
			r->others += s->rank[i].p;
	r->open = s->dropped;
	for (int i = 0; i < s->opens; i++)
		r->open += mass(s->open[i].p);
	return r;
}

const struct next_result *next_find(struct next *s, const uint16_t *ids, size_t n)
{
	reader_prime(s->one, ids, n);
	return find(s, ids, n);
}

void next_start(struct next *s)
{
	assert(s->o.mix == NULL);
	reader_start(s->one);
}

void next_read(struct next *s, const uint16_t *ids, size_t n)
{
	reader_feed(s->one, ids, n);
}

const struct next_result *next_find_here(struct next *s, const uint16_t *ids, size_t n)
{
	const struct next_result *r = find(s, ids, n);

	reader_restore(s->one, 0, state_at(s, 0)); /* the first one saved is that of the text */
	return r;
}
