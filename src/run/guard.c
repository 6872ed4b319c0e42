/* guard.c - see guard.h. */
#include "run/guard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct guard {
	const struct runs *runs;
	size_t wanted;  /* symbols before the last one of a run */
	uint16_t *last; /* (n) the last symbols of the text, in room for 2 * wanted */
	size_t n;
	uint64_t hash; /* of the last min(n, wanted) symbols */
};

struct guard *guard_new(const struct runs *runs)
{
	struct guard *g = xcalloc(1, sizeof *g);

	g->runs = runs;
	g->wanted = (size_t)runs_length(runs) - 1;
	g->last = xcalloc(2 * g->wanted, sizeof *g->last);
	return g;
}

void guard_free(struct guard *g)
{
	if (g == NULL)
		return;
	free(g->last);
	free(g);
}

void guard_start(struct guard *g, const uint16_t *ids, size_t n)
{
	size_t skip = n > g->wanted ? n - g->wanted : 0;

	g->n = 0;
	g->hash = 0;
	for (size_t i = skip; i < n; i++)
		guard_push(g, ids[i]);
}

bool guard_forbid(const struct guard *g, const bool *exempt, float *row)
{
	bool any = false;

	if (g->n < g->wanted)
		return false;
	for (uint32_t run = runs_find(g->runs, g->last + g->n - g->wanted, g->hash); run != 0;
	     run = runs_next(g->runs, run)) {
		uint16_t id = runs_symbol(g->runs, run);
		if (exempt[id])
			continue;
		row[id] = -INFINITY;
		any = true;
	}
	return any;
}

void guard_push(struct guard *g, uint16_t id)
{
	if (g->n == 2 * g->wanted) {
		memcpy(g->last, g->last + g->wanted, g->wanted * sizeof *g->last);
		g->n = g->wanted;
	}
	g->hash = runs_hash_add(g->hash, id);
	if (g->n >= g->wanted)
		g->hash = runs_hash_remove(g->runs, g->hash, g->last[g->n - g->wanted]);
	g->last[g->n++] = id;
}
