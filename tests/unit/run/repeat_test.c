/* repeat_test.c - the penalty is the one that the definition in repeat.h gives, for a text of any length. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check.h"
#include "near.h"
#include "run/repeat.h"

enum { V = 5, LONG = 2 * REPEAT_WINDOW + 3000 };

/* A text of V - 1 symbols that repeats earlier parts of itself. */
static uint16_t *make_text(size_t n, uint64_t key)
{
	uint16_t *id = xcalloc(n, sizeof *id);
	size_t from = 0, left = 0;

	for (size_t i = 0; i < n; i++) {
		if (left == 0 && i > 100 && rng_bits(key, i) % 30 == 0) {
			left = rng_bits(key + 1, i) % 70;
			from = i - 1 - rng_bits(key + 2, i) % (i < 900 ? i : 900);
		}
		id[i] = left > 0 ? id[from++] : (uint16_t)(rng_bits(key + 3, i) % (V - 1));
		left -= left > 0;
	}
	return id;
}

/* The penalties after id[0..n), found by comparing with each earlier place of the window. */
static void define(const uint16_t *id, size_t n, double strength, double *penalty)
{
	size_t longest[V] = {0}, first = n > REPEAT_WINDOW ? n - REPEAT_WINDOW : 0;

	for (size_t j = first; j < n; j++) { /* id[j] may come again */
		size_t L = 0;
		while (L < j && id[j - 1 - L] == id[n - 1 - L])
			L++;
		if (L > longest[id[j]])
			longest[id[j]] = L;
	}
	for (int v = 0; v < V; v++)
		penalty[v] = longest[v] < REPEAT_FREE
				     ? 0
				     : strength *
					       pow(REPEAT_BASE, (double)(longest[v] - REPEAT_FREE));
}

static bool agrees(struct repeat *r, const uint16_t *id, size_t n)
{
	float row[V] = {0, -1, -2, -3, -4};
	double want[V];
	bool any = false;

	define(id, n, 0.5, want);
	repeat_penalise(r, 0.5, row);
	for (int v = 0; v < V; v++) {
		check_near((double)row[v], -v - fmin(want[v], 1e4), 1e-4, "after %zu, symbol %d", n,
			   v);
		any |= want[v] > 0;
	}
	return any;
}

static void the_definition_holds(void **state)
{
	uint16_t *id = make_text(LONG, 7);
	struct repeat *r = repeat_new(V), *copy = repeat_new(V);
	int penalties = 0;

	(void)state;
	for (size_t n = 0; n < LONG; n++) {
		if (n < 1500 || n % 900 == 0 || (n > LONG - 60))
			penalties += agrees(r, id, n);
		repeat_push(r, id[n]);
		if (n == 1000)
			repeat_copy(copy, r);
	}
	assert_true(penalties > 100);
	agrees(copy, id, 1001);
	repeat_push(copy, id[1001]);
	agrees(copy, id, 1002);
	repeat_free(r);
	repeat_free(copy);
	free(id);
}

/* A text of one symbol: its penalty stays finite, and nothing overflows. */
static void one_symbol(void **state)
{
	struct repeat *r = repeat_new(V);
	float row[V];

	(void)state;
	for (int n = 0; n < 70000; n++) {
		repeat_push(r, 2);
		if (n % 9999 != 0 && n < 69990)
			continue;
		memset(row, 0, sizeof row);
		repeat_penalise(r, 1000, row);
		assert_true(isfinite(row[2]) && row[0] == 0 && (n < REPEAT_FREE || row[2] < 0));
	}
	repeat_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_definition_holds),
		cmocka_unit_test(one_symbol),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
