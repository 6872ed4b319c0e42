/*
 * eval_test.c - scoring: one stream against a plain loop over single characters, several streams
 * against one, windows against separate texts, and the smallest texts.
 */
#include <math.h>

#include "core/optim.h"
#include "run/eval.h"
#include "tiny_model.h"

enum { N = 3001, V = 16, H = 20, STEPS = 200, B = 16, T = 24 };

/* A model that knows the words, and text made of them. */
struct scene {
	struct model m;
	uint16_t *ids; /* (N) */
	float *nll;    /* (N) by a plain loop */
	double nats;
};

/* Column b of the windows reads its own text. */
static void learn(struct model *m)
{
	struct work *w =
		work_new(m, &(struct work_options){.B = B, .T = T, .train = true, .threads = 1});
	real *grad = xcalloc(m->n, sizeof *grad);
	struct optim o;

	optim_init(&o, m->n, NULL);
	o.clip = 1;
	for (int i = 0; i < STEPS; i++) {
		uint16_t *x = xcalloc(B * T, sizeof *x), *y = xcalloc(B * T, sizeof *y);
		for (int b = 0; b < B; b++) {
			uint16_t *text = random_words((size_t)((i + 1) * T + 1), (uint64_t)b);
			for (int t = 0; t < T; t++) {
				x[t * B + b] = text[i * T + t];
				y[t * B + b] = text[i * T + t + 1];
			}
			free(text);
		}
		pass_forward(w, T, x, 0);
		pass_loss(w, y, NULL);
		pass_backward(w, grad);
		optim_step(&o, m->kernels, m->w, grad, optim_norm(&o, m->kernels, grad), 0.02);
		work_refresh(w);
		free(x);
		free(y);
	}
	optim_free(&o);
	free(grad);
	work_free(w);
}

/* nll of ids[1..n) by feeding one character after the other; [0] is 0. */
static double plain_loop(const struct model *m, const uint16_t *ids, size_t n, float *nll)
{
	struct work *w = work_new(m, &(struct work_options){.B = 1, .T = 1, .threads = 1});
	double total = 0;

	for (size_t i = 0; i + 1 < n; i++) {
		double sum = 0;
		pass_forward(w, 1, ids + i, 0);
		const real *row = pass_logits(w, 0, 0);
		for (int j = 0; j < V; j++)
			sum += exp((double)row[j]);
		double x = log(sum) - (double)row[ids[i + 1]];
		nll[i + 1] = (float)x;
		total += x;
	}
	work_free(w);
	return total;
}

static int set_scene(void **state)
{
	struct scene *s = xcalloc(1, sizeof *s);

	*state = s;
	tiny_model(&s->m, &(struct config){cell_find("gru"), V, 1, H, 0}, test_engine(NULL, true));
	learn(&s->m);
	s->ids = random_words(N, 99);
	s->nll = xcalloc(N, sizeof *s->nll);
	s->nats = plain_loop(&s->m, s->ids, N, s->nll);
	return s->nats / N < 1 ? 0 : -1; /* it has learnt something: log 16 is 2.8 */
}

static int clear_scene(void **state)
{
	struct scene *s = *state;

	model_free(&s->m);
	free(s->ids);
	free(s->nll);
	free(s);
	return 0;
}

/* Score ids[0..n): the counts are right, each position has its value once, and they sum up. */
static double score(struct evaluator *e, const uint16_t *ids, size_t n, float *nll)
{
	struct score s = {0};
	double sum = 0, squares = 0;

	for (size_t i = 0; i < n; i++)
		nll[i] = NAN;
	evaluator_run(e, ids, n, nll, &s);
	assert_int_equal(s.chars, n);
	assert_int_equal(s.scored, n > 0 ? n - 1 : 0);
	assert_int_equal(s.unknown, 0);
	for (size_t i = 0; i < n; i++) {
		assert_true(i == 0 ? nll[i] == 0 : nll[i] > 0);
		sum += (double)nll[i];
		squares += (double)nll[i] * (double)nll[i];
	}
	assert_true(fabs(sum - s.nats) <= 1e-9 * (1 + sum));
	assert_true(fabs(squares - s.sumsq) <= 1e-9 * (1 + squares));
	assert_true(score_mean(&s) == (s.scored > 0 ? s.nats / (double)s.scored : 0));
	return s.nats;
}

static double score_as(const struct scene *s, const struct eval_options *o, size_t n, float *nll)
{
	struct evaluator *e = evaluator_new(&s->m, o);
	double nats = score(e, s->ids, n, nll);

	assert_true(score(e, s->ids, n, nll) == nats); /* nothing of the first text stays */
	evaluator_free(e);
	return nats;
}

static void one_stream_is_exact(void **state)
{
	static const size_t length[] = {2, 3, 255, 256, 257, 258, 512, 513, 514, N};
	const struct scene *s = *state;
	float nll[N];

	for (size_t k = 0; k < sizeof length / sizeof *length; k++) {
		size_t n = length[k];
		score_as(s, &(struct eval_options){.batch = 1, .warm = 512, .threads = 1}, n, nll);
		for (size_t i = 0; i < n; i++)
			assert_true(fabsf(nll[i] - s->nll[i]) < 1e-5f);
	}
}

/* Warmed up, several streams are as good as one; cold, only the start of each is worse. */
static void streams_cover_the_text(void **state)
{
	static const int batch[] = {2, 3, 5, 7};
	const struct scene *s = *state;
	float nll[N];

	for (size_t k = 0; k < sizeof batch / sizeof *batch; k++) {
		struct eval_options o = {.batch = batch[k], .warm = 512, .threads = 2};
		double mean = score_as(s, &o, N, nll) / (N - 1);
		assert_true(fabs(mean - s->nats / (N - 1)) < 1e-3);
		for (size_t i = 0; i < N; i++) /* a score in the wrong place would be far off */
			assert_true(fabsf(nll[i] - s->nll[i]) < 0.05f);
		o.warm = 0;
		double cold = score_as(s, &o, N, nll) / (N - 1);
		assert_true(cold != mean && fabs(cold - mean) < 0.05);
		size_t first = (N - 1 + (size_t)batch[k] - 1) / (size_t)batch[k];
		for (size_t i = 0; i <= first; i++)
			assert_true(fabsf(nll[i] - s->nll[i]) < 1e-5f);
	}
}

/* More streams than characters, parts that are empty. A warm-up from the start of the text makes
 * the streams exact. */
static void odd_streams(void **state)
{
	static const size_t length[] = {2, 3, 4, 5, 17, 600};
	static const int batch[] = {2, 3, 4, 16, 64};
	const struct scene *s = *state;
	float nll[N];

	for (size_t k = 0; k < sizeof length / sizeof *length; k++)
		for (size_t b = 0; b < sizeof batch / sizeof *batch; b++)
			for (int warm = 0; warm <= 600; warm += 200) {
				score_as(s,
					 &(struct eval_options){.batch = batch[b],
								.warm = warm,
								.threads = 1},
					 length[k], nll);
				for (size_t i = 0; i < length[k]; i++)
					assert_true((size_t)warm < length[k] ||
						    fabsf(nll[i] - s->nll[i]) < 1e-5f);
			}
}

static void windows_are_separate_texts(void **state)
{
	static const int window[] = {1, 2, 7, 255, 256, 257, 300, 1000, N - 2, N - 1, N, 100000};
	const struct scene *s = *state;
	float nll[N], want[N];

	for (size_t k = 0; k < sizeof window / sizeof *window; k++) {
		size_t step = (size_t)window[k];
		double nats = 0;
		for (size_t at = 0; at + 1 < N; at += step) {
			size_t left = N - at;
			nats += plain_loop(&s->m, s->ids + at, left < step + 1 ? left : step + 1,
					   want + at);
		}
		double got = score_as(
			s, &(struct eval_options){.window = window[k], .batch = 1, .threads = 1}, N,
			nll);
		assert_true(fabs(got - nats) < 1e-5 * nats);
		for (size_t i = 1; i < N; i++)
			assert_true(fabsf(nll[i] - want[i]) < 1e-5f);
	}
}

static void smallest_texts(void **state)
{
	const struct scene *s = *state;
	float nll[2];

	for (int batch = 1; batch <= 2; batch++)
		for (int window = 0; window <= 1; window++)
			for (size_t n = 0; n <= 2; n++) {
				struct eval_options o = {.window = window,
							 .warm = 512,
							 .batch = batch,
							 .threads = 1};
				double nats = score_as(s, &o, n, nll);
				assert_true(fabs(nats - (n < 2 ? 0 : (double)s->nll[1])) < 1e-5);
			}
}

/* Texts add up in one score; without nll the same. */
static void scores_add_up(void **state)
{
	const struct scene *s = *state;
	struct evaluator *e = evaluator_new(&s->m,
					    &(struct eval_options){.batch = 1, .threads = 1});
	struct score sum = {.unknown = 3};
	double mean = 0, variance = 0;

	for (int i = 0; i < 3; i++)
		evaluator_run(e, s->ids, N, NULL, &sum);
	assert_int_equal(sum.chars, 3 * N);
	assert_int_equal(sum.scored, 3 * (N - 1));
	assert_int_equal(sum.unknown, 3);
	assert_true(fabs(sum.nats - 3 * s->nats) < 1e-4 * sum.nats);
	for (size_t i = 1; i < N; i++)
		mean += (double)s->nll[i] / (N - 1);
	for (size_t i = 1; i < N; i++)
		variance += 3 * ((double)s->nll[i] - mean) * ((double)s->nll[i] - mean);
	variance /= 3 * (N - 1) - 1;
	assert_true(fabs(score_mean(&sum) - mean) < 1e-5);
	assert_true(fabs(score_stderr(&sum) - sqrt(variance / (3 * (N - 1)))) < 1e-6);
	evaluator_free(e);
	sum = (struct score){.scored = 1, .nats = 2, .sumsq = 4};
	assert_true(isnan(score_stderr(&sum))); /* not defined */
	assert_true(fabs(score_unknown_bits(UNIT_CHAR) - 20.0874628) < 1e-6);
	assert_true(score_unknown_bits(UNIT_BYTE) == 8);
}

/* What follows a context has the scores that it has in the whole text, also in parts. */
static void contexts_are_not_scored(void **state)
{
	const struct scene *s = *state;
	static const size_t first[] = {1, 2, 500, N - 1, N};
	float *nll = xcalloc(N, sizeof *nll), *whole = xcalloc(N, sizeof *whole);

	for (int batch = 1; batch <= 4; batch += 3) {
		struct evaluator *e =
			evaluator_new(&s->m, &(struct eval_options){.batch = batch, .threads = 1});
		struct score all = {0};
		evaluator_run(e, s->ids, N, whole, &all);
		for (size_t k = 0; k < sizeof first / sizeof *first; k++) {
			struct score part = {0};
			double sum = 0;
			evaluator_run_from(e, s->ids, N, first[k], nll, &part);
			assert_int_equal(part.scored, N - first[k]);
			for (size_t i = 0; i < N; i++) {
				assert_true(nll[i] == (i < first[k] ? 0 : whole[i]));
				sum += (double)nll[i];
			}
			assert_true(fabs(sum - part.nats) < 1e-6);
		}
		evaluator_free(e);
	}
	free(nll);
	free(whole);
}

static void new_weights_are_seen(void **state)
{
	const struct scene *s = *state;
	const struct engine *engine;

	for (int k = 0; (engine = engine_at(k)) != NULL; k++) {
		struct model m;
		float nll[100];
		if (engine->kernels() == NULL)
			continue;
		tiny_model(&m, &s->m.cfg, engine);
		struct evaluator *e =
			evaluator_new(&m, &(struct eval_options){.batch = 1, .threads = 1});
		double before = score(e, s->ids, 100, nll);
		memcpy(m.w, s->m.w, m.n * sizeof *m.w);
		evaluator_refresh(e);
		double after = score(e, s->ids, 100, nll);
		assert_true(after < before / 2);
		for (size_t i = 0; i < 100; i++)
			assert_true(fabsf(nll[i] - s->nll[i]) < 1e-5f);
		evaluator_free(e);
		model_free(&m);
	}
}

/* Logits that are too large or too small are found out, and the loss is that of the right ones. */
static void temperature_is_found(void **state)
{
	static const double factor[] = {0.9, 1, 1.25, 1.6};
	const struct scene *s = *state;
	const struct eval_options one = {.batch = 1, .threads = 1, .temperature = true},
				  six = {.batch = 6, .threads = 2, .temperature = true};
	struct model m;
	double base, least, loss, nats = 0;
	float *nll = xcalloc(N, sizeof *nll);

	tiny_model(&m, &s->m.cfg, s->m.engine);
	memcpy(m.w, s->m.w, m.n * sizeof *m.w);
	struct evaluator *e = evaluator_new(&m, &one), *parts = evaluator_new(&m, &six);
	base = evaluator_temperature(e, s->ids, N, 1, &least);
	assert_true(base > 0.8 && base < 1.25 && least <= s->nats / (N - 1) + 1e-5);
	for (size_t k = 0; k < sizeof factor / sizeof *factor; k++) {
		size_t at = m.param[m.params - 2].at;
		for (size_t i = at; i < m.n; i++)
			m.w[i] = (real)factor[k] * s->m.w[i];
		evaluator_refresh(e);
		evaluator_refresh(parts);
		double found = evaluator_temperature(e, s->ids, N, factor[k], &loss);
		assert_true(fabs(base / found * factor[k] - 1) < 0.06); /* the step of the grid */
		assert_true(fabs(loss - least) < 2e-3);
		assert_true(fabs(evaluator_temperature(parts, s->ids, N, found, &loss) - found) <
			    0.07);
		/* what the loss says is what a model divided by the temperature scores */
		evaluator_temperature(e, s->ids, N, found, &loss);
		for (size_t i = at; i < m.n; i++)
			m.w[i] = (real)(1 / found) * m.w[i];
		nats = plain_loop(&m, s->ids, N, nll);
		assert_true(fabs(nats / (N - 1) - loss) < 1e-5);
	}
	assert_true(evaluator_temperature(e, s->ids, 1, (double)NAN, &loss) == 1.0 && loss == 0.0);
	evaluator_free(e);
	evaluator_free(parts);
	model_free(&m);
	free(nll);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_stream_is_exact),
		cmocka_unit_test(streams_cover_the_text),
		cmocka_unit_test(odd_streams),
		cmocka_unit_test(windows_are_separate_texts),
		cmocka_unit_test(smallest_texts),
		cmocka_unit_test(scores_add_up),
		cmocka_unit_test(contexts_are_not_scored),
		cmocka_unit_test(new_weights_are_seen),
		cmocka_unit_test(temperature_is_found),
	};

	if (engine_pick(NULL, true, FORMAT_F32, NULL) == NULL) {
		print_message("skipped: no matrix engine can train here\n");
		return 77;
	}
	return cmocka_run_group_tests(tests, set_scene, clear_scene);
}
