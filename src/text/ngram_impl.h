/*
 * ngram_impl.h - the counts of ngram.h.
 *
 * The counts form a tree: an n-gram is a context, which is the n-gram without its last
 * symbol, and that symbol. A hash table from (context, symbol) to the n-gram compares whole keys,
 * so different n-grams never share a count, and the text is not kept.
 *
 * The table `last` has the n-grams of the highest order, which are never a context; `inner` has the
 * shorter ones and the root, the empty context of order 0. The n-grams of one context are a list, from
 * which the distribution after the context is read. What the discounts depend on is kept up to date
 * with every count, so that the model may go on counting.
 */
#ifndef NGRAM_IMPL_H
#define NGRAM_IMPL_H

#include "text/ngram.h"

enum { NONE = 0, ROOT = 1, SLOTS_FIRST = 1 << 10, DISCOUNTS = 3 };

struct gram {
	uint32_t context; /* row of the context in `inner` */
	uint32_t count;   /* occurrences (highest order) or different left neighbours */
	uint32_t next; /* the next n-gram of the same context, in the same table; NONE: no other */
	uint16_t symbol, order;
};

/* A hash table with open addressing. The number of slots is a power of 2; at most half are used. */
struct grams {
	struct gram *row; /* (slots / 2 + 1) row 0 is unused */
	uint32_t *slot;   /* (slots) a row, or NONE */
	size_t n, slots;  /* rows in use, with row 0; slots */
	uint32_t *raised; /* (raises) since the first mark: each row whose count was raised */
	size_t raises, raise_room;
};

/* The symbols that follow a context: the sum of their counts, how many of them have the count 1, 2,
 * and 3 or more, and the first n-gram of their list. */
struct followers {
	uint32_t total, kinds[DISCOUNTS], first;
};

struct ngram {
	int order, vocab;
	size_t memory;
	bool notes; /* there is a mark: raised counts are noted */
	struct grams inner, last;
	struct followers *followers; /* (inner.slots / 2 + 1) of each context */
	/* by order k: the discounts of counts 1, 2, 3 or more; and of[k][i] n-grams have the count i */
	double discount[NGRAM_ORDER_MAX + 1][DISCOUNTS];
	size_t of[NGRAM_ORDER_MAX + 1][DISCOUNTS + 2];
};

/* Returns the slot of (context, symbol), or the empty slot in which to insert it. */
static inline size_t grams_slot(const struct grams *t, uint32_t context, uint16_t symbol)
{
	size_t mask = t->slots - 1;
	size_t i = (size_t)rng_bits((uint64_t)context << 16 | symbol, 0) & mask;

	for (;; i = (i + 1) & mask) {
		const struct gram *g = &t->row[t->slot[i]];
		if (t->slot[i] == NONE || (g->context == context && g->symbol == symbol))
			return i;
	}
}

static inline uint32_t grams_find(const struct grams *t, uint32_t context, uint16_t symbol)
{
	return t->slot[grams_slot(t, context, symbol)];
}

#endif
