/* trainer.c - clock, learning rate, events and the next window of a training. */
#include "run/trainer.h"

#include <math.h>
#include <time.h>

#include "base/maths.h"

double trainer_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double trainer_elapsed(const struct trainer *t)
{
	return trainer_clock() - t->budget.started;
}

double trainer_progress(const struct trainer *t)
{
	double p = t->budget.steps > 0
			   ? (double)t->now.step / (double)t->budget.steps
			   : trainer_elapsed(t) / fmax(t->o->seconds - t->budget.reserve, 1e-3);

	return p < 1 ? p : 1;
}

double trainer_rate(double peak, uint64_t step, uint64_t warmup, double p)
{
	double warm = step < warmup ? (double)(step + 1) / (double)warmup : 1;

	return peak * warm * 0.5 * (1 + maths_cos_pi(p));
}

void trainer_report(struct trainer *t, struct event e)
{
	e.step = t->now.step;
	e.epoch = (double)t->now.epoch + (double)t->now.window / (double)t->batches.windows;
	e.progress = trainer_progress(t);
	e.elapsed_s = trainer_elapsed(t);
	if (e.kind != EVENT_START)
		e.eta_s = e.progress > 0 ? e.elapsed_s / e.progress - e.elapsed_s : 0;
	if (t->o->report != NULL)
		t->o->report(t->o->report_ctx, &e);
}

double trainer_loss_limit(const struct trainer *t)
{
	return 3 * maths_log(t->a->model.cfg.vocab) + 5;
}

double trainer_next(struct trainer *t, real *grad)
{
	int B = t->batches.B, T = t->batches.T;
	uint64_t key = rng_key(rng_key(t->o->seed, 2), t->now.step);
	double loss;

	if (batch_fill(&t->batches, t->x, t->y))
		work_reset(t->work);
	if (grad != NULL) {
		loss = pass_learn(t->work, T, t->x, t->y, key, grad);
	} else {
		pass_forward(t->work, T, t->x, key);
		loss = pass_loss(t->work, t->y, NULL);
	}
	return loss / (double)(B * T);
}
