/* engine.c - see engine.h. */
#include "cmd/engine.h"

#include <string.h>

#include "base/team.h"
#include "host/say.h"
#include "host/startup.h"
#include "options/command.h"

static void limit_threads(struct options *o)
{
	/* A training has a thread that waits for signals; sampling has one of OpenMP's beside the team
	 * of the stream that reads the prime. */
	int others = o->command->bit == TRAIN || o->command->bit == SAMPLE ? 1 : 0;
	int wanted = team_threads((int)o->threads), have = startup_threads(wanted, others);

	if (have == wanted)
		return;
	say(o->quiet, "warning: only %d of %d threads can be started", have, wanted);
	o->threads = have;
}

enum format engine_format(const struct options *o)
{
	bool train = o->command->bit == TRAIN;
	const struct engine *e;

	for (int f = FORMATS - 1; f > FORMAT_F32; f--) {
		if (strcmp(o->precision, format_name[f]) == 0)
			return (enum format)f;
		e = strcmp(o->precision, "auto") == 0 ? engine_pick(NULL, train, (enum format)f, NULL) : NULL;
		if (e != NULL && (train || e->reader) && e->support((enum format)f) == SUPPORT_FAST)
			return (enum format)f;
	}
	return FORMAT_F32;
}

const struct engine *engine_for(struct options *o, struct rnn_error *err)
{
	bool train = o->command->bit == TRAIN;

	limit_threads(o);
	return startup_memory((int)o->threads, 0, err) < 0 ? NULL
							   : engine_pick(NULL, train, FORMAT_F32, err);
}

int engine_set_precision(const struct options *o, struct model *m, struct rnn_error *err)
{
	bool train = o->command->bit == TRAIN;

	m->format = engine_format(o);
	m->engine = engine_pick(NULL, train, m->format, err);
	return m->engine != NULL ? 0 : -1;
}
