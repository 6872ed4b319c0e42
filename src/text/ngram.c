/*
 * ngram.c - counts in a tree: an n-gram is a symbol after its context, which is an n-gram one
 * shorter. One hash table finds (context, symbol), so nothing can collide and no text is kept.
 *
 * Those of the highest order are never a context and have a table of their own with smaller rows;
 * order 0, the root, is in the other.
 */
#include "text/ngram.h"

#include <math.h>
#include <stdlib.h>

enum { NONE = 0, ROOT = 1, SLOTS_FIRST = 1 << 10, DISCOUNTS = 3 };

struct gram {
	uint32_t context;       /* index in the inner table */
	uint32_t count;         /* occurrences, or different left neighbours */
	uint16_t symbol, order;
};

/* Rows from 1 on, index 0 is NONE; slots are a power of 2 and at most half of them are in use. */
struct grams {
	struct gram *row;
	uint32_t *slot;
	size_t n, slots;
};

/* What is known after a context: the sum of the counts there, and how many symbols have the
 * counts 1, 2, and more. */
struct after {
	uint32_t total, kinds[DISCOUNTS];
};

struct ngram {
	int order, vocab;
	size_t memory;
	struct grams inner, last;
	struct after *after;                               /* by row of inner */
	double discount[NGRAM_ORDER_MAX + 1][DISCOUNTS];   /* by order; of counts 1, 2, more */
};

static void grams_init(struct grams *t)
{
	t->slots = SLOTS_FIRST;
	t->slot = xcalloc(t->slots, sizeof *t->slot);
	t->row = xcalloc(t->slots / 2 + 1, sizeof *t->row);
	t->n = ROOT;
}

static void grams_free(struct grams *t)
{
	free(t->slot);
	free(t->row);
}

/* The slot of (context, symbol), or the empty one where it would be. */
static size_t grams_slot(const struct grams *t, uint32_t context, uint16_t symbol)
{
	size_t mask = t->slots - 1;
	size_t i = (size_t)rng_bits((uint64_t)context << 16 | symbol, 0) & mask;

	for (;; i = (i + 1) & mask) {
		const struct gram *g = &t->row[t->slot[i]];
		if (t->slot[i] == NONE || (g->context == context && g->symbol == symbol))
			return i;
	}
}

static uint32_t grams_find(const struct grams *t, uint32_t context, uint16_t symbol)
{
	return t->slot[grams_slot(t, context, symbol)];
}

/* Bytes of a table, and of what ngram_count makes beside the inner one. */
static size_t grams_bytes(size_t slots)
{
	return size_sum(0, slots, sizeof(uint32_t) + sizeof(struct gram) / 2);
}

static size_t ngram_bytes(const struct ngram *g, const struct grams *grown)
{
	size_t sum = size_sum(0, g->inner.slots / 2, sizeof *g->after);

	sum = size_sum(sum, 1, grams_bytes(g->inner.slots));
	sum = size_sum(sum, 1, grams_bytes(g->last.slots));
	/* while it grows the old slots are there too */
	return size_sum(sum, 1, grams_bytes(grown->slots)) + grown->slots / 2 * sizeof *g->after;
}

static int grams_grow(struct ngram *g, struct grams *t, struct rnn_error *err)
{
	if (t->slots > UINT32_MAX || ngram_bytes(g, t) > g->memory)
		return errorf_code(err, EX_OSERR, RNN_ERROR_COUNTS_MEMORY,
				   "not enough memory for the counts of a %d-gram model", g->order);
	t->slots *= 2;
	t->row = xrealloc(t->row, t->slots / 2 + 1, sizeof *t->row);
	free(t->slot);
	t->slot = xcalloc(t->slots, sizeof *t->slot);
	for (size_t i = ROOT; i < t->n; i++)
		if (t->row[i].order > 0)
			t->slot[grams_slot(t, t->row[i].context, t->row[i].symbol)] = (uint32_t)i;
	return 0;
}

/* The row of (context, symbol), new ones with count 0; NONE with *err. */
static uint32_t grams_take(struct ngram *g, struct grams *t, uint32_t context, uint16_t symbol,
			   int order, struct rnn_error *err)
{
	size_t slot = grams_slot(t, context, symbol);

	if (t->slot[slot] != NONE)
		return t->slot[slot];
	if (t->n > t->slots / 2) {
		if (grams_grow(g, t, err) < 0)
			return NONE;
		slot = grams_slot(t, context, symbol);
	}
	t->row[t->n] = (struct gram){
		.context = context, .symbol = symbol, .order = (uint16_t)order};
	return t->slot[slot] = (uint32_t)t->n++;
}

struct ngram *ngram_new(int order, int vocab, size_t memory)
{
	struct ngram *g = xcalloc(1, sizeof *g);

	g->order = order;
	g->vocab = vocab;
	g->memory = memory;
	grams_init(&g->inner);
	grams_init(&g->last);
	g->inner.n = ROOT + 1;
	return g;
}

void ngram_free(struct ngram *g)
{
	if (g == NULL)
		return;
	grams_free(&g->inner);
	grams_free(&g->last);
	free(g->after);
	free(g);
}

/*
 * One symbol more. context[k] is the row of the last k symbols, for k <= known. An n-gram below the
 * highest order counts when the one that is longer to the left is new: a neighbour not seen before.
 * The longest that the start of the text allows has the start for a neighbour.
 */
static int count_symbol(struct ngram *g, uint32_t *context, int known, uint16_t symbol,
			struct rnn_error *err)
{
	int longest = known + 1 < g->order ? known + 1 : g->order;
	bool fresh = true;

	for (int k = longest; k >= 1; k--) {
		struct grams *t = k == g->order ? &g->last : &g->inner;
		size_t before = t->n;
		uint32_t row = grams_take(g, t, context[k - 1], symbol, k, err);
		if (row == NONE)
			return -1;
		if (fresh || k == g->order)
			t->row[row].count++;
		fresh = t->n > before;
		if (k < g->order)
			context[k] = row;
	}
	return 0;
}

/* The discounts of an order from its counts of counts; of[i] n-grams have the count i. */
static void fit_order(double *discount, const size_t of[DISCOUNTS + 2])
{
	/* Where counts are too few to tell, as KenLM has it. */
	static const double fallback[DISCOUNTS] = {0.5, 1, 1.5};

	for (int i = 1; i <= DISCOUNTS; i++) {
		discount[i - 1] = fallback[i - 1];
		if (of[1] == 0 || of[2] == 0 || of[i] == 0)
			continue;
		double y = (double)of[1] / (double)(of[1] + 2 * of[2]);
		double d = i - (i + 1) * y * (double)of[i + 1] / (double)of[i];
		if (d > 0)
			discount[i - 1] = d;
	}
}

static void fit_table(struct ngram *g, const struct grams *t, size_t (*of)[DISCOUNTS + 2])
{
	for (size_t i = ROOT; i < t->n; i++) {
		const struct gram *r = &t->row[i];
		if (r->order == 0)
			continue;
		struct after *a = &g->after[r->context];
		a->total += r->count;
		a->kinds[(r->count < DISCOUNTS ? r->count : DISCOUNTS) - 1]++;
		if (r->count < DISCOUNTS + 2)
			of[r->order][r->count]++;
	}
}

static void fit(struct ngram *g)
{
	size_t of[NGRAM_ORDER_MAX + 1][DISCOUNTS + 2] = {0};

	g->after = xcalloc(g->inner.n, sizeof *g->after);
	fit_table(g, &g->inner, of);
	fit_table(g, &g->last, of);
	for (int k = 1; k <= g->order; k++)
		fit_order(g->discount[k], of[k]);
}

/* Reading: the contexts that end at the last symbol, the longest ones first to be replaced. */
static void read_symbol(const struct ngram *g, uint32_t *context, uint16_t symbol)
{
	for (int k = g->order - 1; k >= 1; k--)
		context[k] = context[k - 1] != NONE
				     ? grams_find(&g->inner, context[k - 1], symbol) : NONE;
}

int ngram_count(struct ngram *g, const uint16_t *ids, size_t n, struct rnn_error *err)
{
	uint32_t context[NGRAM_ORDER_MAX] = {ROOT};

	if (n > UINT32_MAX)
		return errorf(err, EX_OSERR, "too much text to count: %zu symbols", n);
	for (size_t i = 0; i < n; i++)
		if (count_symbol(g, context, i < NGRAM_ORDER_MAX ? (int)i : NGRAM_ORDER_MAX, ids[i],
				 err) < 0)
			return -1;
	fit(g);
	return 0;
}

static double probability(const struct ngram *g, const uint32_t *context, uint16_t symbol)
{
	double p = 1 / (double)g->vocab;

	for (int k = 1; k <= g->order; k++) {
		uint32_t here = context[k - 1];
		const struct after *a = &g->after[here];
		const double *discount = g->discount[k];
		if (here == NONE || a->total == 0)
			continue; /* nothing is known after it */
		const struct grams *t = k == g->order ? &g->last : &g->inner;
		uint32_t count = t->row[grams_find(t, here, symbol)].count;
		uint32_t kind = count < DISCOUNTS ? count : DISCOUNTS;
		double rest = 0;
		for (int i = 0; i < DISCOUNTS; i++)
			rest += discount[i] * a->kinds[i];
		p = (count - (kind > 0 ? discount[kind - 1] : 0) + rest * p) / a->total;
	}
	return p;
}

double ngram_score(const struct ngram *g, const uint16_t *ids, size_t n, float *nll)
{
	uint32_t context[NGRAM_ORDER_MAX] = {ROOT};
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double x = i > 0 ? -log(probability(g, context, ids[i])) : 0;
		if (nll != NULL)
			nll[i] = (float)x;
		sum += x;
		read_symbol(g, context, ids[i]);
	}
	return sum;
}
