/*
 * train_time_test.c - a training ends when it promised to, at any speed. The clock is simulated: it
 * advances only where a training computes, scores or saves, by what a machine of the test's choice
 * needs for it.
 */
#include <signal.h>

#include "check.h"
#include "core/pass.h"
#include "run/trainer.h"
#include "train_lab.h"

/* ---- The machine ---- */

static struct machine {
	double clock;
	double step_s;           /* an update */
	double slower, from, to; /* all takes so many times as long from one time to another */
	double ratio;            /* time to score a character / time to train on one */
	double save_s;
	double last, gap; /* end of the last scoring; the longest time between two */
	double validating, loss;
	size_t scored; /* characters of each scoring; 0 before the first */
	int scorings;
	bool same; /* all scorings but a first that was too long were of as many characters */
} machine;

static void spend(double seconds)
{
	bool slow = machine.clock >= machine.from && machine.clock < machine.to;

	machine.clock += seconds * (slow ? machine.slower : 1);
}

double __wrap_pace_clock(void);
double __wrap_pace_clock(void)
{
	return machine.clock;
}

double __real_pass_learn(struct work *w, int t, const uint16_t *x, const uint16_t *y,
			 uint64_t mask_key, real *grad);
double __wrap_pass_learn(struct work *w, int t, const uint16_t *x, const uint16_t *y,
			 uint64_t mask_key, real *grad);
double __wrap_pass_learn(struct work *w, int t, const uint16_t *x, const uint16_t *y,
			 uint64_t mask_key, real *grad)
{
	spend(machine.step_s);
	return __real_pass_learn(w, t, x, y, mask_key, grad);
}

void __real_pass_forward(struct work *w, int t, const uint16_t *x, uint64_t mask_key);
void __wrap_pass_forward(struct work *w, int t, const uint16_t *x, uint64_t mask_key);
void __wrap_pass_forward(struct work *w, int t, const uint16_t *x, uint64_t mask_key)
{
	spend(machine.step_s / 3);
	__real_pass_forward(w, t, x, mask_key);
}

enum { BATCH = 8, SEQ = 16, VALID = 20000 };

double __wrap_evaluator_temperature(struct evaluator *e, const uint16_t *ids, size_t n,
				    double guess, double *loss);
double __wrap_evaluator_temperature(struct evaluator *e, const uint16_t *ids, size_t n,
				    double guess, double *loss)
{
	double before = machine.clock;

	(void)e;
	(void)ids;
	(void)guess;
	spend((double)n * machine.ratio * machine.step_s / (BATCH * SEQ));
	machine.validating += machine.clock - before;
	machine.gap = fmax(machine.gap, before - machine.last);
	machine.last = machine.clock;
	machine.same &= machine.scorings < 2 || n == machine.scored;
	machine.scored = n;
	machine.scorings++;
	machine.loss *= 0.99;
	*loss = machine.loss;
	return 1;
}

int __real_store_save(struct store *s, const struct saved_model *a, bool weights,
		      const struct state *state, struct rnn_error *err);
int __wrap_store_save(struct store *s, const struct saved_model *a, bool weights,
		      const struct state *state, struct rnn_error *err);
int __wrap_store_save(struct store *s, const struct saved_model *a, bool weights,
		      const struct state *state, struct rnn_error *err)
{
	spend(machine.save_s);
	return __real_store_save(s, a, weights, state, err);
}

/* ---- Trainings ---- */

struct situation {
	const char *name;
	double promised, step_s, slower, from, to, ratio, save_s;
	double reading; /* seconds between the start of the command and that of the training */
	double steps;   /* updates that end the training earlier; 0: time only */
	size_t valid;   /* characters of the validation text; 0: VALID */
};

/* Prepares a training in a situation, whose command began at the time 100. */
static void prepare(struct lab *l, void **state, const struct situation *s)
{
	char *text = words(3000, 1), *valid = words(s->valid > 0 ? s->valid : VALID, 2);

	lab_init(l, state, text, valid,
		 (struct config){.cell = cell_find("rnn"), .layers = 1, .hidden = 2});
	free(text);
	free(valid);
	machine = (struct machine){
		.clock = 100 + s->reading,
		.step_s = s->step_s,
		.slower = s->slower,
		.from = 100 + s->from,
		.to = 100 + s->to,
		.ratio = s->ratio,
		.save_s = s->save_s,
		.last = 100,
		.loss = 2,
		.same = true,
	};
	l->o.began = 100;
	l->o.steps = (uint64_t)s->steps;
	l->o.seconds = s->promised;
	l->o.save_every = 20;
	l->o.measure = 1;
}

static const struct situation timed[] = {
	{"plain", 60, 0.05, 1, 0, 0, 3, 0.1, 0, 0, 0},
	{"fast", 60, 0.01, 1, 0, 0, 0.5, 0.1, 0, 0, 0},
	{"short", 3, 0.005, 1, 0, 0, 0.5, 0.01, 0.05, 0, 0},
	{"half the speed from the middle on", 60, 0.05, 2, 30, 1e9, 0.5, 0.1, 0, 0, 0},
	{"a fifth of it near the end", 60, 0.05, 5, 54, 1e9, 0.5, 0.1, 0, 0, 0},
	{"faster later", 60, 0.02, 6, 0, 20, 0.5, 0.1, 0, 0, 0},
	{"slow scoring", 60, 0.05, 1, 0, 0, 9, 0.1, 0, 0, 0},
	{"very slow scoring", 60, 0.5, 1, 0, 0, 3, 0.1, 0, 0, 0},
	{"slow steps", 60, 2, 1, 0, 0, 0.2, 0.1, 0, 0, 0},
	{"slow saves", 60, 0.05, 1, 0, 0, 0.5, 6, 0, 0, 0},
	{"a long text to read", 60, 0.05, 1, 0, 0, 0.5, 0.1, 25, 0, 0},
	{"updates that are too many", 60, 0.1, 1, 0, 0, 0.5, 0.1, 0, 1200, 2000},
	{"that turn out to be", 60, 0.05, 4, 30, 1e9, 0.5, 0.1, 1, 800, 1500},
	{"that turn out to be so late", 60, 0.05, 8, 45, 1e9, 0.5, 0.1, 1, 1000, 2000},
	{"that a limit of a few seconds stops", 4, 0.05, 1, 0, 0, 0.5, 0.1, 1, 1000, 600},
};

/* The command ends when it promised to, the learning rate then is near 0, and validation takes a
 * tenth of the time, the last one included. */
static void promises_hold(void **state)
{
	for (size_t i = 0; i < sizeof timed / sizeof *timed; i++) {
		const struct situation *s = &timed[i];
		struct lab l;
		prepare(&l, state, s);
		run_well(&l, false);
		double taken = machine.clock - 100, slack = fmax(0.05 * s->promised, 0.6);
		assert_true(l.done);
		check_that(taken > s->promised - slack && taken < s->promised + slack,
			   "%s: %g s, not %g", s->name, taken, s->promised);
		check_that(l.last_step.lr < 0.02 * l.o.lr, "%s: the last rate is %g", s->name,
			   l.last_step.lr / l.o.lr);
		check_that(s->steps > 0 || machine.validating < 0.105 * s->promised,
			   "%s: validation takes %g s of %g", s->name, machine.validating,
			   s->promised);
		check_that(i > 0 || machine.gap < 0.35 * s->promised, "%s: %g s without validation",
			   s->name, machine.gap);
		check_that(machine.same, "%s: validations of different lengths", s->name);
		check_that(l.last_valid.chars == machine.scored, "%s: says %g characters", s->name,
			   (double)l.last_valid.chars);
		lab_free(&l);
	}
}

static struct situation steps_only(double step_s)
{
	return (struct situation){.name = "steps",
				  .step_s = step_s,
				  .ratio = 0.5,
				  .save_s = 0.1,
				  .steps = 300,
				  .valid = 600};
}

/* Trains in a situation, and returns the saved weights; the caller frees them. */
static float *weights_of(void **state, const struct situation *s, size_t *n)
{
	struct saved_model a;
	struct lab l;

	prepare(&l, state, s);
	run_well(&l, false);
	assert_int_equal(l.ended.step, 300);
	assert_int_equal(machine.scored, s->valid);
	load(&l, &a);
	*n = a.model.n;
	float *w = xcalloc(*n, sizeof *w);
	memcpy(w, a.model.w, *n * sizeof *w);
	saved_model_free(&a);
	lab_free(&l);
	return w;
}

/* With a number of updates neither the weights nor what is validated depends on the clock, and a
 * limit that is not reached changes nothing, for all that the machine may pause. */
static void clock_does_not_matter(void **state)
{
	struct situation s[] = {steps_only(0.01), steps_only(1), steps_only(0.1), steps_only(0.1),
				steps_only(0.1)};
	size_t n, same;

	s[2].promised = 60;
	s[3].promised = s[4].promised = 60;
	s[3].slower = s[4].slower = 30; /* one update of three seconds */
	s[3].from = 1.2, s[3].to = 1.25;
	s[4].from = 20, s[4].to = 20.05;
	float *want = weights_of(state, &s[0], &n);
	for (size_t i = 1; i < sizeof s / sizeof *s; i++) {
		float *w = weights_of(state, &s[i], &same);
		check_that(same == n && memcmp(w, want, n * sizeof *w) == 0, "row %zu", i);
		free(w);
	}
	free(want);
}

static void stop(struct lab *l, const struct event *e)
{
	if (e->kind == EVENT_STEP && e->step >= l->hook_step)
		l->signal = SIGINT;
}

/* A training that was stopped keeps its limit, how far it is, and what it validates. */
static void limit_outlives_a_stop(void **state)
{
	/* before and after the limit is found to be too low */
	static const uint64_t stops[] = {100, 400};
	const struct situation limited = {.promised = 60,
					  .step_s = 0.05,
					  .slower = 3,
					  .from = 15,
					  .to = 1e9,
					  .ratio = 1,
					  .steps = 1000,
					  .valid = 2000};
	const struct situation timed60 = {.promised = 60, .step_s = 0.05, .ratio = 3};

	for (int i = 0; i < 4; i++) {
		struct lab l;
		prepare(&l, state, i < 2 ? &limited : &timed60);
		l.hook = stop;
		l.hook_step = stops[i % 2];
		run_well(&l, false);
		check_that(!l.done, "row %d: not stopped", i);
		double first = machine.clock - 100;
		size_t scored = machine.scored;
		saved_model_free(&l.a);
		load(&l, &l.a);
		l.signal = 0;
		l.hook = NULL;
		l.o.seconds = i < 2 ? 0 : 60; /* a limit is not repeated */
		l.o.began = machine.clock = machine.clock + 1000;
		machine.from = 0;
		run_well(&l, true);
		assert_true(l.done);
		double taken = first + machine.clock - l.o.began;
		check_near(taken, 60, 3, "row %d", i);
		check_that(l.last_step.lr < 0.02 * l.o.lr, "row %d: the last rate", i);
		check_that(scored == 0 || machine.scored == scored, "row %d: other characters", i);
		lab_free(&l);
	}
}

/* A text that takes longer to read than the whole budget leaves some updates. */
static void reading_leaves_some_time(void **state)
{
	const struct situation s = {.promised = 60, .step_s = 0.05, .ratio = 0.5, .reading = 90};
	struct lab l;

	prepare(&l, state, &s);
	run_well(&l, false);
	assert_true(l.done && l.ended.step >= 10);
	assert_true(machine.clock < 190 + 0.06 * 60);
	lab_free(&l);
}

/* So does one in rounds that could be longer than the time, if the machine stays at least half as fast and
 * saves, which come between rounds, are short. */
static void rounds_end_in_time(void **state)
{
	for (size_t i = 0; i < sizeof timed / sizeof *timed; i++) {
		const struct situation *s = &timed[i];
		struct lab l;
		if (s->slower > 2 || s->save_s > 1)
			continue;
		prepare(&l, state, s);
		l.o.sync_every = 100000;
		run_well(&l, false);
		double taken = machine.clock - 100, slack = fmax(0.05 * s->promised, 0.6);
		check_that(taken < s->promised + slack, "%s: %g s, not %g", s->name, taken,
			   s->promised);
		lab_free(&l);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(promises_hold),         cmocka_unit_test(clock_does_not_matter),
		cmocka_unit_test(limit_outlives_a_stop), cmocka_unit_test(reading_leaves_some_time),
		cmocka_unit_test(rounds_end_in_time),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
