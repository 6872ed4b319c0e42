/* train_plan.c - see train_plan.h. */
#include "cmd/train_plan.h"

#include "base/team.h"
#include "run/recipe.h"

void train_plan_fill(struct options *o, const struct corpus *text, const struct model *m,
		  enum format format)
{
	struct recipe r = {
		.cell = m != NULL ? m->cfg.cell : cell_find(o->cell),
		.layers = m != NULL ? m->cfg.layers : (int)o->layers,
		.hidden = m != NULL ? m->cfg.hidden : (int)o->hidden,
		.batch = (int)o->batch,
		.seq = (int)o->seq,
		.lr = o->lr,
		.dropout = options_given(o, "dropout") ? o->dropout : -1,
		.decay = options_given(o, "weight-decay") ? o->weight_decay : -1,
		.seconds = o->time,
		.epochs = o->epochs,
		.steps = (uint64_t)o->steps,
	};
	const struct engine *engine = engine_pick(NULL, true, format, NULL);
	const struct recipe_facts f = {
		.chars = text->n,
		.vocab = text->vocab.size,
		.threads = team_threads((int)o->threads),
		.format = format,
		.kernels = engine != NULL ? engine->kernels() : "",
		.effort = o->quick ? EFFORT_QUICK : o->best ? EFFORT_BEST : EFFORT_DEFAULT,
		.tuned = o->init != NULL,
	};

	recipe_fill(&r, &f);
	o->hidden = r.hidden;
	o->batch = r.batch;
	o->seq = r.seq;
	o->lr = r.lr;
	o->dropout = r.dropout;
	o->weight_decay = r.decay;
	o->time = r.seconds;
	o->epochs = r.epochs;
	for (const struct option_row *row = option_table; row->help != NULL; row++)
		if (row->marks & PLANNED)
			options_set_given(o, row->name);
}
