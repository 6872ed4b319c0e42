/* validate.c - scores the validation text during training, and keeps the best weights. */
#include "run/trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALIDATIONS = 20 }; /* in the whole budget */
/* A long text is cut into up to VALID_STREAMS parts of at least VALID_PART characters, which are
 * scored in parallel. Each part first reads the VALID_WARM characters before it, so that the loss
 * is nearly that of one stream. */
enum { VALID_PART = 4096, VALID_WARM = 512, VALID_STREAMS = 64 };
static const double valid_share = 0.1; /* share of a time budget that validation may take */

struct eval_options validate_options(const struct train_options *o, size_t n)
{
	size_t streams = n / VALID_PART;

	if (streams <= 1)
		return (struct eval_options){
			.batch = 1,
			.threads = o->threads,
			.temperature = true,
		};
	return (struct eval_options){
		.batch = streams < VALID_STREAMS ? (int)streams : VALID_STREAMS,
		.warm = VALID_WARM,
		.threads = o->threads,
		.temperature = true,
	};
}

void validate_init(struct trainer *t, const struct corpus *valid)
{
	if (valid == NULL || valid->n < 2)
		return;
	struct eval_options how = validate_options(t->o, valid->n);
	how.team = work_team(t->work);
	t->valid.n = valid->n;
	t->valid.ids = xcalloc(valid->n, sizeof *t->valid.ids);
	corpus_copy(valid, 0, valid->n, t->valid.ids);
	t->valid.evaluator = evaluator_new(&t->a->model, &how);
}

void validate_free(struct trainer *t)
{
	evaluator_free(t->valid.evaluator);
	free(t->valid.ids);
}

/* Keep the weights as the best so far. Their output layer is divided by the temperature that
 * minimises the validation loss, so that the saved model is calibrated (Guo et al. 2017). */
static void keep_best(struct trainer *t, double loss, double temperature)
{
	const struct model *m = &t->a->model;

	t->now.best_loss = loss;
	t->a->training.step = t->now.step;
	t->a->training.temperature = temperature;
	memcpy(t->best.w, m->w, m->n * sizeof *t->best.w);
	model_scale_output(m, t->best.w, (real)(1 / temperature));
	t->best.unsaved = true;
}

void validate_run(struct trainer *t)
{
	struct event e = {.kind = EVENT_VALID};
	double before = trainer_clock();

	evaluator_refresh(t->valid.evaluator);
	e.temperature = evaluator_temperature(t->valid.evaluator, t->valid.ids, t->valid.n,
					      t->a->training.temperature, &e.loss);
	t->valid.at = trainer_clock();
	t->valid.cost = t->valid.at - before;
	t->valid.done = true;
	t->now.valid_step = t->now.step;
	t->saved.all = false;
	e.best = e.loss <= trainer_loss_limit(t) && !(e.loss >= t->now.best_loss);
	if (e.best)
		keep_best(t, e.loss, e.temperature);
	trainer_report(t, e);
}

/* Before the first validation its cost is estimated: per character, a forward pass takes a third of
 * a training step, and finding the temperature up to another third. */
void validate_reserve_time(struct trainer *t)
{
	double spent = trainer_clock() - t->valid.at;

	if (t->valid.evaluator == NULL || t->budget.steps > 0)
		return;
	if (!t->valid.done)
		t->valid.cost = (double)t->valid.n * spent /
				(1.5 * fmax((double)(t->now.chars - t->reported.first_chars), 1));
	t->budget.reserve = fmin(t->valid.cost * 1.1 + 0.2, t->o->seconds / 2);
}

void validate_reschedule(struct trainer *t)
{
	uint64_t next = (uint64_t)(trainer_progress(t) * VALIDATIONS) + 1;

	if (t->now.next_valid > next)
		t->now.next_valid = next;
}

bool validate_due(struct trainer *t, double p)
{
	uint64_t part = (uint64_t)(p * VALIDATIONS);

	if (t->valid.evaluator == NULL || part < t->now.next_valid || p >= 1)
		return false;
	if (t->budget.steps == 0 && (trainer_clock() - t->valid.at) * valid_share < t->valid.cost)
		return false;
	t->now.next_valid = part + 1;
	return true;
}
