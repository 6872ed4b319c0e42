/* tuples.h - a set of tuples of ints, numbered in the order in which they came. */
#ifndef TUPLES_H
#define TUPLES_H

#include "base/base.h"

struct tuples {
	int *pool; /* the numbers of all tuples, one after the other; owned */
	size_t used, room;
	size_t *at; /* (count + 1, in room for ats) where each begins; owned */
	int count, ats;
	int *slot; /* (slots, a power of two) number of a tuple + 1, or 0; owned */
	size_t slots;
};

void tuples_init(struct tuples *t);
void tuples_free(struct tuples *t);

/* Returns the number of the tuple x[0..n), which is added if it is new. x must not be in the pool. */
int tuples_put(struct tuples *t, const int *x, int n);

/* Points *x to the numbers of tuple i, valid until the next tuples_put, and returns how many. */
int tuples_get(const struct tuples *t, int i, const int **x);

#endif
