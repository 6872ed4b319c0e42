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

static int set_up(void **state)
{
	static const uint32_t symbols[] = {'\n', ' ', 'a', 'b', 'c', 0xe9, 0x1f600};
	struct config cfg = {.cell = cell_find("gru"), .vocab = 7, .layers = 2, .hidden = 8, .embed = 3};
	struct saved_model a = {.unit = UNIT_CHAR, .sampling = {0.5f, 5, 0.9f, 0.1f}};
	const struct engine *engine = engine_pick(NULL, true, FORMAT_F32, NULL);
	struct store store;
	struct rnn_error err;
	bool exists;

	(void)state;
	a.training.best_loss = a.training.temperature = (double)NAN;
	if (mkdtemp(dir) == NULL || vocab_init(&a.vocab, UNIT_CHAR, symbols, 7, &err) < 0 ||
	    model_init(&a.model, &cfg, engine, &err) < 0)
		return -1;
	model_random(&a.model, 5);
	for (size_t i = 0; i < a.model.n; i++)
		a.model.w[i] *= 3;
	if (store_open(&store, dir, &exists, &err) < 0 ||
	    store_save(&store, &a, true, NULL, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return -1;
	}
	store_close(&store);
	saved_model_free(&a);
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
	assert_string_equal(err.text, "text: byte 0 (line 1): U+FEFF is not in the model's alphabet");
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
	assert_true(rnn_model_sampling(model).top_k == 5);
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
	struct rnn_sampling how = rnn_sampling_default();
	int seen[7] = {0}, best = 0;

	(void)state;
	rnn_feed_text(s, "ca", 2, 0, NULL);
	for (uint64_t i = 0; i < 5000; i++) {
		int id = rnn_draw(s, &how, 1, i);
		assert_in_range(id, 0, 6);
		assert_int_equal(id, rnn_draw(s, &how, 1, i));
		seen[id]++;
	}
	for (int i = 0; i < 7; i++) {
		assert_true(fabs(seen[i] / 5000.0 - exp((double)rnn_logp(s)[i])) < 0.03);
		if (rnn_logp(s)[i] > rnn_logp(s)[best])
			best = i;
	}
	how.temperature = 0;
	assert_int_equal(rnn_draw(s, &how, 1, 0), best);
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
		cmocka_unit_test(test_manners), cmocka_unit_test(test_alphabet),
		cmocka_unit_test(test_feed),
		cmocka_unit_test(test_bad_text_is_not_read),
		cmocka_unit_test(test_draw),
		cmocka_unit_test(test_score_is_the_sum_of_feeding),
		cmocka_unit_test(test_no_model),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
