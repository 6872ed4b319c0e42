/* novelty_test.c - common runs of two texts against a comparison of all places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check.h"
#include "text/novelty.h"

enum { N = 120, M = 150 };

static size_t common_at(const uint16_t *a, size_t n, const uint16_t *b, size_t m)
{
	size_t k = 0;

	while (k < n && k < m && a[k] == b[k])
		k++;
	return k;
}

/* Compares by trying all pairs of places. */
static void plain(struct novelty *r, const uint16_t *ids, size_t n, const uint16_t *from, size_t m)
{
	*r = (struct novelty){0};
	for (size_t i = 0; i < n; i++) {
		size_t best = 0;
		for (size_t j = 0; j < m; j++) {
			size_t k = common_at(ids + i, n - i, from + j, m - j);
			if (k > best)
				best = k;
			if (k > r->longest)
				*r = (struct novelty){.longest = k, .at = i, .in = j};
		}
	}
}

static uint64_t plain_seen(const uint16_t *ids, size_t n, const uint16_t *from, size_t m,
			   size_t length)
{
	uint64_t seen = 0;

	for (size_t i = 0; i + length <= n; i++) {
		bool found = false;
		for (size_t j = 0; j + length <= m && !found; j++)
			found = memcmp(ids + i, from + j, length * sizeof *ids) == 0;
		seen += found;
	}
	return seen;
}

/* The suffixes of the other text give the same; what is in common is there at that place. */
static void same_by_suffixes(const struct novelty *want, const uint16_t *ids, size_t n,
			     const uint16_t *from, size_t m)
{
	struct suffixes *s = suffixes_new(from, m);
	struct novelty got;

	novelty_measure_short(&got, ids, n, s);
	assert_int_equal(got.longest, want->longest);
	assert_true(got.in + got.longest <= m);
	assert_int_equal(common_at(ids + got.at, got.longest, from + got.in, got.longest),
			 got.longest);
	if (got.longest > 0)
		assert_int_equal(got.at, want->at);
	assert_memory_equal(got.grams, want->grams, sizeof got.grams);
	assert_memory_equal(got.seen, want->seen, sizeof got.seen);
	suffixes_free(s);
}

/* Random texts of V symbols; half of them have a piece of the other one. */
static void equals_plain(void **state)
{
	uint16_t ids[N], from[M];

	(void)state;
	for (uint64_t t = 0; t < 300; t++) {
		size_t n = rng_bits(t, 0) % (N + 1), m = rng_bits(t, 1) % (M + 1);
		uint64_t V = 1 + rng_bits(t, 2) % 3 * rng_bits(t, 3) % 400;
		struct novelty got, want;
		for (size_t i = 0; i < n; i++)
			ids[i] = (uint16_t)(rng_bits(t, 10 + i) % V);
		for (size_t i = 0; i < m; i++)
			from[i] = (uint16_t)(rng_bits(t, 1000 + i) % V);
		if (t % 2 == 0)
			memcpy(ids + n / 4, from + m / 5,
			       (n / 2 < m / 2 ? n / 2 : m / 2) * sizeof *ids);
		novelty_measure(&got, ids, n, from, m);
		same_by_suffixes(&got, ids, n, from, m);
		plain(&want, ids, n, from, m);
		assert_int_equal(got.longest, want.longest);
		if (got.longest > 0) {
			assert_int_equal(got.at, want.at);
			assert_int_equal(got.in, want.in);
		}
		for (int i = 0; i < NOVELTY_LENGTHS; i++) {
			size_t length = (size_t)novelty_length[i];
			assert_int_equal(got.grams[i], n < length ? 0 : n - length + 1);
			assert_int_equal(got.seen[i], plain_seen(ids, n, from, m, length));
		}
	}
}

/* Large ids, and a text that is a copy. */
static void whole_copies(void **state)
{
	enum { LONG = 5000 };
	uint16_t *ids = xcalloc(LONG, sizeof *ids);
	struct novelty r;

	(void)state;
	for (size_t i = 0; i < LONG; i++)
		ids[i] = (uint16_t)(64999 - rng_bits(9, i) % 3);
	novelty_measure(&r, ids, LONG, ids, LONG);
	assert_int_equal(r.longest, LONG);
	novelty_measure(&r, ids, LONG - 1, ids + 1, LONG - 1);
	assert_int_equal(r.longest, LONG - 2);
	assert_int_equal(r.at, 1);
	assert_int_equal(r.in, 0);
	free(ids);
}

/* Texts that repeat themselves: a Fibonacci word, one symbol, a period of three. */
static void repeating_texts(void **state)
{
	enum { LONG = 3000, TEXT = 200 };
	uint16_t *from = xcalloc(LONG, sizeof *from), ids[TEXT];
	struct novelty want;

	(void)state;
	for (int kind = 0; kind < 3; kind++) {
		for (size_t i = 0, a = 1, b = 2; i < LONG; i++) {
			if (i == b) {
				b = a + b;
				a = i;
			}
			from[i] = (uint16_t)(kind == 0   ? (i < 2 ? i : from[i - a])
					     : kind == 1 ? 7
							 : i % 3);
		}
		for (size_t i = 0; i < TEXT; i++)
			ids[i] = i == 150 ? 9 : from[LONG - TEXT + i];
		novelty_measure(&want, ids, TEXT, from, LONG);
		assert_int_equal(want.longest, 150);
		same_by_suffixes(&want, ids, TEXT, from, LONG);
	}
	free(from);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_plain),
		cmocka_unit_test(whole_copies),
		cmocka_unit_test(repeating_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
