/*
 * no_malloc_test.c - nothing is allocated after set-up: training steps, reading, scoring, sampling, talking.
 *
 * The linker sends the calls of our objects, and only those, through the __wrap_ functions here
 * (ld --wrap, see CMakeLists.txt). What shared libraries allocate inside a call, OpenBLAS its
 * packing buffers, oneDNN its scratchpads and libgomp its teams, is not ours and not counted;
 * sanitizers keep their own malloc beneath. Training is tried with every engine that runs here, the
 * rest with openblas. With oneDNN it has one thread: that engine keeps a plan for every shape that
 * it meets in every thread, and which thread meets a shape first is chance.
 */
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

#include "core/optim.h"
#include "run/adapt.h"
#include "run/chat.h"
#include "run/predict.h"
#include "run/sample.h"
#include "text/batch.h"
#include "tiny_model.h"

static atomic_bool counting;
static atomic_int calls;

static void count(void)
{
	if (counting)
		calls++;
}

#define WRAP(type, name, parameters, arguments) \
	type __real_##name parameters; \
	type __wrap_##name parameters; \
	type __wrap_##name parameters \
	{ \
		count(); \
		return __real_##name arguments; \
	}

WRAP(void *, malloc, (size_t n), (n))
WRAP(void *, calloc, (size_t n, size_t size), (n, size))
WRAP(void *, realloc, (void *p, size_t n), (p, n))
WRAP(void *, aligned_alloc, (size_t align, size_t n), (align, n))
WRAP(int, posix_memalign, (void **p, size_t align, size_t n), (p, align, n))
WRAP(char *, strdup, (const char *s), (s))
WRAP(int, vasprintf, (char **p, const char *format, va_list ap), (p, format, ap))

void __real_free(void *p);
void __wrap_free(void *p);
void __wrap_free(void *p)
{
	count();
	__real_free(p);
}

static void count_start(void)
{
	calls = 0;
	counting = true;
}

static void assert_none(void)
{
	counting = false;
	if (calls != 0)
		fail_msg("%d calls of malloc or its relatives", calls);
}

enum { V = 16, H = 12, B = 60, T = 6, WARM = 3, STEPS = 10, N = 2000 };

static bool setup_with(const struct engine *engine, int i, struct model *m)
{
	if (i >= CELLS * 2)
		return false;
	tiny_model(m, &(struct config){&cell_table[i / 2], V, 2, H, i % 2 * 5}, engine);
	return true;
}

static bool setup_at(int i, struct model *m)
{
	return setup_with(test_engine("openblas", false), i, m);
}

/* What can read: OpenBLAS, and the native engine in each format. */
static bool reader_at(int i, struct model *m)
{
	int format = i / (CELLS * 2) - 1;

	if (format < 0)
		return setup_at(i, m);
	if (format == FORMATS)
		return false;
	setup_with(engine_pick("native", false, (enum format)format, NULL), i % (CELLS * 2), m);
	m->format = (enum format)format;
	return true;
}

/* Without this the other tests could pass because nothing is counted. */
static void all_is_counted(void **state)
{
	struct model m;

	(void)state;
	setup_at(0, &m);
	count_start();
	free(xrealloc(xcalloc(3, 1), 5, 1));
	assert_int_equal(calls, 3);
	free(xstrdup("a"));
	assert_int_equal(calls, 5);
	free(xasprintf("%d", 3));
	assert_int_equal(calls, 7);
	count_start();
	struct work *w = work_new(&m, &(struct work_options){.B = 1, .T = 1, .threads = 1});
	int made = calls;
	assert_true(made >= 2); /* the workspace, its arena, what the engine's packs need */
	work_free(w);
	assert_int_equal(calls, 2 * made);
	counting = false;
	model_free(&m);
}

static void train_step(struct work *w, struct optim *o, struct model *m, struct batches *batches,
		       uint16_t *x, uint16_t *y, real *grad)
{
	if (batch_fill(batches, x, y))
		work_reset(w);
	pass_forward(w, T, x, batches->window);
	pass_loss(w, y, NULL);
	pass_backward(w, grad);
	optim_step(o, m->kernels, m->w, grad, optim_norm(o, m->kernels, grad), 0.01);
	work_refresh(w);
}

/* A training of m that allocates only in its first steps. */
static void train(struct model *m, const struct corpus *text, int threads)
{
	uint16_t x[T * B], y[T * B];
	struct batches batches;
	struct optim optim;
	struct work *w = work_new(m, &(struct work_options){.B = B,
							    .T = T,
							    .train = true,
							    .dropout = (real)0.2,
							    .threads = threads});
	real *grad = xcalloc(m->n, sizeof *grad);
	real *states = xcalloc(work_state_size(w), sizeof *states);

	optim_init(&optim, m->n, work_team(w));
	optim.clip = 1;
	batch_init(&batches, text, B, T, 1);
	for (int k = 0; k < WARM; k++)
		train_step(w, &optim, m, &batches, x, y, grad);
	count_start();
	for (int k = 0; k < STEPS; k++)
		train_step(w, &optim, m, &batches, x, y, grad);
	work_state_get(w, states);
	work_state_set(w, states);
	assert_none();
	optim_free(&optim);
	free(states);
	free(grad);
	work_free(w);
}

static void training(void **state)
{
	uint16_t *ids = random_words(N, 1);
	const struct corpus text = {.n = N, .width = 2, .id = ids};
	const struct engine *engine;
	struct model m;

	(void)state;
	for (int k = 0; (engine = engine_at(k)) != NULL; k++)
		for (int f = 0; engine->kernels() != NULL && f < FORMATS; f++)
			for (int i = 0; engine->support((enum format)f, true) != SUPPORT_NONE &&
					setup_with(engine, i, &m);
			     i++) {
				m.format = (enum format)f;
				train(&m, &text, strcmp(engine->name, "onednn") == 0 ? 1 : 2);
				model_free(&m);
			}
	free(ids);
}

static void reading(void **state)
{
	uint16_t *ids = random_words(B * T, 3);
	float nll[B * T];
	struct model m;

	(void)state;
	for (int i = 0; reader_at(i, &m); i++) {
		const struct predict_options o = {.streams = B, .steps = T, .threads = 2},
					     one = {.streams = 1, .steps = T, .threads = 1};
		struct predictor *p = predict_new(&m, &o), *q = predict_new(&m, &one);
		float *saved = xcalloc(predict_state_size(p), sizeof *saved);
		count_start();
		predict_read(p, T, ids);
		predict_logits(p, 0, 0);
		predict_score(p, ids, nll);
		predict_next(p, B - 1);
		predict_save(p, 1, saved);
		predict_restore(p, 2, saved);
		predict_copy(q, 0, p, 3);
		predict_feed(q, ids, B * T);
		predict_read(p, 2, ids);
		predict_rows(p);
		predict_row(p, 1, 1);
		predict_reset_stream(p, 0);
		predict_reset(p);
		predict_refresh(p);
		assert_none();
		free(saved);
		predict_free(p);
		predict_free(q);
		model_free(&m);
	}
	free(ids);
}

static void scoring(void **state)
{
	static const struct eval_options how[] = {{.batch = 1, .threads = 2},
						  {.batch = 5, .warm = 100, .threads = 2},
						  {.batch = 1, .window = 7, .threads = 1}};
	uint16_t *ids = random_words(N, 2);
	float nll[N];
	struct model m;

	(void)state;
	for (int i = 0; reader_at(i, &m); i++) {
		for (size_t k = 0; k < 3; k++) {
			struct evaluator *e = evaluator_new(&m, &how[k]);
			struct score s = {0};
			count_start();
			evaluator_run(e, ids, N, nll, &s);
			evaluator_run(e, ids, N / 3, NULL, &s);
			evaluator_refresh(e);
			assert_none();
			evaluator_free(e);
		}
		struct adapter *a = adapter_new(
			&m, &(struct adapt_options){.rate = 0.001,
						    .decay = 0.01,
						    .threads = 2,
						    .engine = test_engine("openblas", true)});
		struct score s = {0};
		count_start();
		adapter_run(a, ids, N, nll, &s);
		adapter_run(a, ids, N / 3, NULL, &s);
		assert_none();
		adapter_free(a);
		model_free(&m);
	}
	free(ids);
}

/* Counting begins at the first symbol that is written and ends with the last sample. */
static int begin_counting(void *ctx, int sample, const uint16_t *ids, size_t n)
{
	(void)sample, (void)ids;
	*(size_t *)ctx += n;
	if (!counting)
		count_start();
	return 0;
}

static int end_counting(void *ctx, int sample, const struct sample_end *end)
{
	(void)end;
	assert_true(*(size_t *)ctx > 0);
	(void)sample;
	assert_none();
	return 0;
}

static void sampling(void **state)
{
	static const uint16_t a[] = {3, 4, 5}, b[] = {1, 1, 1, 1, 1};
	static const struct stop stop[] = {{a, 3, false}, {b, 5, true}, {a, 1, false}};
	struct model m;

	(void)state;
	for (int i = 0; reader_at(i, &m); i++) {
		size_t written = 0;
		struct sample_sink sink = {&written, begin_counting, end_counting, NULL};
		struct sample_options o = {.prime = b,
					   .primes = 5,
					   .length = 200,
					   .rule = filter_neutral(),
					   .least = 150,
					   .stop = stop,
					   .stops = 3,
					   .count = 1,
					   .threads = 2};
		o.rule.value[FILTER_temperature] = o.rule.value[FILTER_top_p] = (double)0.9f;
		o.rule.value[FILTER_top_k] = 12;
		o.rule.value[FILTER_min_p] = (double)0.01f;
		for (o.seed = 1; o.seed < 4; o.seed++)
			assert_int_equal(sample_run(&m, &o, &sink), 0);
		assert_true(written > 200);
		model_free(&m);
	}
}

/* Returns a mixture of a model and counts, whose weights are learned. */
static struct mix *two_members(const struct model *m, const struct vocab *v,
			       const struct ngram *counts)
{
	struct member *const member[2] = {member_network(m, v, v, 2),
					  member_ngram(counts, v->size)};

	return mix_new(member, 2, v->size,
		       &(struct mix_weights){.form = MIX_PRODUCT, .learned = true});
}

static void talking(void **state)
{
	static const uint32_t symbol[] = {'\n', ' ', 'a', 'b', 'c', 'd', 'e', 'f',
					  'g',  'h', 'i', 'j', 'k', 'l', 'm', 'n'};
	static const uint16_t text[] = {2, 3, 1, 4};
	struct ngram *counts = ngram_new(MEMBER_ORDER, 16, 1 << 20);
	struct vocab v;
	struct model m;
	int best;

	(void)state;
	assert_int_equal(vocab_init(&v, UNIT_CHAR, symbol, 16, NULL), 0);
	assert_int_equal(ngram_count(counts, text, 4, NULL), 0);
	for (int i = 0; reader_at(i, &m); i++) {
		struct chat_options o = {.vocab = &v,
					 .start = {text, 1},
					 .user = {text, 3},
					 .model = {text + 1, 3},
					 .answers = 4,
					 .length = 20,
					 .relevance = 0.5,
					 .rule = filter_neutral(),
					 .threads = 2,
					 .adapt = i % 2,
					 .weight = 0.1,
					 .mix = i % 3 == 0 ? two_members(&m, &v, counts) : NULL};
		struct chat *c = chat_new(&m, &o);
		struct talk t = {.n = chat_state_size(c), .symbols = 16};
		t.state = xcalloc(t.n, sizeof *t.state);
		t.learned = xcalloc(1, sizeof *t.learned);
		t.mix.weights = chat_learned_weights(c);
		t.mix.weight = xcalloc((size_t)t.mix.weights, sizeof *t.mix.weight);
		count_start();
		for (int turn = 0; turn < 3; turn++)
			chat_say(c, text, (size_t)turn, &best);
		chat_get(c, &t);
		chat_set_temperature(c, 2);
		chat_set(c, &t);
		chat_reset(c);
		chat_say(c, text, 4, &best);
		assert_none();
		free(t.state);
		free(t.learned);
		free(t.mix.weight);
		chat_free(c);
		mix_free(o.mix);
		model_free(&m);
	}
	ngram_free(counts);
	vocab_free(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_is_counted), cmocka_unit_test(training),
		cmocka_unit_test(reading),        cmocka_unit_test(scoring),
		cmocka_unit_test(sampling),       cmocka_unit_test(talking),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
