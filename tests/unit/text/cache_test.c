/*
 * cache_test.c - the cache of a talk: against its formulas, what it learns and forgets, what it may
 * not change.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check.h"
#include "text/cache.h"

enum { V = 5, N = 6000 };

/* Fills logp (V) with log-probabilities that depend on the key. */
static void other_model(float *logp, uint64_t key)
{
	double p[V], sum = 0;

	for (int v = 0; v < V; v++)
		sum += p[v] = 0.05 + rng_uniform(key, (uint64_t)v);
	for (int v = 0; v < V; v++)
		logp[v] = (float)log(p[v] / sum);
}

/* The symbols of a text in which some contexts tell what follows, others do not. */
static uint16_t symbol_at(size_t i)
{
	return (uint16_t)(i % 5 == 4 ? rng_bits(7, i) % V : i / 11 % 3 + i % 5 % 2);
}

/* The formulas, for a text that is learned as a whole: p (V) after text[0..n), and the weights w[k]
 * after y. */
static void by_hand(const uint16_t *text, size_t n, const float *logp, double *w, double *p, int y)
{
	for (int v = 0; v < V; v++)
		p[v] = exp((double)logp[v]);
	for (size_t k = CACHE_LEAST; k <= CACHE_MOST && k <= n; k++) {
		double q[V] = {0}, all = 0;
		size_t from = n > CACHE_TEXT ? n - CACHE_TEXT : 0;
		for (size_t i = from + k; i < n; i++)
			if (memcmp(text + i - k, text + n - k, k * sizeof *text) == 0) {
				q[text[i]]++;
				all++;
			}
		if (all == 0)
			continue;
		for (int v = 0; v < V; v++)
			p[v] = (1 - w[k]) * p[v] + w[k] * q[v] / all;
		w[k] += 0.02 * (w[k] * q[y] / all / p[y] - w[k]);
		w[k] = fmax(0.001, fmin(0.9, w[k]));
	}
}

static void by_definition(void **state)
{
	struct cache *c = cache_new(V, 0.1);
	struct cache_context x;
	static uint16_t text[N];
	double w[CACHE_MOST + 1], p[V], moved = 0;
	float logp[V];

	(void)state;
	for (int k = 0; k <= CACHE_MOST; k++)
		w[k] = (double)0.1f;
	text[0] = symbol_at(0);
	cache_context_start(&x, text[0]);
	c->memory.text[c->memory.n++] = text[0];
	for (size_t n = 1; n < N; n++) {
		int y = text[n] = symbol_at(n);
		other_model(logp, n % 50);
		by_hand(text, n, logp, w, p, y);
		const float *row = cache_row(c, &x, logp);
		for (int v = 0; v < V; v++) {
			check_near(row[v], log(p[v]), 1e-4, "symbol %zu, p(%d)", n, v);
			moved = fmax(moved, fabs((double)(row[v] - logp[v])));
		}
		check_near(cache_learn(c, &x, logp, (uint16_t)y), -log(p[y]), 1e-4, "symbol %zu",
			   n);
		for (int k = CACHE_LEAST; k <= CACHE_MOST; k++)
			check_near(c->memory.weight[k - CACHE_LEAST], w[k], 1e-5, "weight %d", k);
	}
	assert_true(moved > 1);
	assert_int_equal(c->memory.n, CACHE_TEXT);
	assert_memory_equal(c->memory.text, text + N - CACHE_TEXT, sizeof c->memory.text);
	cache_free(c);
}

/* Reads a text of n symbols, of which the other model knows nothing, and returns the sum of
 * -log p. */
static double learn(struct cache *c, const uint16_t *text, size_t n)
{
	struct cache_context x;
	float logp[V];
	double sum = 0;

	cache_context_start(&x, 0);
	for (int v = 0; v < V; v++)
		logp[v] = -logf(V);
	for (size_t i = 0; i < n; i++)
		sum += cache_learn(c, &x, logp, text[i]);
	return sum;
}

/* A text that comes again is likelier each time; after a reset it is as new. */
static void repeated_text_is_likelier(void **state)
{
	static const uint16_t text[] = {1, 4, 2, 2, 3, 0, 1, 4, 4, 0};
	struct cache *c = cache_new(V, 0.03);
	double first = learn(c, text, 10), last = first;

	(void)state;
	for (int i = 0; i < 5; i++) {
		double next = learn(c, text, 10);
		assert_true(next < last);
		last = next;
	}
	for (int i = 0; i < 300; i++)
		last = learn(c, text, 10);
	check_that(last < 0.5 * first, "first %g, last %g", first, last);
	cache_reset(c);
	assert_int_equal(c->memory.n, 0);
	assert_true(learn(c, text, 10) == first);
	cache_free(c);
}

/* Contexts that mislead lose their weight, but not all of it. */
static void misleading_contexts_lose_weight(void **state)
{
	struct cache *c = cache_new(V, 0.5);
	static uint16_t text[N];

	(void)state;
	for (size_t i = 0; i < N; i++)
		text[i] = (uint16_t)(rng_bits(9, i) % V);
	learn(c, text, N);
	for (int i = 2; i < CACHE_WEIGHTS - 1; i++) { /* the longest is seldom met */
		double w = (double)c->memory.weight[i];
		check_that(w < 0.1 && w > 0, "weight %d: %g", i, w);
	}
	cache_free(c);
}

/* The row of the other model itself is returned where the cache says nothing: for a new context, and
 * with weight 0. */
static void silence_changes_nothing(void **state)
{
	static const uint16_t text[] = {1, 2, 3, 4, 1, 2, 3, 4};
	float logp[V];

	(void)state;
	other_model(logp, 1);
	for (int i = 0; i < 2; i++) {
		struct cache *c = cache_new(V, i);
		struct cache_context x;
		cache_context_start(&x, 1);
		assert_ptr_equal(cache_row(c, &x, logp), logp);
		double nats = learn(c, text, 8), again = learn(c, text, 8);
		cache_context_add(&x, 2);
		assert_ptr_equal(cache_row(c, &x, logp), logp);
		cache_context_add(&x, 3);
		assert_true((cache_row(c, &x, logp) == logp) == (i == 0));
		assert_true((nats == again) == (i == 0));
		cache_context_add(&x, 0);
		assert_ptr_equal(cache_row(c, &x, logp), logp);
		cache_free(c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_definition),
		cmocka_unit_test(repeated_text_is_likelier),
		cmocka_unit_test(misleading_contexts_lose_weight),
		cmocka_unit_test(silence_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
