/* snapshot.c - takes, restores, loads and saves snapshots of a training. */
#include "run/sync.h"
#include "run/trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void snapshot_init(struct trainer *t)
{
	struct vectors *copy = &t->good.copy;
	size_t n = t->a->model.n, states = work_state_size(t->work);

	copy->w = xcalloc(n, sizeof *copy->w);
	copy->m = xcalloc(n, sizeof *copy->m);
	copy->v = xcalloc(n, sizeof *copy->v);
	copy->states = xcalloc(states, sizeof *copy->states);
	t->saved.states = xcalloc(states, sizeof *t->saved.states);
	t->good.all = states / (size_t)t->batches.own * (size_t)t->batches.B;
	t->good.states = t->o->peers == NULL ? copy->states
					     : xcalloc(t->good.all, sizeof *t->good.states);
	t->now = (struct position){.rate = 1, .best_loss = (double)NAN, .next_valid = 1};
	t->good.at = t->now;
}

void snapshot_free(struct trainer *t)
{
	if (t->good.states != t->good.copy.states)
		free(t->good.states);
	free(t->good.copy.w);
	free(t->good.copy.m);
	free(t->good.copy.v);
	free(t->good.copy.states);
	free(t->saved.states);
}

void snapshot_take(struct trainer *t)
{
	const struct vectors *copy = &t->good.copy;
	size_t n = t->a->model.n * sizeof(float);

	follow_order(t, &(struct order){.kind = ORDER_TAKE});
	t->now.epoch = t->batches.epoch;
	t->now.window = t->batches.window;
	t->now.adam_step = t->optim.step;
	t->now.elapsed = trainer_elapsed(t);
	t->good.at = t->now;
	memcpy(copy->w, t->a->model.w, n);
	memcpy(copy->m, t->optim.m, n);
	memcpy(copy->v, t->optim.v, n);
	if (sync_on(t))
		memcpy(copy->momentum, t->sync.momentum, n);
	work_state_get(t->work, copy->states);
}

void snapshot_restore(struct trainer *t)
{
	const struct vectors *copy = &t->good.copy;
	size_t n = t->a->model.n * sizeof(float);

	follow_order(t, &(struct order){.kind = ORDER_RESTORE});
	memcpy(t->a->model.w, copy->w, n);
	memcpy(t->optim.m, copy->m, n);
	memcpy(t->optim.v, copy->v, n);
	if (sync_on(t))
		memcpy(t->sync.momentum, copy->momentum, n);
	work_refresh(t->work);
	work_state_set(t->work, copy->states);
	t->now = t->good.at;
	t->batches.epoch = t->now.epoch;
	t->batches.window = t->now.window;
	t->optim.step = t->now.adam_step;
	t->reported.loss_sum = 0;
	t->reported.steps = 0;
}

/* ---- On disk ---- */

enum { NUMBERS = 16, VECTORS = 4, SYNC_NUMBERS = 1, SYNC_VECTORS = 1 };

/* The rows of the state file. */
struct rows {
	struct state_number number[NUMBERS + SYNC_NUMBERS];
	struct state_vector vector[VECTORS + SYNC_VECTORS];
	struct state state;
};

/* Point the rows to t->good. A number that is added to the format must be `optional`; older files
 * lack it, and it then keeps the value that snapshot_init sets. */
static void set_rows(struct rows *r, struct trainer *t)
{
	struct position *at = &t->good.at;
	const struct vectors *copy = &t->good.copy;
	size_t n = t->a->model.n;

	*r = (struct rows){
		.number =
			{
				{"step", NUM_U64, {.u = &at->step}, false},
				{"epoch", NUM_U64, {.u = &at->epoch}, false},
				{"window", NUM_U64, {.u = &at->window}, false},
				{"adam_step", NUM_U64, {.u = &at->adam_step}, false},
				{"chars", NUM_U64, {.u = &at->chars}, false},
				{"rollbacks", NUM_U64, {.u = &at->rollbacks}, false},
				{"next_valid", NUM_U64, {.u = &at->next_valid}, false},
				{"valid_step", NUM_U64, {.u = &at->valid_step}, false},
				{"elapsed", NUM_F64, {.f = &at->elapsed}, false},
				{"rate", NUM_F64, {.f = &at->rate}, false},
				{"best_loss", NUM_F64, {.f = &at->best_loss}, false},
				{"valid_chars", NUM_U64, {.u = &at->valid_chars}, true},
				{"limit_steps", NUM_U64, {.u = &at->limit_steps}, true},
				{"limit", NUM_F64, {.f = &at->limit}, true},
				{"late_at", NUM_F64, {.f = &at->late_at}, true},
				{"late_share", NUM_F64, {.f = &at->late_share}, true},
			},
		.vector =
			{
				{"weights", copy->w, n},
				{"adam.m", copy->m, n},
				{"adam.v", copy->v, n},
				{"states", t->good.states, t->good.all},
			},
	};
	r->state = (struct state){r->number, NUMBERS, r->vector, VECTORS};
	sync_rows(t, &r->state);
}

int snapshot_load(struct trainer *t, struct rnn_error *err)
{
	struct rows r;

	set_rows(&r, t);
	if (sync_check(t, err) < 0)
		return -1;
	if (state_read(t->store->dir, &r.state, err) < 0)
		return -1;
	follow_load(t);
	return 0;
}

void snapshot_keep(struct trainer *t)
{
	follow_order(t, &(struct order){.kind = ORDER_KEEP});
	work_state_get(t->work, t->saved.states);
}

void snapshot_back(struct trainer *t)
{
	follow_order(t, &(struct order){.kind = ORDER_BACK});
	work_state_set(t->work, t->saved.states);
}

/* The effect of the last update shows only in the next loss. Therefore this computes the loss of
 * the next window, and then restores the position in the text and the hidden states. */
bool snapshot_sane(struct trainer *t, double *loss)
{
	const struct batches position = t->batches;
	size_t n = t->a->model.n;

	snapshot_keep(t);
	*loss = trainer_next(t, NULL);
	snapshot_back(t);
	t->batches = position;
	return *loss <= trainer_loss_limit(t) && all_finite(t->a->model.w, n) &&
	       all_finite(t->optim.m, n) && all_finite(t->optim.v, n);
}

/* Save t->good, and the best weights if the disk does not have them yet. */
static int save(struct trainer *t, struct rnn_error *err)
{
	struct saved_model a = *t->a; /* with the best weights, and the numbers of t->good */
	struct rows r;

	follow_states(t);
	if (sync_on(t)) {
		follow_order(t, &(struct order){.kind = ORDER_MOMENTS});
		sync_collect(t);
	}
	a.model.w = t->best.w;
	a.training.best_loss = t->good.at.best_loss;
	a.training.chars = (double)t->good.at.chars;
	a.training.elapsed = t->good.at.elapsed;
	set_rows(&r, t);
	return store_save(t->store, &a, t->best.unsaved, &r.state, err);
}

int snapshot_save(struct trainer *t, struct rnn_error *err)
{
	double loss;

	t->saved.at = trainer_clock();
	bool sane = snapshot_sane(t, &loss);
	if (corpus_check(t->batches.text, true, err) < 0)
		return -1;
	if (!sane) /* the next step will roll back */
		return errorf(err, EX_DATAERR, "not saved: diverged at step %llu (loss %g)",
			      (unsigned long long)t->now.step, loss);
	snapshot_take(t);
	if (t->valid.evaluator == NULL || isnan(t->now.best_loss)) {
		memcpy(t->best.w, t->good.copy.w, t->a->model.n * sizeof *t->best.w);
		t->a->training.step = t->now.step;
		t->best.unsaved = true;
	}
	if (save(t, err) < 0)
		return -1;
	t->best.unsaved = false;
	t->saved.all = true;
	t->saved.cost = trainer_clock() - t->saved.at;
	trainer_report(t, (struct event){.kind = EVENT_SAVE, .file = t->store->weights.file});
	return 0;
}
