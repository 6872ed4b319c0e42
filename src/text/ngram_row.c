/* ngram_row.c - what the counts of ngram.h predict. */
#include "text/ngram_impl.h"

#include "base/maths.h"

static bool followed(const struct ngram *g, uint32_t context)
{
	return context != NONE && g->followers[context].total > 0;
}

int ngram_depth(const struct ngram *g, const struct ngram_context *c)
{
	int k = g->order - 1;

	while (k > 0 && !followed(g, c->row[k]))
		k--;
	return k;
}

/* Returns what the discounts of an order take from the followers of a context. */
static double discounted(const double *discount, const struct followers *f)
{
	double sum = 0;

	for (int i = 0; i < DISCOUNTS; i++)
		sum += discount[i] * f->kinds[i];
	return sum;
}

static double discount_of(const double *discount, uint32_t count)
{
	uint32_t kind = count < DISCOUNTS ? count : DISCOUNTS;

	return kind > 0 ? discount[kind - 1] : 0;
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
		if (!followed(g, here))
			continue; /* no symbol was seen after this context: p_k = p_(k-1) */
		const struct grams *t = k == g->order ? &g->last : &g->inner;
		uint32_t count = t->row[grams_find(t, here, symbol)].count;
		p = (count - discount_of(discount, count) + discounted(discount, f) * p) / f->total;
	}
	return p;
}

void ngram_row(const struct ngram *g, const struct ngram_context *c, double *p)
{
	for (int v = 0; v < g->vocab; v++)
		p[v] = 1 / (double)g->vocab;
	for (int k = 1; k <= g->order; k++) {
		const struct followers *f = &g->followers[c->row[k - 1]];
		const double *discount = g->discount[k];
		if (!followed(g, c->row[k - 1]))
			continue;
		const struct gram *row = k == g->order ? g->last.row : g->inner.row;
		double scale = 1 / (double)f->total, rest = discounted(discount, f) * scale;
		for (int v = 0; v < g->vocab; v++)
			p[v] *= rest;
		for (uint32_t i = f->first; i != NONE; i = row[i].next)
			p[row[i].symbol] += (row[i].count - discount_of(discount, row[i].count)) *
					    scale;
	}
}

double ngram_score(const struct ngram *g, const uint16_t *ids, size_t n, float *nll)
{
	struct ngram_context c;
	double sum = 0;

	ngram_start(&c);
	for (size_t i = 0; i < n; i++) {
		double x = i > 0 ? -maths_log(probability(g, c.row, ids[i])) : 0;
		if (nll != NULL)
			nll[i] = (float)x;
		sum += x;
		ngram_read(g, &c, ids[i]);
	}
	return sum;
}
