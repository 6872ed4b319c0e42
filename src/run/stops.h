/* stops.h - finds stop strings in a stream of ids, and holds back the start of a possible match. */
#ifndef STOPS_H
#define STOPS_H

#include "base/base.h"

/* A stop string. Where it ends, the text ends. */
struct stop {
	const uint16_t *ids; /* (n) */
	size_t n;            /* >= 1 */
	bool keep;           /* it is the end of the text; else it is cut off */
};

/*
 * Returns a matcher of `count` stop strings, whose ids are copied. A text, without what it began
 * with and what is cut off, should have at least `least` ids: see stops_forbid.
 */
struct stops;
struct stops *stops_new(const struct stop *stop, int count, uint64_t least);
void stops_free(struct stops *s);

/* Starts a new text with the ids ids[0..n), which are written already. A stop string may begin in
 * them, but one that ends in them does not count. */
void stops_start(struct stops *s, const uint16_t *ids, size_t n);

/* Sets row[id] to -INFINITY for each id that must not come next, because it would complete a stop
 * string while the text is shorter than `least`. row has one number for each symbol of the model.
 * Returns whether there was such an id. */
bool stops_forbid(const struct stops *s, float *row);

/* Appends an id to the text. Returns the number of ids that may be written now, and points *ids to
 * them, valid until the next call; ids that can still become part of a stop string that is cut off
 * are held back. *hit is the index of the stop string that the text now ends with, or -1. Of
 * several, those that are cut off come first, then the longest. After a hit, all ids have been
 * returned except those of a string that is cut off; call stops_start before the next push. */
size_t stops_push(struct stops *s, uint16_t id, const uint16_t **ids, int *hit);

/* Returns the number of ids held back, and points *ids to them, oldest first. At the end of a text
 * without a hit the caller writes them. */
size_t stops_held(const struct stops *s, const uint16_t **ids);

#endif
