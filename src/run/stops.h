/* stops.h - stop strings in a stream of ids. */
#ifndef STOPS_H
#define STOPS_H

#include "base/base.h"

/*
 * Stop strings in a stream of ids. stops_push says what may be written now: the longest suffix that
 * could still become a stop string is held back. Of several stop strings that end at the same
 * place the longest counts. Strings have at least one id and are copied.
 */
struct stops;
struct stops *stops_new(const uint16_t *const *stop, const size_t *length, int count);
void stops_free(struct stops *s);

/* Start over, after the text ids[0..n) which is written already: a stop string may begin in it,
 * but one that ends in it does not count. */
void stops_start(struct stops *s, const uint16_t *ids, size_t n);

/* Push id; returns how many ids may be written now and points *ids at them (valid until the next
 * call). *hit is set to the index of the stop string that is complete, else to -1; after a hit
 * nothing more may be pushed before stops_start, and the stop string itself is never released. */
size_t stops_push(struct stops *s, uint16_t id, const uint16_t **ids, int *hit);

/* Ids still held, oldest first, at the end of the text: to be written if there was no hit. */
size_t stops_held(const struct stops *s, const uint16_t **ids);

#endif
