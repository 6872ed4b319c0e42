/* ngram.c - see ngram.h: counting, and taking counts back. text/ngram_row.c predicts. */
#include "text/ngram_impl.h"

#include <stdlib.h>
#include <string.h>

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
	free(t->raised);
}

static void grams_copy(struct grams *t, const struct grams *from)
{
	*t = (struct grams){.n = from->n, .slots = from->slots};
	t->slot = xcalloc(t->slots, sizeof *t->slot);
	memcpy(t->slot, from->slot, t->slots * sizeof *t->slot);
	t->row = xcalloc(t->slots / 2 + 1, sizeof *t->row);
	memcpy(t->row, from->row, t->n * sizeof *t->row);
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
	if (t == &g->inner)
		g->followers = xrealloc(g->followers, t->slots / 2 + 1, sizeof *g->followers);
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
	struct followers *f = &g->followers[context];
	t->row[t->n] = (struct gram){.context = context,
				     .symbol = symbol,
				     .order = (uint16_t)order,
				     .next = f->first};
	f->first = (uint32_t)t->n;
	if (t == &g->inner)
		g->followers[t->n] = (struct followers){0};
	return t->slot[slot] = (uint32_t)t->n++;
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

/* A table has at most four slots for each of its rows, but for the first rows. */
size_t ngram_most_bytes(int order, size_t n)
{
	const struct ngram *g;
	size_t inner = 4 * n * (size_t)(order - 1) + SLOTS_FIRST, last = 4 * n + SLOTS_FIRST;
	size_t bytes = size_sum(grams_bytes(inner), inner / 2, sizeof *g->followers);

	bytes = size_sum(bytes, 1, grams_bytes(last));
	return size_sum(bytes, n, (size_t)order * sizeof *g->last.raised);
}

struct ngram *ngram_new(int order, int vocab, size_t memory)
{
	struct ngram *g = xcalloc(1, sizeof *g);

	g->order = order;
	g->vocab = vocab;
	g->memory = memory;
	grams_init(&g->inner);
	grams_init(&g->last);
	g->followers = xcalloc(g->inner.slots / 2 + 1, sizeof *g->followers);
	g->inner.n = ROOT + 1;
	for (int k = 1; k <= order; k++)
		fit_order(g->discount[k], g->of[k]);
	return g;
}

struct ngram *ngram_copy(const struct ngram *g, size_t memory)
{
	struct ngram *copy = xcalloc(1, sizeof *copy);

	*copy = *g;
	copy->memory = memory;
	copy->notes = false;
	grams_copy(&copy->inner, &g->inner);
	grams_copy(&copy->last, &g->last);
	copy->followers = xcalloc(g->inner.slots / 2 + 1, sizeof *copy->followers);
	memcpy(copy->followers, g->followers, g->inner.n * sizeof *copy->followers);
	return copy;
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

static void note_raise(struct grams *t, uint32_t row)
{
	if (t->raises == t->raise_room) {
		t->raise_room = t->raise_room > 0 ? 2 * t->raise_room : SLOTS_FIRST;
		t->raised = xrealloc(t->raised, t->raise_room, sizeof *t->raised);
	}
	t->raised[t->raises++] = row;
}

/* Adds 1 to the count of an n-gram, a row of t. */
static void raise_count(struct ngram *g, struct grams *t, uint32_t row)
{
	struct gram *r = &t->row[row];
	struct followers *f = &g->followers[r->context];
	size_t *of = g->of[r->order];

	f->total++;
	if (r->count > 0 && r->count < DISCOUNTS)
		f->kinds[r->count - 1]--;
	if (r->count > 0 && r->count < DISCOUNTS + 2)
		of[r->count]--;
	r->count++;
	if (r->count <= DISCOUNTS)
		f->kinds[r->count - 1]++;
	if (r->count < DISCOUNTS + 2)
		of[r->count]++;
	if (g->notes)
		note_raise(t, row);
}

/* Takes back one raise_count. */
static void lower_count(struct ngram *g, struct gram *r)
{
	struct followers *f = &g->followers[r->context];
	size_t *of = g->of[r->order];

	f->total--;
	if (r->count <= DISCOUNTS)
		f->kinds[r->count - 1]--;
	if (r->count < DISCOUNTS + 2)
		of[r->count]--;
	r->count--;
	if (r->count > 0 && r->count < DISCOUNTS)
		f->kinds[r->count - 1]++;
	if (r->count > 0 && r->count < DISCOUNTS + 2)
		of[r->count]++;
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
			raise_count(g, t, row);
		is_new = t->n > before;
		if (k < g->order)
			context[k] = row;
	}
	return 0;
}

static void fit(struct ngram *g)
{
	for (int k = 1; k <= g->order; k++)
		fit_order(g->discount[k], g->of[k]);
}

int ngram_count(struct ngram *g, const uint16_t *ids, size_t n, struct rnn_error *err)
{
	struct ngram_context c;

	if (n > UINT32_MAX)
		return errorf(err, EX_OSERR, "too much text to count: %zu symbols", n);
	ngram_start(&c);
	for (size_t i = 0; i < n; i++) {
		if (count_symbol(g, c.row, c.known, ids[i], err) < 0)
			return -1;
		c.known += c.known < NGRAM_ORDER_MAX;
	}
	fit(g);
	return 0;
}

/* ---- Taking counts back ----
 *
 * It is enough to know which counts were raised: rows are added at the end, and the entry that was inserted
 * last can be removed from a table with linear probing without moving another. */

struct ngram_mark ngram_mark(struct ngram *g)
{
	g->notes = true;
	return (struct ngram_mark){{g->inner.n, g->last.n}, {g->inner.raises, g->last.raises}};
}

/* Removes the row that was added last. */
static void drop_row(struct ngram *g, struct grams *t)
{
	const struct gram *r = &t->row[--t->n];

	t->slot[grams_slot(t, r->context, r->symbol)] = NONE;
	g->followers[r->context].first = r->next;
}

void ngram_rewind(struct ngram *g, const struct ngram_mark *mark)
{
	struct grams *const table[] = {&g->inner, &g->last};

	for (int i = 0; i < 2; i++)
		while (table[i]->raises > mark->raises[i])
			lower_count(g, &table[i]->row[table[i]->raised[--table[i]->raises]]);
	for (int i = 0; i < 2; i++)
		while (table[i]->n > mark->rows[i])
			drop_row(g, table[i]);
	fit(g);
}

/* ---- Reading ---- */

void ngram_start(struct ngram_context *c)
{
	*c = (struct ngram_context){.row = {ROOT}};
}

void ngram_read(const struct ngram *g, struct ngram_context *c, uint16_t symbol)
{
	for (int k = g->order - 1; k >= 1; k--)
		c->row[k] = c->row[k - 1] != NONE ? grams_find(&g->inner, c->row[k - 1], symbol)
						  : NONE;
}

int ngram_learn(struct ngram *g, struct ngram_context *c, uint16_t symbol, struct rnn_error *err)
{
	if (count_symbol(g, c->row, c->known, symbol, err) < 0)
		return -1;
	c->known += c->known < NGRAM_ORDER_MAX;
	fit(g);
	return 0;
}
