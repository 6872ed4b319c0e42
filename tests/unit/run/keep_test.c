/* keep_test.c - which samples are kept: the best of some, new ones, different ones, those without the runs
 * of a text, by rank. */
#include "all_texts.h"
#include "run/keep.h"
#include "text/runs.h"

enum { DRAWS = 20000 };

static const uint32_t letters[] = {'a', 'b', 'c'};

/* What is drawn: lengths, what is kept, and what came out. */
struct lab {
	struct model m;
	struct vocab vocab;
	struct sample_options how;
	struct judge_options judge;
	struct keep_options keep;
	struct keep_failure failure;
	int emitted, seen[NUMBERS];
	struct take *all; /* (emitted) */
};

static void lab_init(struct lab *l, int length, int count)
{
	struct rnn_error err;

	*l = (struct lab){.how = {.length = length,
				  .count = count < 64 ? count : 64,
				  .rule = filter_neutral(),
				  .threads = 1},
			  .judge = {.prime = ""},
			  .keep = {.count = count, .best_of = 1, .tries = 1000, .seed = 1}};
	varied_model(&l->m, SYMBOLS);
	assert_int_equal(vocab_init(&l->vocab, UNIT_CHAR, letters, SYMBOLS, &err), 0);
	l->all = xcalloc((size_t)count, sizeof *l->all);
}

static void lab_free(struct lab *l)
{
	for (int i = 0; i < l->emitted; i++)
		take_free(&l->all[i]);
	free(l->all);
	vocab_free(&l->vocab);
	model_free(&l->m);
}

static int note(void *ctx, const struct take *t)
{
	struct lab *l = ctx;
	struct take *to = &l->all[l->emitted++];

	take_add(to, t->ids, t->n);
	to->number = t->number;
	to->end = t->end;
	if (t->n <= LENGTH)
		l->seen[text_number(t->ids, t->n)]++;
	return 0;
}

static enum keep_result lab_run(struct lab *l)
{
	const struct sample_sink none = {0};
	struct sampler *d = sample_new(&l->m, &l->how);

	l->judge.vocab = &l->vocab;
	l->keep.judge = judge_new(&l->judge);
	l->keep.source = keep_sampler(d);
	l->keep.emit = note;
	l->keep.ctx = l;
	sample_read_prime(d, &none);
	enum keep_result result = keep_run(&l->keep, &l->failure);
	judge_free(l->keep.judge);
	sample_free(d);
	return result;
}

/* ---- The best of some ---- */

/* The texts of LENGTH symbols. */
struct texts {
	double p[NUMBERS];
};

static bool add_whole(void *ctx, const uint16_t *text, size_t n, double nats)
{
	struct texts *t = ctx;

	if (n == LENGTH)
		t->p[text_number(text, n)] = exp(-nats);
	return true;
}

/* The best of N draws is text i if all are at most as likely, and not all less likely. */
static void test_best_of_has_its_distribution(void **state)
{
	struct texts t = {{0}};
	double expect[NUMBERS] = {0};
	struct lab l;

	(void)state;
	for (int N = 2; N <= 5; N += 3) {
		lab_init(&l, LENGTH, DRAWS);
		all_texts(&l.m, LENGTH, add_whole, &t);
		for (int i = 0; i < NUMBERS; i++) {
			double less = 0;
			for (int k = 0; k < NUMBERS; k++)
				less += t.p[k] < t.p[i] ? t.p[k] : 0;
			expect[i] = pow(less + t.p[i], N) - pow(less, N);
		}
		l.keep.best_of = N;
		assert_int_equal(lab_run(&l), KEEP_DONE);
		check_counts(l.seen, expect, NUMBERS, "best of some");
		lab_free(&l);
	}
}

/* The draws of a sample are the streams of its seed, also if they are more than are drawn side by side. */
static void test_best_of_many_is_the_best_of_their_streams(void **state)
{
	enum { MANY = 150 };
	struct take one[MANY] = {{0}};
	struct sample_draw draw[MANY];
	struct lab l;

	(void)state;
	lab_init(&l, 30, 3);
	l.how.count = 64;
	l.keep.best_of = MANY;
	assert_int_equal(lab_run(&l), KEEP_DONE);
	struct sampler *d = sample_new(&l.m, &l.how);
	sample_read_prime(d, &(struct sample_sink){0});
	for (uint64_t k = 0; k < 3; k++) {
		int best = 0;
		for (int i = 0; i < MANY; i++)
			draw[i] = (struct sample_draw){l.keep.seed + k, (uint64_t)i};
		take_draw(d, draw, MANY, one);
		for (int i = 1; i < MANY; i++)
			if (one[i].end.nats < one[best].end.nats)
				best = i;
		assert_int_equal(l.all[k].end.draw.stream, best);
		assert_memory_equal(l.all[k].ids, one[best].ids, 30 * sizeof(uint16_t));
	}
	for (int i = 0; i < MANY; i++)
		take_free(&one[i]);
	sample_free(d);
	lab_free(&l);
}

/* ---- New and different ---- */

/* Samples are the model's, given that they are no line of the text; a sample that is new at once is what its
 * seed gives without a text. */
static void test_new_samples_have_the_conditional_distribution(void **state)
{
	const char text[] = "abca\n  aaaa \r\ncccc\nbbb\n";
	struct lineset *known = lineset_new();
	static const uint16_t old[][LENGTH] = {{0, 1, 2, 0}, {0, 0, 0, 0}, {2, 2, 2, 2}};
	struct texts t = {{0}};
	struct lab l, plain;

	(void)state;
	lineset_add_lines(known, text, strlen(text));
	lab_init(&l, LENGTH, DRAWS);
	lab_init(&plain, LENGTH, DRAWS);
	l.judge.known = known;
	assert_int_equal(lab_run(&l), KEEP_DONE);
	assert_int_equal(lab_run(&plain), KEEP_DONE);
	all_texts(&l.m, LENGTH, add_whole, &t);
	int rejected = 0;
	for (int i = 0; i < 3; i++) {
		t.p[text_number(old[i], LENGTH)] = 0;
		rejected += plain.seen[text_number(old[i], LENGTH)];
	}
	check_that(rejected > 100, "%d", rejected);
	check_counts(l.seen, t.p, NUMBERS, "new samples");
	for (int k = 0; k < DRAWS; k++) {
		bool same = memcmp(l.all[k].ids, plain.all[k].ids, LENGTH * sizeof(uint16_t)) == 0;
		rejected -= !same;
		assert_int_equal(l.all[k].end.draw.seed, 1 + k);
		assert_int_equal(same, l.all[k].end.draw.stream == 0);
	}
	assert_int_equal(rejected, 0);
	lab_free(&l);
	lab_free(&plain);
	lineset_free(known);
}

/* Nine texts of two symbols are found, whatever the number of samples; a tenth is given up. */
static void test_different_samples_until_there_are_no_more(void **state)
{
	struct lab l, fewer;

	(void)state;
	for (int best_of = 1; best_of <= 4; best_of += 3) {
		lab_init(&l, 2, 10);
		lab_init(&fewer, 2, 5);
		l.judge.unique = fewer.judge.unique = true;
		l.keep.best_of = fewer.keep.best_of = best_of;
		assert_int_equal(lab_run(&l), KEEP_GAVE_UP);
		assert_int_equal(l.emitted, 9);
		for (int i = 0; i < NUMBERS; i++)
			assert_true(l.seen[i] <= 1);
		assert_int_equal(l.failure.sample, 9);
		assert_int_equal(l.failure.draws, 1000 * best_of);
		assert_int_equal(l.failure.repeated, 1000 * best_of);
		assert_int_equal(lab_run(&fewer), KEEP_DONE);
		for (int k = 0; k < 5; k++)
			assert_memory_equal(fewer.all[k].ids, l.all[k].ids, 2 * sizeof(uint16_t));
		lab_free(&l);
		lab_free(&fewer);
	}
}

static void test_ranked_samples_are_the_same_in_another_order(void **state)
{
	struct lab l, plain;
	bool was[200] = {false};

	(void)state;
	lab_init(&l, 20, 200);
	lab_init(&plain, 20, 200);
	l.keep.rank = true;
	assert_int_equal(lab_run(&l), KEEP_DONE);
	assert_int_equal(lab_run(&plain), KEEP_DONE);
	assert_int_equal(l.emitted, 200);
	for (int i = 0; i < 200; i++) {
		const struct take *t = &l.all[i], *same = &plain.all[t->number];
		assert_false(was[t->number]);
		was[t->number] = true;
		assert_memory_equal(t->ids, same->ids, 20 * sizeof(uint16_t));
		assert_true(i == 0 || take_mean(t) >= take_mean(t - 1));
	}
	assert_true(l.all[0].number != 0 || l.all[1].number != 1);
	lab_free(&l);
	lab_free(&plain);
}

/* ---- Runs ---- */

/* What the definition says of a text whose runs must not be copied: the symbols that may be next are drawn
 * by their probabilities. */
struct runs_lab {
	const uint16_t *file;
	size_t files, run;
	double p[NUMBERS], allowed[LENGTH + 1], before[LENGTH + 1];
	struct predictor *reader;
};

static bool has_run(const struct runs_lab *r, const uint16_t *text)
{
	for (size_t i = 0; i + r->run <= r->files; i++)
		if (memcmp(r->file + i, text, r->run * sizeof *text) == 0)
			return true;
	return false;
}

static bool may_end(const struct runs_lab *r, const uint16_t *text, size_t n)
{
	return n < r->run || !has_run(r, text + n - r->run);
}

static void add_guarded(struct runs_lab *r, uint16_t *text, size_t n, double p)
{
	double part[SYMBOLS], sum = 0;

	if (n == LENGTH) {
		r->p[text_number(text, n)] = p;
		return;
	}
	predict_reset(r->reader);
	predict_feed(r->reader, text, n);
	for (int id = 0; id < SYMBOLS; id++) {
		text[n] = (uint16_t)id;
		part[id] = may_end(r, text, n + 1) ? exp((double)predict_next(r->reader, 0)[id])
						   : 0;
		sum += part[id];
	}
	for (int id = 0; id < SYMBOLS; id++) {
		text[n] = (uint16_t)id;
		if (part[id] > 0)
			add_guarded(r, text, n + 1, p * part[id] / sum);
	}
}

static void test_runs_are_not_completed(void **state)
{
	/* After 0 1 only 1 may follow; the unknown symbol is in no run. */
	static const uint16_t file[] = {0, 1, 2, 0, 1, 0, RUNS_BREAK, 2, 2, 2, 1};
	struct runs *runs = runs_new(file, 11, 3);
	struct runs_lab r = {.file = file, .files = 11, .run = 3};
	uint16_t text[LENGTH];
	struct lab l;

	(void)state;
	lab_init(&l, LENGTH, DRAWS);
	r.reader = predict_new(&l.m,
			       &(struct predict_options){.streams = 1, .steps = 8, .threads = 1});
	add_guarded(&r, text, 0, 1);
	l.how.runs = runs;
	assert_int_equal(lab_run(&l), KEEP_DONE);
	check_counts(l.seen, r.p, NUMBERS, "guarded");
	predict_free(r.reader);
	lab_free(&l);
	runs_free(runs);
}

/* Long texts against a random one: no run is copied, also none that begins in the prime; where every symbol
 * would copy one, the sample is drawn again. */
static void test_no_run_is_copied(void **state)
{
	enum { FILE_SYMBOLS = 400, LONG = 100, COUNT = 50 };
	uint16_t file[FILE_SYMBOLS], text[3 + LONG];
	const uint16_t *prime = file + 7;
	struct lab l;
	long long stuck = 0;

	(void)state;
	for (size_t i = 0; i < FILE_SYMBOLS; i++)
		file[i] = (uint16_t)(rng_bits(5, i) % SYMBOLS);
	for (int N = 5; N <= 8; N++) {
		struct runs *runs = runs_new(file, FILE_SYMBOLS, N);
		struct runs_lab r = {.file = file, .files = FILE_SYMBOLS, .run = (size_t)N};
		lab_init(&l, LONG, COUNT);
		l.how.prime = prime;
		l.how.primes = 3;
		l.how.runs = runs;
		enum keep_result result = lab_run(&l);
		check_that(result == KEEP_DONE || (N == 5 && l.failure.stuck == 1000), "%d", N);
		stuck += l.failure.stuck;
		for (int k = 0; k < l.emitted; k++) {
			memcpy(text, prime, 3 * sizeof *text);
			memcpy(text + 3, l.all[k].ids, LONG * sizeof *text);
			assert_int_equal(l.all[k].n, LONG);
			for (size_t n = (size_t)N; n <= 3 + LONG; n++)
				check_that(may_end(&r, text, n), "run %d, sample %d", N, k);
		}
		assert_true(l.emitted == COUNT || N == 5);
		lab_free(&l);
		runs_free(runs);
	}
	check_that(stuck > 0, "%lld", stuck);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_best_of_has_its_distribution),
		cmocka_unit_test(test_best_of_many_is_the_best_of_their_streams),
		cmocka_unit_test(test_new_samples_have_the_conditional_distribution),
		cmocka_unit_test(test_different_samples_until_there_are_no_more),
		cmocka_unit_test(test_ranked_samples_are_the_same_in_another_order),
		cmocka_unit_test(test_runs_are_not_completed),
		cmocka_unit_test(test_no_run_is_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
