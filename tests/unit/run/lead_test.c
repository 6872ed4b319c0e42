/* lead_test.c - the middles between a prime and a text have the distribution that lead.h defines. */
#include "all_texts.h"
#include "run/lead.h"

enum { MIDDLE = 3, TEXT = 2, COUNT = 6000, DRAWS_OF_EACH = 64, STREAMS_AT_ONCE = 64 };

struct texts {
	const uint16_t *then;
	size_t least;
	double weight[NUMBERS];
};

/* The middles: texts of up to MIDDLE symbols before the first occurrence of `then`, weighed by the
 * probability of both. */
static bool add_middle(void *ctx, const uint16_t *text, size_t n, double nats)
{
	struct texts *t = ctx;

	for (size_t end = TEXT; end <= n; end++) {
		if (memcmp(text + end - TEXT, t->then, TEXT * sizeof *text) != 0)
			continue;
		if (end - TEXT >= t->least)
			t->weight[text_number(text, end - TEXT)] = exp(-nats);
		return false;
	}
	return true;
}

static double sum_of(const double *x)
{
	double sum = 0;

	for (int i = 0; i < NUMBERS; i++)
		sum += x[i];
	return sum;
}

/* Half the sum of the differences between frequencies and probabilities is at most 0.05. */
static void check_distance(const int *seen, const struct texts *t, const char *what)
{
	double sum = sum_of(t->weight), distance = 0;

	for (int i = 0; i < NUMBERS; i++) {
		check_that(t->weight[i] > 0 || seen[i] == 0, "%s: text %d", what, i);
		distance += fabs(seen[i] / (double)COUNT - t->weight[i] / sum) / 2;
	}
	print_message("%s: distance %.4f\n", what, distance);
	check_that(distance < 0.05, "%s: %g", what, distance);
}

static double nats_of(const struct model *m, const struct take *t)
{
	struct predictor *p =
		predict_new(m, &(struct predict_options){.streams = 1, .steps = 1, .threads = 1});
	double nats = 0;

	for (size_t i = 0; i < t->n; i++) {
		nats -= (double)predict_next(p, 0)[t->ids[i]];
		predict_read(p, 1, &t->ids[i]);
	}
	predict_free(p);
	return nats;
}

static void check_middles(const struct model *m, const uint16_t *then, int least, const char *what)
{
	struct texts t = {.then = then, .least = (size_t)least};
	struct sample_options how = {.length = MIDDLE,
				     .least = least,
				     .rule = filter_neutral(),
				     .threads = 1};
	struct lead_options o = {.how = &how, .text = then, .n = TEXT, .draws = DRAWS_OF_EACH};
	struct lead *l = lead_new(m, &o);
	struct take take = {0};
	int seen[NUMBERS] = {0};

	all_texts(m, MIDDLE + TEXT, add_middle, &t);
	assert_int_equal(lead_read_prime(l, &(struct sample_sink){0}), 0);
	for (int k = 0; k < COUNT; k++) {
		lead_draw(l, &(struct sample_draw){.seed = (uint64_t)k}, &take);
		assert_false(take.end.stuck);
		assert_true(take.n >= TEXT && take.n <= MIDDLE + TEXT);
		assert_memory_equal(take.ids + take.n - TEXT, then, TEXT * sizeof *then);
		assert_int_equal(take.end.scored, take.n);
		if (k < 100)
			check_near(take.end.nats, nats_of(m, &take), 1e-5, "%s: %d", what, k);
		seen[text_number(take.ids, take.n - TEXT)]++;
	}
	check_distance(seen, &t, what);
	take_free(&take);
	lead_free(l);
}

static void test_middles_have_their_distribution(void **state)
{
	static const uint16_t two[] = {2, 0}, same[] = {1, 1};
	struct model m;

	(void)state;
	varied_model(&m, SYMBOLS);
	check_middles(&m, two, 0, "2 0");
	check_middles(&m, two, 2, "2 0, at least two before it");
	check_middles(&m, same, 0, "1 1, which may overlap itself");
	model_free(&m);
}

/* The text comes before the least length in every draw: there is no middle. */
static void test_there_may_be_no_middle(void **state)
{
	static const uint16_t one[] = {0};
	struct sample_options how = {.length = 200,
				     .least = 200,
				     .rule = filter_neutral(),
				     .threads = 1};
	struct lead_options o = {.how = &how, .text = one, .n = 1, .draws = 70};
	struct take take = {0};
	struct model m;

	(void)state;
	varied_model(&m, SYMBOLS);
	struct lead *l = lead_new(&m, &o);
	lead_read_prime(l, &(struct sample_sink){0});
	lead_draw(l, &(struct sample_draw){.seed = 1}, &take);
	assert_true(take.end.stuck);
	assert_int_equal(take.n, 0);
	take_free(&take);
	lead_free(l);
	model_free(&m);
}

static void note_symbols(void *ctx, long long symbols)
{
	*(long long *)ctx = symbols;
}

/* A draw is given up beyond the symbols that its seed may read; with enough of them it is the same as without a
 * limit. Another seed begins anew. */
static void test_a_draw_is_given_up_in_time(void **state)
{
	static const uint16_t text[] = {2, 0, 1, 1, 2, 0, 1, 1};
	struct sample_options how = {.length = 40, .rule = filter_neutral(), .threads = 1};
	long long all = 0, told = 0;
	struct lead_options o =
		{.how = &how, .text = text, .n = 8, .draws = 70, .tell = note_symbols, .ctx = &all};
	struct take want = {0}, got = {0};
	struct model m;

	(void)state;
	varied_model(&m, SYMBOLS);
	struct lead *l = lead_new(&m, &o);
	lead_read_prime(l, &(struct sample_sink){0});
	lead_draw(l, &(struct sample_draw){.seed = 5}, &want);
	lead_free(l);
	assert_true(want.n >= 8 && all > 70 * 8);
	o.ctx = &told;
	for (int part = 1; part <= 4; part++) {
		o.most = all * part / 4;
		l = lead_new(&m, &o);
		lead_read_prime(l, &(struct sample_sink){0});
		for (int round = 0; round < 2; round++) {
			lead_draw(l, &(struct sample_draw){.seed = 5}, &got);
			assert_int_equal(got.end.spent, part < 4 || round > 0);
			assert_true(told <= o.most + 2 * STREAMS_AT_ONCE);
			assert_int_equal(got.n, got.end.spent ? 0 : want.n);
			if (!got.end.spent)
				assert_memory_equal(got.ids, want.ids, want.n * sizeof *want.ids);
		}
		told = 0;
		lead_draw(l, &(struct sample_draw){.seed = 6}, &got);
		assert_true(told >= (all < o.most ? all : o.most) / 2);
		assert_int_equal(got.end.draw.seed, 6);
		lead_free(l);
	}
	take_free(&want);
	take_free(&got);
	model_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_middles_have_their_distribution),
		cmocka_unit_test(test_there_may_be_no_middle),
		cmocka_unit_test(test_a_draw_is_given_up_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
