/*
 * train_test.c - the trainer learns, resumes to the byte, and keeps its budget.
 */
#include <signal.h>
#include <time.h>
#include <zlib.h>

#include "check.h"
#include "run/trainer.h"
#include "state_length.h"
#include "train_lab.h"

/* Sanitized builds are slow. */
#if defined(__SANITIZE_ADDRESS__)
#define SLOW 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLOW 1
#endif
#endif
#ifndef SLOW
#define SLOW 0
#endif

/* ---- It learns ---- */

static void learns_abc(void **state)
{
	char text[901] = "";

	for (int i = 0; i < 900; i++)
		text[i] = (char)('a' + i % 3);
	for (int c = 0; c < CELLS; c++) {
		struct lab l;
		lab_init(&l, state, text, "", lab_config(&cell_table[c]));
		l.o.steps = 250;
		run_well(&l, false);
		assert_true(l.done);
		assert_int_equal(l.ended.step, 250);
		assert_true(l.first_step.loss > 0.5);
		assert_true(score_saved(&l, &l.text) < 0.05);
		lab_free(&l);
	}
}

/* ---- The same bytes again ---- */

/* Names and order of what a directory's weights and state hold, as one block of bytes. */
struct saved {
	float *weights, *last, *m, *v, *states;
	size_t n, state_n;
	uint64_t step, epoch, window, adam_step, chars;
};

static void saved_load(struct saved *s, struct lab *l)
{
	char *dir = model_dir(l);
	struct saved_model a;

	load(l, &a);
	*s = (struct saved){.n = a.model.n};
	assert_int_equal(state_length(dir, "states", &s->state_n, &l->err), 0);
	float **part[] = {&s->weights, &s->last, &s->m, &s->v, &s->states};
	for (int i = 0; i < 5; i++)
		*part[i] = xcalloc(i < 4 ? s->n : s->state_n, sizeof **part[i]);
	memcpy(s->weights, a.model.w, s->n * sizeof *s->weights);
	struct state_vector vector[] = {{"weights", s->last, s->n},
					{"adam.m", s->m, s->n},
					{"adam.v", s->v, s->n},
					{"states", s->states, s->state_n}};
	struct state_number number[] = {{"step", NUM_U64, {.u = &s->step}, false},
					{"epoch", NUM_U64, {.u = &s->epoch}, false},
					{"window", NUM_U64, {.u = &s->window}, false},
					{"adam_step", NUM_U64, {.u = &s->adam_step}, false},
					{"chars", NUM_U64, {.u = &s->chars}, false}};
	if (state_read(dir, &(struct state){number, 5, vector, 4}, &l->err) != 0)
		fail_msg("%s", l->err.text);
	saved_model_free(&a);
	free(dir);
}

static void saved_free(struct saved *s)
{
	free(s->weights);
	free(s->last);
	free(s->m);
	free(s->v);
	free(s->states);
}

static void assert_same_saved(const struct saved *a, const struct saved *b)
{
	assert_int_equal(a->n, b->n);
	assert_int_equal(a->state_n, b->state_n);
	assert_memory_equal(a->weights, b->weights, a->n * sizeof(float));
	assert_memory_equal(a->last, b->last, a->n * sizeof(float));
	assert_memory_equal(a->m, b->m, a->n * sizeof(float));
	assert_memory_equal(a->v, b->v, a->n * sizeof(float));
	assert_memory_equal(a->states, b->states, a->state_n * sizeof(float));
	assert_int_equal(a->step, b->step);
	assert_int_equal(a->epoch, b->epoch);
	assert_int_equal(a->window, b->window);
	assert_int_equal(a->adam_step, b->adam_step);
	assert_int_equal(a->chars, b->chars);
}

static void interrupt(struct lab *l, const struct event *e)
{
	if (e->kind == EVENT_VALID && e->step == l->hook_step)
		l->signal = SIGINT;
}

/* A training with warm-up and decay, in one go or interrupted after `stop` steps, amid an epoch,
 * and resumed by a new process, as far as memory goes. */
static void train_words(struct saved *s, void **state, const struct cell *cell, int threads,
			uint64_t seed, double dropout, uint64_t stop)
{
	struct config cfg = lab_config(cell);
	struct lab l;

	cfg.layers = 2;
	cfg.embed = 5;
	init_words(&l, state, cfg);
	l.o.batch = 52;
	l.o.seq = 5;
	l.o.dropout = dropout;
	l.o.warmup = 10;
	l.o.decay = 0.1;
	l.o.seed = seed;
	l.o.threads = threads;
	l.hook = interrupt;
	l.hook_step = stop;
	run_well(&l, false);
	assert_int_equal(l.done, stop == 0);
	if (stop > 0) {
		assert_int_equal(l.ended.step, stop);
		assert_true(fmod(l.ended.epoch, 1) > 0.1);
		saved_model_free(&l.a);
		load(&l, &l.a);
		l.signal = 0;
		run_well(&l, true);
		assert_true(l.done);
	}
	assert_int_equal(l.ended.step, 40);
	saved_load(s, &l);
	lab_free(&l);
}

static void resumes_to_the_byte(void **state)
{
	struct saved whole, halves;

	for (int c = 0; c < CELLS; c++)
		for (int threads = 1; threads <= 2; threads++) {
			train_words(&whole, state, &cell_table[c], threads, 3, 0.3, 0);
			train_words(&halves, state, &cell_table[c], threads, 3, 0.3, 20);
			assert_same_saved(&whole, &halves);
			saved_free(&halves);
			saved_free(&whole);
		}
}

static void seed_decides(void **state)
{
	struct saved one, same, other;

	train_words(&one, state, cell_find("gru"), 1, 3, 0, 0);
	train_words(&same, state, cell_find("gru"), 1, 3, 0, 0);
	train_words(&other, state, cell_find("gru"), 1, 4, 0, 0); /* the same initial weights */
	assert_same_saved(&one, &same);
	assert_memory_not_equal(one.weights, other.weights, one.n * sizeof(float));
	saved_free(&one);
	saved_free(&same);
	saved_free(&other);
}

static void expect_measured(struct lab *l, const struct event *e)
{
	if (e->kind == EVENT_START) {
		assert_true((e->eta_s > 0) == (l->o.measure > 0));
		assert_true(fabs(e->to_read - 200.0 * 8 * 5) < 1e-9 && e->passes > 0);
	}
}

/* The speed is measured on windows of the text; the training then begins as if nothing had been. */
static void measuring_changes_nothing(void **state)
{
	struct saved plain, measured, *s[] = {&plain, &measured};

	for (int i = 0; i < 2; i++) {
		struct lab l;
		init_words(&l, state, lab_config(cell_find("lstm")));
		l.o.batch = 8;
		l.o.seq = 5;
		l.o.dropout = 0.2;
		l.o.epochs = 0;
		l.o.steps = 200;
		l.o.measure = i;
		l.hook = expect_measured;
		run_well(&l, false);
		saved_load(s[i], &l);
		lab_free(&l);
	}
	assert_same_saved(&plain, &measured);
	saved_free(&plain);
	saved_free(&measured);
}

/* ---- Budget ---- */

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void time_budget(void **state)
{
	const double slack = SLOW ? 10 : 3; /* others may be using this machine */
	struct lab l;

	init_words(&l, state, lab_config(cell_find("gru")));
	l.o.steps = 0;
	l.o.seconds = 1.5;
	double before = seconds();
	run_well(&l, false);
	double spent = seconds() - before;
	assert_true(l.done);
	assert_true(spent > 1 && spent < 1.5 + slack);
	assert_true(l.last_step.step > 1);
	assert_true(l.first_step.lr > 0.5 * l.o.lr && l.last_step.lr < 0.01 * l.o.lr);
	assert_true(l.ended.elapsed_s <= spent);
	lab_free(&l);
}

static void epochs_and_warm_up(void **state)
{
	struct lab l;

	init_words(&l, state, lab_config(cell_find("rnn")));
	l.o.steps = 0;
	l.o.epochs = 1.5;
	l.o.warmup = 100;
	run_well(&l, false);
	assert_int_equal(l.ended.step, (3000 / 8 / 16 * 3 + 1) / 2);
	assert_true(fabs(l.ended.epoch - 1.5) < 0.05);
	assert_true(l.first_step.lr < 0.03 * l.o.lr);
	lab_free(&l);
}

/* ---- The learning rate ---- */

static void warm_up_and_cosine(void **state)
{
	static const struct {
		uint64_t step, warmup;
		double p, share;
	} row[] = {
		/* the cosine */
		{0, 0, 0, 1},
		{25, 0, 0.25, 0.853553390593274},
		{50, 0, 0.5, 0.5},
		{75, 0, 0.75, 0.146446609406726},
		{90, 0, 0.9, 0.0244717418524232},
		{100, 0, 1, 0},
		/* the warm-up at the start of a long budget */
		{0, 10, 0, 0.1},
		{1, 10, 0, 0.2},
		{4, 10, 0, 0.5},
		{8, 10, 0, 0.9},
		{9, 10, 0, 1},
		{10, 10, 0, 1},
		{0, 1, 0, 1},
		/* both at once, and a warm-up that the budget does not reach the end of */
		{4, 10, 0.5, 0.25},
		{24, 100, 0.25, 0.25 * 0.853553390593274},
		{99, 200, 1, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		double want = 0.004 * row[i].share;
		double rate = trainer_rate(0.004, row[i].step, row[i].warmup, row[i].p);
		if (!(fabs(rate - want) < 1e-14))
			fail_msg("row %zu: %.17g, want %.17g", i, rate, want);
	}
}

/* A training stops at `step` of 40; return the rate of its next update as a share of --lr. */
static double rate_at(void **state, uint64_t step, uint64_t warmup)
{
	struct lab l;

	init_words(&l, state, lab_config(cell_find("rnn")));
	l.o.warmup = warmup;
	l.hook = interrupt;
	l.hook_step = step;
	run_well(&l, false);
	assert_int_equal(l.last_step.step, step);
	double share = l.last_step.lr / l.o.lr;
	lab_free(&l);
	return share;
}

static void training_follows_the_schedule(void **state)
{
	static const struct {
		uint64_t step, warmup;
		double share;
	} row[] = {
		{10, 0, 0.853553390593274},
		{20, 0, 0.5},
		{30, 0, 0.146446609406726},
		{10, 20, 0.853553390593274 * 11 / 20},
		{20, 20, 0.5},
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		double share = rate_at(state, row[i].step, row[i].warmup);
		if (!(fabs(share - row[i].share) < 1e-12))
			fail_msg("row %zu: %.17g, want %.17g", i, share, row[i].share);
	}
}

/* ---- State files ---- */

/* Replace the state file by one of these bytes. */
static void put_state(const struct lab *l, const char *bytes, size_t n)
{
	char *dir = model_dir(l);
	struct blob state = l->a.state;

	state.crc32 = (uint32_t)crc32_z(0, (const unsigned char *)bytes, n);
	free(scratch_file(dir, state.file, bytes, n));
	char *text = manifest_text(&l->a, &l->a.weights, &state, false);
	free(scratch_file(dir, "model.json", text, strlen(text)));
	free(text);
	free(dir);
}

/* A training of a GRU that was interrupted at step 20, and its model. */
static void init_interrupted(struct lab *l, void **state)
{
	init_words(l, state, lab_config(cell_find("gru")));
	l->hook = interrupt;
	l->hook_step = 20;
	run_well(l, false);
	saved_model_free(&l->a);
	load(l, &l->a);
	l->signal = 0;
}

/* A state file that lacks one of its numbers is refused, and the message names it. */
static void resume_needs_every_number(void **state)
{
	static const char *const keys[] = {
		"step",       "epoch",      "window",  "adam_step", "chars",     "rollbacks",
		"next_valid", "valid_step", "elapsed", "rate",      "best_loss",
	};
	struct lab l;
	size_t n;

	init_interrupted(&l, state);
	char *dir = model_dir(&l), *bytes = scratch_read(dir, l.a.state.file, &n);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		char *key = xasprintf("\"%s\":", keys[i]);
		char *message = xasprintf("%s: is missing", keys[i]);
		char *at = memmem(bytes, n, key, strlen(key));
		assert_non_null(at);
		at[1] ^= 1; /* another letter */
		put_state(&l, bytes, n);
		at[1] ^= 1;
		assert_int_equal(run(&l, true), -1);
		assert_error(&l.err, EX_DATAERR, message);
		free(message);
		free(key);
	}
	put_state(&l, bytes, n);
	run_well(&l, true);
	assert_int_equal(l.ended.step, 40);
	free(bytes);
	free(dir);
	lab_free(&l);
}

/* Numbers that no training writes are refused. */
static void resume_checks_numbers(void **state)
{
	static const char *const row[][2] = {
		{"\"valid_chars\":\"400\"", "\"valid_chars\":\"401\""},
		{"\"valid_chars\":\"400\"", "\"valid_chars\":\"001\""},
		{"\"limit\":\"0x0p+0\"", "\"limit\":\"-0x1p0\""},
		{"\"late_at\":\"0x0p+0\"", "\"late_at\":\"inf\"   "},
		{"\"late_share\":\"0x0p+0\"", "\"late_share\":\"0x1p+3\""},
	};
	struct lab l;
	size_t n;

	init_interrupted(&l, state);
	char *dir = model_dir(&l), *bytes = scratch_read(dir, l.a.state.file, &n);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		size_t length = strlen(row[i][0]);
		char *at = memmem(bytes, n, row[i][0], length);
		assert_non_null(at);
		char *bad = xcalloc(n, 1);
		memcpy(bad, bytes, n);
		memcpy(bad + (at - bytes), row[i][1], length);
		put_state(&l, bad, n);
		check_that(run(&l, true) == -1, "row %zu", i);
		assert_int_equal(l.err.status, EX_DATAERR);
		free(bad);
	}
	put_state(&l, bytes, n);
	run_well(&l, true);
	free(bytes);
	free(dir);
	lab_free(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(learns_abc),
		cmocka_unit_test(resumes_to_the_byte),
		cmocka_unit_test(seed_decides),
		cmocka_unit_test(measuring_changes_nothing),
		cmocka_unit_test(time_budget),
		cmocka_unit_test(epochs_and_warm_up),
		cmocka_unit_test(warm_up_and_cosine),
		cmocka_unit_test(training_follows_the_schedule),
		cmocka_unit_test(resume_needs_every_number),
		cmocka_unit_test(resume_checks_numbers),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
