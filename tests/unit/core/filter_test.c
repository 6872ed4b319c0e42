/* filter_test.c - the table of sampler filters, and what each filter keeps. */
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/filter.h"
#include "draw.h"

enum { V_MAX = 40, ROUNDS = 20000 };

/* Fills c with candidates that have distinct ids and, at random, logps that are spread narrowly, or
 * widely, or have ties, or are extreme. Returns their number. */
static int random_row(struct cand *c)
{
	int V = 1 + below(V_MAX), kind = below(4);

	for (int i = 0; i < V; i++) {
		float x = (float)(uniform() * 20 - 10);
		c[i] = (struct cand){i, kind == 0   ? x
					: kind == 1 ? (float)below(3)
					: kind == 2 ? (uniform() < 0.5 ? -1e4f : 1e4f)
						    : 50 * x};
	}
	return V;
}

static bool before(struct cand x, struct cand y)
{
	return x.logp > y.logp || (x.logp == y.logp && x.id < y.id);
}

static int sorted_row(struct cand *c)
{
	int V = random_row(c);

	for (int i = 0; i < V; i++)
		for (int k = i + 1; k < V; k++)
			if (before(c[k], c[i])) {
				struct cand swap = c[i];
				c[i] = c[k];
				c[k] = swap;
			}
	return V;
}

/* Returns a random valid setting of the filter: an end of its range, or any value in it. */
static double random_value(const struct filter *f)
{
	double hi = f->hi > 1000 ? 1000 : f->hi, x = f->lo + uniform() * (hi - f->lo);
	int kind = below(6);

	if (kind < 2)
		return kind == 0 ? f->lo : f->hi;
	if (kind == 2)
		x = f->lo + (hi - f->lo) * 1e-9;
	return f->whole ? floor(x) : filter_round(f, x);
}

static void rows_are_well_formed(void **state)
{
	(void)state;
	for (int i = 0; i < FILTERS; i++) {
		const struct filter *f = filter_table[i];
		char *key = xstrdup(f->name);
		for (char *dash = key; (dash = strchr(dash, '-')) != NULL;)
			*dash = '_';
		assert_string_equal(f->key, key);
		assert_int_equal(strspn(f->key, "abcdefghijklmnopqrstuvwxyz_"), strlen(f->key));
		assert_true(f->key[0] != 0 && f->help[0] != 0);
		assert_true(f->lo <= f->off && f->off <= f->hi && f->lo < f->hi);
		/* rounding does not leave the range, and does not change `off` */
		assert_true(filter_round(f, f->lo) == f->lo && filter_round(f, f->hi) == f->hi);
		assert_true(filter_round(f, f->off) == f->off);
		assert_true(!f->whole || (f->lo == floor(f->lo) && f->off == floor(f->off) &&
					  f->hi == floor(f->hi)));
		assert_true((f->keep == NULL) == (i == FILTER_temperature));
		assert_int_equal(filter_find(f->key), i); /* no earlier row has this key */
		free(key);
	}
	assert_int_equal(FILTER_temperature, 0);
	assert_int_equal(filter_find("top-p"), -1);
	assert_int_equal(filter_find("top"), -1);
	assert_int_equal(filter_find(""), -1);
	assert_ptr_equal(filter_table[FILTER_top_p], &filter_top_p);
}

/* The table of settings in rnn.h has a line for each filter, in the same order. */
static void the_header_describes_every_row(void **state)
{
	FILE *header = fopen("../include/rnn.h", "r");
	char line[200], key[30];
	double lo, hi, off;
	int i = 0;

	(void)state;
	assert_non_null(header);
	while (fgets(line, sizeof line, header) != NULL) {
		if (sscanf(line, " * %29s %lf to %lf %lf", key, &lo, &hi, &off) != 4)
			continue;
		assert_true(i < FILTERS);
		const struct filter *f = filter_table[i++];
		assert_string_equal(key, f->key);
		assert_true(lo == f->lo && hi == f->hi && off == f->off);
	}
	fclose(header);
	assert_int_equal(i, FILTERS);
}

static void real_values_are_floats(void **state)
{
	(void)state;
	assert_true(filter_round(&filter_top_p, 0.1) == (double)0.1f);
	assert_true(filter_round(&filter_temperature, 1e-60) == 0.0);
	assert_true(filter_round(&filter_top_k, INT_MAX) == INT_MAX);
}

/* A filter keeps some of its candidates, and their order. */
static void every_filter_keeps_some(void **state)
{
	struct cand c[V_MAX], all[V_MAX];

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		int V = sorted_row(c);
		for (int i = 0; i < FILTERS; i++) {
			const struct filter *f = filter_table[i];
			double value = random_value(f);
			if (f->keep == NULL || value == f->off)
				continue;
			memcpy(all, c, sizeof all);
			int n = f->keep(all, V, value), at = 0;
			assert_true(n >= 1 && n <= V);
			for (int k = 0; k < n; k++) {
				while (at < V && c[at].id != all[k].id)
					at++;
				assert_true(at < V && c[at].logp == all[k].logp);
			}
		}
	}
}

/* Filters that are off drop and move no candidate, at any temperature. */
static void off_changes_nothing(void **state)
{
	struct cand c[V_MAX], copy[V_MAX];
	struct rnn_sampling how = filter_neutral();

	(void)state;
	for (int i = 0; i < FILTERS; i++)
		assert_true(how.value[i] == filter_table[i]->off);
	for (int round = 0; round < 1000; round++) {
		int V = random_row(c);
		how.value[FILTER_temperature] = uniform();
		memcpy(copy, c, sizeof copy);
		assert_int_equal(filter_apply(c, V, &how), V);
		assert_memory_equal(c, copy, (size_t)V * sizeof *c);
	}
}

/* filter_apply with one filter on keeps what that filter's function keeps of sorted candidates. */
static void apply_sorts_and_filters(void **state)
{
	struct cand sorted[V_MAX], c[V_MAX];

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		int V = sorted_row(sorted), i = below(FILTERS);
		const struct filter *f = filter_table[i];
		struct rnn_sampling how = filter_neutral();
		for (int k = 0; k < V; k++)
			c[k] = sorted[V - 1 - k];
		how.value[i] = random_value(f);
		if (f->keep == NULL || how.value[i] == f->off)
			continue;
		int n = filter_apply(c, V, &how);
		assert_int_equal(n, f->keep(sorted, V, how.value[i]));
		assert_memory_equal(c, sorted, (size_t)n * sizeof *c);
	}
}

/* Each filter gets the candidates that the filter before it in the list has kept: top-p 0.55 of the
 * two that top-k keeps is another set than top-p 0.55 of all. */
static void filters_follow_each_other(void **state)
{
	struct cand c[] = {{0, logf(0.05f)}, {1, logf(0.3f)}, {2, logf(0.5f)}, {3, logf(0.15f)}};
	struct rnn_sampling how = filter_neutral();

	(void)state;
	how.value[FILTER_top_p] = 0.55;
	assert_int_equal(filter_apply(c, 4, &how), 2);
	how.value[FILTER_top_k] = 2;
	assert_int_equal(filter_apply(c, 4, &how), 1); /* 0.5 / (0.5 + 0.3) is 0.625 */
	assert_int_equal(c[0].id, 2);
}

static double mass(const struct cand *c, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += exp((double)(c[i].logp - c[0].logp));
	return sum;
}

static void top_p_keeps_the_smallest_set(void **state)
{
	struct cand c[V_MAX];

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		int V = sorted_row(c);
		double p = uniform(), all = mass(c, V);
		int n = filter_top_p.keep(c, V, p);
		assert_true(mass(c, n) >= p * all * (1 - 1e-12));
		assert_true(n == 1 || mass(c, n - 1) < p * all * (1 + 1e-12));
	}
}

/* By the definition: of the candidates in the order of | -log p - entropy |, the fewest that sum to x. */
static void typical_keeps_what_is_as_surprising_as_expected(void **state)
{
	struct cand c[V_MAX], all[V_MAX];
	double far[V_MAX];

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		int V = sorted_row(all), n;
		double x = (double)(float)uniform(), sum = mass(all, V), entropy = log(sum),
		       part = 0;
		double farthest = 0;
		memcpy(c, all, sizeof c);
		for (int i = 0; i < V; i++) {
			double below = (double)all[0].logp - (double)all[i].logp;
			entropy += exp(-below) > 0 ? exp(-below) / sum * below : 0;
		}
		for (int i = 0; i < V; i++)
			far[i] = fabs((double)(all[0].logp - all[i].logp) + log(sum) - entropy);
		n = filter_typical.keep(c, V, x);
		for (int i = 0; i < n; i++) {
			int at = 0;
			while (all[at].id != c[i].id)
				at++;
			farthest = far[at] > farthest ? far[at] : farthest;
			part += exp((double)c[i].logp - (double)all[0].logp);
		}
		assert_true(part >= x * sum * (1 - 1e-9));
		double nearer = 0; /* all that are nearer than the farthest kept do not suffice */
		for (int k = 0; k < V; k++) {
			bool kept = false;
			for (int i = 0; i < n; i++)
				kept |= c[i].id == all[k].id;
			assert_true(kept || far[k] >= farthest - 1e-4 * (1 + farthest));
			if (far[k] < farthest - 1e-4 * (1 + farthest))
				nearer += exp((double)all[k].logp - (double)all[0].logp);
		}
		assert_true(nearer <= x * sum * (1 + 1e-9));
	}
}

static void known_distributions(void **state)
{
	static const struct {
		const struct filter *f;
		double x;
		int kept;
	} row[] = {
		{&filter_min_p, 0.5, 2},    {&filter_min_p, 0.05, 4},    {&filter_min_p, 1, 1},
		{&filter_min_p, 1e-300, 4}, {&filter_top_k, 1, 1},       {&filter_top_k, 3, 3},
		{&filter_top_k, 9, 4},      {&filter_top_k, INT_MAX, 4}, {&filter_top_p, 0, 1},
		{&filter_top_p, 0.45, 1},   {&filter_top_p, 0.55, 2},    {&filter_top_p, 0.9, 3},
		{&filter_top_p, 0.96, 4},   {&filter_typical, 0, 1},     {&filter_typical, 0.29, 1},
		{&filter_typical, 0.31, 2}, {&filter_typical, 0.79, 2},  {&filter_typical, 0.81, 3},
		{&filter_typical, 0.94, 3}, {&filter_typical, 0.96, 4},
	};
	const struct cand all[] = {{0, logf(0.5f)},
				   {1, logf(0.3f)},
				   {2, logf(0.15f)},
				   {3, logf(0.05f)}};
	struct cand c[4];

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		memcpy(c, all, sizeof c);
		int kept = row[i].f->keep(c, 4, row[i].x);
		if (kept != row[i].kept)
			fail_msg("%s %g keeps %d, not %d", row[i].f->name, row[i].x, kept,
				 row[i].kept);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_well_formed),
		cmocka_unit_test(the_header_describes_every_row),
		cmocka_unit_test(real_values_are_floats),
		cmocka_unit_test(every_filter_keeps_some),
		cmocka_unit_test(off_changes_nothing),
		cmocka_unit_test(apply_sorts_and_filters),
		cmocka_unit_test(filters_follow_each_other),
		cmocka_unit_test(top_p_keeps_the_smallest_set),
		cmocka_unit_test(typical_keeps_what_is_as_surprising_as_expected),
		cmocka_unit_test(known_distributions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
