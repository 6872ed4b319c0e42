/* engine.c - see engine.h. */
#include "cmd/engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/team.h"
#include "host/say.h"
#include "host/startup.h"

const char *engine_train_precisions(int i)
{
	static const char *const names[] = {"auto", "f32", "bf16", NULL};

	return names[i];
}

const char *engine_read_precisions(int i)
{
	static const char *const names[] = {"auto", "f32", "bf16", "int8", NULL};

	return names[i];
}

const struct option_row engine_precision_rows[] = {
	{
		.name = "precision",
		.type = OPT_CHOICE,
		.choice = engine_read_precisions,
		.fallback = "auto",
		.help = "number format of the weights; auto: int8, or f32 if the engine has no int8",
	},
	{0},
};

static bool trains(const struct command *c)
{
	return (c->uses & USES_TRAINER) != 0;
}

static void limit_threads(const struct command *c, struct general_args *args)
{
	int wanted = team_threads((int)args->threads);
	int have = startup_threads(wanted, c->extra_threads);

	if (have == wanted)
		return;
	say(args->quiet, "warning: only %d of %d threads can be started", have, wanted);
	args->threads = have;
}

const struct engine *engine_for(const struct command *c, struct general_args *args,
				struct rnn_error *err)
{
	limit_threads(c, args);
	if (args->engine != NULL)
		setenv("RNN_ENGINE", args->engine, 1); /* engine_pick reads it */
	if (startup_memory((int)args->threads, 0, err) < 0)
		return NULL;
	return engine_pick(NULL, trains(c), FORMAT_F32, err);
}

enum format engine_format(const struct command *c, const char *precision)
{
	const struct engine *e;

	for (int f = FORMATS - 1; f > FORMAT_F32; f--) {
		if (strcmp(precision, format_name[f]) == 0)
			return (enum format)f;
		if (strcmp(precision, "auto") != 0)
			continue;
		e = engine_pick(NULL, trains(c), (enum format)f, NULL);
		if (e != NULL && (trains(c) || e->reader) &&
		    e->support((enum format)f, trains(c)) == SUPPORT_FAST)
			return (enum format)f;
	}
	return FORMAT_F32;
}

int engine_set_precision(const struct command *c, const char *precision, struct model *m,
			 struct rnn_error *err)
{
	m->format = engine_format(c, precision);
	m->engine = engine_pick(NULL, trains(c), m->format, err);
	return m->engine != NULL ? 0 : -1;
}
