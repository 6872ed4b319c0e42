/* chat_args.c - see chat_args.h. */
#include "cmd/chat_args.h"

#include <stddef.h>

#include "cmd/engine.h"
#include "run/chat.h"

#define AT(member) offsetof(struct chat_args, member)

static const struct option_row talk_rows[] = {
	{
		.name = "chat-user",
		.type = OPT_TEXT,
		.at = AT(user),
		.arg = "TEXT",
		.help = "how the lines of the user begin, such as 'A: ' [the model's]",
	},
	{
		.name = "chat-model",
		.type = OPT_TEXT,
		.at = AT(model),
		.arg = "TEXT",
		.help = "how the lines of the model begin, such as 'B: ' [the model's]",
	},
	{
		.name = "state",
		.type = OPT_TEXT,
		.at = AT(state),
		.arg = "FILE",
		.path = PATH_TEXT,
		.help = "go on with the talk in this file, if it exists, and save the talk in it after"
			" every line",
	},
	{
		.name = "no-commands",
		.type = OPT_FLAG,
		.at = AT(no_commands),
		.help = "lines that begin with / are said like others: for lines of strangers, who"
			" could write files by /save",
	},
	{0},
};

static const struct option_row answer_rows[] = {
	{
		.name = "best-of",
		.type = OPT_INT,
		.lo = 1,
		.hi = CHAT_ANSWERS_MAX,
		.fallback = "4",
		.at = AT(answers),
		.arg = "N",
		.help = "answers to draw, the best of which is given",
	},
	{
		.name = "relevance",
		.type = OPT_REAL,
		.lo = 0,
		.hi = 10,
		.fallback = "0.5",
		.at = AT(relevance),
		.arg = "X",
		.help = "how much an answer loses by being likely without this talk, too; 0: nothing",
	},
	{
		.name = "length",
		.letter = 'n',
		.type = OPT_INT,
		.lo = 10,
		.hi = 100000,
		.fallback = "200",
		.at = AT(length),
		.arg = "N",
		.help = "most characters of an answer (bytes for a byte model)",
	},
	{0},
};

static const struct option_row adapt_rows[] = {
	{
		.name = "adapt",
		.type = OPT_FLAG,
		.at = AT(adapt),
		.help = "learn from the user's lines: their words become likelier, until /reset; the"
			" model's files do not change",
	},
	{
		.name = "adapt-weight",
		.type = OPT_REAL,
		.lo = 0,
		.hi = 1,
		.fallback = "0.03",
		.at = AT(adapt_weight),
		.arg = "X",
		.help = "weight of the user's words beside the model at first, before the talk shows how"
			" often they recur; 0: none, for ever",
	},
	{0},
};

const struct option_pair chat_needs[] = {{"adapt-weight", "adapt"}, {0}};

/* In the help, these follow the rows of sampling_rows. */
static const struct option_row seed_rows[] = {
	{
		.name = "seed",
		.type = OPT_SEED,
		.at = AT(seed),
		.arg = "N",
		.help = "seed of the answers; the same lines then get the same answers [random]",
	},
	{0},
};

const struct option_group chat_groups[] = {
	{.title = "Talk", .rows = talk_rows},
	{.title = "Answers", .rows = answer_rows},
	{.make = sampling_rows, .at = AT(sampling)},
	{.rows = seed_rows},
	{.rows = engine_precision_rows, .at = AT(precision)},
	{.title = "Learning while talking", .rows = adapt_rows},
	{.title = "Several models at once", .rows = mix_rows, .at = AT(mix)},
	{.title = "General", .rows = mix_model_rows, .at = AT(mix)},
	{.rows = general_engine_rows, .at = AT(general)},
	{.rows = general_rows, .at = AT(general)},
	{0},
};
