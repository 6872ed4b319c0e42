/* api_test.c - the public library, on a small random model saved to a directory of its own. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rnn.h"
#include "store/store.h"

static char dir[] = "/tmp/rnn-api-XXXXXX";
static struct rnn_model *model;

/* Saves the model of these tests in the directory `to`. */
static int save_model(const char *to, enum storage storage)
{
	static const uint32_t symbols[] = {'\n', ' ', 'a', 'b', 'c', 0xe9, 0x1f600};
	struct config cfg = {.cell = cell_find("gru"),
			     .vocab = 7,
			     .layers = 2,
			     .hidden = 8,
			     .embed = 3};
	struct saved_model a = {.unit = UNIT_CHAR,
				.sampling = filter_neutral(),
				.weights.storage = storage};
	const struct engine *engine = engine_pick(NULL, true, FORMAT_F32, NULL);
	struct store store;
	struct rnn_error err;
	bool exists;

	a.sampling.value[FILTER_temperature] = 0.5;
	a.sampling.value[FILTER_top_k] = 5;
	a.sampling.value[FILTER_top_p] = (double)0.9f;
	training_init(&a.training);
	if (vocab_init(&a.vocab, UNIT_CHAR, symbols, 7, &err) < 0 ||
	    model_init(&a.model, &cfg, engine, &err) < 0)
		return -1;
	model_random(&a.model, 5);
	for (size_t i = 0; i < a.model.n; i++)
		a.model.w[i] *= 3;
	if (store_open(&store, to, &exists, &err) < 0 ||
	    store_save(&store, &a, true, NULL, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return -1;
	}
	store_close(&store);
	saved_model_free(&a);
	return 0;
}

static int set_up(void **state)
{
	struct rnn_error err;

	(void)state;
	if (mkdtemp(dir) == NULL || save_model(dir, STORAGE_F32) < 0)
		return -1;
	model = rnn_model_load(dir, &err);
	return model != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[100];

	(void)state;
	rnn_model_free(model);
	snprintf(command, sizeof command, "rm -r %s", dir);
	return system(command);
}

/* The caller's numbers below FLT_MIN are as exact after a call as before; errors give no advice for a
 * command line. */
static void test_manners(void **state)
{
	volatile float small = 1e-38f;
	struct rnn_state *s = rnn_state_new(model);
	struct rnn_score score;
	struct rnn_error err;

	(void)state;
	assert_true(small / 16 > 0);
	rnn_feed(s, 2);
	rnn_logp(s);
	assert_int_equal(rnn_score_text(model, "abc", 3, &score, &err), 0);
	assert_true(small / 16 > 0);
	assert_int_equal(rnn_feed_text(s, "\xef\xbb\xbf", 3, 0, &err), -1);
	assert_string_equal(err.text,
			    "text: byte 0 (line 1): U+FEFF is not in the model's alphabet");
	assert_int_equal(err.code, RNN_ERROR_UNKNOWN_SYMBOL);
	assert_int_equal(rnn_score_text(model, "a\x92", 2, &score, &err), -1);
	assert_string_equal(err.text, "text: byte 1 (line 1): invalid UTF-8 (0x92)");
	assert_int_equal(err.code, RNN_ERROR_INVALID_TEXT);
	assert_null(rnn_model_load("/nonexistent", &err));
	assert_int_equal(err.code, RNN_ERROR_OTHER);
	rnn_state_free(s);
}

static void test_alphabet(void **state)
{
	(void)state;
	assert_int_equal(rnn_model_vocab(model), 7);
	for (int i = 0; i < 7; i++)
		assert_int_equal(rnn_model_id(model, rnn_model_symbol(model, i)), i);
	assert_int_equal(rnn_model_id(model, 'z'), -1);
	assert_int_equal(rnn_model_id(model, 0x10ffff), -1);
	assert_int_equal(rnn_model_id(model, UINT32_MAX), -1);
}

/* Neutral settings are all off; a model's are those of its directory. */
static void test_sampling_new(void **state)
{
	struct rnn_sampling *off = rnn_sampling_new(NULL), *how = rnn_sampling_new(model);
	int i = 0;

	(void)state;
	for (const char *name; (name = rnn_sampling_name(i)) != NULL; i++)
		assert_true(rnn_sampling_get(off, name) == filter_table[i]->off);
	assert_int_equal(i, FILTERS);
	assert_null(rnn_sampling_name(i + 1));
	assert_null(rnn_sampling_name(-1));
	assert_true(rnn_sampling_get(how, "temperature") == 0.5);
	assert_true(rnn_sampling_get(how, "top_k") == 5);
	assert_true(rnn_sampling_get(how, "top_p") == (double)0.9f);
	assert_true(rnn_sampling_get(how, "min_p") == 0);
	rnn_sampling_free(off);
	rnn_sampling_free(how);
	rnn_sampling_free(NULL);
}

/* Every setting can be set to all of its range and to nothing else. */
static void test_sampling_set(void **state)
{
	struct rnn_sampling *how = rnn_sampling_new(model);
	struct rnn_error err;

	(void)state;
	for (int i = 0; i < FILTERS; i++) {
		const struct filter *f = filter_table[i];
		const char *name = rnn_sampling_name(i);
		double good[] = {f->lo, f->off, f->hi};
		double bad[] = {f->lo - 0.5, f->hi * 1.001 + 1e-3, (double)NAN, HUGE_VAL,
				f->whole ? f->lo + 0.5 : -1e-300};
		for (int k = 0; k < 3; k++) {
			assert_int_equal(rnn_sampling_set(how, name, good[k], &err), 0);
			assert_true(rnn_sampling_get(how, name) == good[k]);
		}
		char *range = xasprintf("%s: must be a %snumber from %.10g to %.10g, not ", name,
					f->whole ? "whole " : "", f->lo, f->hi);
		for (int k = 0; k < 5; k++) {
			assert_int_equal(rnn_sampling_set(how, name, bad[k], &err), -1);
			assert_int_equal(err.status, EX_USAGE);
			assert_int_equal(strncmp(err.text, range, strlen(range)), 0);
			assert_int_equal(rnn_sampling_set(how, name, bad[k], NULL), -1);
			assert_true(rnn_sampling_get(how, name) == f->hi); /* as before */
		}
		free(range);
	}
	rnn_sampling_set(how, "top_p", 0.1, NULL);
	assert_true(rnn_sampling_get(how, "top_p") == (double)0.1f);
	rnn_sampling_free(how);
}

static void test_sampling_names_are_whole(void **state)
{
	static const char *const unknown[] = {"", "top", "temp", "top-k", "Top_k", "top_kk"};
	struct rnn_sampling *how = rnn_sampling_new(NULL);
	struct rnn_error err;

	(void)state;
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
		char *text = xasprintf("unknown setting '%s'; the settings are temperature, ",
				       unknown[i]);
		assert_int_equal(rnn_sampling_set(how, unknown[i], 1, &err), -1);
		assert_int_equal(err.status, EX_USAGE);
		assert_int_equal(strncmp(err.text, text, strlen(text)), 0);
		for (int k = 0; k < FILTERS; k++)
			assert_non_null(strstr(err.text, filter_table[k]->key));
		assert_true(isnan(rnn_sampling_get(how, unknown[i])));
		free(text);
	}
	rnn_sampling_free(how);
}

static void test_version(void **state)
{
	(void)state;
	assert_string_equal(rnn_version(), RNN_VERSION);
}

static double row_sum(const struct rnn_state *s)
{
	double sum = 0;

	for (int i = 0; i < rnn_model_vocab(model); i++)
		sum += exp((double)rnn_logp(s)[i]);
	return sum;
}

static void test_feed(void **state)
{
	struct rnn_state *s = rnn_state_new(model), *t = rnn_state_new(model);
	float row[7];

	(void)state;
	for (int i = 0; i < 7; i++)
		assert_float_equal(rnn_logp(s)[i], -log(7), 1e-6);
	assert_int_equal(rnn_feed_text(s, "ab\xc3\xa9\xf0\x9f\x98\x80", 8, 0, NULL), 4);
	assert_float_equal(row_sum(s), 1, 1e-5);
	static const int same[] = {2, 3, 5, 6};
	for (int i = 0; i < 4; i++)
		rnn_feed(t, same[i]);
	for (int i = 0; i < 7; i++)
		assert_float_equal(rnn_logp(s)[i], rnn_logp(t)[i], 1e-5);

	memcpy(row, rnn_logp(s), sizeof row);
	rnn_state_copy(t, s);
	rnn_feed(s, 1);
	assert_memory_not_equal(rnn_logp(s), row, sizeof row);
	assert_memory_equal(rnn_logp(t), row, sizeof row);
	rnn_feed(t, 1);
	assert_memory_equal(rnn_logp(t), rnn_logp(s), sizeof row);
	rnn_state_reset(s);
	assert_float_equal(rnn_logp(s)[0], -log(7), 1e-6);
	rnn_state_free(s);
	rnn_state_free(t);
}

static void test_bad_text_is_not_read(void **state)
{
	struct rnn_state *s = rnn_state_new(model);
	struct rnn_error err;
	float row[7];

	(void)state;
	rnn_feed_text(s, "abc", 3, 0, NULL);
	memcpy(row, rnn_logp(s), sizeof row);
	assert_int_equal(rnn_feed_text(s, "abz", 3, 0, &err), -1);
	assert_int_equal(err.status, 65);
	assert_non_null(strstr(err.text, "'z' (U+007A)"));
	assert_int_equal(rnn_feed_text(s, "ab\x92", 3, 1, &err), -1);
	assert_memory_equal(rnn_logp(s), row, sizeof row);
	assert_int_equal(rnn_feed_text(s, "zaz", 3, 1, &err), 1);
	assert_int_equal(rnn_feed_text(s, "", 0, 0, &err), 0);
	rnn_state_free(s);
}

static void test_draw(void **state)
{
	struct rnn_state *s = rnn_state_new(model);
	struct rnn_sampling *how = rnn_sampling_new(NULL);
	int seen[7] = {0}, best = 0;

	(void)state;
	rnn_feed_text(s, "ca", 2, 0, NULL);
	for (uint64_t i = 0; i < 5000; i++) {
		int id = rnn_draw(s, how, 1, i);
		assert_in_range(id, 0, 6);
		assert_int_equal(id, rnn_draw(s, how, 1, i));
		seen[id]++;
	}
	for (int i = 0; i < 7; i++) {
		assert_true(fabs(seen[i] / 5000.0 - exp((double)rnn_logp(s)[i])) < 0.03);
		if (rnn_logp(s)[i] > rnn_logp(s)[best])
			best = i;
	}
	assert_int_equal(rnn_sampling_set(how, "temperature", 0, NULL), 0);
	assert_int_equal(rnn_draw(s, how, 1, 0), best);
	rnn_sampling_free(how);
	rnn_state_free(s);
}

static void test_score_is_the_sum_of_feeding(void **state)
{
	static const char text[] = "ab ca?b\nabc\xc3\xa9";
	static const uint32_t symbol[] = {'a', 'b', ' ', 'c', 'a', 'b', '\n', 'a', 'b', 'c', 0xe9};
	struct rnn_state *s = rnn_state_new(model);
	struct rnn_score score;
	double nats = 0;

	(void)state;
	assert_int_equal(rnn_score_text(model, text, sizeof text - 1, &score, NULL), 0);
	assert_int_equal(score.symbols, 11);
	assert_int_equal(score.scored, 10);
	assert_int_equal(score.unknown, 1);
	for (int i = 0; i < 11; i++) {
		int id = rnn_model_id(model, symbol[i]);
		if (i > 0)
			nats -= (double)rnn_logp(s)[id];
		rnn_feed(s, id);
	}
	assert_float_equal(score.nats, nats, 1e-4);
	assert_int_equal(rnn_score_text(model, "a", 1, &score, NULL), 0);
	assert_int_equal(score.scored, 0);
	rnn_state_free(s);
}

/* A model whose weights are stored in int8 is loaded like others, and scores nearly the same. */
static void test_int8_model(void **state)
{
	static const char text[] = "a cab\nba c abc";
	char *small = xasprintf("%s/int8", dir);
	struct rnn_score a, b;
	struct rnn_error err;

	(void)state;
	assert_int_equal(save_model(small, STORAGE_INT8), 0);
	struct rnn_model *m = rnn_model_load(small, &err);
	assert_non_null(m);
	assert_int_equal(rnn_score_text(model, text, sizeof text - 1, &a, &err), 0);
	assert_int_equal(rnn_score_text(m, text, sizeof text - 1, &b, &err), 0);
	assert_int_equal(b.scored, sizeof text - 2);
	assert_true(a.nats != b.nats);
	assert_true(fabs(a.nats - b.nats) < 0.01 * a.nats);
	rnn_model_free(m);
	free(small);
}

static void test_no_model(void **state)
{
	struct rnn_error err;

	(void)state;
	assert_null(rnn_model_load("/nonexistent", &err));
	assert_int_equal(err.status, 66);
	assert_null(rnn_model_load("/nonexistent", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_manners),
		cmocka_unit_test(test_alphabet),
		cmocka_unit_test(test_sampling_new),
		cmocka_unit_test(test_sampling_set),
		cmocka_unit_test(test_sampling_names_are_whole),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_feed),
		cmocka_unit_test(test_bad_text_is_not_read),
		cmocka_unit_test(test_draw),
		cmocka_unit_test(test_score_is_the_sum_of_feeding),
		cmocka_unit_test(test_int8_model),
		cmocka_unit_test(test_no_model),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
