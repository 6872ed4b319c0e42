/* train_plan.c - see train_plan.h. */
#include "cmd/train_plan.h"

#include "base/team.h"
#include "run/recipe.h"

/* Sets the length of the training: r has the one that was given or chosen. */
static void set_budget(struct options *line, const struct recipe *r)
{
	struct train_args *o = line->values;

	o->time = r->seconds;
	if (r->seconds > 0)
		options_set_given(line, "time");
	o->epochs = r->epochs;
	if (r->epochs > 0)
		options_set_given(line, "epochs");
}

void train_plan_fill(struct options *line, const struct corpus *text, const struct model *m,
		     enum format format)
{
	struct train_args *o = line->values;
	struct recipe r = {
		.cell = m != NULL ? m->cfg.cell : cell_find(o->cell),
		.layers = m != NULL ? m->cfg.layers : (int)o->layers,
		.hidden = m != NULL ? m->cfg.hidden : (int)o->hidden,
		.batch = (int)o->batch,
		.seq = (int)o->seq,
		.lr = o->lr,
		.dropout = options_given(line, "dropout") ? o->dropout : -1,
		.decay = options_given(line, "weight-decay") ? o->weight_decay : -1,
		.seconds = o->time,
		.epochs = o->epochs,
		.steps = (uint64_t)o->steps,
	};
	const struct engine *engine = engine_pick(NULL, true, format, NULL);
	const struct recipe_facts f = {
		.chars = text->n,
		.vocab = text->vocab.size,
		.threads = team_threads((int)o->general.threads),
		.format = format,
		.kernels = engine != NULL ? engine->kernels() : "",
		.effort = o->quick  ? EFFORT_QUICK
			  : o->best ? EFFORT_BEST
				    : EFFORT_DEFAULT,
		.tuned = o->init != NULL,
	};

	recipe_fill(&r, &f);
	o->hidden = r.hidden;
	o->batch = r.batch;
	o->seq = r.seq;
	o->lr = r.lr;
	o->dropout = r.dropout;
	o->weight_decay = r.decay;
	set_budget(line, &r);
	for (struct option_iter it = option_first(line->command); it.row != NULL; option_next(&it))
		if (it.row->marks & CHOSEN)
			options_set_given(line, it.row->name);
}
