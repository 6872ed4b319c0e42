/* tuples.c - a hash table with linear probing, at most half full. */
#include "text/tuples.h"

#include <stdlib.h>
#include <string.h>

void tuples_init(struct tuples *t)
{
	*t = (struct tuples){.ats = 64, .slots = 128};
	t->at = xcalloc((size_t)t->ats, sizeof *t->at);
	t->slot = xcalloc(t->slots, sizeof *t->slot);
}

void tuples_free(struct tuples *t)
{
	free(t->pool);
	free(t->at);
	free(t->slot);
	*t = (struct tuples){0};
}

int tuples_get(const struct tuples *t, int i, const int **x)
{
	*x = t->pool + t->at[i];
	return (int)(t->at[i + 1] - t->at[i]);
}

static size_t hash(const int *x, int n)
{
	uint64_t h = (uint64_t)n;

	for (int i = 0; i < n; i++)
		h = rng_bits(h, (uint64_t)(unsigned)x[i]);
	return (size_t)h;
}

static size_t find(const struct tuples *t, const int *x, int n)
{
	size_t s = hash(x, n) & (t->slots - 1);
	const int *y;

	while (t->slot[s] != 0) {
		if (tuples_get(t, t->slot[s] - 1, &y) == n &&
		    (n == 0 || memcmp(x, y, (size_t)n * sizeof *x) == 0))
			break;
		s = (s + 1) & (t->slots - 1);
	}
	return s;
}

static void grow(struct tuples *t)
{
	const int *x;

	free(t->slot);
	t->slots *= 2;
	t->slot = xcalloc(t->slots, sizeof *t->slot);
	for (int i = 0; i < t->count; i++) {
		int n = tuples_get(t, i, &x);
		t->slot[find(t, x, n)] = i + 1;
	}
}

int tuples_put(struct tuples *t, const int *x, int n)
{
	size_t s = find(t, x, n);

	if (t->slot[s] != 0)
		return t->slot[s] - 1;
	if (t->used + (size_t)n > t->room) {
		t->room = 2 * (t->used + (size_t)n);
		t->pool = xrealloc(t->pool, t->room, sizeof *t->pool);
	}
	if (t->count + 2 > t->ats) {
		t->ats *= 2;
		t->at = xrealloc(t->at, (size_t)t->ats, sizeof *t->at);
	}
	if (n > 0)
		memcpy(t->pool + t->used, x, (size_t)n * sizeof *x);
	t->used += (size_t)n;
	t->slot[s] = ++t->count;
	t->at[t->count] = t->used;
	if ((size_t)t->count * 2 > t->slots)
		grow(t);
	return t->count - 1;
}
