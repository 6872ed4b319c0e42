/* next_search.c - the best-first search of next.h: prefixes, and rounds in which they are read. */
#include <math.h>
#include <stdlib.h>

#include "base/maths.h"
#include "run/next_impl.h"

/* Prefixes with less mass are not followed. When the list of open prefixes is full, the limit is
 * raised. */
#define FLOOR 1e-8

/* Texts of which it is open whether a word follows are read down to this mass, so that `none` is as
 * exact as the words. */
#define NONE_LEAST 1e-6

void next_clear(struct next *s)
{
	s->slots = s->reads = s->opens = 0;
	s->floor = FLOOR;
	s->dropped = s->dropped_most = 0;
}

/* ---- Probabilities ---- */

void next_row(struct next *s, int slot, double *p)
{
	const float *logp = reader_state_row(s->one, state_at(s, slot));
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

void next_distribute(struct next *s, int index, int apart)
{
	const struct prefix *from = &s->read[index].prefix;
	const struct vocab *v = s->o.vocab;
	int owner = from->owner;

	for (int way = 0; way < WAYS; way++)
		if (s->read[index].slot[way] >= 0)
			next_row(s, s->read[index].slot[way], s->row[way]);
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
	struct reader *p = s->many != NULL && jobs > 1 ? s->many : s->one;
	int width = p == s->many ? STREAMS : 1;
	uint16_t x[STREAMS] = {0};

	for (int at = 0; at < jobs; at += width) {
		int n = jobs - at < width ? jobs - at : width;
		for (int b = 0; b < n; b++) {
			const struct node *to = &s->read[job[at + b].node];
			const struct node *from = &s->read[to->prefix.parent];
			reader_restore(p, b, state_at(s, from->slot[job[at + b].way]));
			x[b] = to->prefix.id;
		}
		reader_side_by_side(p, x, n);
		for (int b = 0; b < n; b++) {
			const struct node *to = &s->read[job[at + b].node];
			reader_save(p, b, state_at(s, to->slot[job[at + b].way]));
		}
	}
}

void next_search(struct next *s)
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
			next_distribute(s, i, -1);
	}
}
