/* threads_test.c - adaptive scores and curves of memory for any number of threads: the same bytes as with one. */
#include "run/adapt.h"
#include "run/reach.h"
#include "tiny_model.h"

enum { V = 16, N = 160 };

static void adapt(const struct model *m, const uint16_t *ids, int threads, float *nll)
{
	struct adapter *a = adapter_new(m, &(struct adapt_options){.rate = 0.002,
								   .decay = 0.01,
								   .threads = threads});
	struct score s = {0};

	adapter_run(a, ids, N, nll, &s);
	adapter_free(a);
}

static void adaptive_scores(void **state)
{
	static const int threads[] = {2, 3, 5};
	uint16_t *ids = random_words(N, 6);
	float one[N], many[N];
	struct model m;

	(void)state;
	/* large enough for several pieces of work */
	tiny_model(&m, &(struct config){cell_find("gru"), V, 2, 150, 0}, test_engine(NULL, true));
	adapt(&m, ids, 1, one);
	for (int i = 0; i < 3; i++) {
		adapt(&m, ids, threads[i], many);
		assert_memory_equal(one, many, sizeof one);
	}
	model_free(&m);
	free(ids);
}

/* With a reader's engine, a position's result does not depend on the streams beside it. */
static void curves_of_memory(void **state)
{
	enum { H = 20, K = 21, POSITIONS = 50 }; /* two shards */
	uint16_t *ids = random_ids(N, V, 1);
	size_t at[N];

	(void)state;
	assert_int_equal(reach_positions(N, K, POSITIONS, 1, at), POSITIONS);
	for (int i = 0; i < CELLS * 2; i++) {
		struct config cfg = {&cell_table[i % CELLS], V, 1 + i / CELLS, H, i % 2 * 5};
		struct reach_options o = {.distance = K,
					  .at = at,
					  .positions = POSITIONS,
					  .threads = 1};
		struct model m;
		struct reach a, b;
		tiny_model(&m, &cfg, test_engine(NULL, true));
		for (size_t k = 0; k < m.n; k++)
			m.w[k] *= 2; /* so that predictions depend on the text */
		reach_measure(&a, &m, ids, &o);
		o.threads = 3;
		reach_measure(&b, &m, ids, &o);
		assert_memory_equal(a.gradient, b.gradient, K * sizeof *a.gradient);
		assert_memory_equal(a.nats, b.nats, sizeof a.nats);
		reach_free(&a);
		reach_free(&b);
		model_free(&m);
	}
	free(ids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adaptive_scores),
		cmocka_unit_test(curves_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
