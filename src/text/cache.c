/* cache.c - see cache.h. */
#include "text/cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/maths.h"

static const double RATE = 0.02;
/* The weights stay between these (or what they were at first), so that each can grow again. */
static const double LEAST = 0.001, MOST = 0.9;

size_t cache_bytes(int V)
{
	const struct cache *c;

	return size_sum(sizeof *c, (size_t)V, sizeof *c->row + sizeof *c->add);
}

struct cache *cache_new(int V, double weight)
{
	struct cache *c = xcalloc(1, sizeof *c);

	c->V = V;
	c->weight = (float)weight;
	c->row = xcalloc((size_t)V, sizeof *c->row);
	c->add = xcalloc((size_t)V, sizeof *c->add);
	cache_reset(c);
	return c;
}

void cache_free(struct cache *c)
{
	if (c == NULL)
		return;
	free(c->row);
	free(c->add);
	free(c);
}

void cache_reset(struct cache *c)
{
	memset(&c->memory, 0, sizeof c->memory);
	for (int i = 0; i < CACHE_WEIGHTS; i++)
		c->memory.weight[i] = c->weight;
}

/* ---- Contexts ---- */

void cache_context_start(struct cache_context *x, uint16_t id)
{
	*x = (struct cache_context){.id = {id}, .n = 1};
}

void cache_context_add(struct cache_context *x, uint16_t id)
{
	memmove(x->id + 1, x->id, (CACHE_MOST - 1) * sizeof *x->id);
	x->id[0] = id;
	x->n += x->n < CACHE_MOST;
}

/* Finds the symbols of the cache that follow at least CACHE_LEAST symbols of the context. Returns how
 * many there are in c->match. */
static int find_matches(struct cache *c, const struct cache_context *x)
{
	const uint16_t *text = c->memory.text;
	int matches = 0;

	for (size_t i = CACHE_LEAST; i < c->memory.n; i++) {
		int k = 0;
		while (k < x->n && (size_t)k < i && text[i - 1 - (size_t)k] == x->id[k])
			k++;
		if (k >= CACHE_LEAST)
			c->match[matches++] = (struct cache_match){.length = k, .id = text[i]};
	}
	return matches;
}

/* ---- Predictions ---- */

/* One context length: how often it is in the cache, and how often y follows it there. */
struct count {
	int all, y;
};

static struct count count_length(const struct cache *c, int matches, int length, int y)
{
	struct count n = {0};

	for (int i = 0; i < matches; i++)
		if (c->match[i].length >= length) {
			n.all++;
			n.y += c->match[i].id == y;
		}
	return n;
}

/* Mixes in what follows the context at one length: c->add[v] is that part of p(v) which is not the
 * model's, for the symbols of all matches. Returns the factor on the model's part. */
static double mix(struct cache *c, int matches, int length)
{
	double w = (double)c->memory.weight[length - CACHE_LEAST];
	int all = count_length(c, matches, length, 0).all;

	if (all == 0)
		return 1;
	for (int v = 0; v < c->V; v++)
		c->add[v] *= 1 - w;
	for (int i = 0; i < matches; i++)
		if (c->match[i].length >= length)
			c->add[c->match[i].id] += w / all;
	return 1 - w;
}

const float *cache_row(struct cache *c, const struct cache_context *x, const float *logp)
{
	int matches = c->weight > 0 ? find_matches(c, x) : 0;
	double model = 1;

	if (matches == 0)
		return logp;
	memset(c->add, 0, (size_t)c->V * sizeof *c->add);
	for (int k = CACHE_LEAST; k <= CACHE_MOST; k++)
		model *= mix(c, matches, k);
	double log_model = maths_log(model);
	for (int v = 0; v < c->V; v++)
		c->row[v] = c->add[v] > 0 ? (float)maths_log(model * maths_exp((double)logp[v]) +
							     c->add[v])
					  : (float)((double)logp[v] + log_model);
	return c->row;
}

double cache_learn(struct cache *c, struct cache_context *x, const float *logp, uint16_t y)
{
	struct cache_memory *m = &c->memory;
	int matches = c->weight > 0 ? find_matches(c, x) : 0;
	double p = maths_exp((double)logp[y]), least = (double)c->weight;

	least = least < LEAST ? least : LEAST;
	for (int k = CACHE_LEAST; matches > 0 && k <= CACHE_MOST; k++) {
		struct count n = count_length(c, matches, k, y);
		float *weight = &m->weight[k - CACHE_LEAST];
		double w = (double)*weight;
		if (n.all == 0)
			break;
		double part = w * n.y / n.all;
		p = (1 - w) * p + part;
		w += RATE * ((p > 0 ? part / p : 0) - w);
		*weight = (float)(w < least ? least : w > MOST ? MOST : w);
	}
	if (m->n == CACHE_TEXT) {
		m->n--;
		memmove(m->text, m->text + 1, m->n * sizeof *m->text);
	}
	m->text[m->n++] = y;
	cache_context_add(x, y);
	return matches > 0 && p > 0 ? -maths_log(p) : -(double)logp[y];
}
