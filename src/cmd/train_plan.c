/* train_plan.c - see train_plan.h. */
#include "cmd/train_plan.h"

#include <math.h>

#include "base/pace.h"
#include "base/team.h"
#include "host/startup.h"
#include "run/probe.h"
#include "run/recipe.h"
#include "run/train.h"

/* Floating-point operations per second and thread that a slow machine reaches, where measuring
 * begins; and that one with many other programs reaches. */
static const double slow_flops = 1e10, slowest_flops = 1e9;
/* Measuring takes about this share of the training, but at most so many seconds. */
static const double probe_share = 0.01, probe_most = 0.5;
enum { PROBES = 3, PROBE_SEQ = 8 };

/* Sets the length of the training: r has the one that was given or chosen. */
static void set_budget(struct options *line, const struct recipe *r)
{
	struct train_args *o = line->values;

	o->time = r->seconds > 0 ? r->seconds : r->limit; /* a limit is not recorded */
	if (r->seconds > 0)
		options_set_given(line, "time");
	o->epochs = r->epochs;
	if (r->epochs > 0)
		options_set_given(line, "epochs");
}

/* Returns whether a choice depends on the speed of the machine: what a time allows to read decides
 * the sizes and the dropout, and whether passes are shorter than a time. */
static bool speed_matters(const struct recipe *r, const struct recipe_facts *f)
{
	if (r->steps > 0 || r->epochs > 0 || (f->tuned && r->seconds == 0))
		return false;
	return r->seconds == 0 || r->hidden == 0 || r->batch == 0 || r->seq == 0 || r->dropout < 0;
}

/* Rounds to a power of two to the fourths, so that measurements that differ a little choose the same
 * sizes. */
static double round_speed(double flops)
{
	return exp2(round(4 * log2(flops)) / 4);
}

/* Measures the floating-point operations per second with the sizes of `r`, for about `seconds`. A
 * window that would take long is shortened. Returns 0 if there is no memory for it, or if a large
 * network was asked for and even the shortest window may take longer than `most`. */
static double measure(const struct probe *open, const struct recipe *r,
		      const struct recipe_facts *f, double seconds, double most)
{
	double work = recipe_flops(r, f),
	       rows = PROBES * slow_flops * f->threads * seconds / work / open->ranks;
	struct train_options how = {.batch = r->batch, .threads = open->threads};
	struct probe p = *open;
	struct model m;
	bool fits;

	if (r->batch * PROBE_SEQ * work > slowest_flops * most)
		return 0;
	p.config.hidden = r->hidden;
	p.batch = how.batch;
	p.seq = how.seq = (int)fmin(r->seq, fmax(PROBE_SEQ, rows / r->batch));
	p.seconds = seconds;
	if (model_layout(&m, &p.config, NULL) < 0)
		return 0;
	m.format = p.format;
	fits = startup_memory(p.threads, train_bytes(&m, f->chars, 0, &how), NULL) == 0;
	model_free(&m);
	return fits ? work * probe_speed(&p) : 0;
}

/* Sets f->flops to the speed of this machine at about the sizes that it will choose: measures the
 * sizes that suit a slow machine first, then those that suit the speed measured. Returns the last
 * measurement before rounding, 0 if there is none. */
static double find_speed(const struct recipe *open, const struct probe *p, struct recipe_facts *f)
{
	double begun = pace_clock(), found = 0;

	f->flops = slow_flops * f->threads;
	for (int i = 0; i < PROBES && p->engine != NULL && speed_matters(open, f); i++) {
		struct recipe r = *open;
		recipe_fill(&r, f);
		double budget = r.seconds > 0 ? r.seconds : r.limit;
		double most = fmin(probe_share * budget, probe_most);
		double flops = measure(p, &r, f, most / PROBES, budget / 20);
		if (!(flops > 0))
			break;
		bool same = round_speed(flops) == f->flops;
		found = flops;
		f->flops = round_speed(flops);
		if (same || pace_clock() - begun > most)
			break;
	}
	return found;
}

void train_plan_fill(struct options *line, const struct train_texts *texts, const struct model *m,
		     enum format format, int ranks)
{
	struct train_args *o = line->values;
	const struct corpus *text = &texts->train;
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
	const struct probe p = {
		.config = {.cell = r.cell,
			   .vocab = text->vocab.size,
			   .layers = r.layers,
			   .embed = m != NULL ? m->cfg.embed : (int)o->embed},
		.engine = engine_pick(NULL, true, format, NULL),
		.format = format,
		.threads = (int)o->general.threads,
		.ranks = ranks,
	};
	struct recipe_facts f = {
		.chars = text->n,
		.vocab = text->vocab.size,
		.threads = team_threads((int)o->general.threads) * ranks,
		.effort = o->quick  ? EFFORT_QUICK
			  : o->best ? EFFORT_BEST
				    : EFFORT_DEFAULT,
		.tuned = o->tuned,
		.blind = texts->valid.n == 0,
	};

	double flops = find_speed(&r, &p, &f);
	recipe_fill(&r, &f);
	o->speed = flops / recipe_flops(&r, &f);
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
