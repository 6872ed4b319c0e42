/* choices.c - see choices.h. */
#include "text/choices.h"

#include <stdlib.h>
#include <string.h>

void choices_init(struct choices *c)
{
	*c = (struct choices){.at_room = 64, .ids_room = 64};
	c->ids = xcalloc(c->ids_room, sizeof *c->ids); /* never NULL, also if all texts are empty */
	c->at = xcalloc(c->at_room, sizeof *c->at);
}

void choices_free(struct choices *c)
{
	free(c->ids);
	free(c->at);
	*c = (struct choices){0};
}

void choices_add(struct choices *c, const uint16_t *ids, size_t n)
{
	size_t used = c->at[c->n];

	if (used + n > c->ids_room) {
		c->ids_room = 2 * (used + n);
		c->ids = xrealloc(c->ids, c->ids_room, sizeof *c->ids);
	}
	if (c->n + 2 > c->at_room) {
		c->at_room *= 2;
		c->at = xrealloc(c->at, c->at_room, sizeof *c->at);
	}
	if (n > 0)
		memcpy(c->ids + used, ids, n * sizeof *ids);
	c->at[++c->n] = used + n;
}

struct text {
	const uint16_t *ids;
	size_t n;
};

static int by_ids(const void *a, const void *b)
{
	const struct text *x = a, *y = b;

	for (size_t i = 0; i < x->n && i < y->n; i++)
		if (x->ids[i] != y->ids[i])
			return x->ids[i] < y->ids[i] ? -1 : 1;
	return (x->n > y->n) - (x->n < y->n);
}

void choices_sort(struct choices *c)
{
	struct text *text = xcalloc(c->n + 1, sizeof *text);
	struct choices sorted;

	choices_init(&sorted);
	for (size_t i = 0; i < c->n; i++)
		text[i].n = choices_get(c, i, &text[i].ids);
	if (c->n > 0)
		qsort(text, c->n, sizeof *text, by_ids);
	for (size_t i = 0; i < c->n; i++)
		if (i == 0 || by_ids(&text[i], &text[i - 1]) != 0)
			choices_add(&sorted, text[i].ids, text[i].n);
	free(text);
	choices_free(c);
	*c = sorted;
}

/* Returns the first text of the range whose id at `depth` is not below id; hi if there is none. */
static size_t first_from(const struct choices *c, size_t lo, size_t hi, size_t depth, int id)
{
	const uint16_t *ids;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		size_t n = choices_get(c, mid, &ids);
		if (n <= depth || ids[depth] < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void choices_narrow(const struct choices *c, size_t *lo, size_t *hi, size_t depth, int id)
{
	*lo = first_from(c, *lo, *hi, depth, id);
	*hi = first_from(c, *lo, *hi, depth, id + 1);
}

bool choices_ends(const struct choices *c, size_t lo, size_t hi, size_t depth)
{
	return lo < hi && c->at[lo + 1] - c->at[lo] == depth;
}

int choices_next_id(const struct choices *c, size_t *lo, size_t hi, size_t depth)
{
	if (*lo >= hi)
		return -1;
	int id = c->ids[c->at[*lo] + depth];
	*lo = first_from(c, *lo, hi, depth, id + 1);
	return id;
}
