/*
 * predict_test.c - predictors: against the workspace itself, streams against single ones, pieces
 * against the whole, saved and copied states, new weights, the gradient.
 *
 * Every cell is tried, with and without an embedding, with OpenBLAS and with the native engine in
 * each format. Equal means equal bit for bit where the engine's rows do not depend on the rows
 * beside them, else to 1e-5.
 */
#include "predict_lab.h"

static void check_row(const struct model *m, const float *got, const float *want)
{
	if (m->engine->reader) {
		assert_memory_equal(got, want, V * sizeof *got);
		return;
	}
	for (int v = 0; v < V; v++)
		assert_true(fabsf(got[v] - want[v]) < 1e-5f);
}

static void reading_in_pieces_equals_reading_at_once(void **state)
{
	static const int piece[] = {1, 2, 3, 7, T};
	uint16_t *ids = random_ids(N, V, 1);
	static float want[N + 1][V];
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		struct predictor *p = predictor(&m, 1, T);
		rows_by_hand(&m, ids, want);
		assert_memory_not_equal(want[N], want[N - 1], sizeof want[0]);
		for (size_t k = 0; k < sizeof piece / sizeof *piece; k++) {
			predict_reset(p);
			check_row(&m, predict_next(p, 0), want[0]);
			for (int at = 0; at < N;) {
				int t = piece[k] < N - at ? piece[k] : N - at;
				predict_read(p, t, ids + at);
				at += t;
				check_row(&m, predict_next(p, 0), want[at]);
			}
		}
		for (size_t n = 0; n <= N; n += 15) {
			predict_reset(p);
			predict_feed(p, ids, n);
			predict_feed(p, ids, 0);
			predict_feed(p, ids + n, N - n);
			check_row(&m, predict_next(p, 0), want[N]);
		}
		predict_free(p);
		model_free(&m);
	}
	free(ids);
}

static void all_results_of_a_read_agree(void **state)
{
	uint16_t *ids = random_ids(N, V, 2);
	static float want[N + 1][V];
	float nll[T];
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		struct predictor *p = predictor(&m, 1, T);
		rows_by_hand(&m, ids, want);
		for (int at = 0, t; at + 1 < N; at += t) {
			t = T < N - 1 - at ? T : N - 1 - at;
			float start[V + 2 * 2 * H];
			assert_true(predict_state_size(p) <= sizeof start / sizeof *start);
			predict_save(p, 0, start);
			predict_read(p, t, ids + at);
			for (int k = 0; k < t; k++) { /* logits are the row but for a constant */
				const float *row = predict_logits(p, k, 0);
				for (int v = 0; v < V; v++)
					assert_true(fabsf(row[v] - row[0] - want[at + k + 1][v] +
							  want[at + k + 1][0]) < 1e-4f);
			}
			double sum = predict_score(p, ids + at + 1, nll), total = 0;
			for (int k = 0; k < t; k++) {
				float logp = want[at + k + 1][ids[at + k + 1]];
				assert_true(fabsf(nll[k] + logp) < 1e-5f);
				total += (double)nll[k];
			}
			assert_true(fabs(total - sum) < 1e-6);
			check_row(&m, predict_next(p, 0), want[at + t]);
			predict_restore(p, 0, start);
			predict_read(p, t, ids + at);
			predict_rows(p);
			for (int k = 0; k < t; k++)
				check_row(&m, predict_row(p, k, 0), want[at + k + 1]);
			check_row(&m, predict_next(p, 0), want[at + t]);
		}
		predict_free(p);
		model_free(&m);
	}
	free(ids);
}

/* Stream b reads its own text. */
static void streams_equal_single_ones(void **state)
{
	static float want[B][N + 1][V];
	uint16_t *text[B], x[T * B], y[T * B];
	float nll[T * B];
	struct model m;

	(void)state;
	for (int b = 0; b < B; b++)
		text[b] = random_ids(N + 1, V, 10 + (uint64_t)b);
	for (int i = 0; setup_at(i, &m); i++) {
		struct predictor *p = predictor(&m, B, T);
		for (int b = 0; b < B; b++)
			rows_by_hand(&m, text[b], want[b]);
		for (int at = 0, t; at < N; at += t) {
			t = 1 + (at * 7) % T;
			t = t < N - at ? t : N - at;
			for (int k = 0; k < t; k++)
				for (int b = 0; b < B; b++) {
					x[k * B + b] = text[b][at + k];
					y[k * B + b] = text[b][at + k + 1];
				}
			predict_read(p, t, x);
			predict_score(p, y, nll);
			for (int b = 0; b < B; b++) {
				for (int k = 0; k < t; k++) {
					float logp = want[b][at + k + 1][y[k * B + b]];
					assert_true(fabsf(nll[k * B + b] + logp) < 1e-5f);
				}
				check_row(&m, predict_next(p, b), want[b][at + t]);
			}
		}
		predict_free(p);
		model_free(&m);
	}
	for (int b = 0; b < B; b++)
		free(text[b]);
}

/* Read the rest of ids from position `at` with stream b; the other streams read something else. */
static void check_rest(const struct model *m, struct predictor *p, int b, const uint16_t *ids,
		       int at, float (*want)[V])
{
	check_row(m, predict_next(p, b), want[at]);
	for (; at < N; at++) {
		uint16_t x[B];
		for (int k = 0; k < B; k++)
			x[k] = (uint16_t)(k == b ? ids[at] : (at + k) % V);
		predict_read(p, 1, x);
		check_row(m, predict_next(p, b), want[at + 1]);
	}
}

static void a_saved_stream_goes_on_anywhere(void **state)
{
	static const int place[] = {0, 1, T - 1, T, T + 1, N - 1, N};
	uint16_t *ids = random_ids(N, V, 3);
	static float want[N + 1][V];
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		struct predictor *one = predictor(&m, 1, T), *many = predictor(&m, B, T);
		float *saved = xcalloc(predict_state_size(one), sizeof *saved);
		float *again = xcalloc(predict_state_size(one), sizeof *again);
		assert_int_equal(predict_state_size(one), predict_state_size(many));
		rows_by_hand(&m, ids, want);
		for (size_t k = 0; k < sizeof place / sizeof *place; k++) {
			int b = (int)k % B;
			predict_reset(one);
			predict_feed(one, ids, (size_t)place[k]);
			predict_save(one, 0, saved);
			check_row(&m, predict_next(one, 0), want[place[k]]); /* as it was */
			predict_restore(many, b, saved);
			predict_save(many, b, again);
			assert_memory_equal(saved, again, predict_state_size(one) * sizeof *saved);
			check_rest(&m, many, b, ids, place[k], want);
			predict_copy(many, (b + 1) % B, one, 0);
			predict_copy(many, (b + 2) % B, many, (b + 1) % B);
			predict_copy(many, b, many, b);
			predict_copy(many, (b + 3) % B, many, b);
			check_row(&m, predict_next(many, (b + 3) % B), want[N]);
			check_row(&m, predict_next(many, b), want[N]);
			check_row(&m, predict_next(many, (b + 1) % B), want[place[k]]);
			check_rest(&m, many, (b + 2) % B, ids, place[k], want);
			/* the original goes on too */
			predict_feed(one, ids + place[k], (size_t)(N - place[k]));
			check_row(&m, predict_next(one, 0), want[N]);
		}
		predict_free(one);
		predict_free(many);
		free(saved);
		free(again);
		model_free(&m);
	}
	free(ids);
}

/* A stream that is reset leaves the others alone. */
static void streams_are_reset_alone(void **state)
{
	uint16_t *ids = random_ids(N, V, 4), x[B];
	static float want[N + 1][V];
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		struct predictor *p = predictor(&m, B, T);
		rows_by_hand(&m, ids, want);
		for (int at = 0; at < N; at++) {
			for (int b = 0; b < B; b++)
				x[b] = ids[b == 2 && at >= 40 ? at - 40 : at];
			if (at == 40) {
				predict_reset_stream(p, 2);
				check_row(&m, predict_next(p, 2), want[0]);
			}
			for (int b = 0; at == 40 && b < B; b++)
				if (b != 2)
					check_row(&m, predict_next(p, b), want[at]);
			predict_read(p, 1, x);
		}
		for (int b = 0; b < B; b++)
			check_row(&m, predict_next(p, b), want[b == 2 ? N - 40 : N]);
		for (int b = 0; b < B; b++) {
			predict_reset(p);
			check_rest(&m, p, b, ids, 0, want);
		}
		predict_free(p);
		model_free(&m);
	}
	free(ids);
}

/* A state that was saved passes the check, one with a number that no text leads to does not. */
static void states_are_checked(void **state)
{
	uint16_t *ids = random_ids(N, V, 9);
	struct rnn_error err;
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		struct predictor *p = predictor(&m, 1, T);
		size_t size = predict_state_size(p), hidden = size - V;
		bool has_c = m.cfg.cell->has_c;
		float *saved = xcalloc(size, sizeof *saved), *bad = xcalloc(size, sizeof *bad);
		predict_save(p, 0, saved); /* before the first symbol */
		assert_int_equal(predict_state_check(p, saved, "f", &err), 0);
		predict_feed(p, ids, N);
		predict_save(p, 0, saved);
		assert_int_equal(predict_state_check(p, saved, "f", &err), 0);
		for (size_t k = 0; k < size; k++) {
			bool c = has_c && k >= hidden / 2 && k < hidden, row = k >= hidden;
			const float wrong[] = {NAN, INFINITY, 3e38f, row ? 0.2f : c ? 2e7f : 1.01f};
			for (size_t j = 0; j < sizeof wrong / sizeof *wrong; j++) {
				memcpy(bad, saved, size * sizeof *bad);
				bad[k] = wrong[j];
				assert_int_equal(predict_state_check(p, bad, "f", &err), -1);
				assert_int_equal(err.status, EX_DATAERR);
				bad[k] = -wrong[j];
				if (!row)
					assert_int_equal(predict_state_check(p, bad, "f", &err),
							 -1);
			}
			bad[k] = row ? 0 : c ? 0x1p24f : 1;
			assert_int_equal(predict_state_check(p, bad, "f", &err), 0);
		}
		for (size_t k = hidden; k < size; k++)
			bad[k] = -1e30f;
		assert_int_equal(predict_state_check(p, bad, "f", &err), -1);
		free(bad);
		free(saved);
		predict_free(p);
		model_free(&m);
	}
	free(ids);
}

/* After a refresh predictions are those of the new weights. */
static void new_weights_are_seen(void **state)
{
	uint16_t *ids = random_ids(N, V, 6);
	static float before[N + 1][V], after[N + 1][V];
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		struct predictor *p = predictor(&m, 1, T);
		rows_by_hand(&m, ids, before);
		for (size_t k = 0; k < m.n; k++)
			m.w[k] *= (real)1.5;
		rows_by_hand(&m, ids, after);
		predict_refresh(p);
		predict_feed(p, ids, N);
		check_row(&m, predict_next(p, 0), after[N]);
		assert_memory_not_equal(before[N], after[N], sizeof after[N]);
		predict_free(p);
		model_free(&m);
	}
	free(ids);
}

/* The gradient is that of the workspace, of a segment with a carried state. */
static void gradient_of_a_segment(void **state)
{
	test_engine("openblas", true); /* skips the test if nothing trains */
	uint16_t *ids = random_ids(3 * T + 1, V, 7);
	struct model m;

	(void)state;
	for (int i = 0; i < CELLS * 2 && setup_at(i, &m); i++) {
		struct work *w = work_new(
			&m, &(struct work_options){.B = 1, .T = T, .train = true, .threads = 1});
		const struct predict_options o = {.streams = 1,
						  .steps = T,
						  .threads = 1,
						  .learn = true};
		struct predictor *p = predict_new(&m, &o);
		real *got = xcalloc(m.n, sizeof *got), *want = xcalloc(m.n, sizeof *want);
		for (int at = 0; at < 3 * T; at += T) {
			float nll[T], expect[T];
			predict_read(p, T, ids + at);
			double sum = predict_score(p, ids + at + 1, nll);
			predict_gradient(p, got);
			pass_forward(w, T, ids + at, 0);
			assert_true(pass_loss(w, ids + at + 1, expect) == sum);
			pass_backward(w, want);
			assert_memory_equal(nll, expect, sizeof nll);
			assert_memory_equal(got, want, m.n * sizeof *got);
		}
		predict_read(p, 1, ids);
		pass_forward(w, 1, ids, 0);
		pass_logp(w, true);
		assert_memory_equal(predict_next(p, 0), pass_logits(w, 0, 0), V * sizeof(float));
		free(got);
		free(want);
		predict_free(p);
		work_free(w);
		model_free(&m);
	}
	free(ids);
}

static void memory_is_estimated(void **state)
{
	const struct config cfg = {cell_find("lstm"), 100, 2, 300, 0};
	const struct predict_options one = {.streams = 1, .steps = 1},
				     many = {.streams = 64, .steps = 1},
				     learn = {.streams = 1, .steps = 1, .learn = true},
				     huge = {.streams = 1 << 22, .steps = INT32_MAX};
	struct model m;
	struct rnn_error err;

	(void)state;
	assert_int_equal(model_layout(&m, &cfg, &err), 0);
	/* of a stream: Z (4 H), h and c for two steps, in two layers; logits and a held row */
	size_t least = (2 * (4 + 4) * 300 + 2 * 100) * sizeof(float);
	assert_in_range(predict_bytes(&m, &one), least, least + 50000);
	assert_in_range(predict_bytes(&m, &many), 64 * least, 64 * least + 100000);
	assert_true(predict_bytes(&m, &learn) > predict_bytes(&m, &one));
	assert_int_equal(predict_pack_bytes(&m), m.n * sizeof(real));
	assert_int_equal(predict_bytes(&m, &huge), SIZE_MAX);
	free(m.param);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading_in_pieces_equals_reading_at_once),
		cmocka_unit_test(all_results_of_a_read_agree),
		cmocka_unit_test(streams_equal_single_ones),
		cmocka_unit_test(a_saved_stream_goes_on_anywhere),
		cmocka_unit_test(streams_are_reset_alone),
		cmocka_unit_test(states_are_checked),
		cmocka_unit_test(new_weights_are_seen),
		cmocka_unit_test(gradient_of_a_segment),
		cmocka_unit_test(memory_is_estimated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
