/* guide.c - see guide.h. */
#include "run/guide.h"

#include <string.h>

/* ---- Characters only ---- */

static void start_plain(const struct guide *g, struct guide_state *s, double u)
{
	(void)g, (void)u;
	*s = (struct guide_state){0};
}

static bool mark_plain(const struct guide *g, const struct guide_state *s, long long room,
		       bool *may)
{
	(void)s, (void)room;
	for (int i = 0; i < g->V; i++)
		may[i] = g->may == NULL || g->may[i];
	return true;
}

static bool complete_plain(const struct guide *g, const struct guide_state *s)
{
	(void)g, (void)s;
	return false;
}

static void push_plain(const struct guide *g, struct guide_state *s, int id)
{
	(void)g, (void)s, (void)id;
}

/* ---- An expression ---- */

static void start_match(const struct guide *g, struct guide_state *s, double u)
{
	(void)g, (void)u;
	*s = (struct guide_state){.at = AUTOMATON_START};
}

static bool mark_match(const struct guide *g, const struct guide_state *s, long long room,
		       bool *may)
{
	bool any = false;

	for (int i = 0; i < g->V; i++) {
		int next = room == 0 ? AUTOMATON_NONE : automaton_next(g->match, s->at, i);
		may[i] = automaton_reaches(g->match, next, room < 0 ? -1 : room - 1);
		any |= may[i];
	}
	return any;
}

static bool complete_match(const struct guide *g, const struct guide_state *s)
{
	return g->match->least[s->at] == 0;
}

static void push_match(const struct guide *g, struct guide_state *s, int id)
{
	s->at = automaton_next(g->match, s->at, id);
}

/* ---- A list ---- */

/* Returns the text whose part of the weights u falls into. */
static size_t weighed_text(const struct guide *g, double u)
{
	size_t lo = 0, hi = g->list->n - 1;

	u *= g->weight[hi];
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (g->weight[mid] > u)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

static void start_list(const struct guide *g, struct guide_state *s, double u)
{
	*s = (struct guide_state){.hi = g->list->n};
	if (!g->exact)
		return;
	s->lo = weighed_text(g, u);
	s->hi = s->lo + 1;
}

static bool mark_list(const struct guide *g, const struct guide_state *s, long long room, bool *may)
{
	size_t lo = s->lo;
	bool any = false;
	int id;

	(void)room; /* the texts are short enough */
	memset(may, 0, (size_t)g->V * sizeof *may);
	if (choices_ends(g->list, lo, s->hi, s->depth))
		lo++;
	while ((id = choices_next_id(g->list, &lo, s->hi, s->depth)) >= 0)
		any = may[id] = true;
	return any;
}

static bool complete_list(const struct guide *g, const struct guide_state *s)
{
	return choices_ends(g->list, s->lo, s->hi, s->depth);
}

static void push_list(const struct guide *g, struct guide_state *s, int id)
{
	choices_narrow(g->list, &s->lo, &s->hi, s->depth++, id);
}

/* ---- The table ---- */

static const struct kind {
	void (*start)(const struct guide *g, struct guide_state *s, double u);
	bool (*mark)(const struct guide *g, const struct guide_state *s, long long room, bool *may);
	bool (*complete)(const struct guide *g, const struct guide_state *s);
	void (*push)(const struct guide *g, struct guide_state *s, int id);
} plain = {start_plain, mark_plain, complete_plain, push_plain},
  match = {start_match, mark_match, complete_match, push_match},
  list = {start_list, mark_list, complete_list, push_list};

static const struct kind *kind(const struct guide *g)
{
	return g->match != NULL ? &match : g->list != NULL ? &list : &plain;
}

void guide_start(const struct guide *g, struct guide_state *s, double u)
{
	kind(g)->start(g, s, u);
}

bool guide_mark(const struct guide *g, const struct guide_state *s, long long room, bool *may)
{
	return kind(g)->mark(g, s, room, may);
}

bool guide_complete(const struct guide *g, const struct guide_state *s)
{
	return kind(g)->complete(g, s);
}

void guide_push(const struct guide *g, struct guide_state *s, int id)
{
	kind(g)->push(g, s, id);
}
