/* take.h - a sample that waits in memory to be judged. */
#ifndef TAKE_H
#define TAKE_H

#include "run/sample.h"

struct take {
	uint16_t *ids; /* (n) what would be written, in room for `room`; owned */
	size_t n, room;
	int number; /* of the sample, from 0 */
	struct sample_end end;
};

/* Empties a take, which keeps its memory, and frees it. */
void take_clear(struct take *t);
void take_free(struct take *t);

void take_add(struct take *t, const uint16_t *ids, size_t n);
void take_swap(struct take *a, struct take *b);

/* Returns the mean of -log p of the symbols drawn, in nats; 0 if there are none. */
double take_mean(const struct take *t);

/* Orders pointers to takes for qsort, the most likely per symbol first, equal ones by their draws. */
int take_compare(const void *a, const void *b);

/* Draws `count` samples into out (count), which keep only their ids and ends. */
void take_draw(struct sampler *d, const struct sample_draw *draw, int count, struct take *out);

#endif
