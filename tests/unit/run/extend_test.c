/* extend_test.c - a model with a larger alphabet: what was known predicts as before but for the share of
 * the new symbols, which begin as their relatives. */
#include <math.h>

#include "check.h"
#include "small_model.h"
#include "run/eval.h"
#include "run/extend.h"

enum { V = 8, H = 4 };
static const uint32_t known[V] = {'\n', ' ', ',', 'a', 'b', 'e', 0x3b1, 0x3b2};

static void make(struct saved_model *a, const char *cell, int embed)
{
	struct config cfg = {cell_find(cell), V, 2, H, embed};
	struct rnn_error err;

	*a = (struct saved_model){.unit = UNIT_CHAR, .sampling = filter_neutral()};
	assert_int_equal(vocab_init(&a->vocab, UNIT_CHAR, known, V, &err), 0);
	assert_int_equal(model_init(&a->model, &cfg, saving_engine(), &err), 0);
	model_random(&a->model, 3);
}

/* Number j of what a tensor has for a symbol. */
static double entry(const struct saved_model *a, enum param_kind kind, uint32_t symbol, size_t j)
{
	const struct param *p = model_param(&a->model, kind, 0);
	float *x = xcalloc(p->n, sizeof *x);
	size_t cols = p->cols > 0 ? (size_t)p->cols : 1;
	size_t id = (size_t)vocab_id(&a->vocab, symbol);

	param_export(p, a->model.w, x);
	double found = (double)(kind == PARAM_W_IH ? x[j * cols + id] : x[id * cols + j]);
	free(x);
	return found;
}

/* The new symbols: e acute (like e), a capital and a small Cyrillic letter (like all small letters, as
 * no capital is known: then like all letters), a digit and a face (like all that is no letter). */
static const uint32_t all[] = {'\n', ' ',   ',',   '7',   'a',   'b',    'e',
			       0xe9, 0x3b1, 0x3b2, 0x416, 0x436, 0x1f600};
enum { ALL = sizeof all / sizeof *all };
static const uint64_t count[ALL] = {10, 90, 5, 4, 50, 20, 75, 25, 0, 0, 2, 8, 1};

static void extend(struct saved_model *a)
{
	struct vocab to;
	struct rnn_error err;

	assert_int_equal(vocab_init(&to, UNIT_CHAR, all, ALL, &err), 0);
	assert_int_equal(extend_alphabet(a, &to, count, &err), 0);
	vocab_free(&to);
	assert_int_equal(a->vocab.size, ALL);
	assert_memory_equal(a->vocab.symbol, all, sizeof all);
	assert_int_equal(a->model.cfg.vocab, ALL);
}

static double mean(const struct saved_model *a, enum param_kind kind, const uint32_t *symbol, int n,
		   size_t j)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += entry(a, kind, symbol[i], j);
	return sum / n;
}

static double log_sum(const struct saved_model *a, const uint32_t *symbol, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += exp(entry(a, PARAM_B_OUT, symbol[i], 0));
	return log(sum);
}

static void check_rows(const struct saved_model *old, const struct saved_model *new,
		       enum param_kind kind, size_t n)
{
	static const uint32_t letters[] = {'a', 'b', 'e', 0x3b1, 0x3b2},
			      others[] = {'\n', ' ', ','};

	for (size_t j = 0; j < n; j++) {
		for (int i = 0; i < V; i++)
			assert_true(entry(new, kind, known[i], j) == entry(old, kind, known[i], j));
		assert_true(entry(new, kind, 0xe9, j) == entry(old, kind, 'e', j));
		check_near(entry(new, kind, 0x436, j), mean(old, kind, letters, 5, j), 1e-6,
			   "small");
		check_near(entry(new, kind, 0x416, j), mean(old, kind, letters, 5, j), 1e-6, "big");
		check_near(entry(new, kind, '7', j), mean(old, kind, others, 3, j), 1e-6, "digit");
		check_near(entry(new, kind, 0x1f600, j), mean(old, kind, others, 3, j), 1e-6,
			   "face");
	}
}

static void begins_as_relatives(void **state)
{
	static const uint32_t letters[] = {'a', 'b', 'e', 0x3b1, 0x3b2},
			      others[] = {'\n', ' ', ','};

	(void)state;
	for (int i = 0; i < CELLS * 2; i++) {
		const char *cell = cell_table[i / 2].name;
		int embed = i % 2 * 3;
		struct saved_model old, new;
		make(&old, cell, embed);
		make(&new, cell, embed);
		extend(&new);
		check_rows(&old, &new, PARAM_W_OUT, H);
		if (embed > 0)
			check_rows(&old, &new, PARAM_EMBED, 3);
		else
			check_rows(&old, &new, PARAM_W_IH, (size_t)(H * old.model.cfg.cell->gates));
		for (int k = 0; k < V; k++)
			assert_true(entry(&new, PARAM_B_OUT, known[k], 0) ==
				    entry(&old, PARAM_B_OUT, known[k], 0));
		check_near(entry(&new, PARAM_B_OUT, 0xe9, 0),
			   entry(&old, PARAM_B_OUT, 'e', 0) + log(25. / 100), 1e-5, "e acute");
		/* 145 of the small letters that are known, and 8 of the new one that has no relative */
		check_near(entry(&new, PARAM_B_OUT, 0x436, 0),
			   log_sum(&old, letters, 5) + log(8. / 153), 1e-5, "zhe");
		check_near(entry(&new, PARAM_B_OUT, 0x416, 0),
			   log_sum(&old, letters, 5) + log(2. / 147), 1e-5, "Zhe");
		check_near(entry(&new, PARAM_B_OUT, '7', 0),
			   log_sum(&old, others, 3) + log(4. / 110), 1e-5, "7");
		check_near(entry(&new, PARAM_B_OUT, 0x1f600, 0),
			   log_sum(&old, others, 3) + log(1. / 110), 1e-5, "face");
		saved_model_free(&old);
		saved_model_free(&new);
	}
}

/* Scores a text of known symbols. */
static double nats(const struct saved_model *a)
{
	enum { N = 200 };
	struct eval_options how = {.batch = 1, .threads = 1};
	struct evaluator *e = evaluator_new(&a->model, &how);
	struct score s = {0};
	uint16_t ids[N];

	for (uint64_t i = 0; i < N; i++)
		ids[i] = (uint16_t)vocab_id(&a->vocab, known[rng_bits(7, i) % V]);
	evaluator_run(e, ids, N, NULL, &s);
	evaluator_free(e);
	return score_mean(&s);
}

/* Known text costs more by what the new symbols take: at most half of the probability each time. */
static void known_text_costs_little_more(void **state)
{
	struct saved_model a;

	(void)state;
	make(&a, "gru", 0);
	double before = nats(&a);
	extend(&a);
	double after = nats(&a);
	check_that(after > before && after < before + log(2), "%g, then %g", before, after);
	saved_model_free(&a);
}

static void adds_nothing(void **state)
{
	struct saved_model a, b;
	struct vocab to;
	struct rnn_error err;
	uint64_t none[V] = {0};

	(void)state;
	make(&a, "lstm", 2);
	make(&b, "lstm", 2);
	assert_int_equal(vocab_init(&to, UNIT_CHAR, known, V, &err), 0);
	assert_int_equal(extend_alphabet(&a, &to, none, &err), 0);
	vocab_free(&to);
	assert_int_equal(a.model.n, b.model.n);
	assert_memory_equal(a.model.w, b.model.w, a.model.n * sizeof *a.model.w);
	saved_model_free(&a);
	saved_model_free(&b);
}

/* Biases that no training makes, and symbols that the text lacks, give finite numbers. */
static void stays_finite(void **state)
{
	static const float bias[] = {-3e38f, 3e38f, 1e4f, -1e4f};
	static const uint64_t none[ALL] = {0};

	(void)state;
	for (size_t k = 0; k < sizeof bias / sizeof *bias; k++) {
		struct saved_model a;
		struct vocab to;
		struct rnn_error err;
		make(&a, "rnn", 0);
		const struct param *p = model_param(&a.model, PARAM_B_OUT, 0);
		for (size_t i = 0; i < p->n; i++)
			a.model.w[p->at + i] = (real)bias[k];
		assert_int_equal(vocab_init(&to, UNIT_CHAR, all, ALL, &err), 0);
		assert_int_equal(extend_alphabet(&a, &to, none, &err), 0);
		assert_true(all_finite(a.model.w, a.model.n));
		vocab_free(&to);
		saved_model_free(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_as_relatives),
		cmocka_unit_test(known_text_costs_little_more),
		cmocka_unit_test(adds_nothing),
		cmocka_unit_test(stays_finite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
