/*
 * train_save_test.c - what a training leaves on the disk: the best weights, none that blew up; saves
 * that fail are told.
 */
#include <signal.h>
#include <unistd.h>
#include <sys/resource.h>

#include "train_lab.h"

/* ---- Divergence ---- */

static void diverges_in_the_end(void **state)
{
	for (int c = 0; c < CELLS; c++) {
		struct lab l;
		init_words(&l, state, lab_config(&cell_table[c]));
		run_well(&l, false);
		double good = score_saved(&l, &l.valid);
		assert_true(fabs(good - l.ended.best_loss) < 1e-5);
		for (int often = 0; often < 2; often++) { /* what blew up is not saved either */
			l.o.lr = 1e6;
			l.o.clip = 0;
			l.o.save_every = often ? 0 : 1000;
			l.count[EVENT_WARNING] = 0;
			model_random(&l.a.model, 1);
			assert_int_equal(run(&l, false), -1);
			assert_error(&l.err, EX_DATAERR, "diverged");
			assert_int_equal(l.err.code, RNN_ERROR_DIVERGED);
			assert_true(l.err.number == 1e6);
			assert_true(often || l.count[EVENT_WARNING] == 3);
			assert_true(score_saved(&l, &l.valid) == good);
		}
		lab_free(&l);
	}
}

/* Spoil the weights behind the trainer's back: the last is of out.bias, which no engine packs. */
static void spoil(struct lab *l, const struct event *e)
{
	if (e->kind == EVENT_VALID && e->step == l->hook_step) {
		l->a.model.w[l->a.model.n - 1] = NAN;
		l->hook_step = 0;
	}
}

/* After one bad step it goes on from the last good state at half the rate, and what was best before
 * stays the measure of what is best. */
static void rolls_back(void **state)
{
	struct lab l;

	init_words(&l, state, lab_config(cell_find("lstm")));
	l.hook = spoil;
	l.hook_step = 38;
	run_well(&l, false);
	assert_true(l.done);
	assert_int_equal(l.ended.step, 40);
	assert_int_equal(l.count[EVENT_WARNING], 1);
	assert_non_null(strstr(l.warning, "diverged at step 38"));
	assert_non_null(strstr(l.warning, "back to step 0"));
	assert_non_null(strstr(l.warning, "halved to 0.005"));
	assert_true(l.ended.best_loss == l.best_seen);
	assert_true(fabs(score_saved(&l, &l.valid) - l.best_seen) < 1e-3);
	lab_free(&l);
}

static void spoil_and_stop_later(struct lab *l, const struct event *e)
{
	if (l->hook_step == 0 && e->kind == EVENT_VALID && (e->step == 20 || e->step == 30))
		l->signal = SIGINT;
	spoil(l, e);
}

/* The rate stays halved for all steps that follow, after a resume too. */
static void rollback_halves_the_rate(void **state)
{
	struct lab l;

	init_words(&l, state, lab_config(cell_find("rnn")));
	l.hook = spoil_and_stop_later;
	l.hook_step = 10;
	run_well(&l, false);
	assert_int_equal(l.last_step.step, 20);
	assert_true(fabs(l.last_step.lr - 0.5 * 0.5 * l.o.lr) < 1e-12);
	saved_model_free(&l.a);
	load(&l, &l.a);
	l.signal = 0;
	run_well(&l, true);
	assert_int_equal(l.last_step.step, 30);
	assert_true(fabs(l.last_step.lr - 0.5 * 0.146446609406726 * l.o.lr) < 1e-12);
	lab_free(&l);
}

static void spoil_and_save(struct lab *l, const struct event *e)
{
	if (l->hook_step != 0 && e->kind == EVENT_VALID && e->step == l->hook_step)
		l->signal = SIGUSR1;
	spoil(l, e);
}

/* Weights that are not finite at the moment of a save reach neither the disk nor the snapshot. */
static void spoilt_weights_are_not_saved(void **state)
{
	struct lab l;

	init_words(&l, state, lab_config(cell_find("rnn")));
	l.hook = spoil_and_save;
	l.hook_step = 20;
	run_well(&l, false);
	assert_true(l.done);
	assert_int_equal(l.ended.step, 40);
	assert_int_equal(l.count[EVENT_WARNING], 2); /* not saved, rolled back */
	assert_int_equal(l.count[EVENT_SAVE], 1);
	assert_true(isfinite(score_saved(&l, &l.valid)));
	lab_free(&l);
}

static void spoil_and_interrupt(struct lab *l, const struct event *e)
{
	if (l->hook_step != 0 && e->kind == EVENT_VALID && e->step == l->hook_step)
		l->signal = SIGINT;
	spoil(l, e);
}

/* What is saved at the end is the last good state. */
static void spoilt_at_the_end(void **state)
{
	struct lab l;

	init_words(&l, state, lab_config(cell_find("rnn")));
	l.hook = spoil_and_interrupt;
	l.hook_step = 20;
	run_well(&l, false);
	assert_false(l.done);
	assert_int_equal(l.ended.step, 0);
	assert_int_equal(l.count[EVENT_WARNING], 1);
	assert_non_null(strstr(l.warning, "diverged at step 20"));
	assert_true(isfinite(score_saved(&l, &l.valid)));
	l.signal = 0;
	run_well(&l, true);
	assert_int_equal(l.ended.step, 40);
	lab_free(&l);
}

/* ---- What is saved ---- */

/* Letters without any order; the caller frees them. */
static char *letters(size_t n, uint64_t key)
{
	char *text = xcalloc(n + 1, 1);

	for (size_t i = 0; i < n; i++)
		text[i] = i < 8 ? (char)('a' + (int)i) : (char)('a' + (int)(rng_bits(key, i) % 8));
	return text;
}

/* Letters in random order can only be learnt by heart, and then new ones are predicted worse. */
static void best_weights_are_kept(void **state)
{
	char *text = letters(400, 1), *valid = letters(400, 2);
	struct lab l;

	lab_init(&l, state, text, valid, (struct config){cell_find("lstm"), 0, 1, 32, 0});
	l.o.steps = 100;
	l.o.lr = 0.03;
	run_well(&l, false);
	assert_int_equal(l.count[EVENT_VALID], 20);
	assert_false(l.last_valid.best);
	assert_true(l.last_valid.loss > l.ended.best_loss + 0.1);
	assert_true(l.ended.best_loss == l.best_seen);
	assert_true(fabs(score_saved(&l, &l.valid) - l.best_seen) < 1e-3);
	struct saved_model a;
	load(&l, &a);
	assert_true(a.training.best_loss == l.best_seen);
	assert_true(a.training.step > 0 && a.training.step < 100);
	saved_model_free(&a);
	lab_free(&l);
	free(text);
	free(valid);
}

static void ask_for_save(struct lab *l, const struct event *e)
{
	if (e->kind == EVENT_STEP && e->step == 1)
		l->signal = SIGUSR1;
	if (e->kind == EVENT_SAVE && l->count[EVENT_SAVE] == 1) {
		assert_int_equal(l->signal, 0);
		assert_int_equal(e->step, 1);
		assert_true(isfinite(score_saved(l, &l->text)));
	}
}

static void saves_when_asked(void **state)
{
	struct lab l;

	init_words(&l, state, lab_config(cell_find("gru")));
	l.hook = ask_for_save;
	run_well(&l, false);
	assert_true(l.done);
	assert_int_equal(l.signal, 0);
	assert_int_equal(l.count[EVENT_SAVE], 2);
	assert_int_equal(l.ended.step, 40);
	lab_free(&l);
}

static void saves_after_every_step(void **state)
{
	struct lab l;

	init_words(&l, state, lab_config(cell_find("gru")));
	l.o.steps = 5;
	l.o.save_every = 0;
	run_well(&l, false);
	assert_int_equal(l.count[EVENT_SAVE], 6);
	lab_free(&l);
}

static void set_file_limit(rlim_t bytes)
{
	struct rlimit now;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &now), 0);
	now.rlim_cur = bytes < now.rlim_max ? bytes : now.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
}

/* The disk is full for one save in the middle. */
static void fill_disk(struct lab *l, const struct event *e)
{
	if (e->kind == EVENT_VALID && e->step == 20) {
		set_file_limit(100);
		l->signal = SIGUSR1;
	}
	if (e->kind == EVENT_WARNING)
		set_file_limit(RLIM_INFINITY);
}

static void failing_save_is_a_warning(void **state)
{
	struct lab l;

	signal(SIGXFSZ, SIG_IGN);
	init_words(&l, state, lab_config(cell_find("gru")));
	l.hook = fill_disk;
	run_well(&l, false);
	assert_true(l.done);
	assert_int_equal(l.count[EVENT_WARNING], 1);
	assert_non_null(strstr(l.warning, "File too large"));
	assert_int_equal(l.count[EVENT_SAVE], 1);
	assert_int_equal(l.ended.step, 40);
	assert_true(fabs(score_saved(&l, &l.valid) - l.best_seen) < 1e-3);
	lab_free(&l);
}

static void remove_directory(struct lab *l, const struct event *e)
{
	if (e->kind == EVENT_VALID && e->step == 20) {
		char *command = xasprintf("rm -r '%s/model'", l->dir);
		assert_int_equal(system(command), 0);
		free(command);
		l->signal = SIGUSR1;
	}
}

/* The directory is gone for good: training goes on to its end, which cannot be saved. */
static void lost_directory_is_told(void **state)
{
	struct lab l;

	init_words(&l, state, lab_config(cell_find("gru")));
	l.hook = remove_directory;
	assert_int_equal(run(&l, false), -1);
	assert_true(l.err.status == EX_IOERR || l.err.status == EX_CANTCREAT);
	assert_true(l.done);
	assert_int_equal(l.count[EVENT_WARNING], 1);
	assert_non_null(strstr(l.warning, "model"));
	assert_int_equal(l.last_step.step, 40);
	assert_int_equal(l.count[EVENT_SAVE], 0);
	assert_int_equal(l.count[EVENT_DONE], 0);
	lab_free(&l);
}

/* A validation text that stays in its file is copied when the training begins. */
static void changed_validation_is_told(void **state)
{
	static const char text[] = "the cat sat on a mat, and the dog lay by the door";
	struct lab l;

	lab_init(&l, state, text, text, lab_config(cell_find("gru")));
	char *path = xasprintf("%s/valid", l.dir), *files[] = {path};
	struct corpus_options how = {.unit = UNIT_CHAR, .vocab = &l.text.vocab, .held = 1};
	corpus_free(&l.valid);
	assert_int_equal(corpus_read(&l.valid, files, 1, &how, &l.err), 0);
	assert_non_null(l.valid.files);
	assert_int_equal(truncate(path, 9), 0);
	assert_int_equal(run(&l, false), -1);
	assert_int_equal(l.err.status, 65);
	assert_non_null(strstr(l.err.text, "valid: was "));
	assert_int_equal(l.count[EVENT_STEP], 0);
	free(path);
	lab_free(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(diverges_in_the_end),
		cmocka_unit_test(rolls_back),
		cmocka_unit_test(rollback_halves_the_rate),
		cmocka_unit_test(spoilt_weights_are_not_saved),
		cmocka_unit_test(spoilt_at_the_end),
		cmocka_unit_test(best_weights_are_kept),
		cmocka_unit_test(saves_when_asked),
		cmocka_unit_test(saves_after_every_step),
		cmocka_unit_test(failing_save_is_a_warning),
		cmocka_unit_test(lost_directory_is_told),
		cmocka_unit_test(changed_validation_is_told),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
