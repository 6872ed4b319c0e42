/* work_states_test.c - the states that a workspace carries, with every cell and every engine that runs on this machine. */
#include <math.h>

#include "work_lab.h"

static void assert_close(const real *a, const real *b, size_t n, double most)
{
	for (size_t i = 0; i < n; i++)
		if (!(fabs((double)a[i] - (double)b[i]) <= most))
			fail_msg("number %zu of %zu: %.9g and %.9g", i, n, (double)a[i],
				 (double)b[i]);
}

/* Consecutive windows of any length give the states and logits of one long window. */
static void windows_join(void **state)
{
	enum { LONG = 24 };
	uint16_t *x = random_ids(LONG * SMALL_B, V, 3);
	struct setup s;
	struct model m;

	(void)state;
	for (int i = 0; reader_at(i, &s); i++) {
		tiny_model(&m, &s.cfg, s.engine);
		m.format = s.format;
		struct work *whole = small_work(&m, LONG);
		pass_forward(whole, LONG, x, 0);
		for (int part = 1; part < LONG; part = part * 2 + 1) {
			struct work *w = small_work(&m, part);
			for (int at = 0, t; at < LONG; at += t) {
				t = LONG - at < part ? LONG - at : part;
				pass_forward(w, t, x + at * SMALL_B, 0);
				for (int k = 0; k < t * SMALL_B; k++)
					assert_close(pass_logits(w, k / SMALL_B, k % SMALL_B),
						     pass_logits(whole, at + k / SMALL_B,
								 k % SMALL_B),
						     V, 1e-6);
			}
			work_free(w);
		}
		work_free(whole);
		model_free(&m);
	}
	free(x);
}

/* Runs one step; returns the logits of all streams, (SMALL_B, V), and the states after it. */
static void peek(struct work *w, const uint16_t *x, real *logits, real *states)
{
	pass_forward(w, 1, x, 0);
	for (int b = 0; b < SMALL_B; b++)
		memcpy(logits + b * V, pass_logits(w, 0, b), V * sizeof *logits);
	work_state_get(w, states);
}

static void states_move_and_reset(void **state)
{
	enum { MOST = 2 * 2 * SMALL_B * H };
	static real fresh[SMALL_B * V], ahead[SMALL_B * V], again[SMALL_B * V], one[SMALL_B * V];
	static real fresh_to[MOST], from[MOST], to[MOST], got[MOST];
	uint16_t *x = random_ids(3 * SMALL_B, V, 4);
	struct setup s;
	struct model m;

	(void)state;
	for (int i = 0; reader_at(i, &s); i++) {
		tiny_model(&m, &s.cfg, s.engine);
		m.format = s.format;
		struct work *w = small_work(&m, 3), *other = small_work(&m, 3);
		size_t n = work_state_size(w) * sizeof(real);
		assert_int_equal(n, sizeof(real) * (s.cfg.cell->has_c ? MOST : MOST / 2));
		peek(w, x, fresh, fresh_to);
		pass_forward(w, 3, x, 0);
		work_state_get(w, from);
		peek(w, x, ahead, to);
		work_state_set(other, from); /* another workspace continues from these states */
		work_state_get(other, got);
		assert_memory_equal(got, from, n);
		peek(other, x, again, got);
		assert_memory_equal(again, ahead, sizeof again);
		assert_memory_equal(got, to, n);
		work_reset(w);
		peek(w, x, again, got);
		assert_memory_equal(again, fresh, sizeof again);
		assert_memory_equal(got, fresh_to, n);
		for (int b = 0; b < SMALL_B; b++) { /* reset stream b, and no other */
			real stream[2 * 2 * H];
			for (size_t row = 0; row < n / sizeof(real) / (SMALL_B * H); row++)
				memcpy(stream + row * H, from + (row * SMALL_B + (size_t)b) * H,
				       H * sizeof *stream);
			work_state_set(w, from);
			work_reset_stream(w, b);
			peek(w, x, one, got);
			work_state_get(w, got);
			work_state_set(other, from);
			work_reset_stream(other, b);
			work_stream_set(other, b, stream); /* restore stream b */
			work_state_get(other, got);
			assert_memory_equal(got, from, n);
			for (int j = 0; j < SMALL_B; j++) {
				const real *want = (j == b ? fresh : ahead) + j * V;
				assert_memory_equal(one + j * V, want, V * sizeof *want);
				assert_memory_not_equal(fresh + j * V, ahead + j * V,
							V * sizeof *want);
			}
		}
		work_free(w);
		work_free(other);
		model_free(&m);
	}
	free(x);
}

/* The flat array has h (L, B, H), and then c (L, B, H). */
static void state_layout(void **state)
{
	real flat[2 * 2 * SMALL_B * H];
	struct setup s;
	struct model m;

	(void)state;
	for (int i = 0; reader_at(i, &s); i++) {
		tiny_model(&m, &s.cfg, s.engine);
		m.format = s.format;
		struct work *w = small_work(&m, 1);
		size_t n = work_state_size(w);
		for (size_t j = 0; j < n; j++)
			flat[j] = (real)(j + 1);
		work_state_set(w, flat);
		work_reset_stream(w, 3);
		work_state_get(w, flat);
		for (size_t j = 0; j < n; j++)
			assert_true(flat[j] == (j / H % SMALL_B == 3 ? 0 : (real)(j + 1)));
		work_free(w);
		model_free(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows_join),
		cmocka_unit_test(states_move_and_reset),
		cmocka_unit_test(state_layout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
