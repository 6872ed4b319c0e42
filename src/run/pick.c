/* pick.c - see pick.h. */
#include "run/pick.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/repeat.h"

void pick_init(struct picker *p, int V, const struct rnn_sampling *rule, const struct guide *guide,
	       double penalty, const uint16_t *prime, size_t primes)
{
	*p = (struct picker){.V = V, .rule = rule, .guide = guide, .penalty = penalty};
	p->scratch = xcalloc((size_t)V, sizeof *p->scratch);
	p->row = xcalloc((size_t)V, sizeof *p->row);
	p->kept = xcalloc((size_t)V, sizeof *p->kept);
	p->may = xcalloc((size_t)V, sizeof *p->may);
	if (!(penalty > 0))
		return;
	p->primed = repeat_new(V);
	for (size_t i = primes > REPEAT_WINDOW ? primes - REPEAT_WINDOW : 0; i < primes; i++)
		repeat_push(p->primed, prime[i]);
}

void pick_free(struct picker *p)
{
	repeat_free(p->primed);
	free(p->scratch);
	free(p->row);
	free(p->kept);
	free(p->may);
}

size_t pick_bytes(int V, double penalty, int texts)
{
	size_t bytes = size_sum(0, (size_t)V,
				sizeof(struct cand) + 2 * sizeof(float) + sizeof(bool));

	return penalty > 0 ? size_sum(bytes, (size_t)texts + 1, repeat_bytes(V)) : bytes;
}

void pick_text_init(struct pick_text *t, const struct picker *p)
{
	*t = (struct pick_text){.repeat = p->primed != NULL ? repeat_new(p->V) : NULL};
}

void pick_text_free(struct pick_text *t)
{
	repeat_free(t->repeat);
}

void pick_start(const struct picker *p, struct pick_text *t, double u)
{
	if (p->guide != NULL)
		guide_start(p->guide, &t->guide, u);
	if (t->repeat != NULL)
		repeat_copy(t->repeat, p->primed);
}

static void forbid(int V, const bool *may, float *row)
{
	for (int i = 0; i < V; i++)
		if (!may[i])
			row[i] = -INFINITY;
}

static bool any_finite(int V, const float *row)
{
	for (int i = 0; i < V; i++)
		if (isfinite(row[i]))
			return true;
	return false;
}

static void forbid_stops(struct picker *p, const struct stops *stops)
{
	size_t bytes = (size_t)p->V * sizeof *p->row;

	memcpy(p->kept, p->row, bytes);
	if (stops_forbid(stops, p->row) && !any_finite(p->V, p->row))
		memcpy(p->row, p->kept, bytes);
}

int pick_id(struct picker *p, struct pick_text *t, const struct stops *stops, const float *logp,
	    long long room, double u)
{
	const struct guide *g = p->guide;
	bool complete = false;
	int id;

	memcpy(p->row, logp, (size_t)p->V * sizeof *p->row);
	if (t->repeat != NULL)
		repeat_penalise(t->repeat, p->penalty, p->row);
	if (g != NULL) {
		complete = guide_complete(g, &t->guide);
		if (!guide_mark(g, &t->guide, room, p->may))
			return -1;
		if (!complete)
			forbid(p->V, p->may, p->row);
		else if (g->may != NULL)
			forbid(p->V, g->may, p->row);
	}
	if (stops != NULL)
		forbid_stops(p, stops);
	id = choose_id(p->V, p->row, p->rule, u, p->scratch);
	return complete && !p->may[id] ? -1 : id;
}

void pick_push(const struct picker *p, struct pick_text *t, int id)
{
	if (p->guide != NULL)
		guide_push(p->guide, &t->guide, id);
	if (t->repeat != NULL)
		repeat_push(t->repeat, (uint16_t)id);
}
