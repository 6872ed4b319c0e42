/* probe.c - see probe.h. */
#include "run/probe.h"

#include <math.h>
#include <stdlib.h>

#include "base/pace.h"
#include "base/base.h"
#include "core/optim.h"
#include "core/pass.h"

/* What one update needs. */
struct bench {
	struct model model;
	struct work *work;
	struct optim optim;
	uint16_t *x, *y; /* (B, T) */
	real *grad;      /* (n) */
	int T;
};

static void set_up(struct bench *b, const struct probe *p)
{
	size_t window = (size_t)p->batch * (size_t)p->seq;
	struct work_options w = {.B = p->batch, .T = p->seq, .train = true, .threads = p->threads};

	b->T = p->seq;
	b->model.engine = p->engine;
	b->model.format = p->format;
	model_random(&b->model, 1);
	b->work = work_new(&b->model, &w);
	optim_init(&b->optim, b->model.n, work_team(b->work));
	b->x = xcalloc(window, sizeof *b->x);
	b->y = xcalloc(window, sizeof *b->y);
	b->grad = xcalloc(b->model.n, sizeof *b->grad);
	for (size_t i = 0; i < window; i++) {
		b->x[i] = (uint16_t)(rng_key(1, i) % (uint64_t)p->config.vocab);
		b->y[i] = (uint16_t)(rng_key(2, i) % (uint64_t)p->config.vocab);
	}
}

static void tear_down(struct bench *b)
{
	work_free(b->work);
	optim_free(&b->optim);
	model_free(&b->model);
	free(b->x);
	free(b->y);
	free(b->grad);
}

static void update(struct bench *b)
{
	pass_learn(b->work, b->T, b->x, b->y, 0, b->grad);
	double norm = optim_norm(&b->optim, b->model.kernels, b->grad);
	optim_step(&b->optim, b->model.kernels, b->model.w, b->grad, norm, 1e-9);
	work_refresh(b->work);
}

/* The first update touches memory for the first time, so that it is slower than the others. It
 * counts only if it takes all the time. */
static double speed_of(struct bench *b, const struct probe *p)
{
	double begun = pace_clock(), from = begun, now;
	double window = (double)p->batch * (double)p->seq;
	long n = 0;

	update(b);
	now = pace_clock();
	if (now - begun >= p->seconds)
		return window / (now - begun);
	for (from = now; n == 0 || now - begun < p->seconds; n++) {
		update(b);
		now = pace_clock();
	}
	return (double)n * window / fmax(now - from, 1e-9);
}

double probe_speed(const struct probe *p)
{
	struct bench b = {0};
	double speed;

	if (model_init(&b.model, &p->config, p->engine, NULL) < 0)
		return 0;
	set_up(&b, p);
	speed = speed_of(&b, p);
	tear_down(&b);
	return speed * p->ranks;
}
