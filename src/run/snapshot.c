/* snapshot.c - what a training can go back to: taken, restored, saved. */
#include "run/trainer.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

void snapshot_take(struct trainer *t)
{
	struct snapshot *g = &t->good;
	size_t n = t->a->model.n * sizeof(float);

	t->now.epoch = t->batches.epoch;
	t->now.window = t->batches.window;
	t->now.adam_step = t->optim.step;
	t->now.elapsed = trainer_elapsed(t);
	float *w = g->w, *m = g->m, *v = g->v, *states = g->states;
	*g = t->now;
	g->w = w;
	g->m = m;
	g->v = v;
	g->states = states;
	memcpy(w, t->a->model.w, n);
	memcpy(m, t->optim.m, n);
	memcpy(v, t->optim.v, n);
	work_state_get(t->work, states);
}

void snapshot_restore(struct trainer *t)
{
	const struct snapshot *g = &t->good;
	size_t n = t->a->model.n * sizeof(float);

	memcpy(t->a->model.w, g->w, n);
	memcpy(t->optim.m, g->m, n);
	memcpy(t->optim.v, g->v, n);
	work_refresh(t->work);
	work_state_set(t->work, g->states);
	t->now = *g;
	t->batches.epoch = g->epoch;
	t->batches.window = g->window;
	t->optim.step = g->adam_step;
	t->loss_sum = 0;
	t->loss_count = 0;
}

/* The snapshot as rows for the state file. */
#define SNAPSHOT_NUMBERS(s)                                              \
	{                                                                \
		{"step", NUM_U64, {.u = &(s)->step}, 0},                 \
		{"epoch", NUM_U64, {.u = &(s)->epoch}, 0},               \
		{"window", NUM_U64, {.u = &(s)->window}, 0},             \
		{"adam_step", NUM_U64, {.u = &(s)->adam_step}, 0},       \
		{"chars", NUM_U64, {.u = &(s)->chars}, 0},               \
		{"rollbacks", NUM_U64, {.u = &(s)->rollbacks}, 0},       \
		{"next_valid", NUM_U64, {.u = &(s)->next_valid}, 0},     \
		{"valid_step", NUM_U64, {.u = &(s)->valid_step}, 0},     \
		{"elapsed", NUM_F64, {.f = &(s)->elapsed}, 0},           \
		{"rate", NUM_F64, {.f = &(s)->rate}, 0},                 \
		{"best_loss", NUM_F64, {.f = &(s)->best_loss}, 0},       \
		{"best_step", NUM_F64, {.f = &(s)->best_step}, 0},       \
	}

static int with_state(struct trainer *t, bool load, bool weights, const struct saved_model *a,
		      struct rnn_error *err)
{
	struct snapshot *g = &t->good;
	size_t n = t->a->model.n;
	struct state_number number[] = SNAPSHOT_NUMBERS(g);
	struct state_vector vector[] = {
		{"weights", g->w, n},
		{"adam.m", g->m, n},
		{"adam.v", g->v, n},
		{"states", g->states, work_state_size(t->work)},
	};
	const struct state state = {number, sizeof number / sizeof *number, vector,
				    sizeof vector / sizeof *vector};

	return load ? state_read(t->store->dir, &state, err)
		    : store_save(t->store, a, weights, &state, err);
}

int snapshot_load(struct trainer *t, struct rnn_error *err)
{
	return with_state(t, true, false, NULL, err);
}

/* What an update did to the weights shows in the next loss only. So before anything is kept the
 * next step's loss is looked at; nothing moves on by that. */
bool snapshot_sane(struct trainer *t, double *loss)
{
	const struct batches here = t->batches;
	size_t n = t->a->model.n;

	work_state_get(t->work, t->kept);
	*loss = trainer_next(t, NULL);
	work_state_set(t->work, t->kept);
	t->batches = here;
	return *loss <= trainer_worst_loss(t) && all_finite(t->a->model.w, n) &&
	       all_finite(t->optim.m, n) && all_finite(t->optim.v, n);
}

int snapshot_save(struct trainer *t, struct rnn_error *err)
{
	struct saved_model a = *t->a;
	struct event e = {.kind = EVENT_SAVE};
	double loss;

	t->saved_at = trainer_clock();
	if (!snapshot_sane(t, &loss)) /* the next step rolls back */
		return errorf(err, EX_DATAERR, "not saved: diverged at step %llu (loss %g)",
			      (unsigned long long)t->now.step, loss);
	snapshot_take(t);
	if (t->evaluator == NULL || isnan(t->now.best_loss)) {
		memcpy(t->best, t->good.w, t->a->model.n * sizeof *t->best);
		t->a->training.step = a.training.step = t->now.step;
		t->best_new = true;
	}
	a.model.w = t->best;
	a.training.best_loss = t->now.best_loss;
	a.training.chars = (double)t->now.chars;
	a.training.elapsed = t->good.elapsed;
	if (with_state(t, false, t->best_new, &a, err) != 0)
		return -1;
	t->best_new = false;
	t->saved = true;
	e.file = t->store->weights.file;
	trainer_report(t, e);
	return 0;
}
