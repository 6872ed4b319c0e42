/* build_program.h - a program of three commands for tests: shared groups, groups made by a function, operands,
 * options that exclude or need each other. */
#ifndef BUILD_PROGRAM_H
#define BUILD_PROGRAM_H

#include "options/command.h"
#include "scratch.h"

struct shared {
	bool loud, help;
	const char *name;
};

struct filters {
	double cut;
	int64_t most;
};

struct values {
	int64_t size;
	struct filters filters;
	struct shared shared;
	const char *from, *shape;
	double hours, days;
	bool go_on, tight;
	struct strings word;
};

static const struct option_row shared_rows[] = {
	{.name = "loud",
	 .letter = 'l',
	 .type = OPT_FLAG,
	 .at = offsetof(struct shared, loud),
	 .help = "be loud"},
	{.name = "name",
	 .type = OPT_TEXT,
	 .arg = "NAME",
	 .at = offsetof(struct shared, name),
	 .help = "a name",
	 .marks = REPEATED},
	{.name = "help",
	 .letter = 'h',
	 .type = OPT_FLAG,
	 .at = offsetof(struct shared, help),
	 .help = "show help",
	 .marks = HELP},
	{0},
};

/* Rows from another table. */
static inline const struct option_row *filter_rows(void)
{
	static struct option_row rows[3];

	rows[0] = (struct option_row){.name = "cut",
				      .type = OPT_REAL,
				      .hi = 1,
				      .fallback = "0.5",
				      .arg = "X",
				      .at = offsetof(struct filters, cut),
				      .help = "where to cut"};
	rows[1] = (struct option_row){.name = "most",
				      .type = OPT_INT,
				      .hi = 9,
				      .arg = "N",
				      .at = offsetof(struct filters, most),
				      .help = "how many"};
	return rows;
}

static inline const char *shapes(int i)
{
	static const char *const names[] = {"round", "square", NULL};

	return names[i];
}

#define AT(member) offsetof(struct values, member)

static const struct option_row first_rows[] = {
	{.name = "size",
	 .letter = 's',
	 .type = OPT_INT,
	 .lo = 1,
	 .hi = 99,
	 .fallback = "7",
	 .at = AT(size),
	 .arg = "N",
	 .help = "size",
	 .marks = FIXED},
	{.name = "shape",
	 .type = OPT_CHOICE,
	 .choice = shapes,
	 .at = AT(shape),
	 .help = "shape",
	 .marks = FIXED | SHAPE | CHOSEN},
	{.name = "from",
	 .type = OPT_TEXT,
	 .at = AT(from),
	 .arg = "DIR",
	 .path = PATH_DIR,
	 .help = "start here",
	 .marks = REPEATED,
	 .excludes = SHAPE,
	 .because = "it has a shape",
	 .neutral = "nowhere"},
	{.name = "go-on",
	 .type = OPT_FLAG,
	 .at = AT(go_on),
	 .help = "go on",
	 .excludes = FIXED,
	 .because = "it has begun"},
	{.name = "tight", .type = OPT_FLAG, .at = AT(tight), .help = "tight", .marks = FIXED},
	{.name = "word", .type = OPT_LIST, .at = AT(word), .arg = "WORD", .help = "words"},
	{0},
};

static const struct option_row length_rows[] = {
	{.name = "hours",
	 .type = OPT_REAL,
	 .lo = 1,
	 .hi = 1e6,
	 .at = AT(hours),
	 .arg = "X",
	 .help = "hours",
	 .marks = BUDGET},
	{.name = "days",
	 .type = OPT_REAL,
	 .lo = 1,
	 .hi = 1e6,
	 .at = AT(days),
	 .arg = "X",
	 .help = "days",
	 .marks = BUDGET},
	{0},
};

static const struct option_row no_rows[] = {{0}};

static const struct option_group groups[] = {
	{.title = "First", .rows = first_rows},
	{.rows = no_rows},
	{.title = "Length", .rows = length_rows, .one_of = true},
	{.title = "Filters", .make = filter_rows, .at = AT(filters)},
	{.title = "Shared", .rows = shared_rows, .at = AT(shared)},
	{0},
};

static const struct option_group small_groups[] = {{.title = "Shared", .rows = shared_rows}, {0}};

static const char *const examples[] = {"rnn build --size 3 a", "build something small", NULL};

static inline int run(struct options *o, struct rnn_error *err)
{
	(void)o;
	(void)err;
	return 0;
}

static const struct command build = {
	.name = "build",
	.summary = "build it",
	.description = "Builds it.",
	.operands = {.name = "PART", .path = PATH_TEXT, .min = 1, .max = 2},
	.groups = groups,
	.values_size = sizeof(struct values),
	.conflicts = (const struct option_pair[]){{"loud", "cut"}, {0}},
	.needs = (const struct option_pair[]){{"most", "cut"}, {0}},
	.uses = USES_SANDBOX,
	.example = examples,
	.run = run,
};

static const struct command look = {
	.name = "look",
	.summary = "look",
	.description = "Looks.",
	.operands = {.name = "DIR", .path = PATH_DIR, .max = 1},
	.groups = small_groups,
	.values_size = sizeof(struct shared),
	.uses = USES_SANDBOX | USES_TRAINER,
	.example = examples,
	.run = run,
};

static const struct command rest = {
	.name = "considerably-longer",
	.summary = "do nothing",
	.description = "Does nothing.",
	.groups = small_groups,
	.values_size = sizeof(struct shared),
	.uses = USES_SANDBOX,
	.example = examples,
	.run = run,
};

static const struct command *const commands[] = {&build, &look, &rest, NULL};

static const struct program probe = {
	.purpose = "things: build them",
	.start = "rnn build",
	.version_shows = "version",
	.commands = commands,
	.man_description = "D\n",
	.man_sections = "S\n",
	.man_notes = "N\n",
	.man_security = "B\n",
	.man_sandbox = "E\n",
};

/* Read a command line, given without argv[0] and ended by NULL. */
static inline int read_words(struct options *o, const struct command *c, const char *const *word,
			     struct rnn_error *err)
{
	char *argv[16] = {"rnn"};
	int argc = 1;

	for (; *word != NULL; word++)
		argv[argc++] = (char *)*word;
	return options_parse(o, c, argc, argv, err);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

#endif
