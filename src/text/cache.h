/*
 * cache.h - a cache of the text that was learned last, which makes what it holds likelier: a cache
 * language model (Kuhn and De Mori 1990, "A cache-based natural language model for speech
 * recognition") of the n-grams in it, on top of the predictions of another model.
 *
 * p_2 is the prediction of that model. For each context length k = 3 .. 8 in turn, q_k is the
 * distribution of what followed the last k symbols wherever they are in the cache, and
 *
 *     p_k = (1 - w_k) p_(k-1) + w_k q_k        p_k = p_(k-1) if the k symbols are not in the cache
 *
 * p_8 is the result. All weights w_k begin with the same value. When a symbol y is learned from, each
 * weight that took part in its prediction moves towards the share of q_k in p_k(y), as in the
 * expectation step of Jelinek and Mercer's interpolation:
 *
 *     w_k += RATE (w_k q_k(y) / p_k(y) - w_k)
 *
 * so contexts that mislead lose their weight. Then y joins the cache, and the oldest symbol leaves a
 * full one. Time and memory do not grow with the length of the text.
 */
#ifndef CACHE_H
#define CACHE_H

#include "base/base.h"

enum { CACHE_TEXT = 4096, CACHE_LEAST = 3, CACHE_MOST = 8 };
enum { CACHE_WEIGHTS = CACHE_MOST - CACHE_LEAST + 1 };

/* What was learned. */
struct cache_memory {
	uint16_t text[CACHE_TEXT]; /* (n) the symbols learned last, in their order */
	size_t n;
	float weight[CACHE_WEIGHTS]; /* of context lengths CACHE_LEAST .. CACHE_MOST, each 0..1 */
};

/* The last symbols of a text. */
struct cache_context {
	uint16_t id[CACHE_MOST]; /* (n) the newest first */
	int n;
};

struct cache {
	struct cache_memory memory;
	float weight; /* of all context lengths at first */
	int V;        /* symbols are below it */
	float *row;   /* (V) */
	double *add;  /* (V) */
	struct cache_match {
		int length; /* of the context that precedes a symbol, at least CACHE_LEAST */
		uint16_t id;
	} match[CACHE_TEXT];
};

/* Returns an empty cache for symbols 0 .. V-1. weight is 0 .. 1; if it is 0, predictions never change.
 * No other function here allocates memory. */
struct cache *cache_new(int V, double weight);
void cache_free(struct cache *c); /* NULL does nothing */

/* Returns the bytes that cache_new allocates. */
size_t cache_bytes(int V);

/* Empties the cache, and sets the weights to their first value. */
void cache_reset(struct cache *c);

/* Starts a context with one symbol; adds a symbol to it. */
void cache_context_start(struct cache_context *x, uint16_t id);
void cache_context_add(struct cache_context *x, uint16_t id);

/* Returns the log-probabilities (V) of the symbol after the context: those of the other model, logp
 * (V), with what the cache says. Returns logp itself if it says nothing. Valid until the next call. */
const float *cache_row(struct cache *c, const struct cache_context *x, const float *logp);

/* Learns that y followed the context, and adds it to that. Returns -log p(y) as it was before. */
double cache_learn(struct cache *c, struct cache_context *x, const float *logp, uint16_t y);

#endif
