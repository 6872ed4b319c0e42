/*
 * ngram.c - the counts form a tree: an n-gram is a context, which is the n-gram without its last
 * symbol, and that symbol. A hash table from (context, symbol) to the n-gram compares whole keys,
 * so different n-grams never share a count, and the text is not kept.
 *
 * The table `last` has the n-grams of the highest order, which are never a context; `inner` has the
 * shorter ones and the root, the empty context of order 0.
 */
#include "text/ngram.h"

#include <stdlib.h>

#include "base/maths.h"

enum { NONE = 0, ROOT = 1, SLOTS_FIRST = 1 << 10, DISCOUNTS = 3 };

struct gram {
	uint32_t context; /* row of the context in `inner` */
	uint32_t count;   /* occurrences (highest order) or different left neighbours */
	uint16_t symbol, order;
};

/* A hash table with open addressing. The number of slots is a power of 2; at most half are used. */
struct grams {
	struct gram *row; /* (slots / 2 + 1) row 0 is unused */
	uint32_t *slot;   /* (slots) a row, or NONE */
	size_t n, slots;  /* rows in use, with row 0; slots */
};

/* The symbols that follow a context: the sum of their counts, and how many of them have the count
 * 1, 2, and 3 or more. */
struct followers {
	uint32_t total, kinds[DISCOUNTS];
};

struct ngram {
	int order, vocab;
	size_t memory;
	struct grams inner, last;
	struct followers *followers;                     /* (inner.n) of each context */
	double discount[NGRAM_ORDER_MAX + 1][DISCOUNTS]; /* by order; of counts 1, 2, 3 or more */
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

/* Returns the slot of (context, symbol), or the empty slot in which to insert it. */
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

static size_t grams_bytes(size_t slots)
{
	return size_sum(0, slots, sizeof(uint32_t) + sizeof(struct gram) / 2);
}

/* Estimates the bytes of both tables and `followers` after table t has doubled its slots. */
static size_t ngram_bytes(const struct ngram *g, const struct grams *t)
{
	size_t sum = size_sum(0, g->inner.slots / 2, sizeof *g->followers);

	sum = size_sum(sum, 1, grams_bytes(g->inner.slots));
	sum = size_sum(sum, 1, grams_bytes(g->last.slots));
	return size_sum(sum, 1, grams_bytes(t->slots)) + t->slots / 2 * sizeof *g->followers;
}

/* Doubles the slots of table t. */
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

/* Returns the row of (context, symbol), which is added with count 0 if it is new; NONE with *err if
 * there is no memory for it. */
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
	t->row[t->n] =
		(struct gram){.context = context, .symbol = symbol, .order = (uint16_t)order};
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
	free(g->followers);
	free(g);
}

/*
 * Counts the n-grams that end in `symbol`, the longest first. context[k] is the row of the k
 * symbols before it, for k <= known. Below the highest order, an n-gram's count is its number of
 * different left neighbours: it rises if the n-gram that is longer by the symbol to the left is
 * new. An n-gram at the start of the text counts the start as a left neighbour.
 */
static int count_symbol(struct ngram *g, uint32_t *context, int known, uint16_t symbol,
			struct rnn_error *err)
{
	int longest = known + 1 < g->order ? known + 1 : g->order;
	bool is_new = true;

	for (int k = longest; k >= 1; k--) {
		struct grams *t = k == g->order ? &g->last : &g->inner;
		size_t before = t->n;
		uint32_t row = grams_take(g, t, context[k - 1], symbol, k, err);
		if (row == NONE)
			return -1;
		if (is_new || k == g->order)
			t->row[row].count++;
		is_new = t->n > before;
		if (k < g->order)
			context[k] = row;
	}
	return 0;
}

/* Computes the discounts of an order, where n[i] of its n-grams have the count i:
 * y = n1 / (n1 + 2 n2), D_i = i - (i + 1) y n_(i+1) / n_i. */
static void fit_order(double *discount, const size_t n[DISCOUNTS + 2])
{
	/* used if an n[i] is 0 or the discount is not positive, as in KenLM */
	static const double fallback[DISCOUNTS] = {0.5, 1, 1.5};

	for (int i = 1; i <= DISCOUNTS; i++) {
		discount[i - 1] = fallback[i - 1];
		if (n[1] == 0 || n[2] == 0 || n[i] == 0)
			continue;
		double y = (double)n[1] / (double)(n[1] + 2 * n[2]);
		double d = i - (i + 1) * y * (double)n[i + 1] / (double)n[i];
		if (d > 0)
			discount[i - 1] = d;
	}
}

/* Adds a table's counts to `followers`, and counts in n[k][i] the n-grams of order k that have the
 * count i. */
static void fit_table(struct ngram *g, const struct grams *t, size_t (*n)[DISCOUNTS + 2])
{
	for (size_t i = ROOT; i < t->n; i++) {
		const struct gram *r = &t->row[i];
		if (r->order == 0)
			continue;
		struct followers *f = &g->followers[r->context];
		f->total += r->count;
		f->kinds[(r->count < DISCOUNTS ? r->count : DISCOUNTS) - 1]++;
		if (r->count < DISCOUNTS + 2)
			n[r->order][r->count]++;
	}
}

static void fit(struct ngram *g)
{
	size_t n[NGRAM_ORDER_MAX + 1][DISCOUNTS + 2] = {0};

	g->followers = xcalloc(g->inner.n, sizeof *g->followers);
	fit_table(g, &g->inner, n);
	fit_table(g, &g->last, n);
	for (int k = 1; k <= g->order; k++)
		fit_order(g->discount[k], n[k]);
}

/* Appends a symbol to the contexts. context[k] is the row of the last k symbols, or NONE. */
static void read_symbol(const struct ngram *g, uint32_t *context, uint16_t symbol)
{
	for (int k = g->order - 1; k >= 1; k--)
		context[k] = context[k - 1] != NONE ? grams_find(&g->inner, context[k - 1], symbol)
						    : NONE;
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

/* Returns the probability p_N of `symbol`, where p_0 = 1/V, and for each order k, with the count c
 * of the n-gram and the followers f of its context,
 * p_k = (c - D_c + (sum of D_i f.kinds_i) p_(k-1)) / f.total, with D_0 = 0. */
static double probability(const struct ngram *g, const uint32_t *context, uint16_t symbol)
{
	double p = 1 / (double)g->vocab;

	for (int k = 1; k <= g->order; k++) {
		uint32_t here = context[k - 1];
		const struct followers *f = &g->followers[here];
		const double *discount = g->discount[k];
		if (here == NONE || f->total == 0)
			continue; /* no symbol was seen after this context: p_k = p_(k-1) */
		const struct grams *t = k == g->order ? &g->last : &g->inner;
		uint32_t count = t->row[grams_find(t, here, symbol)].count;
		uint32_t kind = count < DISCOUNTS ? count : DISCOUNTS;
		double rest = 0;
		for (int i = 0; i < DISCOUNTS; i++)
			rest += discount[i] * f->kinds[i];
		p = (count - (kind > 0 ? discount[kind - 1] : 0) + rest * p) / f->total;
	}
	return p;
}

double ngram_score(const struct ngram *g, const uint16_t *ids, size_t n, float *nll)
{
	uint32_t context[NGRAM_ORDER_MAX] = {ROOT};
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double x = i > 0 ? -maths_log(probability(g, context, ids[i])) : 0;
		if (nll != NULL)
			nll[i] = (float)x;
		sum += x;
		read_symbol(g, context, ids[i]);
	}
	return sum;
}
