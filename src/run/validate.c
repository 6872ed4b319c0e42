/* validate.c - scoring the validation text while training goes on. */
#include "run/trainer.h"

#include <math.h>
#include <string.h>

enum { VALIDATIONS = 20 }; /* in a budget */
/* The text is scored as one stream, in parts side by side, each warmed up on what precedes it. */
enum { VALID_PART = 4096, VALID_WARM = 512, VALID_STREAMS = 64 };
static const double valid_share = 0.1; /* of a time budget */

struct eval_options validate_options(const struct train_options *o, size_t n)
{
	size_t streams = n / VALID_PART;

	if (streams <= 1)
		return (struct eval_options){.batch = 1, .threads = o->threads, .temperature = true};
	return (struct eval_options){
		.batch = streams < VALID_STREAMS ? (int)streams : VALID_STREAMS,
		.warm = VALID_WARM,
		.threads = o->threads,
		.temperature = true,
	};
}

void validate_set_text(struct trainer *t, const struct corpus *valid)
{
	if (valid == NULL || valid->n < 2)
		return;
	struct eval_options how = validate_options(t->o, valid->n);
	t->valids = valid->n;
	t->valid = xcalloc(valid->n, sizeof *t->valid);
	corpus_copy(valid, 0, valid->n, t->valid);
	t->evaluator = evaluator_new(&t->a->model, &how);
}

/* What is kept as the best are the weights with their output layer divided by the temperature that
 * suits the validation text: for everyone who reads them they are then the more likely model. */
void validate_run(struct trainer *t)
{
	struct event e = {.kind = EVENT_VALID};
	struct model *m = &t->a->model;
	double before = trainer_clock();

	evaluator_refresh(t->evaluator);
	e.temperature = evaluator_temperature(t->evaluator, t->valid, t->valids,
					      t->a->training.temperature, &e.loss);
	t->valid_at = trainer_clock();
	t->valid_cost = t->valid_at - before;
	t->now.valid_step = t->now.step;
	t->validated = true;
	t->saved = false;
	e.best = e.loss <= trainer_worst_loss(t) && !(e.loss >= t->now.best_loss);
	if (e.best) {
		t->now.best_loss = e.loss;
		t->now.best_step = (double)t->now.step;
		t->a->training.step = t->now.step;
		t->a->training.temperature = e.temperature;
		memcpy(t->best, m->w, m->n * sizeof *t->best);
		model_scale_output(m, t->best, (real)(1 / e.temperature));
		t->best_new = true;
	}
	trainer_report(t, e);
}

/* Before the first validation its cost is guessed: a forward pass is a third of a training step, and
 * finding the temperature costs up to as much again. */
void validate_reserve_time(struct trainer *t)
{
	double spent = trainer_clock() - t->valid_at;

	if (t->evaluator == NULL || t->total > 0)
		return;
	if (!t->validated)
		t->valid_cost = (double)t->valids * spent /
				(1.5 * fmax((double)(t->now.chars - t->first_chars), 1));
	t->reserve = fmin(t->valid_cost * 1.1 + 0.2, t->o->seconds / 2);
}

void validate_recount_turns(struct trainer *t)
{
	uint64_t next = (uint64_t)(trainer_progress(t) * VALIDATIONS) + 1;

	if (t->now.next_valid > next)
		t->now.next_valid = next;
}

bool validate_due(struct trainer *t, double p)
{
	uint64_t turn = (uint64_t)(p * VALIDATIONS);

	if (t->evaluator == NULL || turn < t->now.next_valid || p >= 1)
		return false;
	if (t->total == 0 && (trainer_clock() - t->valid_at) * valid_share < t->valid_cost)
		return false;
	t->now.next_valid = turn + 1;
	return true;
}
