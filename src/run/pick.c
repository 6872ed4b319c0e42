/* pick.c - see pick.h. */
#include "run/pick.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/guard.h"
#include "run/repeat.h"

static void mark_ends(struct picker *p)
{
	for (int i = 0; i < p->o->stops; i++)
		if (p->o->stop[i].n == 1 && !p->o->stop[i].keep)
			p->ends_alone[p->o->stop[i].ids[0]] = true;
}

void pick_init(struct picker *p, int V, const struct sample_options *o)
{
	*p = (struct picker){.V = V, .o = o};
	p->ends_alone = xcalloc((size_t)V, sizeof *p->ends_alone);
	p->scratch = xcalloc((size_t)V, sizeof *p->scratch);
	p->row = xcalloc((size_t)V, sizeof *p->row);
	p->kept = xcalloc((size_t)V, sizeof *p->kept);
	p->may = xcalloc((size_t)V, sizeof *p->may);
	mark_ends(p);
	if (!(o->repeat > 0))
		return;
	p->primed = repeat_new(V);
	for (size_t i = o->primes > REPEAT_WINDOW ? o->primes - REPEAT_WINDOW : 0; i < o->primes;
	     i++)
		repeat_push(p->primed, o->prime[i]);
}

void pick_free(struct picker *p)
{
	repeat_free(p->primed);
	free(p->ends_alone);
	free(p->scratch);
	free(p->row);
	free(p->kept);
	free(p->may);
}

size_t pick_bytes(int V, const struct sample_options *o, int texts)
{
	size_t bytes = size_sum(0, (size_t)V,
				sizeof(struct cand) + 2 * sizeof(float) + 2 * sizeof(bool));

	return o->repeat > 0 ? size_sum(bytes, (size_t)texts + 1, repeat_bytes(V)) : bytes;
}

void pick_text_init(struct pick_text *t, const struct picker *p)
{
	*t = (struct pick_text){
		.repeat = p->primed != NULL ? repeat_new(p->V) : NULL,
		.guard = p->o->runs != NULL ? guard_new(p->o->runs) : NULL,
	};
}

void pick_text_free(struct pick_text *t)
{
	repeat_free(t->repeat);
	guard_free(t->guard);
}

void pick_start(const struct picker *p, struct pick_text *t, double u)
{
	if (p->o->guide != NULL)
		guide_start(p->o->guide, &t->guide, u);
	if (t->repeat != NULL)
		repeat_copy(t->repeat, p->primed);
	if (t->guard != NULL)
		guard_start(t->guard, p->o->prime, p->o->hidden_prime ? 0 : p->o->primes);
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

/* Forbids what the guide does. Returns false if nothing is left. */
static bool forbid_guided(struct picker *p, const struct pick_text *t, long long room)
{
	const struct guide *g = p->o->guide;

	p->complete = guide_complete(g, &t->guide);
	if (!guide_mark(g, &t->guide, room, p->may))
		return false;
	if (!p->complete)
		forbid(p->V, p->may, p->row);
	else if (g->may != NULL)
		forbid(p->V, g->may, p->row);
	return true;
}

static void forbid_stops(struct picker *p, const struct stops *stops)
{
	size_t bytes = (size_t)p->V * sizeof *p->row;

	memcpy(p->kept, p->row, bytes);
	if (stops_forbid(stops, p->row) && !any_finite(p->V, p->row))
		memcpy(p->row, p->kept, bytes);
}

int pick_row(struct picker *p, const struct pick_text *t, const struct stops *stops,
	     const float *logp, long long room)
{
	memcpy(p->row, logp, (size_t)p->V * sizeof *p->row);
	p->complete = false;
	if (t->repeat != NULL)
		repeat_penalise(t->repeat, p->o->repeat, p->row);
	if (p->o->guide != NULL && !forbid_guided(p, t, room))
		return PICK_END;
	if (t->guard != NULL && guard_forbid(t->guard, p->ends_alone, p->row) &&
	    !any_finite(p->V, p->row))
		return p->complete ? PICK_END : PICK_STUCK;
	if (stops != NULL)
		forbid_stops(p, stops);
	return 0;
}

int pick_id(struct picker *p, const struct pick_text *t, const struct stops *stops,
	    const float *logp, long long room, double u)
{
	int end = pick_row(p, t, stops, logp, room), id;

	if (end != 0)
		return end;
	id = choose_id(p->V, p->row, &p->o->rule, u, p->scratch);
	return p->complete && !p->may[id] ? PICK_END : id;
}

void pick_push(const struct picker *p, struct pick_text *t, uint16_t id)
{
	if (p->o->guide != NULL)
		guide_push(p->o->guide, &t->guide, id);
	if (t->repeat != NULL)
		repeat_push(t->repeat, id);
	if (t->guard != NULL)
		guard_push(t->guard, id);
}
