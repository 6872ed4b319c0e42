/* stops.h - finds stop strings in a stream of ids, and holds back the start of a possible match. */
#ifndef STOPS_H
#define STOPS_H

#include "base/base.h"

/*
 * Returns a matcher of `count` stop strings. String i has length[i] >= 1 ids at stop[i], which are
 * copied.
 */
struct stops;
struct stops *stops_new(const uint16_t *const *stop, const size_t *length, int count);
void stops_free(struct stops *s);

/* Starts a new text with the ids ids[0..n), which are written already. A stop string may begin in
 * them, but one that ends in them does not count. */
void stops_start(struct stops *s, const uint16_t *ids, size_t n);

/* Appends an id to the text. Returns the number of ids that may be written now, and points *ids to
 * them, valid until the next call; ids that can still become part of a stop string are held back.
 * *hit is the index of the stop string that the text now ends with (the longest of several), or -1.
 * After a hit, call stops_start before the next push; the ids of the stop string are never among
 * those returned. */
size_t stops_push(struct stops *s, uint16_t id, const uint16_t **ids, int *hit);

/* Returns the number of ids held back, and points *ids to them, oldest first. At the end of a text
 * without a hit the caller writes them. */
size_t stops_held(const struct stops *s, const uint16_t **ids);

#endif
