/* commands.c - the table of commands. */
#include <string.h>

#include "options/command.h"

static const char *const train_examples[] = {
	"rnn train corpus.txt", "learn models/corpus from a text",
	"rnn train --best *.txt", "as well as an hour allows",
	"rnn train --hidden 256 --time 5m corpus.txt", "a size and a time of your own",
	"zcat poems.gz | rnn train -m models/poems -", "read standard input",
	"rnn train --resume corpus.txt", "go on after Ctrl-C or a power cut",
	"rnn train --resume --time 30m corpus.txt", "go on for longer than planned",
	"rnn train --init models/corpus -m models/mine letters.txt", "fine-tune a model",
	NULL,
};

static const char *const sample_examples[] = {
	"rnn sample", "write 500 characters with the newest model",
	"rnn sample --prime 'Once upon a time' -n 1000 -t 0.7", "continue a text",
	"rnn sample --prime-file start.txt --stop 'The End'", "a file's continuation, to an end",
	"rnn sample --count 3 --seed 7 --json", "three samples, the same every time",
	"rnn sample -n -1 | head -20", "write without end",
	NULL,
};

static const char *const eval_examples[] = {
	"rnn eval test.txt", "bits per character, perplexity, standard error",
	"rnn eval --json a.txt b.txt", "one JSON object per file",
	"rnn eval --per-line < names.txt | sort -g", "the most likely lines first",
	"rnn eval --per-char test.txt | sort -g -k3 | tail", "the most surprising characters",
	"rnn eval --adapt test.txt", "and how well it does when it learns from the text",
	"rnn eval --baselines --train train.txt test.txt", "is it better than counts, than bzip2?",
	NULL,
};

static const char *const info_examples[] = {
	"rnn info", "describe the model that sample would use",
	"rnn info -m models/corpus --json", "the same for programs",
	NULL,
};

const struct command command_table[] = {
	{
		.name = "train", .bit = TRAIN, .run = cmd_train,
		.summary = "learn a model from text", .operands = "CORPUS...", .operands_min = 1,
		.description =
			"Learns a model from UTF-8 text. Several files are joined; - is standard "
			"input. What is [chosen] below fits the text, the time and the cores, and "
			"is told before the training starts, as a command line. The model goes to "
			"models/NAME for NAME.txt, and models/latest points at it when it lies in "
			"models. A directory that holds a model is only written to with --resume "
			"or --force. Ctrl-C saves and stops, a second one stops at once; SIGUSR1 "
			"saves and goes on.",
		.example = train_examples,
	},
	{
		.name = "sample", .bit = SAMPLE, .run = cmd_sample,
		.summary = "write text",
		.description =
			"Writes text drawn from a model to standard output: first the prime, then "
			"what the model makes of it. A terminal shows control characters as "
			"\\x1b; a pipe gets them as they are, line by line.",
		.example = sample_examples,
	},
	{
		.name = "eval", .bit = EVAL, .run = cmd_eval,
		.summary = "score text", .operands = "[FILE...]",
		.description =
			"Says how well a model predicts text: mean bits per character, "
			"perplexity, and nats with their standard error. Each file is one stream: "
			"the first character is context and not scored, every known one after it "
			"is; unknown ones are left out and counted. No file, or -, is standard "
			"input. With --per-line each line is a stream of its own, without its "
			"newline; its characters are all counted. With --adapt a second score follows: "
			"each 32 characters are scored first and learnt from then, and each file "
			"begins again with the trained weights; the model's files stay as they "
			"are. With --adapt --per-char its bits are a fourth column.",
		.example = eval_examples,
	},
	{
		.name = "info", .bit = INFO, .run = cmd_info,
		.summary = "describe a model",
		.description = "Shows the shape, the alphabet and the training of a model.",
		.example = info_examples,
	},
	{0},
};

const struct command *command_find(const char *name)
{
	for (const struct command *c = command_table; c->name != NULL; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static const char *command_name(const void *ctx, int i)
{
	(void)ctx;
	return command_table[i].name;
}

const char *command_suggest(const char *name)
{
	return suggest(name, strlen(name), command_name, NULL);
}
