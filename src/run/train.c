/*
 * train.c - the training loop.
 *
 * A snapshot is a copy of all that changes during training: weights, Adam's moments, the hidden
 * states of the streams, and a few numbers. A save takes a snapshot and writes it. A resume
 * restores it from disk. If a step diverges, the last snapshot is restored and the learning rate
 * halved.
 */
#include "run/sync.h"
#include "run/trainer.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/team.h"

enum { ROLLBACKS_MAX = 3 };
static const double report_interval = 1; /* seconds */

/* Return the learning rate of the next update, when the share p of the budget is used. */
static double learning_rate(const struct trainer *t, double p)
{
	return trainer_rate(t->o->lr * t->now.rate, t->now.step, t->o->warmup, p);
}

static void warn(struct trainer *t, const char *text)
{
	trainer_report(t, (struct event){.kind = EVENT_WARNING, .text = text});
}

/* ---- One step ---- */

/* Restore the last snapshot and halve the learning rate. Return 0, or -1 with *err if there were
 * ROLLBACKS_MAX rollbacks already. */
static int roll_back(struct trainer *t, double loss, struct rnn_error *err)
{
	const struct position bad = t->now;

	if (bad.rollbacks >= ROLLBACKS_MAX) {
		errorf_code(err, EX_DATAERR, RNN_ERROR_DIVERGED,
			    "training diverged %d times, last at step %llu (loss %g, gradient "
			    "norm %g)",
			    (int)bad.rollbacks + 1, (unsigned long long)bad.step, loss, t->norm);
		if (err != NULL)
			err->number = t->o->lr;
		return -1;
	}
	snapshot_restore(t);
	t->now.best_loss = bad.best_loss;     /* the best weights are not rolled back */
	t->now.valid_chars = bad.valid_chars; /* they were chosen once and for all */
	t->now.late_at = bad.late_at;
	t->now.late_share = bad.late_share;
	t->now.rollbacks = t->good.at.rollbacks = bad.rollbacks + 1;
	t->now.rate = t->good.at.rate = bad.rate / 2;
	char *text = xasprintf("diverged at step %llu (loss %g, gradient norm %g): back to step "
			       "%llu with the learning rate halved to %g",
			       (unsigned long long)bad.step, loss, t->norm,
			       (unsigned long long)t->now.step, t->o->lr * t->now.rate);
	warn(t, text);
	free(text);
	return 0;
}

static void report_step(struct trainer *t, double lr)
{
	double now = trainer_clock(), span = now - t->reported.at;

	trainer_report(t, (struct event){
				  .kind = EVENT_STEP,
				  .chars = t->now.chars,
				  .loss = t->reported.loss_sum / (double)t->reported.steps,
				  .lr = lr,
				  .grad_norm = t->norm,
				  .chars_per_s = (double)(t->now.chars - t->reported.chars) /
						 fmax(span, 1e-9),
			  });
	t->reported.at = now;
	t->reported.chars = t->now.chars;
	t->reported.loss_sum = 0;
	t->reported.steps = 0;
}

enum step_result { STEP_FAILED = -1, STEP_ROLLED_BACK, STEP_MADE };

/* Make one update, or roll back if the loss or the gradient shows that training diverged. */
static enum step_result train_step(struct trainer *t, double p, struct rnn_error *err)
{
	double began = trainer_clock();
	double lr = learning_rate(t, p), loss = trainer_next(t, t->grad);

	if (corpus_check(t->batches.text, false, err) < 0)
		return STEP_FAILED;
	t->norm = optim_norm(&t->optim, t->a->model.kernels, t->grad);
	if (!(loss <= trainer_loss_limit(t)) || !isfinite(t->norm))
		return roll_back(t, loss, err) < 0 ? STEP_FAILED : STEP_ROLLED_BACK;
	trainer_update(t, t->norm, lr);
	t->now.step++;
	t->saved.all = false;
	t->now.chars += (uint64_t)t->batches.B * (uint64_t)t->batches.T;
	t->now.epoch = t->batches.epoch;
	t->now.window = t->batches.window;
	t->reported.loss_sum += loss;
	t->reported.steps++;
	double now = trainer_clock();
	trainer_note_step(t, now - began);
	if (t->now.step == 1 || now - t->reported.at >= report_interval)
		report_step(t, lr);
	return STEP_MADE;
}

/* Make a round of updates, or roll back, or leave it because of a signal. */
static enum step_result train_round(struct trainer *t, double p, struct rnn_error *err)
{
	uint64_t count = sync_count(t), chars = (uint64_t)t->batches.B * (uint64_t)t->batches.T;
	double began = trainer_clock(), loss = 0, sane, lr = 0;
	const struct position before = t->now;
	enum sync_result result = sync_round(t, p, count, &loss, &lr);

	if (corpus_check(t->batches.text, false, err) < 0)
		return STEP_FAILED;
	if (result == SYNC_LEFT) {
		snapshot_restore(t);
		t->now = before; /* the snapshot is older than the last validation */
		return STEP_ROLLED_BACK;
	}
	if (result == SYNC_DIVERGED)
		return roll_back(t, loss, err) < 0 ? STEP_FAILED : STEP_ROLLED_BACK;
	t->now.epoch = t->batches.epoch;
	t->now.window = t->batches.window;
	if (!snapshot_sane(t, &sane))
		return roll_back(t, sane, err) < 0 ? STEP_FAILED : STEP_ROLLED_BACK;
	t->now.chars += count * chars;
	t->saved.all = false;
	snapshot_take(t);
	t->reported.loss_sum += loss * (double)count;
	t->reported.steps += count;
	double now = trainer_clock();
	for (uint64_t i = 0; i < count; i++)
		trainer_note_step(t, (now - began) / (double)count);
	if (t->now.step == count || now - t->reported.at >= report_interval)
		report_step(t, lr);
	return STEP_MADE;
}

/* Save. A failure is only a warning, because the old model is still on disk and the next save may
 * succeed. If the text was changed, the next step reports it. */
static void save_or_warn(struct trainer *t)
{
	struct rnn_error err;

	if (snapshot_save(t, &err) < 0 && corpus_check(t->batches.text, false, NULL) == 0)
		warn(t, err.text);
}

/* Return the share of the budget that is used, as the next step should see it. A new training makes
 * one step even if its time is over. */
static double share_used(const struct trainer *t)
{
	return t->now.step == 0 ? 0 : trainer_progress(t);
}

/* Make steps until the budget is used up (*done) or a signal asks for the end. */
static int run_steps(struct trainer *t, bool *done, struct rnn_error *err)
{
	volatile int *flag = t->o->signal;
	double p;

	while ((p = share_used(t)) < 1 &&
	       (trainer_signal(t) == 0 || trainer_signal(t) == SIGUSR1)) {
		enum step_result result = sync_on(t) ? train_round(t, p, err)
						     : train_step(t, p, err);
		if (result == STEP_FAILED)
			return -1;
		if (result == STEP_ROLLED_BACK)
			continue; /* nothing new to validate or to save */
		trainer_watch_time(t);
		if (validate_due(t, trainer_progress(t)))
			validate_run(t);
		preview_run(t, false);
		/* atomic, because another signal may arrive at the same time */
		bool wanted = flag != NULL && __sync_bool_compare_and_swap(flag, SIGUSR1, 0);
		if (wanted || trainer_clock() - t->saved.at >= t->o->save_every)
			save_or_warn(t);
	}
	*done = p >= 1;
	return 0;
}

static int run(struct trainer *t, bool *done, struct rnn_error *err)
{
	double loss;

	if (run_steps(t, done, err) < 0)
		return -1;
	while (!snapshot_sane(t, &loss)) /* the last update diverged */
		if (roll_back(t, loss, err) < 0 || run_steps(t, done, err) < 0)
			return -1;
	if (t->reported.steps > 0)
		report_step(t, learning_rate(t, trainer_progress(t)));
	if (t->valid.evaluator != NULL && *done && t->now.valid_step != t->now.step &&
	    validate_affordable(t))
		validate_run(t);
	if (*done)
		preview_run(t, true);
	return t->saved.all ? 0 : snapshot_save(t, err);
}

/* ---- Set-up ---- */

size_t train_bytes(const struct model *m, size_t n, size_t valid, const struct train_options *o)
{
	/* Blocks of n numbers: the weights, their gradient, two moments, the best weights, three in
	 * the snapshot, one while a file is written, two in the engine. */
	enum { BLOCKS = 11 };
	int B = o->batch, T = o->seq;
	batch_fit(n < BATCH_LEAST ? BATCH_LEAST : n, &B, &T);
	struct work_options w = trainer_work(o, B, T);
	struct eval_options e = validate_options(o, valid, o->seconds > 0);
	size_t bytes = size_sum(work_bytes(m, &w), m->n, BLOCKS * sizeof(real));

	/* Each thread rounds the operands of a piece of a gradient to 16 bits; a piece is seldom
	 * wider than a layer. */
	if (m->format != FORMAT_F32) {
		size_t columns = (size_t)m->cfg.hidden * 2;
		size_t threads = (size_t)team_threads(o->threads);
		bytes = size_sum(bytes, size_sum(0, columns * (size_t)T, (size_t)B),
				 threads * sizeof(uint16_t));
	}
	if (valid >= 2)
		bytes = size_sum(size_sum(bytes, evaluator_bytes(m, &e), 1), valid,
				 sizeof(uint16_t));
	bytes = size_sum(bytes, preview_bytes(m, o), 1);
	bytes = size_sum(bytes, sync_bytes(o, m->n), 1);
	return size_sum(bytes, (size_t)B * (size_t)T, 2 * sizeof(uint16_t));
}

static int set_up(struct trainer *t, const struct corpus *text, const struct corpus *valid,
		  struct rnn_error *err)
{
	const struct train_options *o = t->o;
	int B = o->batch, T = o->seq;
	size_t n = t->a->model.n;

	if (batch_fit(text->n, &B, &T)) {
		char *s = xasprintf("the text has only %zu %ss to train on: batch %d x "
				    "window %d shrinks to %d x %d",
				    text->n, unit_word(text->vocab.unit), o->batch, o->seq, B, T);
		warn(t, s);
		free(s);
	}
	t->newline = vocab_id(&t->a->vocab, '\n');
	if (trainer_open(t, text, B, T, err) < 0)
		return -1;
	follow_begin(t);
	t->best.w = xcalloc(n, sizeof *t->best.w);
	if (validate_init(t, valid, err) < 0)
		return -1;
	preview_init(t);
	t->budget.steps = o->steps;
	if (o->epochs > 0)
		t->budget.steps = (uint64_t)fmax(1, ceil(o->epochs * (double)t->batches.windows));
	return 0;
}

static void tear_down(struct trainer *t)
{
	trainer_close(t);
	validate_free(t);
	preview_free(t);
	free(t->best.w);
}

static bool limit_sound(const struct position *at)
{
	return at->limit >= 0 && isfinite(at->limit) && at->late_at >= 0 && isfinite(at->late_at) &&
	       at->late_share >= 0 && at->late_share <= 1;
}

/* Restore the training state in the directory. The loaded weights are the best so far. */
static int resume_state(struct trainer *t, struct rnn_error *err)
{
	memcpy(t->best.w, t->a->model.w, t->a->model.n * sizeof *t->best.w);
	if (snapshot_load(t, err) < 0)
		return -1;
	const struct position *g = &t->good.at;
	if (g->window >= t->batches.windows)
		return errorf(err, EX_DATAERR, "%s: the training state does not fit this text",
			      t->store->dir);
	if (!(g->elapsed >= 0) || isinf(g->elapsed) || !(g->rate > 0 && g->rate <= 1) ||
	    isinf(g->best_loss) || g->valid_chars > t->valid.n || g->valid_chars == 1 ||
	    !limit_sound(g))
		return errorf(err, EX_DATAERR, "%s: the training state has a number out of range",
			      t->store->dir);
	snapshot_restore(t);
	return 0;
}

/* Return whether measuring takes too long under a time budget: even at the speed of a fast core, a
 * window would take a large part of it. */
static bool window_too_long(const struct trainer *t)
{
	static const double fast = 1e11, share = 0.01;
	double flops = 6.0 * (double)t->a->model.n * t->batches.B * t->batches.T;

	return t->budget.seconds > 0 && flops > fast * share * t->budget.seconds;
}

/* Measure the speed of training in characters per second, by computing gradients of the first
 * windows without updating the weights. Return 0 if there is no time for this. The first window is
 * slower than the others, because it touches memory for the first time, so it counts only if it is
 * the only one. */
static double measure_speed(struct trainer *t)
{
	enum { SHARE = 50 };
	const struct batches begin = t->batches;
	double limit = t->o->measure;
	double window = (double)t->batches.B * t->batches.T, start, now, first = 0;
	uint64_t n = 0, most = t->budget.steps > 0 ? t->budget.steps / SHARE : UINT64_MAX;

	if (t->budget.seconds > 0)
		limit = fmin(limit, t->budget.seconds / SHARE);
	if (t->o->speed > 0)
		return t->o->speed;
	if (limit < 0.1 || window_too_long(t))
		return 0;
	for (start = now = trainer_clock(); n < most && now - start < limit; n++) {
		if (trainer_signal(t) != 0)
			break;
		trainer_next(t, t->grad);
		now = trainer_clock();
		first = n == 0 ? now - start : first;
	}
	t->batches = begin; /* the start of an epoch, where the hidden states are zeroed */
	if (n < 2)
		return n == 0 ? 0 : window / first;
	return (double)(n - 1) * window / (now - start - first);
}

/* Measure the speed of a new training, and report the start event with the time that it will
 * take. */
static void report_start(struct trainer *t, size_t n, bool resume)
{
	const struct model *m = &t->a->model;
	double begun = trainer_clock(), limit = t->o->measure;
	double speed = resume ? 0 : measure_speed(t), spent = trainer_clock() - begun;
	double window = (double)t->batches.B * t->batches.T, seconds = t->budget.seconds;
	bool timed = t->budget.steps == 0;
	double windows = timed ? seconds * speed / window : (double)t->budget.steps;
	double needed = speed > 0 ? windows * window / speed : 0;

	if (speed > 0)
		trainer_note_step(t, window / speed);
	if (!timed)
		seconds = seconds > 0 ? fmin(needed, seconds) : needed;
	if (!resume && !(t->budget.seconds > 0)) /* measuring does not count as training */
		t->budget.started = trainer_clock() - fmax(0, spent - limit);
	trainer_report(t, (struct event){
				  .kind = EVENT_START,
				  .chars = n,
				  .model = t->a,
				  .options = t->o->options,
				  .params = m->n,
				  .engine = m->engine->name,
				  .precision = format_name[m->format],
				  .threads = team_threads(t->o->threads),
				  .ranks = peers_size(t->o->peers),
				  .to_read = windows * window,
				  .eta_s = seconds,
				  .passes = windows / (double)t->batches.windows,
			  });
}

int train_run(struct saved_model *a, const struct corpus *text, const struct corpus *valid,
	      struct store *store, bool resume, const struct train_options *o, bool *done,
	      struct rnn_error *err)
{
	struct trainer t = {.o = o, .a = a, .store = store};
	int result = -1;

	*done = false;
	double entered = trainer_clock();
	if (text->n < BATCH_LEAST)
		return errorf(err, EX_DATAERR,
			      "training needs at least %d characters, the text "
			      "has %zu",
			      BATCH_LEAST, text->n);
	if (set_up(&t, text, valid, err) == 0 && (!resume || resume_state(&t, err) == 0)) {
		trainer_start_clock(&t, entered, resume);
		validate_start(&t, resume);
		preview_start(&t);
		snapshot_take(&t);
		report_start(&t, text->n, resume);
		t.saved.at = t.reported.at = t.valid.at = trainer_clock();
		t.reported.first_chars = t.reported.chars = t.now.chars;
		double first = trainer_clock();
		result = run(&t, done, err);
		double span = trainer_clock() - first;
		uint64_t chars = t.now.chars - t.reported.first_chars;
		if (result == 0)
			trainer_report(&t, (struct event){
						   .kind = EVENT_DONE,
						   .best_loss = t.now.best_loss,
						   .chars_per_s = (double)chars / fmax(span, 1e-9),
					   });
	}
	tear_down(&t);
	return result;
}
