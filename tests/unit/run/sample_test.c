/* sample_test.c - choosing, stop strings, and whole samples. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "run/sample.h"
#include "test_engine.h"

enum { V_MAX = 40, ROUNDS = 20000 };

static uint64_t counter;

static double uniform(void)
{
	return rng_uniform(42, counter++);
}

static int below(int n)
{
	return (int)(uniform() * n);
}

/* Log-probabilities: flat, peaked, with ties, or with extremes. */
static int random_row(float *logp)
{
	int V = 1 + below(V_MAX), kind = below(4);

	for (int i = 0; i < V; i++) {
		float x = (float)(uniform() * 20 - 10);
		logp[i] = kind == 0   ? x
			  : kind == 1 ? (float)below(3)
			  : kind == 2 ? (uniform() < 0.5 ? -1e4f : 1e4f)
				      : 50 * x;
	}
	return V;
}

static struct rnn_sampling random_rule(void)
{
	static const double temperature[] = {0, 1e-30, 1e-3, 0.7, 1, 30, 1e30};
	static const double share[] = {0, 1e-30, 0.01, 0.5, 0.95, 1};
	struct rnn_sampling how = filter_neutral();

	for (int i = 0; i < FILTERS; i++) {
		const struct filter *f = filter_table[i];
		if (i == FILTER_temperature)
			how.value[i] = temperature[below(7)];
		else if (below(2) == 0)
			how.value[i] = f->lo + (f->whole ? below(V_MAX + 5)
							 : share[below(6)] * (f->hi - f->lo));
		how.value[i] = filter_round(f, how.value[i]);
	}
	return how;
}

static void test_choice_is_always_valid(void **state)
{
	float logp[V_MAX];
	struct cand scratch[V_MAX];
	static const double u[] = {0, 0.5, 1 - 0x1p-53};

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		int V = random_row(logp);
		struct rnn_sampling how = random_rule();
		int id = choose_id(V, logp, &how, u[round % 3], scratch);
		assert_true(id >= 0 && id < V);
		/* what is 20,000 nats behind is never drawn, unless the temperature says so */
		if (how.value[FILTER_temperature] <= 1) {
			for (int i = 0; i < V; i++)
				assert_true(logp[i] - logp[id] <= 1e4f);
		}
	}
}

static void test_low_temperature_is_the_most_likely(void **state)
{
	float logp[] = {-3, -0.5f, -1, -0.5f};
	struct cand scratch[4];
	struct rnn_sampling how = filter_neutral();

	(void)state;
	how.value[FILTER_temperature] = 0;
	assert_int_equal(choose_id(4, logp, &how, 0.99, scratch), 1); /* lowest id of equals */
	logp[3] = -0.4f;
	for (float t = 1e-3f; t > 1e-38f; t /= 10) {
		how.value[FILTER_temperature] = (double)t;
		assert_int_equal(choose_id(4, logp, &how, uniform(), scratch), 3);
	}
}

static void test_frequencies_follow_the_rule(void **state)
{
	float logp[] = {logf(0.5f), logf(0.3f), logf(0.15f), logf(0.05f)};
	struct rnn_sampling how = filter_neutral();
	double expect[] = {0.25, 0.09, 0.0225, 0}, total = 0.3625;
	struct cand scratch[4];
	int seen[4] = {0};
	enum { DRAWS = 100000 };

	(void)state;
	how.value[FILTER_temperature] = 0.5;
	how.value[FILTER_top_k] = 3;
	for (int i = 0; i < DRAWS; i++)
		seen[choose_id(4, logp, &how, ((double)i + 0.5) / DRAWS, scratch)]++;
	for (int i = 0; i < 4; i++)
		assert_true(fabs(seen[i] / (double)DRAWS - expect[i] / total) < 1e-3);
}

/* ---- Stop strings ---- */

struct search {
	uint16_t stop[3][6], text[60];
	size_t length[3], n, prime;
	int stops;
};

static void random_search(struct search *s)
{
	int letters = 1 + below(3);

	s->stops = 1 + below(3);
	for (int i = 0; i < s->stops; i++) {
		s->length[i] = 1 + (size_t)below(6);
		for (size_t k = 0; k < s->length[i]; k++)
			s->stop[i][k] = (uint16_t)below(letters);
	}
	s->n = (size_t)below(60);
	s->prime = s->n > 0 ? (size_t)below((int)s->n) / 2 : 0;
	for (size_t k = 0; k < s->n; k++)
		s->text[k] = (uint16_t)below(letters);
}

/* The plain search: the first end beyond the prime, there the longest string. */
static int find(const struct search *s, size_t *begin)
{
	for (size_t end = s->prime + 1; end <= s->n; end++) {
		int best = -1;
		for (int i = 0; i < s->stops; i++)
			if (s->length[i] <= end &&
			    memcmp(s->text + end - s->length[i], s->stop[i],
				   s->length[i] * sizeof(uint16_t)) == 0 &&
			    (best < 0 || s->length[i] > s->length[best]))
				best = i;
		if (best >= 0) {
			*begin = end - s->length[best];
			return best;
		}
	}
	*begin = s->n;
	return -1;
}

static void test_streamed_stops_equal_a_search(void **state)
{
	struct search s;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		random_search(&s);
		const uint16_t *stop[] = {s.stop[0], s.stop[1], s.stop[2]}, *ids;
		struct stops *stops = stops_new(stop, s.length, s.stops);
		uint16_t out[60];
		size_t n = 0, k, begin;
		int hit = -1, expect = find(&s, &begin);

		stops_start(stops, s.text, s.prime);
		for (size_t i = s.prime; i < s.n && hit < 0; i++) {
			k = stops_push(stops, s.text[i], &ids, &hit);
			memcpy(out + n, ids, k * sizeof *ids);
			n += k;
			/* no more is held than the longest stop string less one */
			if (hit < 0)
				assert_true(i + 1 - s.prime - n < 6);
		}
		if (hit < 0) {
			k = stops_held(stops, &ids);
			memcpy(out + n, ids, k * sizeof *ids);
			n += k;
		}
		assert_int_equal(hit, expect);
		assert_int_equal(n, begin > s.prime ? begin - s.prime : 0);
		assert_memory_equal(out, s.text + s.prime, n * sizeof *out);
		stops_free(stops);
	}
}

/* ---- Whole samples ---- */

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

static int end(void *ctx, int sample, double nats, long long drawn, int stop)
{
	struct drawn *d = ctx;

	(void)drawn;
	assert_int_equal(sample, d->ends);
	d->nats[sample] = nats;
	d->stop[sample] = stop;
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
	assert_int_equal(sample_run(&m, &o, &(struct sample_sink){&many, take, end}), 0);
	assert_int_equal(many.ends, COUNT);
	o.count = 1;
	for (int k = 0; k < COUNT; k++) {
		one = (struct drawn){0};
		o.seed = 9 + (uint64_t)k;
		assert_int_equal(sample_run(&m, &o, &(struct sample_sink){&one, take, end}), 0);
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
	const uint16_t stop[] = {4, 2}, *stops[] = {stop};
	size_t length[] = {2};
	struct sample_options o = {.length = 90,
				   .count = COUNT,
				   .seed = 1,
				   .stop = stops,
				   .stop_length = length,
				   .rule = filter_neutral(),
				   .threads = 1};
	struct model m;
	int hits = 0;

	make_model(&m, engine);
	with = without = (struct drawn){0};
	assert_int_equal(sample_run(&m, &o, &(struct sample_sink){&without, take, end}), 0);
	o.stops = 1;
	assert_int_equal(sample_run(&m, &o, &(struct sample_sink){&with, take, end}), 0);
	for (int k = 0; k < COUNT; k++) {
		assert_memory_equal(with.id[k], without.id[k], with.n[k] * sizeof(uint16_t));
		if (with.stop[k] == 0) {
			hits++;
			assert_memory_equal(without.id[k] + with.n[k], stop, sizeof stop);
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

static int refuse(void *ctx, int sample, const uint16_t *ids, size_t n)
{
	(void)ctx;
	(void)sample;
	(void)ids;
	(void)n;
	return -1;
}

static void test_a_refusing_sink_ends_it(void **state)
{
	struct sample_options o = {.length = -1, .count = 1, .rule = filter_neutral()};
	struct drawn d = {0};
	struct model m;

	(void)state;
	make_model(&m, "native");
	assert_int_equal(sample_run(&m, &o, &(struct sample_sink){&d, refuse, end}), -1);
	assert_int_equal(d.ends, 0);
	model_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choice_is_always_valid),
		cmocka_unit_test(test_low_temperature_is_the_most_likely),
		cmocka_unit_test(test_frequencies_follow_the_rule),
		cmocka_unit_test(test_streamed_stops_equal_a_search),
		cmocka_unit_test(test_a_sample_is_the_same_alone),
		cmocka_unit_test(test_stops_end_a_sample),
		cmocka_unit_test(test_a_refusing_sink_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
