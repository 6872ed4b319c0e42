/*
 * stops.c - finds stop strings in a stream, by one Knuth-Morris-Pratt automaton per string.
 *
 * `matched` of a string is the length of its longest prefix that is a suffix of the text so far.
 * Only these ids can still become part of a match, so the largest `matched` of all strings that are
 * cut off is the number of ids to hold back.
 */
#include "run/stops.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct string {
	uint16_t *id;   /* (n) */
	size_t *border; /* (n + 1) longest proper prefix of id[0..i) that is also its suffix */
	size_t n, matched;
	bool keep;
};

struct stops {
	struct string *string;
	int count;
	uint64_t least;  /* ids that a text should have */
	uint64_t pushed; /* ids since stops_start */
	uint16_t *held;  /* (longest + 1) ids; the last stops_push released the first `gone` */
	size_t helds, gone;
};

static void step(struct string *s, uint16_t id)
{
	while (s->matched > 0 && (s->matched == s->n || s->id[s->matched] != id))
		s->matched = s->border[s->matched];
	if (s->id[s->matched] == id)
		s->matched++;
}

static void string_init(struct string *s, const struct stop *stop)
{
	const uint16_t *id = stop->ids;
	size_t n = stop->n;

	assert(n > 0);
	s->n = n;
	s->keep = stop->keep;
	s->id = xcalloc(n, sizeof *s->id);
	s->border = xcalloc(n + 1, sizeof *s->border);
	memcpy(s->id, id, n * sizeof *s->id);
	/* Running the automaton over id[1..n) gives the borders; it needs only those found
	 * before. */
	for (size_t i = 1; i < n; i++) {
		step(s, id[i]);
		s->border[i + 1] = s->matched;
	}
	s->matched = 0;
}

struct stops *stops_new(const struct stop *stop, int count, uint64_t least)
{
	struct stops *s = xcalloc(1, sizeof *s);
	size_t longest = 0;

	s->count = count;
	s->least = least;
	s->string = xcalloc((size_t)count, sizeof *s->string);
	for (int i = 0; i < count; i++) {
		string_init(&s->string[i], &stop[i]);
		if (stop[i].n > longest)
			longest = stop[i].n;
	}
	s->held = xcalloc(longest + 1, sizeof *s->held);
	return s;
}

void stops_free(struct stops *s)
{
	if (s == NULL)
		return;
	for (int i = 0; i < s->count; i++) {
		free(s->string[i].id);
		free(s->string[i].border);
	}
	free(s->string);
	free(s->held);
	free(s);
}

void stops_start(struct stops *s, const uint16_t *ids, size_t n)
{
	s->helds = s->gone = 0;
	s->pushed = 0;
	for (int i = 0; i < s->count; i++) {
		s->string[i].matched = 0;
		for (size_t k = 0; k < n; k++)
			step(&s->string[i], ids[k]);
		if (s->string[i].matched == s->string[i].n)
			s->string[i].matched = s->string[i].border[s->string[i].n];
	}
}

bool stops_forbid(const struct stops *s, float *row)
{
	bool any = false;

	for (int i = 0; i < s->count; i++) {
		const struct string *x = &s->string[i];
		uint64_t cut = x->keep ? 0 : x->n, n = s->pushed + 1;
		uint64_t left = n > cut ? n - cut : 0;
		if (x->matched + 1 != x->n || left >= s->least)
			continue;
		row[x->id[x->n - 1]] = -INFINITY;
		any = true;
	}
	return any;
}

/* Return whether string a rather than b ends the text that ends with both. */
static bool comes_first(const struct string *a, const struct string *b)
{
	return a->keep != b->keep ? b->keep : a->n > b->n;
}

size_t stops_push(struct stops *s, uint16_t id, const uint16_t **ids, int *hit)
{
	size_t keep = 0;

	s->helds -= s->gone;
	memmove(s->held, s->held + s->gone, s->helds * sizeof *s->held);
	s->held[s->helds++] = id;
	s->pushed++;
	*hit = -1;
	for (int i = 0; i < s->count; i++) {
		struct string *x = &s->string[i];
		step(x, id);
		if (x->matched == x->n && (*hit < 0 || comes_first(x, &s->string[*hit])))
			*hit = i;
		if (!x->keep && x->matched > keep)
			keep = x->matched;
	}
	if (*hit >= 0)
		keep = s->string[*hit].keep ? 0 : s->string[*hit].n;
	/* keep > helds if a match begins in the text given to stops_start. */
	s->gone = s->helds > keep ? s->helds - keep : 0;
	*ids = s->held;
	return s->gone;
}

size_t stops_held(const struct stops *s, const uint16_t **ids)
{
	*ids = s->held + s->gone;
	return s->helds - s->gone;
}
