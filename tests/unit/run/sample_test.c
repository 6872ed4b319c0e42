/* sample_test.c - whole samples: alone and side by side, their ends, the least length, the prime. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "all_texts.h"
#include "check.h"
#include "run/predict.h"
#include "run/sample.h"
#include "test_engine.h"

/* Drawn one after the other by the first, side by side by the second. */
static const char *const engines[] = {"openblas", "native"};
enum { ENGINES = 2, COUNT = 70 };

static void make_model(struct model *m, const char *engine_name)
{
	struct config cfg = {.cell = cell_find("lstm"), .vocab = 7, .layers = 2, .hidden = 8};
	struct rnn_error err;
	const struct engine *engine = test_engine(engine_name, false);

	assert_int_equal(model_init(m, &cfg, engine, &err), 0);
	model_random(m, 3);
	for (size_t i = 0; i < m->n; i++)
		m->w[i] *= 4; /* so that the distribution depends on the text */
}

struct drawn {
	uint16_t id[COUNT][100];
	size_t n[COUNT];
	double nats[COUNT];
	int stop[COUNT], ends;
};

static int take(void *ctx, int sample, const uint16_t *ids, size_t n)
{
	struct drawn *d = ctx;

	assert_int_equal(sample, d->ends); /* sample by sample, in order */
	memcpy(d->id[sample] + d->n[sample], ids, n * sizeof *ids);
	d->n[sample] += n;
	return 0;
}

static int end(void *ctx, int sample, const struct sample_end *e)
{
	struct drawn *d = ctx;

	assert_int_equal(sample, d->ends);
	assert_int_equal(e->written, d->n[sample]);
	d->nats[sample] = e->nats;
	d->stop[sample] = e->stop;
	d->ends++;
	return 0;
}

static void check_alone(const char *engine, enum format format)
{
	static struct drawn many, one;
	const uint16_t prime[] = {1, 2, 3, 1, 2, 3};
	struct sample_options o = {.prime = prime,
				   .primes = 6,
				   .length = 60,
				   .count = COUNT,
				   .seed = 9,
				   .rule = filter_neutral(),
				   .threads = 2};
	struct model m;

	make_model(&m, engine);
	m.format = format;
	many = (struct drawn){0};
	assert_int_equal(sample_run(&m, &o, &(struct sample_sink){&many, take, end, NULL}), 0);
	assert_int_equal(many.ends, COUNT);
	o.count = 1;
	for (int k = 0; k < COUNT; k++) {
		one = (struct drawn){0};
		o.seed = 9 + (uint64_t)k;
		assert_int_equal(sample_run(&m, &o, &(struct sample_sink){&one, take, end, NULL}),
				 0);
		assert_int_equal(one.n[0], 60);
		assert_int_equal(many.n[k], 60);
		assert_memory_equal(one.id[0], many.id[k], 60 * sizeof(uint16_t));
		assert_true(one.nats[0] == many.nats[k] && one.nats[0] > 0);
	}
	assert_memory_not_equal(many.id[0], many.id[1], 60 * sizeof(uint16_t));
	model_free(&m);
}

static void test_a_sample_is_the_same_alone(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++)
		check_alone(engines[i], FORMAT_F32);
	check_alone("native", FORMAT_BF16);
	check_alone("native", FORMAT_INT8);
}

static void check_stops(const char *engine)
{
	static struct drawn with, without;
	const uint16_t ids[] = {4, 2};
	const struct stop stop = {ids, 2, false};
	struct sample_options o = {.length = 90,
				   .count = COUNT,
				   .seed = 1,
				   .stop = &stop,
				   .rule = filter_neutral(),
				   .threads = 1};
	struct model m;
	int hits = 0;

	make_model(&m, engine);
	with = without = (struct drawn){0};
	assert_int_equal(sample_run(&m, &o, &(struct sample_sink){&without, take, end, NULL}), 0);
	o.stops = 1;
	assert_int_equal(sample_run(&m, &o, &(struct sample_sink){&with, take, end, NULL}), 0);
	for (int k = 0; k < COUNT; k++) {
		assert_memory_equal(with.id[k], without.id[k], with.n[k] * sizeof(uint16_t));
		if (with.stop[k] == 0) {
			hits++;
			assert_memory_equal(without.id[k] + with.n[k], ids, sizeof ids);
		} else {
			assert_int_equal(with.n[k], 90);
		}
	}
	assert_true(hits > 0 && with.ends == COUNT && without.ends == COUNT);
	model_free(&m);
}

static void test_stops_end_a_sample(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++)
		check_stops(engines[i]);
}

/* ---- Least length ---- */

enum { DRAWS = 30000 };

/* What the definition says of the stop string "1 2", which is cut off, and 0, which is kept: may id
 * follow the n ids of `text` when a sample must have `least`? */
static bool may_follow(const uint16_t *text, int n, int id, int least)
{
	bool cut = id == 2 && n > 0 && text[n - 1] == 1;

	return !(cut && n - 1 < least) && !(id == 0 && n + 1 < least);
}

static bool is_end(const uint16_t *text, int n)
{
	return n == LENGTH || text[n - 1] == 0 || (n > 1 && text[n - 2] == 1 && text[n - 1] == 2);
}

/* Add the probabilities of all texts that continue text[0..n) and have probability p so far. */
static void enumerate(struct predictor *reader, uint16_t *text, int n, double p, int least,
		      double *expect)
{
	double part[SYMBOLS], sum = 0;

	if (n > 0 && is_end(text, n)) {
		bool cut = n > 1 && text[n - 2] == 1 && text[n - 1] == 2;
		expect[text_number(text, (size_t)(cut ? n - 2 : n))] += p;
		return;
	}
	predict_reset(reader);
	predict_feed(reader, text, (size_t)n);
	for (int id = 0; id < SYMBOLS; id++) {
		part[id] = may_follow(text, n, id, least) ? exp((double)predict_next(reader, 0)[id])
							  : 0;
		sum += part[id];
	}
	for (int id = 0; id < SYMBOLS; id++) {
		text[n] = (uint16_t)id;
		if (part[id] > 0)
			enumerate(reader, text, n + 1, p * part[id] / sum, least, expect);
	}
}

struct counts {
	uint16_t text[LENGTH];
	int n, least, seen[NUMBERS];
};

static int count_text_ids(void *ctx, int sample, const uint16_t *ids, size_t n)
{
	struct counts *c = ctx;

	(void)sample;
	memcpy(c->text + c->n, ids, n * sizeof *ids);
	c->n += (int)n;
	return 0;
}

static int count_end(void *ctx, int sample, const struct sample_end *e)
{
	struct counts *c = ctx;

	(void)sample;
	assert_true(c->n >= c->least && e->written == c->n);
	assert_int_equal(e->scored, c->n + (e->stop == 0 ? 2 : 0));
	c->seen[text_number(c->text, (size_t)c->n)]++;
	c->n = 0;
	return 0;
}

/* The texts that are drawn have the probabilities that the definition of the least length gives:
 * chi-square over all texts of a small model. */
static void test_least_length_forbids(void **state)
{
	const uint16_t ids[] = {1, 2, 0};
	const struct stop stop[] = {{ids, 2, false}, {ids + 2, 1, true}};
	struct model m;

	(void)state;
	varied_model(&m, SYMBOLS);
	struct predictor *reader =
		predict_new(&m,
			    &(struct predict_options){.streams = 1, .steps = LENGTH, .threads = 1});
	for (int least = 0; least <= LENGTH; least++) {
		struct counts c = {.least = least};
		double expect[NUMBERS] = {0}, chi = 0, total = 0;
		uint16_t text[LENGTH];
		int cells = 0;
		enumerate(reader, text, 0, 1, least, expect);
		struct sample_options o = {.length = LENGTH,
					   .least = least,
					   .stop = stop,
					   .stops = 2,
					   .count = DRAWS,
					   .seed = 1,
					   .rule = filter_neutral(),
					   .threads = 1};
		struct sample_sink sink = {&c, count_text_ids, count_end, NULL};
		assert_int_equal(sample_run(&m, &o, &sink), 0);
		for (int i = 0; i < NUMBERS; i++) {
			total += expect[i];
			check_that(expect[i] > 0 || c.seen[i] == 0, "least %d, text %d", least, i);
			if (expect[i] * DRAWS < 5)
				continue;
			double off = c.seen[i] - expect[i] * DRAWS;
			chi += off * off / (expect[i] * DRAWS);
			cells++;
		}
		check_near(total, 1, 1e-6, "least %d", least);
		/* mean cells - 1, variance twice that: five standard deviations */
		check_that(cells > 3 && chi < cells + 5 * sqrt(2.0 * cells),
			   "least %d, chi %g of %d", least, chi, cells);
	}
	predict_free(reader);
	model_free(&m);
}

/* A model that has no other symbol than the stop string ends the sample early. */
static void test_least_length_gives_way(void **state)
{
	const uint16_t ids[] = {0, 1};
	const struct stop stop[] = {{ids, 1, false}, {ids + 1, 1, true}};
	struct model m;

	(void)state;
	for (int symbols = 1; symbols <= 2; symbols++) {
		struct drawn d = {0};
		struct sample_options o = {.length = -1,
					   .least = 9,
					   .stop = stop,
					   .stops = symbols,
					   .count = 1,
					   .rule = filter_neutral(),
					   .threads = 1};
		varied_model(&m, symbols);
		assert_int_equal(sample_run(&m, &o, &(struct sample_sink){&d, take, end, NULL}), 0);
		assert_int_equal(d.ends, 1);
		assert_int_equal(d.n[0], d.stop[0]); /* string 1 is kept */
		model_free(&m);
	}
}

/* ---- The prime ---- */

static int refuse(void *ctx, int sample, const uint16_t *ids, size_t n)
{
	(void)ctx;
	(void)sample;
	(void)ids;
	(void)n;
	return -1;
}

static int read_piece(void *ctx, size_t n)
{
	size_t *last = ctx;

	assert_true(n >= *last);
	*last = n;
	return n > 3000 ? -1 : 0;
}

/* The sink is told how much of the prime was read, and can end the job meanwhile. */
static void test_the_prime_is_reported(void **state)
{
	static uint16_t prime[9000];
	struct sample_options o = {.prime = prime, .length = 0, .count = 1, .threads = 1};
	struct model m;

	(void)state;
	make_model(&m, "native");
	for (o.primes = 0; o.primes <= 9000; o.primes += 1000) {
		struct drawn d = {0};
		size_t last = 0;
		struct sample_sink sink = {&d, take, end, NULL};
		assert_int_equal(sample_run(&m, &o, &sink), 0);
		assert_int_equal(d.ends, 1);
		sink = (struct sample_sink){&last, refuse, NULL, read_piece};
		o.count = 0;
		assert_int_equal(sample_run(&m, &o, &sink), o.primes > 3000 ? -1 : 0);
		assert_true(o.primes > 3000 ? last > 3000 && last < 6000 : last == o.primes);
		o.count = 1;
	}
	model_free(&m);
}

static void test_a_refusing_sink_ends_it(void **state)
{
	struct sample_options o = {.length = -1, .count = 1, .rule = filter_neutral()};
	struct drawn d = {0};
	struct model m;

	(void)state;
	make_model(&m, "native");
	assert_int_equal(sample_run(&m, &o, &(struct sample_sink){&d, refuse, end, NULL}), -1);
	assert_int_equal(d.ends, 0);
	model_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_sample_is_the_same_alone),
		cmocka_unit_test(test_stops_end_a_sample),
		cmocka_unit_test(test_least_length_forbids),
		cmocka_unit_test(test_least_length_gives_way),
		cmocka_unit_test(test_the_prime_is_reported),
		cmocka_unit_test(test_a_refusing_sink_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
