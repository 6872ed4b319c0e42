/*
 * next_test.c - the most likely words against an enumeration of all texts up to some length, with a
 * tiny alphabet: in characters and in bytes, after texts that end with a letter, an apostrophe, a
 * blank, another symbol, and within a character.
 */
#include "next_truth.h"

static const struct setup setups[] = {
	{UNIT_CHAR,
	 6,
	 {' ', '\'', '.', 'a', 'b', 0xe9},
	 {"a.", "a ", "ab", "b'", ".a'b", "\u00e9", "", NULL}},
	{UNIT_BYTE,
	 6,
	 {' ', '\'', 'a', 'b', 0xa9, 0xc3},
	 {"a ", "ab", "b'", "a\xc3", "' \xc3", "\xa9", NULL}},
	{UNIT_CHAR, 4, {'\'', '.', 'a', 'b'}, {"a.", "ab", NULL}}, /* no blank */
};

static void compare(const struct setup *s, const struct model *m, const char *text,
		    double temperature)
{
	compare_with(s, m, NULL, NULL, text, temperature);
}

static void equals_an_enumeration(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof setups / sizeof *setups; i++) {
		struct model m;
		sharp_model(&m, setups[i].size, NULL, FORMAT_F32);
		for (int k = 0; setups[i].text[k] != NULL; k++)
			compare(&setups[i], &m, setups[i].text[k], 1);
		compare(&setups[i], &m, setups[i].text[0], 0.7);
		model_free(&m);
	}
}

/* With an engine whose rows depend on each other, and in int8. */
static void engines_and_formats(void **state)
{
	struct model m;

	(void)state;
	sharp_model(&m, setups[0].size, "openblas", FORMAT_F32);
	compare(&setups[0], &m, "ab", 1);
	model_free(&m);
	sharp_model(&m, setups[0].size, NULL, FORMAT_INT8);
	compare(&setups[0], &m, "ab", 1);
	model_free(&m);
}

/* Few states and a flat distribution: the search ends, says so, and its sums are right. */
static void limits_hold(void **state)
{
	static const uint16_t text[] = {3, 0};
	struct model m;
	struct vocab v;

	(void)state;
	assert_int_equal(vocab_init(&v, UNIT_CHAR, setups[0].symbol, setups[0].size, NULL), 0);
	tiny_model(&m, &(struct config){cell_find("gru"), setups[0].size, 1, 12, 0},
		   test_engine(NULL, false));
	for (int limit = 2; limit < 2000; limit *= 3) {
		struct next_options how = {&v, .words = 900, limit, 1, 1, NULL};
		struct next *next = next_new(&m, &how);
		const struct next_result *r = next_find(next, text, 2);
		double sum = r->none + r->others + r->open;
		for (int i = 0; i < r->words; i++)
			sum += r->word[i].p;
		assert_false(r->certain);
		assert_true(r->open > 0 && r->words <= limit);
		check_near(sum, 1, 1e-9, "limit %d", limit);
		next_free(next);
	}
	vocab_free(&v);
	model_free(&m);
}

/* At temperature 0 there is one text; without words nothing is searched. */
static void extremes(void **state)
{
	static const uint16_t text[] = {3, 0};
	struct model m;
	struct vocab v;

	(void)state;
	sharp_model(&m, setups[0].size, NULL, FORMAT_F32);
	assert_int_equal(vocab_init(&v, UNIT_CHAR, setups[0].symbol, setups[0].size, NULL), 0);
	struct next *next = next_new(&m, &(struct next_options){&v, 3, NEXT_LIMIT, 0, 1, NULL});
	const struct next_result *r = next_find(next, text, 2);
	assert_true(r->words <= 1);
	check_near(r->none + r->open + (r->words > 0 ? r->word[0].p : 0), 1, 0, "temperature 0");
	next_free(next);
	next = next_new(&m, &(struct next_options){&v, 0, NEXT_LIMIT, 1, 1, NULL});
	r = next_find(next, text, 2);
	assert_true(r->words == 0 && r->others == 0 && r->certain);
	check_near(r->none + r->open, 1, 1e-9, "no words");
	next_free(next);
	vocab_free(&v);
	model_free(&m);
}

/* At each place of a text that is read on, what follows is what follows the text up to there. */
static void places_of_one_text(void **state)
{
	static const uint16_t text[] = {3, 4, 0, 3, 1, 2, 0, 0, 5};
	enum { N = sizeof text / sizeof *text, WORDS = 6 };
	struct model m;
	struct vocab v;

	(void)state;
	sharp_model(&m, setups[0].size, NULL, FORMAT_F32);
	assert_int_equal(vocab_init(&v, UNIT_CHAR, setups[0].symbol, setups[0].size, NULL), 0);
	struct next_options how = {&v, WORDS, NEXT_LIMIT, 1, 1, NULL};
	struct next *here = next_new(&m, &how), *whole = next_new(&m, &how);
	for (int round = 0; round < 2; round++) {
		next_start(here);
		for (size_t n = 1; n <= N; n++) {
			const struct next_result *want = next_find(whole, text, n), *got;
			size_t tail = n < 3 ? n : 3;
			next_read(here, text + n - 1, 1);
			got = next_find_here(here, text + n - tail, tail);
			assert_int_equal(got->words, want->words);
			assert_int_equal(tail - got->start, n - want->start);
			check_near(got->none, want->none, 1e-6, "none after %zu", n);
			for (int i = 0; i < got->words; i++)
				check_near(got->word[i].p, want->word[i].p, 1e-6,
					   "word %d after %zu", i, n);
		}
	}
	next_free(here);
	next_free(whole);
	vocab_free(&v);
	model_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_an_enumeration), cmocka_unit_test(engines_and_formats),
		cmocka_unit_test(limits_hold),           cmocka_unit_test(extremes),
		cmocka_unit_test(places_of_one_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
