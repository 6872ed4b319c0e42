/*
 * next.c - see next.h.
 *
 * The prefixes form trees. The root is the text itself, or the word at its end where words complete
 * it. A prefix has two ways: directly after the text, and after the text and a blank. Both have
 * their own mass and state, but they lead to the same word, so they are one prefix and are read
 * together.
 *
 * A prefix whose last symbols may or may not belong to the word (an apostrophe, a part of a UTF-8
 * sequence) waits: if the word ends there, its probability belongs to the `owner`, the last prefix
 * before these symbols. So the probability of a word is known when the prefixes that wait for it
 * have been read.
 */
#include "run/next.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/maths.h"
#include "run/predict.h"
#include "text/word.h"

enum { PRIME_STEPS = 32, STREAMS = 8, OPEN_MAX = 1 << 14, STATES_BYTES = 64 << 20 };
enum { DIRECT, SPACED, WAYS };

/* Prefixes with less mass are not followed. When the list of open prefixes is full, the limit is
 * raised. */
#define FLOOR 1e-8

/* Texts of which it is open whether a word follows are read down to this mass, so that `none` is as
 * exact as the words. */
#define NONE_LEAST 1e-6

struct prefix {
	double p[WAYS];
	int parent;     /* index in `read`; -1 for a root */
	int owner;      /* of the probability that a word ends here; -1: it is no word */
	uint16_t id;    /* last symbol */
	uint16_t depth; /* symbols since the root */
	bool completes;
	bool waits;
	struct word word;
};

/* A prefix that was read. */
struct node {
	struct prefix prefix;
	int slot[WAYS];    /* state after it; -1: none */
	double word[WAYS]; /* probability that this is the word */
	double waiting;    /* mass of the open prefixes that wait for this word */
};

/* A prefix in the order of the results. */
struct rank {
	double p;
	int index;
};

struct next {
	struct next_options o;
	int V, streams, limit, blank; /* blank: its id, -1 if the model does not know it */
	struct predictor *one, *many; /* of 1 stream and of STREAMS; `many` may be NULL */
	size_t state;                 /* numbers of one */
	float *states;                /* (limit, state) */
	int slots;                    /* states in use */
	struct node *read;            /* (limit) */
	int reads;
	struct prefix *open; /* (OPEN_MAX) in no order */
	int opens;
	double floor, dropped, dropped_most; /* mass of what is not followed; its largest prefix */
	struct rank *rank;                   /* (limit) the words found, the likeliest first */
	int ranks;
	double *row[WAYS]; /* (V) probabilities after one prefix */
	double *first;     /* (V) after the text */
	struct next_result result;
};

/* ---- Memory ---- */

static struct predict_options shape(const struct next_options *o, bool many)
{
	return (struct predict_options){
		.streams = many ? STREAMS : 1,
		.steps = many ? 1 : PRIME_STEPS,
		.threads = o->threads,
	};
}

/* Returns the numbers of a state, at least. */
static size_t state_size(const struct config *c)
{
	size_t hidden = (size_t)c->layers * (size_t)c->hidden * (c->cell->has_c ? 2 : 1);

	return hidden + (size_t)c->vocab;
}

static int state_limit(const struct model *m, const struct next_options *o)
{
	size_t fit = STATES_BYTES / (state_size(&m->cfg) * sizeof(float));

	fit = fit < 64 ? 64 : fit;
	return (size_t)o->limit < fit ? o->limit : (int)fit;
}

size_t next_bytes(const struct model *m, const struct next_options *o)
{
	struct predict_options one = shape(o, false), many = shape(o, true);
	size_t limit = (size_t)state_limit(m, o);
	const struct next *s;
	size_t bytes = size_sum(predict_pack_bytes(m), predict_bytes(m, &one), 1);

	bytes = size_sum(bytes, m->engine->reader ? predict_bytes(m, &many) : 0, 1);
	bytes = size_sum(bytes, limit, state_size(&m->cfg) * sizeof *s->states);
	bytes = size_sum(bytes, limit, sizeof *s->read + sizeof *s->rank);
	bytes = size_sum(bytes, (size_t)o->words, sizeof *s->result.word);
	bytes = size_sum(bytes, OPEN_MAX, sizeof *s->open);
	return size_sum(bytes, (WAYS + 1) * (size_t)m->cfg.vocab, sizeof *s->first);
}

struct next *next_new(const struct model *m, const struct next_options *o)
{
	struct predict_options one = shape(o, false), many = shape(o, true);
	struct next *s = xcalloc(1, sizeof *s);
	size_t limit = (size_t)state_limit(m, o), V = (size_t)m->cfg.vocab;

	assert(o->limit >= 2 && o->words >= 0);
	s->o = *o;
	s->V = m->cfg.vocab;
	s->limit = (int)limit;
	s->blank = vocab_id(o->vocab, ' ');
	s->one = predict_new(m, &one);
	many.share = s->one;
	if (m->engine->reader) /* else the rows of a step depend on the others */
		s->many = predict_new(m, &many);
	s->streams = s->many != NULL ? STREAMS : WAYS;
	s->state = predict_state_size(s->one);
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
	predict_free(s->many);
	predict_free(s->one);
	free(s->states);
	free(s->read);
	free(s->rank);
	free(s->open);
	free(s->first);
	free(s->result.word);
	free(s);
}

static float *state_at(const struct next *s, int slot)
{
	return s->states + (size_t)slot * s->state;
}

/* ---- Probabilities ---- */

static double mass(const double p[WAYS])
{
	return p[DIRECT] + p[SPACED];
}

/* Writes the probabilities of the log-probabilities logp (V), divided by the temperature, to p. */
static void probabilities(const struct next *s, const float *logp, double *p)
{
	double sum = 0;
	int best = 0;

	for (int v = 1; v < s->V; v++)
		best = logp[v] > logp[best] ? v : best;
	for (int v = 0; v < s->V; v++) {
		double below = (double)logp[v] - (double)logp[best];
		p[v] = s->o.temperature > 0 ? maths_exp(below / s->o.temperature) : v == best;
		sum += p[v];
	}
	for (int v = 0; v < s->V; v++)
		p[v] /= sum;
}

/* ---- Open prefixes ---- */

static void drop(struct next *s, double p)
{
	s->dropped += p;
	if (p > s->dropped_most)
		s->dropped_most = p;
}

/* Makes room: drops the prefixes with the least mass. At most 1/floor have more than the floor. */
static void open_shrink(struct next *s)
{
	while (s->opens > OPEN_MAX / 4 * 3) {
		int kept = 0;
		s->floor *= 4;
		for (int i = 0; i < s->opens; i++)
			if (mass(s->open[i].p) >= s->floor)
				s->open[kept++] = s->open[i];
			else
				drop(s, mass(s->open[i].p));
		s->opens = kept;
	}
}

static void open_add(struct next *s, const struct prefix *x)
{
	if (mass(x->p) < s->floor || x->depth > NEXT_WORD_MAX) {
		drop(s, mass(x->p));
		return;
	}
	if (s->opens == OPEN_MAX)
		open_shrink(s);
	s->open[s->opens++] = *x;
}

/* Distributes the mass of a prefix that was read, whose rows are in s->row: to the word that ends
 * there, to no word, and to longer prefixes. Symbol `apart` (-1: none) is left out directly after
 * it. */
static void distribute(struct next *s, int index, int apart)
{
	const struct prefix *from = &s->read[index].prefix;
	const struct vocab *v = s->o.vocab;
	int owner = from->owner;

	for (int id = 0; id < s->V; id++) {
		struct prefix x = {.parent = index, .id = (uint16_t)id, .word = from->word};
		for (int way = 0; way < WAYS; way++)
			if (from->p[way] > 0 && !(way == DIRECT && id == apart))
				x.p[way] = from->p[way] * s->row[way][id];
		enum word_event event = word_step(&x.word, v->unit, v->symbol[id]);
		if (event != WORD_ENDS) {
			x.depth = (uint16_t)(from->depth + 1);
			x.completes = from->completes;
			x.waits = event == WORD_WAITS;
			x.owner = owner;
			open_add(s, &x);
		} else if (owner < 0) {
			s->result.none += mass(x.p);
		} else {
			s->read[owner].word[DIRECT] += x.p[DIRECT];
			s->read[owner].word[SPACED] += x.p[SPACED];
		}
	}
}

/* ---- Rounds ---- */

static int by_probability(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	return x->p != y->p ? (x->p < y->p) - (x->p > y->p)
			    : (x->index > y->index) - (x->index < y->index);
}

/* Sorts the words found. Returns the probability of the N-th, 0 if there are fewer. */
static double sort_words(struct next *s)
{
	s->ranks = 0;
	for (int i = 0; i < s->reads; i++) {
		double p = mass(s->read[i].word);
		if (p > 0)
			s->rank[s->ranks++] = (struct rank){p, i};
	}
	qsort(s->rank, (size_t)s->ranks, sizeof *s->rank, by_probability);
	return s->o.words == 0 ? INFINITY : s->ranks < s->o.words ? 0 : s->rank[s->o.words - 1].p;
}

static void sum_waiting(struct next *s)
{
	for (int i = 0; i < s->reads; i++)
		s->read[i].waiting = 0;
	for (int i = 0; i < s->opens; i++)
		if (s->open[i].waits && s->open[i].owner >= 0)
			s->read[s->open[i].owner].waiting += mass(s->open[i].p);
}

/* Returns whether the N most likely words, the last of which has probability `last`, their
 * probabilities or `none` may depend on an open prefix. */
static bool matters(const struct next *s, const struct prefix *x, double last)
{
	const struct node *owner;

	if (mass(x->p) > last)
		return true;
	if (!x->waits)
		return false;
	if (x->owner < 0)
		return mass(x->p) > NONE_LEAST;
	owner = &s->read[x->owner];
	return mass(owner->word) + owner->waiting > last;
}

/* Chooses the open prefixes to read, the likeliest first, as many as there are streams. Returns their
 * number. */
static int choose(const struct next *s, double last, struct rank best[STREAMS])
{
	int n = 0, most = s->streams;

	for (int i = 0; i < s->opens; i++) {
		struct rank x = {mass(s->open[i].p), i};
		int at;
		if ((n == most && x.p <= best[n - 1].p) || !matters(s, &s->open[i], last))
			continue;
		at = n < most ? n++ : n - 1;
		for (; at > 0 && best[at - 1].p < x.p; at--)
			best[at] = best[at - 1];
		best[at] = x;
	}
	return n;
}

/* One state to be read: the way of a prefix. */
struct read {
	int node, way;
};

/* Removes the open prefixes without mass. */
static void open_clean(struct next *s)
{
	int kept = 0;

	for (int i = 0; i < s->opens; i++)
		if (mass(s->open[i].p) > 0)
			s->open[kept++] = s->open[i];
	s->opens = kept;
}

/* Moves the chosen prefixes, as many as there are streams and states for, from the open ones to
 * those that are read. Returns the number of states, with what they are in job. */
static int take(struct next *s, const struct rank *best, int n, struct read job[STREAMS])
{
	int jobs = 0;

	for (int i = 0; i < n; i++) {
		struct node *to = &s->read[s->reads];
		struct prefix *x = &s->open[best[i].index];
		int ways = (x->p[DIRECT] > 0) + (x->p[SPACED] > 0);
		if (jobs + ways > s->streams || s->slots + ways > s->limit)
			break;
		*to = (struct node){.prefix = *x, .slot = {-1, -1}};
		if (!x->waits)
			to->prefix.owner = s->reads;
		for (int way = 0; way < WAYS; way++)
			if (x->p[way] > 0) {
				to->slot[way] = s->slots++;
				job[jobs++] = (struct read){s->reads, way};
			}
		x->p[DIRECT] = x->p[SPACED] = 0;
		s->reads++;
	}
	open_clean(s);
	return jobs;
}

/* Reads the last symbols of the prefixes, side by side where the engine can. */
static void read_states(struct next *s, const struct read *job, int jobs)
{
	struct predictor *p = s->many != NULL && jobs > 1 ? s->many : s->one;
	int width = p == s->many ? STREAMS : 1;
	uint16_t x[STREAMS] = {0};

	for (int at = 0; at < jobs; at += width) {
		int n = jobs - at < width ? jobs - at : width;
		for (int b = 0; b < n; b++) {
			const struct node *to = &s->read[job[at + b].node];
			const struct node *from = &s->read[to->prefix.parent];
			predict_restore(p, b, state_at(s, from->slot[job[at + b].way]));
			x[b] = to->prefix.id;
		}
		predict_read(p, 1, x);
		for (int b = 0; b < n; b++) {
			const struct node *to = &s->read[job[at + b].node];
			predict_save(p, b, state_at(s, to->slot[job[at + b].way]));
		}
	}
}

/* Returns the log-probabilities in a saved state (run/predict.h). */
static const float *saved_row(const struct next *s, int slot)
{
	return state_at(s, slot) + s->state - s->V;
}

static void distribute_read(struct next *s, int index, int apart)
{
	for (int way = 0; way < WAYS; way++)
		if (s->read[index].slot[way] >= 0)
			probabilities(s, saved_row(s, s->read[index].slot[way]), s->row[way]);
	distribute(s, index, apart);
}

/* Reads open prefixes until the N most likely words are certain, or no memory is left. */
static void search(struct next *s)
{
	struct rank best[STREAMS];
	struct read job[STREAMS];
	double last;

	for (;;) {
		int before = s->reads, n, jobs;
		last = sort_words(s);
		sum_waiting(s);
		n = choose(s, last, best);
		jobs = take(s, best, n, job);
		s->result.certain = n == 0 && s->dropped_most <= last;
		if (jobs == 0)
			return;
		read_states(s, job, jobs);
		for (int i = before; i < s->reads; i++)
			distribute_read(s, i, -1);
	}
}

/* ---- The text ---- */

static int save_state(struct next *s)
{
	predict_save(s->one, 0, state_at(s, s->slots));
	return s->slots++;
}

/* Adds a root and distributes its mass. */
static void add_root(struct next *s, const struct node *root, int apart)
{
	s->read[s->reads++] = *root;
	distribute_read(s, s->reads - 1, apart);
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

	probabilities(s, saved_row(s, text), s->first);
	s->result.start = word_scan(&word, s->o.vocab, ids, n);
	if (spaced) {
		uint16_t blank = (uint16_t)s->blank;
		follow.prefix.p[SPACED] = s->first[s->blank];
		predict_read(s->one, 1, &blank);
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

const struct next_result *next_find(struct next *s, const uint16_t *ids, size_t n)
{
	struct next_result *r = &s->result;

	*r = (struct next_result){.word = r->word, .p = s->first};
	s->slots = s->reads = s->opens = 0;
	s->floor = FLOOR;
	s->dropped = s->dropped_most = 0;
	predict_reset(s->one);
	predict_feed(s->one, ids, n);
	plant(s, ids, n);
	search(s);
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
