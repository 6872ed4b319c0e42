/* matches.c - a depth-first search that enters only states from which a match can still be completed. */
#include "run/matches.h"

#include <stdlib.h>

/* A place on the way: the state after `depth` ids, and the id that is tried next. */
struct place {
	int state, id;
};

static struct place *make_room(struct place *way, uint16_t **ids, size_t *room, size_t depth)
{
	if (depth < *room)
		return way;
	*room = 2 * depth + 16;
	*ids = xrealloc(*ids, *room, sizeof **ids);
	return xrealloc(way, *room, sizeof *way);
}

static bool is_full(const struct choices *list)
{
	return list->n > MATCHES_MAX || list->at[list->n] > MATCHES_SYMBOLS;
}

bool matches_list(const struct automaton *a, long long length, struct choices *list)
{
	uint16_t *ids = NULL;
	size_t room = 0, depth = 0;
	struct place *way = make_room(NULL, &ids, &room, 0);
	bool few = true;

	choices_init(list);
	if (a->least[AUTOMATON_START] == 0)
		choices_add(list, ids, 0);
	way[0] = (struct place){AUTOMATON_START, 0};
	for (;;) {
		struct place *p = &way[depth];
		if (p->id == a->V) {
			if (depth-- == 0)
				break;
			continue;
		}
		int id = p->id++, next = automaton_next(a, p->state, id);
		long long left = length < 0 ? -1 : length - (long long)depth - 1;
		if ((length >= 0 && left < 0) || !automaton_reaches(a, next, left))
			continue;
		ids[depth++] = (uint16_t)id;
		way = make_room(way, &ids, &room, depth);
		way[depth] = (struct place){next, 0};
		if (a->least[next] == 0)
			choices_add(list, ids, depth);
		few = !is_full(list) && depth <= MATCHES_SYMBOLS;
		if (!few)
			break;
	}
	free(way);
	free(ids);
	if (!few) {
		choices_free(list);
		choices_init(list);
	}
	choices_sort(list);
	return few;
}
