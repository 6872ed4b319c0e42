/* choose_test.c - choosing a symbol: any distribution with any rule, low temperatures, frequencies. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw.h"
#include "run/choose.h"

enum { V_MAX = 40, ROUNDS = 20000 };

/* Log-probabilities: flat, peaked, with ties, or with extremes. */
static int random_row(float *logp)
{
	int V = 1 + below(V_MAX), kind = below(4);

	for (int i = 0; i < V; i++) {
		float x = (float)(uniform() * 20 - 10);
		logp[i] = kind == 0   ? x
			  : kind == 1 ? (float)below(3)
			  : kind == 2 ? (uniform() < 0.5 ? -1e4f : 1e4f)
				      : 50 * x;
	}
	return V;
}

static struct rnn_sampling random_rule(void)
{
	static const double temperature[] = {0, 1e-30, 1e-3, 0.7, 1, 30, 1e30};
	static const double share[] = {0, 1e-30, 0.01, 0.5, 0.95, 1};
	struct rnn_sampling how = filter_neutral();

	for (int i = 0; i < FILTERS; i++) {
		const struct filter *f = filter_table[i];
		if (i == FILTER_temperature)
			how.value[i] = temperature[below(7)];
		else if (below(2) == 0)
			how.value[i] = f->lo + (f->whole ? below(V_MAX + 5)
							 : share[below(6)] * (f->hi - f->lo));
		how.value[i] = filter_round(f, how.value[i]);
	}
	return how;
}

static void test_choice_is_always_valid(void **state)
{
	float logp[V_MAX];
	struct cand scratch[V_MAX];
	double odds[V_MAX];
	static const double u[] = {0, 0.5, 1 - 0x1p-53};

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		int V = random_row(logp);
		struct rnn_sampling how = random_rule();
		int id = choose_id(V, logp, &how, u[round % 3], scratch);
		assert_true(id >= 0 && id < V);
		choose_odds(V, logp, &how, scratch, odds);
		assert_true(odds[id] > 0);
		double sum = 0;
		for (int i = 0; i < V; i++)
			sum += odds[i];
		assert_true(fabs(sum - 1) < 1e-12);
		/* what is 20,000 nats behind is never drawn, unless the temperature says so */
		if (how.value[FILTER_temperature] <= 1) {
			for (int i = 0; i < V; i++)
				assert_true(logp[i] - logp[id] <= 1e4f);
		}
	}
}

static void test_low_temperature_is_the_most_likely(void **state)
{
	float logp[] = {-3, -0.5f, -1, -0.5f};
	struct cand scratch[4];
	struct rnn_sampling how = filter_neutral();

	(void)state;
	how.value[FILTER_temperature] = 0;
	assert_int_equal(choose_id(4, logp, &how, 0.99, scratch), 1); /* lowest id of equals */
	logp[3] = -0.4f;
	for (float t = 1e-3f; t > 1e-38f; t /= 10) {
		how.value[FILTER_temperature] = (double)t;
		assert_int_equal(choose_id(4, logp, &how, uniform(), scratch), 3);
	}
}

static void test_frequencies_follow_the_rule(void **state)
{
	float logp[] = {logf(0.5f), logf(0.3f), logf(0.15f), logf(0.05f)};
	struct rnn_sampling how = filter_neutral();
	double expect[] = {0.25, 0.09, 0.0225, 0}, total = 0.3625, odds[4];
	struct cand scratch[4];
	int seen[4] = {0};
	enum { DRAWS = 100000 };

	(void)state;
	how.value[FILTER_temperature] = 0.5;
	how.value[FILTER_top_k] = 3;
	for (int i = 0; i < DRAWS; i++)
		seen[choose_id(4, logp, &how, ((double)i + 0.5) / DRAWS, scratch)]++;
	choose_odds(4, logp, &how, scratch, odds);
	for (int i = 0; i < 4; i++)
		assert_true(fabs(odds[i] - expect[i] / total) < 1e-6);
	for (int i = 0; i < 4; i++)
		assert_true(fabs(seen[i] / (double)DRAWS - expect[i] / total) < 1e-3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choice_is_always_valid),
		cmocka_unit_test(test_low_temperature_is_the_most_likely),
		cmocka_unit_test(test_frequencies_follow_the_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
