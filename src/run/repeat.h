/*
 * repeat.h - lowers the probability of symbols that would repeat what was written before.
 *
 * A symbol that would make the last L symbols of the text and itself occur again, for the largest such
 * L >= REPEAT_FREE, loses strength * REPEAT_BASE^(L - REPEAT_FREE) nats (the penalty of DRY: p-e-w 2024,
 * with constants for characters). The text is the last REPEAT_WINDOW symbols.
 */
#ifndef REPEAT_H
#define REPEAT_H

#include "base/base.h"

enum { REPEAT_WINDOW = 1 << 14, REPEAT_FREE = 12 };
#define REPEAT_BASE 1.1

struct repeat;

/* Returns an empty text over V symbols. */
struct repeat *repeat_new(int V);
void repeat_free(struct repeat *r); /* NULL does nothing */

/* Makes the text of r that of `from`, which has the same V. */
void repeat_copy(struct repeat *r, const struct repeat *from);

void repeat_push(struct repeat *r, uint16_t id);

/* Subtracts the penalty of each symbol from its log-probability in row (V). Finite ones stay finite. */
void repeat_penalise(struct repeat *r, double strength, float *row);

/* Estimates the bytes that repeat_new allocates. */
size_t repeat_bytes(int V);

#endif
