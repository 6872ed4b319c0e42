/* choices.h - a sorted list of texts without duplicates, in which the texts that begin alike are
 * neighbours. */
#ifndef CHOICES_H
#define CHOICES_H

#include "base/base.h"

struct choices {
	uint16_t *ids; /* the texts, one after the other; owned */
	size_t *at;    /* (n + 1) where each begins; owned */
	size_t n;
	size_t ids_room, at_room;
};

void choices_init(struct choices *c);
void choices_free(struct choices *c);

/* Appends a text of n ids. */
void choices_add(struct choices *c, const uint16_t *ids, size_t n);

/* Sorts the texts by their ids, a text before those that it begins, and drops duplicates. To be called
 * once, after the last choices_add. */
void choices_sort(struct choices *c);

/* Returns the length of text i, and points *ids to it. */
static inline size_t choices_get(const struct choices *c, size_t i, const uint16_t **ids)
{
	*ids = c->ids + c->at[i];
	return c->at[i + 1] - c->at[i];
}

/* The texts from lo to hi - 1 are those that begin with the same `depth` ids; those that have no more
 * are passed over. Narrows the range to the texts that go on with id; it is empty if there are none. */
void choices_narrow(const struct choices *c, size_t *lo, size_t *hi, size_t depth, int id);

/* Returns whether the first text of such a range is these `depth` ids and nothing more. */
bool choices_ends(const struct choices *c, size_t lo, size_t hi, size_t depth);

/* Returns the first of the ids that follow in such a range, beginning at text *lo, and moves *lo to the
 * first text with another. Returns -1 at the end of the range. Texts that end there must have been passed
 * over. */
int choices_next_id(const struct choices *c, size_t *lo, size_t hi, size_t depth);

#endif
