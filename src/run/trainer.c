/* trainer.c - clock, learning rate, events and the next window of a training. */
#include "run/trainer.h"

#include <math.h>
#include <stdlib.h>

#include "base/pace.h"
#include "run/sync.h"

/* ---- Time ---- */

/* A text that takes long to read leaves at least this share of the budget for the training. */
static const double least_share = 0.05;
/* The mean time of an update is taken over about this share of the time budget, but at least over a
 * second. */
static const double mean_share = 0.05;
/* Assumed speed of saving, in bytes a second, until the first save is measured. */
static const double save_speed = 5e7;
/* The part of a limit by which the updates may lag behind the clock at first; later less, and at
 * the end not at all. A short pause of the machine then does not change the result. */
static const double lag_most = 0.05;

#include "base/maths.h"

double trainer_clock(void)
{
	return pace_clock();
}

double trainer_elapsed(const struct trainer *t)
{
	return trainer_clock() - t->budget.started;
}

/* Returns the share that has passed, 0 or more, of the time from `from` seconds of training to the
 * end of the updates. */
static double time_share(const struct trainer *t, double from)
{
	double span = t->budget.seconds - t->budget.reserve - from;

	return fmax(trainer_elapsed(t) - from, 0) / fmax(span, 1e-3);
}

bool trainer_timed(const struct trainer *t)
{
	return t->budget.steps == 0 || t->now.late_at > 0;
}

double trainer_progress(const struct trainer *t)
{
	const struct position *now = &t->now;
	double p;

	if (t->budget.steps == 0)
		p = time_share(t, 0);
	else if (now->late_at > 0)
		p = now->late_share + (1 - now->late_share) * time_share(t, now->late_at);
	else
		p = (double)now->step / (double)t->budget.steps;
	return p < 1 ? p : 1;
}

/* Sets the limit on the time of a number of updates. It is that of the options or, in a resumed
 * training, the one it began with, unless the number of updates was changed. */
static void set_limit(struct trainer *t, bool resume)
{
	struct position *now = &t->now;

	if (t->budget.steps == 0)
		return;
	if (!resume) {
		now->limit = t->o->seconds;
		now->limit_steps = t->budget.steps;
	} else if (now->limit_steps != t->budget.steps) {
		now->limit = now->late_at = 0;
	}
	t->budget.seconds = now->limit;
}

void trainer_start_clock(struct trainer *t, double entered, bool resume)
{
	double began = t->o->began > 0 ? t->o->began : entered, now = trainer_clock();

	t->budget.seconds = t->o->seconds;
	set_limit(t, resume);
	if (!(t->budget.seconds > 0))
		began = entered;
	else if (!resume)
		began = fmax(began, now - (1 - least_share) * t->budget.seconds);
	t->budget.started = began - (resume ? t->now.elapsed : 0);
	t->saved.cost = 16.0 * (double)t->a->model.n / save_speed; /* weights twice, moments */
}

void trainer_note_step(struct trainer *t, double seconds)
{
	double span = fmax(mean_share * t->budget.seconds, 1);
	double weight = seconds / span, least = 1 / (double)++t->budget.noted;

	weight = fmin(fmax(weight, least), 1);
	t->budget.step_s += weight * (seconds - t->budget.step_s);
}

void trainer_watch_time(struct trainer *t)
{
	struct position *now = &t->now;
	double seconds = t->budget.seconds, end;

	if (!(seconds > 0))
		return;
	/* The last update begins up to its own length before the end, half of it on average; then
	 * snapshot_sane reads a window twice. */
	end = 1.1 * (validate_seconds(t) + t->saved.cost + preview_seconds(t)) +
	      1.2 * t->budget.step_s + 0.05;
	t->budget.reserve = fmin(end, seconds / 2);
	if (trainer_timed(t))
		return;
	double made = trainer_progress(t), passed = time_share(t, 0);
	if (made < 1 && passed > made + lag_most * fmax(1 - passed, 0)) {
		now->late_at = trainer_elapsed(t);
		now->late_share = made;
	}
}

/* ---- Learning rate, events, windows ---- */

double trainer_rate(double peak, uint64_t step, uint64_t warmup, double p)
{
	double warm = step < warmup ? (double)(step + 1) / (double)warmup : 1;

	return peak * warm * 0.5 * (1 + maths_cos_pi(p));
}

void trainer_report(struct trainer *t, struct event e)
{
	e.unit = t->a->unit;
	e.step = t->now.step;
	e.epoch = (double)t->now.epoch + (double)t->now.window / (double)t->batches.windows;
	e.progress = trainer_progress(t);
	e.elapsed_s = trainer_elapsed(t);
	if (e.kind != EVENT_START)
		e.eta_s = e.progress > 0 ? e.elapsed_s / e.progress - e.elapsed_s : 0;
	if (t->o->report != NULL)
		t->o->report(t->o->report_ctx, &e);
}

/* Another thread may write the flag meanwhile. */
int trainer_signal(const struct trainer *t)
{
	return t->o->signal != NULL ? __atomic_load_n(t->o->signal, __ATOMIC_ACQUIRE) : 0;
}

double trainer_loss_limit(const struct trainer *t)
{
	return 3 * maths_log(t->a->model.cfg.vocab) + 5;
}

/* Zeroes the state of each stream whose window begins with a newline. Text is written from a zero
 * state and a newline, so the network must learn what comes then; without this it would meet a zero
 * state once in a pass over the text. */
static void forget_at_newlines(struct trainer *t)
{
	for (int b = 0; b < t->batches.own && t->newline >= 0; b++)
		if (t->x[b] == t->newline)
			work_reset_stream(t->work, b);
}

double trainer_next(struct trainer *t, real *grad)
{
	int B = sync_on(t) ? t->batches.own : t->batches.B, T = t->batches.T;
	uint64_t key = rng_key(rng_key(t->o->seed, 2), t->now.step);
	double loss;

	if (sync_on(t))
		key += (uint64_t)t->batches.first; /* other masks of dropout in each process */
	else
		follow_order(t, &(struct order){.kind = ORDER_NEXT,
						.learn = grad != NULL,
						.step = t->now.step,
						.epoch = t->batches.epoch,
						.window = t->batches.window});
	if (batch_fill(&t->batches, t->x, t->y))
		work_reset(t->work);
	else
		forget_at_newlines(t);
	if (grad != NULL) {
		loss = pass_learn(t->work, T, t->x, t->y, key, grad);
	} else {
		pass_forward(t->work, T, t->x, key);
		loss = pass_loss(t->work, t->y, NULL);
	}
	return loss / (double)(B * T);
}

void trainer_update(struct trainer *t, double norm, double lr)
{
	if (!sync_on(t))
		follow_order(t, &(struct order){.kind = ORDER_UPDATE, .norm = norm, .lr = lr});
	optim_step(&t->optim, t->a->model.kernels, t->a->model.w, t->grad, norm, lr);
	work_refresh(t->work);
}

/* ---- Memory ---- */

struct work_options trainer_work(const struct train_options *o, int B, int T)
{
	return (struct work_options){.B = B,
				     .T = T,
				     .train = true,
				     .dropout = (real)o->dropout,
				     .threads = o->threads};
}

int trainer_open(struct trainer *t, const struct corpus *text, int B, int T, struct rnn_error *err)
{
	const struct train_options *o = t->o;
	size_t n = t->a->model.n, window;

	batch_init(&t->batches, text, B, T, o->seed);
	if (follow_share(t, err) < 0)
		return -1;
	struct work_options w = trainer_work(o, t->batches.own, T);
	if (!sync_on(t)) {
		w.whole = B;
		w.first = t->batches.first;
		w.peers = o->peers;
	}
	t->work = work_new(&t->a->model, &w);
	optim_init(&t->optim, n, work_team(t->work));
	t->optim.decay = (real)o->decay;
	t->optim.clip = (real)o->clip;
	window = (size_t)t->batches.own * (size_t)T;
	t->x = xcalloc(window, sizeof *t->x);
	t->y = xcalloc(window, sizeof *t->y);
	t->grad = xcalloc(n, sizeof *t->grad);
	snapshot_init(t);
	sync_init(t);
	return 0;
}

void trainer_close(struct trainer *t)
{
	work_free(t->work);
	optim_free(&t->optim);
	sync_free(t);
	snapshot_free(t);
	free(t->x);
	free(t->y);
	free(t->grad);
}
