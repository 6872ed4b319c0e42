/*
 * batch_test.c - the order of training text. The ids of the test texts are their positions, which
 * shows what part of the text a window has.
 */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check.h"
#include "text/batch.h"

enum { EPOCHS = 12 };

/* Makes a text with the id p * spread at position p. */
static void text_init(struct corpus *c, size_t n, int width, size_t spread)
{
	*c = (struct corpus){.n = n, .width = width, .id = xcalloc(n, (size_t)width)};
	for (size_t i = 0; i < n; i++)
		if (width == 1)
			((uint8_t *)c->id)[i] = (uint8_t)(i * spread);
		else
			((uint16_t *)c->id)[i] = (uint16_t)(i * spread);
}

struct reader {
	struct batches b;
	size_t n, spread, cells;
	uint16_t *x, *y;     /* (T, B) */
	size_t *next;        /* (B) position that each stream reads next */
	unsigned char *read; /* (n) 1 for positions read in this epoch */
	int wraps;
};

static void reader_init(struct reader *r, const struct corpus *c, int B, int T, size_t spread)
{
	*r = (struct reader){.n = c->n, .spread = spread, .cells = (size_t)B * (size_t)T};
	batch_init(&r->b, c, B, T, 7);
	r->x = xcalloc(r->cells, sizeof *r->x);
	r->y = xcalloc(r->cells, sizeof *r->y);
	r->next = xcalloc((size_t)B, sizeof *r->next);
	r->read = xcalloc(r->n, 1);
}

static void reader_free(struct reader *r)
{
	free(r->x);
	free(r->y);
	free(r->next);
	free(r->read);
}

/* Reads a window. In every stream it must begin where the last one ended, and y must be one
 * position ahead of x. */
static void read_window(struct reader *r, bool first)
{
	size_t B = (size_t)r->b.B;

	assert_int_equal(batch_fill(&r->b, r->x, r->y), first);
	if (first)
		memset(r->read, 0, r->n);
	for (size_t i = 0; i < r->cells; i++) {
		size_t at = r->x[i] / r->spread, j = i % B;
		assert_int_equal(r->x[i] % r->spread, 0);
		check_that(at < r->n, "cell %zu: %zu of %zu", i, at, r->n);
		if (!first || i >= B)
			assert_int_equal(at, r->next[j]);
		r->next[j] = (at + 1) % r->n;
		r->wraps += r->next[j] == 0;
		assert_int_equal(r->y[i], r->next[j] * r->spread);
		assert_int_equal(r->read[at], 0); /* no position twice in an epoch */
		r->read[at] = 1;
		if (first && i > 0 && i < B) /* streams are contiguous parts of the ring */
			assert_int_equal(at, (r->x[0] / r->spread + i * (r->n / B)) % r->n);
	}
}

static void check_epochs(size_t n, int width, size_t spread, int B, int T)
{
	struct corpus c;
	struct reader r;
	size_t cut[EPOCHS], distinct = 0;

	text_init(&c, n, width, spread);
	reader_init(&r, &c, B, T, spread);
	assert_int_equal(r.b.windows, n / (size_t)B / (size_t)T);
	for (uint64_t e = 0; e < EPOCHS; e++) {
		for (uint64_t w = 0; w < r.b.windows; w++) {
			assert_int_equal(r.b.epoch, e);
			assert_int_equal(r.b.window, w);
			read_window(&r, w == 0);
			if (w == 0)
				cut[e] = r.x[0];
		}
		bool known = false;
		for (uint64_t i = 0; i < e; i++)
			known |= cut[i] == cut[e];
		distinct += !known;
	}
	check_that(r.wraps > 0, "%zu characters, %d x %d", n, B, T);
	check_that(n < 20 || distinct > EPOCHS / 2, "%zu characters, %d x %d: %zu", n, B, T,
		   distinct);
	reader_free(&r);
	free(c.id);
}

static void windows_follow_each_other(void **state)
{
	(void)state;
	check_epochs(250, 1, 1, 4, 7);
	check_epochs(256, 1, 1, 8, 32);
	check_epochs(64, 1, 3, 1, 63);
	check_epochs(64, 1, 3, 63, 1);
	check_epochs(2, 1, 5, 1, 1);
	check_epochs(3, 2, 30000, 2, 1);
	check_epochs(250, 2, 257, 4, 7);
	check_epochs(6500, 2, 10, 33, 64);
	check_epochs(60000, 2, 1, 100, 50);
}

static void cursor_and_seed_decide(void **state)
{
	enum { B = 5, T = 6, N = 211, FILLS = 3 * (N / B / T) + 2 };
	uint16_t x[FILLS][B * T], y[FILLS][B * T], again[B * T], after[B * T];
	struct batches b, at;
	struct corpus c;

	(void)state;
	text_init(&c, N, 1, 1);
	batch_init(&b, &c, B, T, 3);
	for (int i = 0; i < FILLS; i++) {
		batch_init(&at, &c, B, T, 3);
		at.epoch = b.epoch;
		at.window = b.window;
		batch_fill(&b, x[i], y[i]);
		batch_fill(&at, again, after);
		assert_memory_equal(again, x[i], sizeof again);
		assert_memory_equal(after, y[i], sizeof after);
		assert_int_equal(at.epoch, b.epoch);
		assert_int_equal(at.window, b.window);
	}
	batch_init(&at, &c, B, T, 4); /* another seed gives another cut */
	batch_fill(&at, again, after);
	assert_memory_not_equal(again, x[0], sizeof again);
	free(c.id);
}

static void fit_cases(void **state)
{
	static const struct {
		size_t n;
		int B, T, fit_B, fit_T;
	} row[] = {
		{2, 1, 1, 1, 1},
		{2, 32, 64, 1, 1},
		{3, 32, 64, 1, 2},
		{3, 2, 1, 2, 1},
		{1000, 10, 99, 10, 99},
		{1000, 10, 100, 9, 100},
		{1000, 1, 999, 1, 999},
		{1000, 1, 1000, 1, 999},
		{1000, 999, 1, 999, 1},
		{1000, 1000, 1, 999, 1},
		{65, 32, 64, 1, 64},
		{64, 32, 64, 1, 63},
		{129, 32, 64, 2, 64},
		{128, 32, 64, 1, 64},
		{2049, 32, 64, 32, 64},
		{2048, 32, 64, 31, 64},
		{2, INT_MAX, INT_MAX, 1, 1},
		{SIZE_MAX, INT_MAX, INT_MAX, INT_MAX, INT_MAX},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		int B = row[i].B, T = row[i].T;
		bool changed = batch_fit(row[i].n, &B, &T);
		if (B != row[i].fit_B || T != row[i].fit_T)
			fail_msg("%zu characters: %d x %d shrinks to %d x %d, not to %d x %d",
				 row[i].n, row[i].B, row[i].T, B, T, row[i].fit_B, row[i].fit_T);
		assert_int_equal(changed, B != row[i].B || T != row[i].T);
	}
}

/* For any B and T, the result of batch_fit can be read, and one more stream would not fit. */
static void fit_is_tight(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 300; i++) {
		int B0 = 1 + (int)(rng_bits(1, i) % 40), T0 = 1 + (int)(rng_bits(2, i) % 40);
		size_t n = BATCH_LEAST + (size_t)(rng_bits(3, i) % 200);
		int B = B0, T = T0;
		batch_fit(n, &B, &T);
		assert_in_range(B, 1, B0);
		assert_in_range(T, 1, T0);
		bool fits = (size_t)(B * T) + 1 <= n;
		bool one_stream_more = B < B0 && (size_t)((B + 1) * T) + 1 <= n;
		bool longer = T < T0 && (size_t)T + 1 < n;
		if (!fits || one_stream_more || longer)
			fail_msg("%zu characters: %d x %d shrinks to %d x %d", n, B0, T0, B, T);
		check_epochs(n, 1, 1, B, T);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows_follow_each_other),
		cmocka_unit_test(cursor_and_seed_decide),
		cmocka_unit_test(fit_cases),
		cmocka_unit_test(fit_is_tight),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
