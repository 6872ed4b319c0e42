/*
 * adapt_test.c - adaptive scoring: against its definition in double, with rate 0 against plain
 * scoring, what a score may know, and that the trained weights and every text stay apart.
 */
#include <math.h>

#include "run/adapt.h"
#include "tiny_model.h"

enum { N = 1500, FEW = 800, V = 16, H = 20 };

static const struct adapt_options usual = {.rate = 0.002, .decay = 0.01, .threads = 1};

static bool setup_at(int i, struct model *m)
{
	if (i >= CELLS * 2)
		return false;
	tiny_model(m, &(struct config){&cell_table[i / 2], V, 2, H, i % 2 * 5},
		   test_engine(NULL, true));
	return true;
}

/* Score ids[0..n); the counts and the sums are right. */
static double score(struct adapter *a, const uint16_t *ids, size_t n, float *nll)
{
	struct score s = {0};
	double sum = 0, squares = 0;

	for (size_t i = 0; i < n; i++)
		nll[i] = NAN;
	adapter_run(a, ids, n, nll, &s);
	assert_int_equal(s.chars, n);
	assert_int_equal(s.scored, n > 0 ? n - 1 : 0);
	for (size_t i = 0; i < n; i++) {
		assert_true(i == 0 ? nll[i] == 0 : nll[i] > 0);
		sum += (double)nll[i];
		squares += (double)nll[i] * (double)nll[i];
	}
	assert_true(fabs(sum - s.nats) <= 1e-9 * (1 + sum));
	assert_true(fabs(squares - s.sumsq) <= 1e-9 * (1 + squares));
	return s.nats;
}

static double score_as(const struct model *m, const struct adapt_options *o, const uint16_t *ids,
		       size_t n, float *nll)
{
	struct adapter *a = adapter_new(m, o);
	double nats = score(a, ids, n, nll);

	adapter_free(a);
	return nats;
}

static void rate_0_is_plain_scoring(void **state)
{
	static const size_t length[] = {0, 1, 2, 3, 31, 32, 33, 34, 64, 65, 66, 1000, N};
	uint16_t *ids = random_words(N, 1);
	float got[N], want[N];
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		struct evaluator *e =
			evaluator_new(&m, &(struct eval_options){.batch = 1, .threads = 1});
		for (size_t k = 0; k < sizeof length / sizeof *length; k++) {
			struct score s = {0};
			evaluator_run(e, ids, length[k], want, &s);
			score_as(&m, &(struct adapt_options){.decay = 0.5, .threads = 1}, ids,
				 length[k], got);
			for (size_t j = 0; j < length[k]; j++)
				assert_true(fabsf(got[j] - want[j]) < 1e-5f);
		}
		evaluator_free(e);
		model_free(&m);
	}
	free(ids);
}

/* One update by the formula. */
static void update_by_hand(struct model *m, const real *w0, const real *grad, double *v, int t,
			   const struct adapt_options *o)
{
	for (size_t i = 0; i < m->n; i++) {
		double g = (double)grad[i];
		v[i] = 0.999 * v[i] + 0.001 * g * g;
		double rms = sqrt(v[i] / (1 - pow(0.999, t)));
		m->w[i] += (real)(o->decay * ((double)w0[i] - (double)m->w[i]) -
				  o->rate * g / (rms + 1e-4));
	}
}

/* nll of ids by segments of `step`. */
static void by_hand(const struct model *trained, const struct adapt_options *o, int step,
		    const uint16_t *ids, size_t n, float *nll)
{
	struct model m = *trained;
	real *grad = xcalloc(m.n, sizeof *grad);
	double *v = xcalloc(m.n, sizeof *v);

	m.w = xcalloc(m.n, sizeof *m.w);
	memcpy(m.w, trained->w, m.n * sizeof *m.w);
	struct work *w =
		work_new(&m,
			 &(struct work_options){.B = 1, .T = step, .train = true, .threads = 1});
	for (size_t at = 0, t = 1; at + 1 < n; at += (size_t)step, t++) {
		size_t left = n - 1 - at;
		pass_forward(w, left < (size_t)step ? (int)left : step, ids + at, 0);
		pass_loss(w, ids + at + 1, nll + at + 1);
		pass_backward(w, grad);
		update_by_hand(&m, trained->w, grad, v, (int)t, o);
		work_refresh(w);
	}
	work_free(w);
	free(m.w);
	free(grad);
	free(v);
}

static void by_definition(void **state)
{
	static const struct adapt_options how[] = {{.rate = 0.002, .threads = 1},
						   {.rate = 0.0005, .decay = 0.002, .threads = 1},
						   {.rate = 0.01, .decay = 0.3, .threads = 1},
						   {.rate = 0.003, .decay = 1, .threads = 1}};
	uint16_t *ids = random_words(FEW, 2);
	float got[FEW], want[FEW], other[FEW];
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		for (size_t k = 0; k < sizeof how / sizeof *how; k++) {
			double differ = 0;
			score_as(&m, &how[k], ids, FEW, got);
			by_hand(&m, &how[k], ADAPT_SEGMENT, ids, FEW, want);
			by_hand(&m, &how[k], ADAPT_SEGMENT + 1, ids, FEW, other);
			for (size_t j = 1; j < FEW; j++) {
				assert_true(fabsf(got[j] - want[j]) < 2e-3f);
				differ = fmax(differ, fabs((double)(want[j] - other[j])));
			}
			assert_true(differ > 4e-3); /* another rule would be seen */
		}
		model_free(&m);
	}
	free(ids);
}

/* A score does not depend on its own symbol beyond asking for it, nor on any later one. */
static void nothing_is_known_early(void **state)
{
	static const size_t place[] = {1, 31, 32, 33, 63, 64, 65, 200};
	uint16_t *ids = random_words(300, 3);
	float before[300], after[300];
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		score_as(&m, &usual, ids, 300, before);
		for (size_t k = 0; k < sizeof place / sizeof *place; k++) {
			size_t p = place[k];
			uint16_t kept = ids[p];
			ids[p] = (uint16_t)((kept + 1) % V);
			score_as(&m, &usual, ids, 300, after);
			assert_memory_equal(before, after, p * sizeof *after);
			assert_true(before[p + 1] != after[p + 1] && before[299] != after[299]);
			ids[p] = kept;
		}
		/* nor on whether there is more text */
		score_as(&m, &usual, ids, 200, after);
		assert_memory_equal(before, after, 200 * sizeof *after);
		model_free(&m);
	}
	free(ids);
}

static void texts_and_weights_stay_apart(void **state)
{
	uint16_t *ids = random_words(N, 4), *other = random_ids(N, V, 5);
	float first[N], again[N];
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		struct adapter *a = adapter_new(&m, &usual);
		real *w = xcalloc(m.n, sizeof *w);
		memcpy(w, m.w, m.n * sizeof *w);
		score(a, ids, N, first);
		score(a, other, N, again);
		score(a, ids, N, again);
		assert_memory_equal(first, again, sizeof first);
		assert_memory_equal(w, m.w, m.n * sizeof *w);
		free(w);
		adapter_free(a);
		model_free(&m);
	}
	free(ids);
	free(other);
}

/* An untrained model learns the words while it reads. */
static void it_learns(void **state)
{
	uint16_t *ids = random_words(N, 7);
	float nll[N], plain[N];
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		double nats = score_as(&m, &usual, ids, N, nll);
		double still = score_as(&m, &(struct adapt_options){.threads = 1}, ids, N, plain);
		double early = 0, late = 0;
		for (size_t j = 1; j <= 300; j++) {
			early += (double)nll[j];
			late += (double)nll[N - j];
		}
		assert_true(nats < 0.9 * still && late < 0.9 * early);
		model_free(&m);
	}
	free(ids);
}

static void memory_is_told(void **state)
{
	struct model m;
	struct rnn_error err;
	const struct config cfg = {cell_find("lstm"), 100, 2, 300, 0};

	(void)state;
	assert_int_equal(model_layout(&m, &cfg, &err), 0);
	/* weights here and in the engine, gradient, mean squares */
	size_t least = 4 * m.n * sizeof(real), told = adapter_bytes(&m, &usual);
	assert_true(told > least && told < least + ((size_t)4 << 20));
	m.n = SIZE_MAX / 2;
	assert_int_equal(adapter_bytes(&m, &usual), SIZE_MAX);
	free(m.param);
}

static void wide_models_take_short_steps(void **state)
{
	static const struct {
		int hidden;
		double rate;
	} want[] = {{1, 0.0005}, {200, 0.0005}, {250, 0.0004}, {400, 0.00025}, {10000, 0.00001}};

	(void)state;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		struct model m = {.cfg = {.hidden = want[i].hidden}};
		assert_true(fabs(adapter_rate(&m) - want[i].rate) < 1e-12);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rate_0_is_plain_scoring),
		cmocka_unit_test(by_definition),
		cmocka_unit_test(nothing_is_known_early),
		cmocka_unit_test(texts_and_weights_stay_apart),
		cmocka_unit_test(it_learns),
		cmocka_unit_test(memory_is_told),
		cmocka_unit_test(wide_models_take_short_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
