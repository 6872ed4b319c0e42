/* guide_test.c - samples that are guided have the probabilities that the definition gives them: chi-square
 * over all texts of a small model. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check.h"
#include "near.h"
#include "run/exact.h"
#include "run/matches.h"
#include "run/predict.h"
#include "run/sample.h"
#include "text/regex.h"
#include "text/symbol_set.h"
#include "tiny_model.h"

enum { V = 4, LENGTH = 4, NUMBERS = 5 * 5 * 5 * 5, DRAWS = 20000 };

static const uint32_t letters[V] = {'a', 'b', 'c', 'd'};

/* A number for each text of up to LENGTH ids. */
static int text_number(const uint16_t *text, int n)
{
	int number = 0;

	for (int i = LENGTH - 1; i >= 0; i--)
		number = number * (V + 1) + (i < n ? text[i] + 1 : 0);
	return number;
}

/* What the definition needs to know. */
struct law {
	bool member[NUMBERS]; /* the texts that a sample may be */
	bool ends;            /* samples end where they are complete, not only at LENGTH */
	const bool *may;
	bool exact;
	struct predictor *reader;
	double expect[NUMBERS];
};

static bool goes_on(const struct law *w, uint16_t *text, int n)
{
	for (int id = 0; id < V && n < LENGTH; id++) {
		text[n] = (uint16_t)id;
		if (w->member[text_number(text, n + 1)] || goes_on(w, text, n + 1))
			return true;
	}
	return false;
}

/* Adds the probabilities of the texts that continue text[0..n), which has probability p. */
static void enumerate(struct law *w, uint16_t *text, int n, double p)
{
	double part[V], all = 0, kept = 0, leaves;
	bool complete = w->member[text_number(text, n)] && w->ends, follows[V], any = false;

	predict_reset(w->reader);
	predict_feed(w->reader, text, (size_t)n);
	for (int id = 0; id < V; id++) {
		bool may = w->may == NULL || w->may[id];
		part[id] = may ? exp((double)predict_next(w->reader, 0)[id]) : 0;
		text[n] = (uint16_t)id;
		follows[id] = n < LENGTH && may &&
			      (w->member[text_number(text, n + 1)] || goes_on(w, text, n + 1));
		any |= follows[id];
		all += part[id];
		kept += follows[id] ? part[id] : 0;
	}
	leaves = !any ? 1 : complete ? 1 - kept / all : 0;
	if (complete || !any)
		w->expect[text_number(text, n)] += p * leaves;
	for (int id = 0; id < V; id++) {
		text[n] = (uint16_t)id;
		if (follows[id])
			enumerate(w, text, n + 1,
				  p * part[id] / (complete || w->exact ? all : kept));
	}
}

struct counts {
	uint16_t text[LENGTH];
	int n, seen[NUMBERS], ends;
};

static int count_ids(void *ctx, int sample, const uint16_t *ids, size_t n)
{
	struct counts *c = ctx;

	(void)sample;
	assert_true((size_t)c->n + n <= LENGTH);
	memcpy(c->text + c->n, ids, n * sizeof *ids);
	c->n += (int)n;
	return 0;
}

static int count_end(void *ctx, int sample, const struct sample_end *e)
{
	struct counts *c = ctx;

	(void)sample;
	assert_true(e->written == c->n && e->scored == c->n && e->stop == -1);
	c->seen[text_number(c->text, c->n)]++;
	c->ends++;
	c->n = 0;
	return 0;
}

/* Draws by the guide and compares with the law. */
static void compare(struct law *w, struct guide *g, const char *name)
{
	struct counts c = {0};
	struct model m;
	uint16_t text[LENGTH + 1];
	double total = 0, chi = 0;
	int cells = 0;

	varied_model(&m, V);
	w->reader =
		predict_new(&m,
			    &(struct predict_options){.streams = 1, .steps = LENGTH, .threads = 1});
	enumerate(w, text, 0, 1);
	predict_free(w->reader);
	struct sample_options o = {.length = LENGTH,
				   .guide = g,
				   .count = DRAWS,
				   .seed = 5,
				   .rule = filter_neutral(),
				   .threads = 1};
	assert_int_equal(sample_run(&m, &o, &(struct sample_sink){&c, count_ids, count_end, NULL}),
			 0);
	assert_int_equal(c.ends, DRAWS);
	for (int i = 0; i < NUMBERS; i++)
		total += w->expect[i];
	check_that(w->exact || fabs(total - 1) < 1e-6, "%s: sum %g", name, total);
	for (int i = 0; i < NUMBERS; i++) {
		double expect = w->expect[i] / total * DRAWS;
		check_that(expect > 0 || c.seen[i] == 0, "%s: text %d", name, i);
		if (expect < 5)
			continue;
		chi += (c.seen[i] - expect) * (c.seen[i] - expect) / expect;
		cells++;
	}
	/* mean cells - 1, variance twice that: five standard deviations */
	check_that(cells > 1 && chi < cells + 5 * sqrt(2.0 * cells), "%s: chi %g of %d", name, chi,
		   cells);
	model_free(&m);
}

static struct vocab alphabet(void)
{
	struct vocab v;
	struct rnn_error err;

	assert_int_equal(vocab_init(&v, UNIT_CHAR, letters, V, &err), 0);
	return v;
}

static void only_some_characters(void **state)
{
	const bool may[V] = {true, false, true, true};
	struct guide g = {.V = V, .may = may};
	static struct law w;

	(void)state;
	w = (struct law){.may = may};
	for (int i = 0; i < NUMBERS; i++) /* the texts of LENGTH: the last digit is not 0 */
		w.member[i] = i >= NUMBERS / (V + 1);
	compare(&w, &g, "only acd");
}

/* Sets the members to what PCRE2 matches. */
static void set_members(struct law *w, const char *expression)
{
	struct rnn_error err;
	struct regex *r = regex_new(expression, strlen(expression), UNIT_CHAR, 0, &err);

	assert_non_null(r);
	for (int i = 0; i < NUMBERS; i++) {
		char text[LENGTH];
		int n = 0, left = i;
		for (; left % (V + 1) > 0; left /= V + 1)
			text[n++] = (char)letters[left % (V + 1) - 1];
		w->member[i] = left == 0 && regex_whole(r, text, (size_t)n) == 1;
	}
	regex_free(r);
}

static void matches(void **state)
{
	static const char *const row[] = {"a+b?",           "(?=.*d)[a-d]*", "(ab|c[ab]|d*)+",
					  "(?!.*aa).{2,4}", "abc?d?|c{1,3}", "(a|ab)(c|bcd)?"};
	const bool may[V] = {true, true, false, true};
	struct vocab v = alphabet();
	struct rnn_error err;

	(void)state;
	for (size_t i = 0; i < 2 * sizeof row / sizeof *row; i++) {
		static struct law w;
		const char *text = row[i / 2];
		struct automaton a;
		if (automaton_init(&a, text, strlen(text), &v, i % 2 ? may : NULL, &err) < 0) {
			assert_int_equal(i, 0);
			vocab_free(&v);
			skip(); /* without PCRE2 */
		}
		w = (struct law){.ends = true, .may = i % 2 ? may : NULL};
		set_members(&w, text);
		compare(&w, &(struct guide){.V = V, .may = w.may, .match = &a}, text);

		struct choices list;
		assert_true(matches_list(&a, LENGTH, &list));
		struct guide g = {.V = V, .may = w.may, .list = &list, .exact = true};
		memset(w.expect, 0, sizeof w.expect);
		w.exact = true;
		compare(&w, &g, text);
		free(g.weight);
		free(g.score);
		choices_free(&list);
		automaton_free(&a);
	}
	vocab_free(&v);
}

static void texts_of_a_list(void **state)
{
	static const uint16_t text[][LENGTH] = {{0},    {0, 1},    {0, 1, 2},    {0, 1, 3, 3},
						{2, 2}, {2, 3, 1}, {3, 0, 0, 0}, {0, 1}};
	static const size_t n[] = {1, 2, 3, 4, 2, 3, 4, 2};
	struct choices list;

	(void)state;
	choices_init(&list);
	for (size_t i = 0; i < sizeof n / sizeof *n; i++)
		choices_add(&list, text[i], n[i]);
	choices_sort(&list);
	assert_int_equal(list.n, 7);
	for (int exact = 0; exact < 2; exact++) {
		static struct law w;
		struct guide g = {.V = V, .list = &list, .exact = exact};
		w = (struct law){.ends = true, .exact = exact};
		for (size_t i = 0; i < sizeof n / sizeof *n; i++)
			w.member[text_number(text[i], (int)n[i])] = true;
		compare(&w, &g, exact ? "list, exact" : "list");
		free(g.weight);
		free(g.score);
	}
	choices_free(&list);
}

/* At temperature 0 the likeliest text is drawn; the weights of others are powers of their probabilities. */
static void temperature_of_a_list(void **state)
{
	static const uint16_t text[][2] = {{0, 1}, {1, 2}, {3, 0}};
	double p[3], best = 0;
	struct choices list;
	struct model m;
	const double hot[] = {1, 0.5, 2};

	(void)state;
	varied_model(&m, V);
	choices_init(&list);
	for (int i = 0; i < 3; i++)
		choices_add(&list, text[i], 2);
	choices_sort(&list);
	struct guide g = {.V = V, .list = &list, .exact = true};
	struct predictor *reader =
		predict_new(&m, &(struct predict_options){.streams = 1, .steps = 1, .threads = 1});
	float *start = xcalloc(predict_state_size(reader), sizeof *start);
	predict_save(reader, 0, start);
	for (int i = 0; i < 3; i++) {
		predict_reset(reader);
		p[i] = exp((double)predict_next(reader, 0)[text[i][0]]);
		predict_feed(reader, text[i], 1);
		p[i] *= exp((double)predict_next(reader, 0)[text[i][1]]);
		best = p[i] > best ? p[i] : best;
	}
	for (int k = 0; k < 3; k++) {
		double sum = 0;
		assert_true(exact_weigh(&g, reader, start, hot[k], NULL));
		for (int i = 0; i < 3; i++) {
			sum += pow(p[i] / best, 1 / hot[k]);
			check_near(g.weight[i], sum, 1e-5, "temperature %g", hot[k]);
		}
	}
	assert_true(exact_weigh(&g, reader, start, 0, NULL));
	for (int i = 0; i < 3; i++)
		assert_true(g.weight[i] - (i > 0 ? g.weight[i - 1] : 0) == (p[i] == best ? 1 : 0));
	assert_true(exact_leave_out(&g, 1, text[1], 2));
	best = p[0] > p[2] ? p[0] : p[2];
	check_near(g.weight[0], p[0] / best, 1e-5, "the first");
	assert_true(g.weight[1] == g.weight[0]); /* left out */
	check_near(g.weight[2], (p[0] + p[2]) / best, 1e-5, "the last");
	assert_true(exact_leave_out(&g, 1, text[0], 1)); /* no text of the list */
	check_near(g.weight[2], (p[0] + p[2]) / best, 1e-5, "the last");
	assert_true(exact_leave_out(&g, 0, text[0], 2));
	assert_true(g.weight[1] == 0 && g.weight[2] == 1);
	assert_false(exact_leave_out(&g, 0, text[2], 2));
	predict_free(reader);
	choices_free(&list);
	free(g.score);
	free(g.weight);
	free(start);
	model_free(&m);
}

static void lists_of_matches(void **state)
{
	struct vocab v = alphabet();
	struct automaton a;
	struct choices list;
	struct rnn_error err;

	(void)state;
	if (automaton_init(&a, "[ab]{1,16}", 10, &v, NULL, &err) < 0) {
		vocab_free(&v);
		skip();
	}
	assert_false(matches_list(&a, -1, &list)); /* 131,070 texts */
	assert_int_equal(list.n, 0);
	choices_free(&list);
	assert_true(matches_list(&a, 15, &list)); /* 65,534 */
	assert_int_equal(list.n, 65534);
	choices_free(&list);
	automaton_free(&a);
	assert_int_equal(automaton_init(&a, "a*", 2, &v, NULL, &err), 0);
	assert_false(matches_list(&a, -1, &list));
	choices_free(&list);
	assert_true(matches_list(&a, 3, &list));
	assert_int_equal(list.n, 4);
	choices_free(&list);
	automaton_free(&a);
	vocab_free(&v);
}

static void sets_of_symbols(void **state)
{
	static const struct {
		const char *text;
		const char *has; /* one letter for each of those of the alphabet */
		int unknown;
	} row[] = {
		{"", "....", 0},
		{"a", "a...", 0},
		{"a-c", "abc.", 0},
		{"a-", "a...", 1},
		{"-a", "a...", 1},
		{"a\\-c", "a.c.", 1},
		{"d-d", "...d", 0},
		{"X-b", "ab..", 0},
		{"a-bd", "ab.d", 0},
		{"xyb", ".b..", 2},
		{"\\n", "....", 1},
		{"a-b-d", "ab.d", 1},
		{"\\a", "a...", 0},
		{"b\\", ".b..", 1},
		{"\xc3\xa9"
		 "a",
		 "a...", 1},
	};
	struct vocab v = alphabet();
	struct rnn_error err;
	uint32_t first;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		bool has[V] = {false};
		int unknown = 0;
		assert_int_equal(symbol_set_add(&v, row[i].text, has, &unknown, &first, &err), 0);
		for (int id = 0; id < V; id++)
			check_that(has[id] == (row[i].has[id] != '.'), "'%s': %d", row[i].text, id);
		check_that(unknown == row[i].unknown, "'%s': %d unknown", row[i].text, unknown);
	}
	bool has[V] = {false};
	assert_int_equal(symbol_set_add(&v, "c-a", has, NULL, NULL, &err), -1);
	assert_int_equal(symbol_set_add(&v, "a\xff", has, NULL, NULL, &err), -1);
	vocab_free(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_some_characters), cmocka_unit_test(matches),
		cmocka_unit_test(texts_of_a_list),      cmocka_unit_test(temperature_of_a_list),
		cmocka_unit_test(lists_of_matches),     cmocka_unit_test(sets_of_symbols),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
