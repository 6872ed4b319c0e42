/* beam_test.c - the search finds the likeliest texts where its width covers the space, and is greedy with
 * width 1. */
#include "all_texts.h"
#include "run/beam.h"

enum { BEST = 7 };

/* The stop strings "1 2", which is cut off, "0", which is kept, and "2 1 2", which would be kept, but the first
 * one is preferred; and a prime that ends with 1. */
static const uint16_t ids[] = {2, 1, 2, 0};
static const struct stop stops[] = {{ids, 3, true}, {ids + 1, 2, false}, {ids + 3, 1, true}};
static const uint16_t prime[] = {2, 1};

struct text {
	uint16_t ids[LENGTH];
	size_t n, scored;
	double nats;
	int stop;
};

/* The likeliest texts, the likeliest first. */
struct best {
	size_t least, primes;
	struct text text[BEST + 1];
	int n;
};

/* What the definition says: where does the text end, and is it then too short? */
static bool visit(void *ctx, const uint16_t *all, size_t n, double nats)
{
	struct best *b = ctx;
	const uint16_t *text = all + b->primes;
	struct text t = {.n = n - b->primes, .scored = n - b->primes, .nats = nats, .stop = -1};
	int at = b->n;

	if (n < b->primes || t.n == 0)
		return true;
	if (text[t.n - 1] == 2 && n > 1 && all[n - 2] == 1)
		t.stop = 1;
	else if (text[t.n - 1] == 0)
		t.stop = 2;
	if (t.stop < 0 && t.n < LENGTH)
		return true;
	if (t.stop == 1)
		t.n = t.n > 2 ? t.n - 2 : 0;
	if (t.stop >= 0 && t.n < b->least)
		return false;
	memcpy(t.ids, text, t.n * sizeof *text);
	for (; at > 0 && b->text[at - 1].nats > nats; at--)
		b->text[at] = b->text[at - 1];
	b->text[at] = t;
	b->n += b->n < BEST;
	return false;
}

static int compare(void *ctx, const struct take *t)
{
	struct best *b = ctx;
	const struct text *want = &b->text[b->n++];

	assert_int_equal(t->n, want->n);
	assert_memory_equal(t->ids, want->ids, want->n * sizeof *want->ids);
	assert_int_equal(t->end.scored, want->scored);
	assert_int_equal(t->end.stop, want->stop);
	check_near(t->end.nats, want->nats, 1e-5, "text %d", b->n);
	return 0;
}

static void test_it_finds_the_maximum(void **state)
{
	struct model m;

	(void)state;
	varied_model(&m, SYMBOLS);
	for (size_t primes = 0; primes <= 2; primes += 2)
		for (int least = 0; least <= LENGTH; least++) {
			struct best b = {.least = (size_t)least, .primes = primes};
			struct sample_options how = {.prime = prime,
						     .primes = primes,
						     .length = LENGTH,
						     .least = least,
						     .stop = stops,
						     .stops = 3,
						     .count = BEST,
						     .threads = 1};
			struct beam_options o = {.how = &how, .width = 81};
			struct sample_sink sink = {.ctx = &b};
			uint16_t text[LENGTH + 2] = {prime[0], prime[1]};
			struct predictor *reader =
				predict_new(&m, &(struct predict_options){.streams = 1,
									  .steps = 8,
									  .threads = 1});
			visit_texts(reader, text, primes, 0, primes + LENGTH, visit, &b);
			predict_free(reader);
			int texts = b.n;
			check_that(texts == BEST || least > 1, "%d texts", texts);
			assert_true(texts > 1);
			b.n = 0;
			assert_int_equal(beam_run(&m, &o, &sink, compare), 0);
			assert_int_equal(b.n, texts);
		}
	model_free(&m);
}

static int keep(void *ctx, const struct take *t)
{
	struct take *to = ctx;

	take_add(to, t->ids, t->n);
	to->end = t->end;
	return 0;
}

/* Width 1 is what temperature 0 draws; a wider search finds nothing that is less likely. */
static void test_width_one_is_greedy(void **state)
{
	struct sample_options how = {.length = 200, .count = 1, .threads = 1};
	struct take drawn = {0}, found = {0};
	double before = INFINITY;
	struct model m;

	(void)state;
	varied_model(&m, SYMBOLS);
	how.rule = filter_neutral();
	how.rule.value[FILTER_temperature] = 0;
	struct sampler *d = sample_new(&m, &how);
	sample_read_prime(d, &(struct sample_sink){0});
	take_draw(d, NULL, 1, &drawn);
	sample_free(d);
	for (int width = 1; width <= 64; width *= 8) {
		struct beam_options o = {.how = &how, .width = width};
		take_clear(&found);
		assert_int_equal(beam_run(&m, &o, &(struct sample_sink){.ctx = &found}, keep), 0);
		assert_int_equal(found.n, 200);
		if (width == 1) {
			assert_memory_equal(found.ids, drawn.ids, 200 * sizeof *drawn.ids);
			check_near(found.end.nats, drawn.end.nats, 1e-3, "greedy");
		}
		check_that(found.end.nats <= before, "width %d", width);
		before = found.end.nats;
	}
	check_that(before < drawn.end.nats, "%g", before);
	take_free(&drawn);
	take_free(&found);
	model_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_it_finds_the_maximum),
		cmocka_unit_test(test_width_one_is_greedy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
