/*
 * reach_test.c - how far back predictions reach: contexts against eval with windows, gradients against
 * finite differences of float losses, positions, figures.
 */
#include <math.h>

#include "run/eval.h"
#include "run/reach.h"
#include "tiny_model.h"

enum { V = 16, H = 20, N = 400, SHORT = 200, K = 21 };

/* Returns whether there is a model of number i: each cell with 1 to 3 layers. */
static bool setup_at(int i, struct model *m)
{
	if (i >= CELLS * 3)
		return false;
	tiny_model(m, &(struct config){&cell_table[i % CELLS], V, 1 + i / CELLS, H, i % 2 * 5},
		   test_engine(NULL, true));
	for (size_t k = 0; k < m->n; k++)
		m->w[k] *= 2; /* so that predictions depend on the text */
	return true;
}

static struct reach_options options(const size_t *at, size_t positions)
{
	return (struct reach_options){.distance = K,
				      .at = at,
				      .positions = positions,
				      .threads = 1};
}

/* Returns the mean loss of the symbols at the positions (below SHORT), each as the last one of a window of k
 * symbols: what `rnn eval --window` prints for it. */
static double mean_by_windows(const struct model *m, const uint16_t *ids, const size_t *at,
			      size_t positions, int k)
{
	struct evaluator *e =
		evaluator_new(m, &(struct eval_options){.window = k, .batch = 1, .threads = 1});
	float nll[SHORT];
	double sum = 0;

	for (size_t skip = 0; skip < (size_t)k; skip++) {
		struct score s = {0};
		evaluator_run(e, ids + skip, SHORT - skip, nll, &s);
		for (size_t i = 0; i < positions; i++)
			if (at[i] % (size_t)k == skip) /* windows end at multiples of k */
				sum += (double)nll[at[i] - skip];
	}
	evaluator_free(e);
	return sum / (double)positions;
}

static void contexts_are_the_ends_of_windows(void **state)
{
	uint16_t *ids = random_ids(N, V, 1);
	size_t at[N];
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		static const int context[] = {1, 2, 4, 8, 16, K};
		size_t positions = reach_positions(SHORT, K, 40, 1, at);
		struct reach_options o = options(at, positions);
		struct reach r;
		assert_int_equal(positions, 40);
		reach_measure(&r, &m, ids, &o);
		assert_int_equal(r.contexts, 6);
		for (int c = 0; c < r.contexts; c++) {
			double want = mean_by_windows(&m, ids, at, positions, context[c]);
			assert_int_equal(r.context[c], context[c]);
			assert_true(fabs(r.nats[c] - want) < 1e-5);
			if (c > 0)
				assert_true(fabs(r.nats[c] - r.nats[0]) > 1e-5);
		}
		reach_free(&r);
		model_free(&m);
	}
	free(ids);
}

/* Returns the norm of the gradient of the loss at `position` by h (part 0) or c (part 1), k symbols
 * before, from single forward passes in a workspace. */
static double norm_by_hand(const struct model *m, const uint16_t *ids, size_t position, int k,
			   int part)
{
	struct work *w = work_new(m, &(struct work_options){.B = 1, .T = N, .threads = 1});
	size_t n = work_state_size(w), half = m->cfg.cell->has_c ? n / 2 : n;
	size_t start = position > K + REACH_WARM ? position - K - REACH_WARM : 0;
	real *state = xcalloc(n, sizeof *state);
	double sum = 0;

	if (position - (size_t)k > start)
		pass_forward(w, (int)(position - start) - k, ids + start, 0);
	work_state_get(w, state);
	for (size_t i = (size_t)part * half; i < (size_t)(part + 1) * half; i++) {
		const real h = 1e-2f, keep = state[i];
		double loss[2];
		for (int side = 0; side < 2; side++) {
			state[i] = side == 0 ? keep - h : keep + h;
			work_state_set(w, state);
			pass_forward(w, k, ids + position - k, 0);
			pass_logp(w, true);
			loss[side] = -(double)pass_logits(w, k - 1, 0)[ids[position]];
		}
		state[i] = keep;
		sum += pow((loss[1] - loss[0]) / (2 * (double)h), 2);
	}
	work_free(w);
	free(state);
	return sqrt(sum);
}

static void gradients_are_those_of_the_states(void **state)
{
	static const size_t at[] = {K, 60, N - 1};
	static const int distance[] = {1, 2, 5, K};
	uint16_t *ids = random_ids(N, V, 1);
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		struct reach_options o = options(at, 3);
		struct reach r;
		reach_measure(&r, &m, ids, &o);
		assert_int_equal(r.cell != NULL, m.cfg.cell->has_c);
		for (int part = 0; part < (r.cell != NULL ? 2 : 1); part++)
			for (int d = 0; d < 4; d++) {
				double got = (part == 0 ? r.gradient : r.cell)[distance[d] - 1];
				double want = 0;
				for (int p = 0; p < 3; p++)
					want += norm_by_hand(&m, ids, at[p], distance[d], part) / 3;
				assert_true(fabs(got - want) < 0.01 * want + 1e-4);
			}
		assert_true(r.gradient[0] > 1e-2);
		reach_free(&r);
		model_free(&m);
	}
	free(ids);
}

static void each_part_of_the_text_has_a_position(void **state)
{
	size_t at[N], other[N];

	(void)state;
	assert_int_equal(reach_positions(K, K, 10, 1, at), 0);
	assert_int_equal(reach_positions(0, K, 10, 1, at), 0);
	assert_int_equal(reach_positions(K + 1, K, 10, 1, at), 1);
	assert_int_equal(at[0], K);
	assert_int_equal(reach_positions(N, K, N, 1, at), N - K);
	for (size_t i = 0; i < N - K; i++)
		assert_int_equal(at[i], K + i);
	for (size_t wanted = 1; wanted < N - K; wanted++) {
		assert_int_equal(reach_positions(N, K, wanted, 1, at), wanted);
		for (size_t i = 0; i < wanted; i++) {
			size_t each = (N - K) / wanted;
			assert_true(at[i] >= K + i * each && at[i] < N);
			assert_true(i == 0 || at[i] > at[i - 1]);
		}
	}
	reach_positions(N, K, 10, 1, at);
	reach_positions(N, K, 10, 1, other);
	assert_memory_equal(at, other, 10 * sizeof *at);
	reach_positions(N, K, 10, 2, other);
	assert_memory_not_equal(at, other, 10 * sizeof *at);
}

static void figures_are_the_first_below_a_tenth(void **state)
{
	double norm[] = {2, 3, 0.2, 5, 0.1};
	struct reach r = {.contexts = 4, .context = {1, 2, 4, 5}, .nats = {4, 2, 1.2, 1}};

	(void)state;
	assert_int_equal(reach_tenth(norm, 5), 3);
	assert_int_equal(reach_tenth(norm, 2), 0);
	norm[0] = 0;
	assert_int_equal(reach_tenth(norm, 5), 0);
	norm[0] = (double)INFINITY;
	assert_int_equal(reach_tenth(norm, 5), 0);
	assert_int_equal(reach_gained(&r), 4);
	r.nats[2] = 1.4;
	assert_int_equal(reach_gained(&r), 5);
	r.nats[0] = 1;
	assert_int_equal(reach_gained(&r), 0);
	r.nats[0] = (double)INFINITY;
	assert_int_equal(reach_gained(&r), 0);
}

/* Large weights make gradients that overflow, zero weights ones that vanish. */
static void extreme_gradients_are_infinite_or_zero(void **state)
{
	uint16_t *ids = random_ids(N, V, 1);
	size_t at[N];
	struct reach_options o = options(at, reach_positions(N, K, 4, 1, at));
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		struct reach r;
		for (size_t k = 0; k < m.n; k++)
			m.w[k] *= 1e8f;
		reach_measure(&r, &m, ids, &o);
		for (int k = 0; k < K; k++)
			assert_true(r.gradient[k] >= 0); /* not NaN */
		reach_free(&r);
		memset(m.w, 0, m.n * sizeof *m.w);
		reach_measure(&r, &m, ids, &o);
		for (int k = 0; k < K; k++)
			assert_true(r.gradient[k] == 0);
		assert_true(fabs(r.nats[0] - log(V)) < 1e-5);
		assert_int_equal(reach_tenth(r.gradient, K), 0);
		assert_int_equal(reach_gained(&r), 0);
		reach_free(&r);
		model_free(&m);
	}
	free(ids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contexts_are_the_ends_of_windows),
		cmocka_unit_test(gradients_are_those_of_the_states),
		cmocka_unit_test(each_part_of_the_text_has_a_position),
		cmocka_unit_test(figures_are_the_first_below_a_tenth),
		cmocka_unit_test(extreme_gradients_are_infinite_or_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
