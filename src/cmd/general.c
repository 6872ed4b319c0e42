/* general.c - see general.h. */
#include "cmd/general.h"

const struct option_row general_model_rows[] = {
	{
		.name = "model",
		.letter = 'm',
		.type = OPT_TEXT,
		.at = offsetof(struct general_args, model),
		.arg = "DIR",
		.path = PATH_DIR,
		.help = "model directory [$RNN_MODEL, else models/latest, else the model that ships"
			" with rnn]",
		.marks = REPEATED,
	},
	{0},
};

static const char *engines(int i)
{
	static const char *const names[] = {"auto", "native", "openblas", "onednn", NULL};

	return names[i];
}

const struct option_row general_engine_rows[] = {
	{
		.name = "engine",
		.type = OPT_CHOICE,
		.choice = engines,
		.at = offsetof(struct general_args, engine),
		.help = "matrix engine [$RNN_ENGINE, else auto: the fastest]",
		.marks = REPEATED,
	},
	{0},
};

const struct option_row general_rows[] = {
	{
		.name = "json",
		.type = OPT_FLAG,
		.at = offsetof(struct general_args, json),
		.help = "write JSON to standard output",
	},
	{
		.name = "quiet",
		.letter = 'q',
		.type = OPT_FLAG,
		.at = offsetof(struct general_args, quiet),
		.help = "no progress, notes or warnings",
	},
	{
		.name = "threads",
		.type = OPT_INT,
		.lo = 1,
		.hi = 1024,
		.at = offsetof(struct general_args, threads),
		.arg = "N",
		.help = "number of threads [one per core; fewer while other programs use the cores]",
		.marks = REPEATED,
	},
	{
		.name = "help",
		.letter = 'h',
		.type = OPT_FLAG,
		.at = offsetof(struct general_args, help),
		.help = "show this help",
		.marks = HELP,
	},
	{0},
};
