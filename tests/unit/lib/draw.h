/* draw.h - random numbers in a fixed order. */
#ifndef DRAW_H
#define DRAW_H

#include "base/base.h"

static uint64_t counter;

static inline double uniform(void)
{
	return rng_uniform(42, counter++);
}

static inline int below(int n)
{
	return (int)(uniform() * n);
}

#endif
