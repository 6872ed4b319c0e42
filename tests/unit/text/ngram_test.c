/*
 * ngram_test.c - the Kneser-Ney model: probabilities against their definition with plain tables,
 * their sum, whole rows of them, counting that goes on, the start of a text, the memory limit.
 */
#include <math.h>

#include "text/ngram.h"
#include "tiny_model.h"
#include "check.h"

enum { N = 3000, V = 16, ORDER = 4, GRAMS = 16 * 16 * 16 * 16 };

/* Counts of all n-grams, where [k] has those of order k, indexed by their digits in base V. */
struct plain {
	unsigned raw[ORDER + 1][GRAMS], left[ORDER + 1][GRAMS]; /* occurrences, left neighbours */
	double discount[ORDER + 1][4];
};

static int power(int k)
{
	return k == 0 ? 1 : V * power(k - 1);
}

static int digits(const uint16_t *ids, int k)
{
	return k == 0 ? 0 : digits(ids, k - 1) * V + ids[k - 1];
}

static unsigned count(const struct plain *p, int order, int k, int gram)
{
	return k == order ? p->raw[k][gram] : p->left[k][gram];
}

static void plain_count(struct plain *p, int order, const uint16_t *ids, size_t n)
{
	for (int k = 1; k <= order; k++)
		for (size_t i = 0; i + (size_t)k <= n; i++)
			p->raw[k][digits(ids + i, k)]++;
	for (int k = 1; k < order; k++) {
		for (int gram = 0; gram < power(k + 1); gram++)
			p->left[k][gram % power(k)] += p->raw[k + 1][gram] > 0;
		if (n >= (size_t)k)
			p->left[k][digits(ids, k)]++; /* the text's start is a left neighbour */
	}
	for (int k = 1; k <= order; k++) {
		double of[5] = {0};
		for (int gram = 0; gram < power(k); gram++) {
			unsigned c = count(p, order, k, gram);
			if (c < 5)
				of[c]++;
		}
		double y = of[1] / (of[1] + 2 * of[2]);
		for (int i = 1; i <= 3; i++) {
			double d = i - (i + 1) * y * of[i + 1] / of[i];
			p->discount[k][i] = of[1] > 0 && of[2] > 0 && of[i] > 0 && d > 0 ? d
											 : i / 2.0;
		}
	}
}

static double plain_probability(const struct plain *p, int order, const uint16_t *context, int k,
				int next)
{
	double total = 0, rest = 0;
	int at = digits(context, k) * V;

	double lower = k == 0 ? 1.0 / V : plain_probability(p, order, context + 1, k - 1, next);
	for (int j = 0; j < V; j++) {
		unsigned c = count(p, order, k + 1, at + j);
		total += c;
		rest += p->discount[k + 1][c < 3 ? c : 3];
	}
	if (total == 0)
		return lower;
	unsigned c = count(p, order, k + 1, at + next);
	return (c - p->discount[k + 1][c < 3 ? c : 3] + rest * lower) / total;
}

static struct ngram *counted(int order, const uint16_t *ids, size_t n)
{
	struct ngram *g = ngram_new(order, V, (size_t)1 << 30);
	struct rnn_error err;

	assert_int_equal(ngram_count(g, ids, n, &err), 0);
	return g;
}

/* Returns the probability of `next` after ids[0..n), n >= 1, from the difference of two scores. */
static double probability(const struct ngram *g, const uint16_t *ids, size_t n, int next)
{
	size_t k = n < NGRAM_ORDER_MAX ? n : NGRAM_ORDER_MAX; /* longer contexts are not used */
	uint16_t text[NGRAM_ORDER_MAX + 1];

	memcpy(text, ids + n - k, k * sizeof *text);
	text[k] = (uint16_t)next;
	return exp(ngram_score(g, text, k, NULL) - ngram_score(g, text, k + 1, NULL));
}

static void by_definition(void **state)
{
	static const size_t length[] = {1, 2, 3, 4, 5, 10, 100, N};
	uint16_t *text = random_words(N, 1), *test = random_words(300, 2);

	(void)state;
	for (int order = 1; order <= ORDER; order++)
		for (size_t i = 0; i < sizeof length / sizeof *length; i++) {
			struct plain *p = xcalloc(1, sizeof *p);
			struct ngram *g = counted(order, text, length[i]);
			float nll[300];
			double sum = 0, total = ngram_score(g, test, 300, nll);
			plain_count(p, order, text, length[i]);
			check_near(nll[0], 0, 0, "order %d, %zu symbols", order, length[i]);
			for (int j = 1; j < 300; j++) {
				int k = j < order - 1 ? j : order - 1;
				double want = plain_probability(p, order, test + j - k, k, test[j]);
				double got = probability(g, test, (size_t)j, test[j]);
				check_near(got, want, 1e-12, "order %d, %zu symbols, at %d", order,
					   length[i], j);
				check_near(nll[j], -log(want), 1e-5, "order %d, %zu symbols, at %d",
					   order, length[i], j);
				sum -= log(want);
			}
			check_near(total, sum, 1e-8, "order %d, %zu symbols", order, length[i]);
			check_near(ngram_score(g, test, 300, NULL), total, 1e-12,
				   "order %d, %zu symbols", order, length[i]);
			ngram_free(g);
			free(p);
		}
	free(text);
	free(test);
}

/* After any text, the probabilities are positive and sum to 1. */
static void sums_to_1(void **state)
{
	static const int order[] = {1, 2, 3, 7, NGRAM_ORDER_MAX};
	uint16_t *text = random_words(N, 3), *noise = random_ids(200, V, 4);

	(void)state;
	for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
		struct ngram *g = counted(order[k], text, N);
		for (size_t n = 1; n < 200; n++)
			for (int which = 0; which < 2; which++) {
				double sum = 0;
				for (int j = 0; j < V; j++) {
					double p = probability(g, which ? noise : text, n, j);
					check_that(p > 0, "order %d, at %zu, symbol %d: %g",
						   order[k], n, j, p);
					sum += p;
				}
				check_near(sum, 1, 1e-9, "order %d, at %zu", order[k], n);
			}
		ngram_free(g);
	}
	free(text);
	free(noise);
}

/* ngram_row gives the probabilities of ngram_score; a model that has learned a text symbol by symbol is the
 * one that has counted it at once. */
static void rows_and_learning(void **state)
{
	uint16_t *text = random_words(N, 7), *test = random_words(300, 8);

	(void)state;
	for (int order = 1; order <= 7; order += 2) {
		struct ngram *g = counted(order, text, N);
		struct ngram *learned = ngram_new(order, V, (size_t)1 << 30);
		struct ngram_context c, d;
		double p[V], q[V];
		ngram_start(&d);
		ngram_row(learned, &d, p);
		check_near(p[0], 1.0 / V, 1e-15, "order %d, nothing learned", order);
		for (size_t i = 0; i < N; i++)
			assert_int_equal(ngram_learn(learned, &d, text[i], NULL), 0);
		ngram_start(&c);
		for (size_t i = 0; i < N; i++)
			ngram_read(g, &c, text[i]);
		assert_int_equal(ngram_depth(g, &c), ngram_depth(learned, &d));
		ngram_row(g, &c, p);
		ngram_row(learned, &d, q);
		assert_memory_equal(p, q, sizeof p);
		ngram_start(&c);
		for (size_t i = 0; i < 300; i++) {
			ngram_read(g, &c, test[i]);
			ngram_row(g, &c, p);
			for (int v = 0; v < V; v++)
				check_near(p[v], probability(g, test, i + 1, v), 1e-12,
					   "order %d, at %zu, symbol %d", order, i, v);
		}
		double want = ngram_score(g, test, 300, NULL);
		check_near(ngram_score(learned, test, 300, NULL), want, 0, "order %d", order);
		struct ngram *copy = ngram_copy(g, SIZE_MAX / 4);
		check_near(ngram_score(copy, test, 300, NULL), want, 0, "order %d", order);
		ngram_start(&d);
		for (size_t i = 0; i < 300; i++)
			assert_int_equal(ngram_learn(copy, &d, test[i], NULL), 0);
		check_near(ngram_score(g, test, 300, NULL), want, 0, "order %d", order);
		check_that(ngram_score(copy, test, 300, NULL) < want, "order %d", order);
		ngram_free(copy);
		ngram_free(g);
		ngram_free(learned);
	}
	free(text);
	free(test);
}

/* Writes the row after each of the symbols of a text to rows (n, V). */
static void read_rows(const struct ngram *g, const uint16_t *text, size_t n, double *rows)
{
	struct ngram_context c;

	ngram_start(&c);
	for (size_t i = 0; i < n; i++) {
		ngram_read(g, &c, text[i]);
		ngram_row(g, &c, rows + i * V);
	}
}

static void learn_all(struct ngram *g, struct ngram_context *c, const uint16_t *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_int_equal(ngram_learn(g, c, text[i], NULL), 0);
}

/* Counts that were taken back leave no trace, in rows that were there and in what is learned after that: to
 * the bit. The tables grow between the marks. */
static void rewinds(void **state)
{
	enum { TEST = 200 };
	uint16_t *text = random_words(N, 7), *other = random_words(N, 8);
	static double want[TEST * V], inner[TEST * V], got[TEST * V];

	(void)state;
	for (int order = 1; order <= 7; order += 3)
		for (int based = 0; based < 2; based++) {
			struct ngram *g = based ? counted(order, text, 1000)
						: ngram_new(order, V, (size_t)1 << 30);
			struct ngram_context c, d;
			ngram_start(&c);
			struct ngram_mark start = ngram_mark(g);
			read_rows(g, other, TEST, want);
			for (int again = 0; again < 3; again++) {
				ngram_start(&c);
				learn_all(g, &c, text, 500);
				struct ngram_mark mark = ngram_mark(g);
				d = c;
				read_rows(g, other, TEST, again == 0 ? inner : got);
				if (again > 0)
					assert_memory_equal(got, inner, sizeof got);
				for (int path = 0; path < 4; path++) {
					learn_all(g, &c, other + 100 * path, N - 300);
					read_rows(g, other, TEST, got);
					assert_memory_not_equal(got, inner, sizeof got);
					ngram_rewind(g, &mark);
					c = d;
					read_rows(g, other, TEST, got);
					assert_memory_equal(got, inner, sizeof got);
				}
				ngram_rewind(g, &start);
				read_rows(g, other, TEST, got);
				assert_memory_equal(got, want, sizeof got);
			}
			ngram_free(g);
		}
	free(text);
	free(other);
}

/* A long cycle of 65000 symbols is predicted, so that the tables do not confuse n-grams. */
static void many_symbols(void **state)
{
	enum { MANY = 65000, LONG = 3 * MANY };
	uint16_t *text = xcalloc(LONG, sizeof *text);
	struct ngram *g = ngram_new(3, MANY, (size_t)1 << 30);
	struct rnn_error err;

	(void)state;
	for (size_t i = 0; i < LONG; i++)
		text[i] = (uint16_t)(i * 7919 % MANY);
	assert_int_equal(ngram_count(g, text, LONG, &err), 0);
	for (size_t i = 3; i < LONG; i += 97) {
		double p = probability(g, text, i, text[i]);
		check_that(p > 0.4, "at %zu: %g", i, p);
	}
	ngram_free(g);
	free(text);
}

static void smallest_texts(void **state)
{
	const uint16_t ids[] = {3, 3};

	(void)state;
	for (size_t n = 0; n <= 2; n++) {
		struct ngram *g = counted(7, ids, n);
		check_near(ngram_score(g, ids, 0, NULL), 0, 0, "%zu symbols", n);
		check_near(ngram_score(g, ids, 1, NULL), 0, 0, "%zu symbols", n);
		double nats = ngram_score(g, ids, 2, NULL);
		if (n == 0)
			check_near(nats, log(V), 1e-12, "no symbols");
		else
			check_that(nats < log(V), "%zu symbols: %g", n, nats);
		ngram_free(g);
	}
}

static void memory_is_bounded(void **state)
{
	uint16_t *text = random_ids(100000, V, 5);
	struct ngram *g = ngram_new(7, V, 1 << 20);
	struct rnn_error err;

	(void)state;
	assert_int_equal(ngram_count(g, text, 100000, &err), -1);
	assert_int_equal(err.status, EX_OSERR);
	assert_int_equal(err.code, RNN_ERROR_COUNTS_MEMORY);
	ngram_free(g);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_definition),     cmocka_unit_test(sums_to_1),
		cmocka_unit_test(many_symbols),      cmocka_unit_test(smallest_texts),
		cmocka_unit_test(memory_is_bounded), cmocka_unit_test(rows_and_learning),
		cmocka_unit_test(rewinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
