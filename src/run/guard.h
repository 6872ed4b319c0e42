/* guard.h - follows a text as it is drawn, and tells which symbols would complete a run of another. */
#ifndef GUARD_H
#define GUARD_H

#include "text/runs.h"

/* Returns a guard against the runs, which it borrows. */
struct guard;
struct guard *guard_new(const struct runs *runs);
void guard_free(struct guard *g); /* NULL does nothing */

/* Starts a new text with ids[0..n). */
void guard_start(struct guard *g, const uint16_t *ids, size_t n);

/* Sets row[id] to -INFINITY for each id that would complete a run, except where exempt[id]. Returns
 * whether there was such an id. */
bool guard_forbid(const struct guard *g, const bool *exempt, float *row);

/* Appends an id to the text. */
void guard_push(struct guard *g, uint16_t id);

#endif
