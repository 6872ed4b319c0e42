/*
 * options.c - reading a command line by the table of options, with getopt_long underneath.
 *
 * The leading '-' of the short options makes getopt hand out all arguments in their order, so that
 * options may follow operands whatever POSIXLY_CORRECT says.
 */
#include "options/options.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options/command.h"

enum { LONG = 256 }; /* getopt values from here on are LONG + row */

static int rows(void)
{
	int n = 0;

	while (option_table[n].help != NULL)
		n++;
	return n;
}

bool option_is(const struct option_row *row, unsigned commands)
{
	return row->type != OPT_HEADING && (row->commands & commands) != 0;
}

const struct option_row *option_find(unsigned commands, const char *name, size_t length)
{
	for (const struct option_row *row = option_table; row->help != NULL; row++)
		if (option_is(row, commands) && strlen(row->name) == length &&
		    memcmp(row->name, name, length) == 0)
			return row;
	return NULL;
}

void *option_value(struct options *o, const struct option_row *row)
{
	return (char *)o + row->at;
}

static bool *given(const struct options *o, const char *name)
{
	return &o->given[option_find(o->command->bit, name, strlen(name)) - option_table];
}

bool options_given(const struct options *o, const char *name)
{
	return *given(o, name);
}

void options_set_given(struct options *o, const char *name)
{
	*given(o, name) = true;
}

enum invalid options_invalid(const struct options *o)
{
	return strcmp(o->invalid, "skip") == 0 ? INVALID_SKIP :
	       strcmp(o->invalid, "replace") == 0 ? INVALID_REPLACE : INVALID_ERROR;
}

static const char *option_name(const void *ctx, int i)
{
	const struct option_row *row = &option_table[i];

	if (row->help == NULL)
		return NULL;
	return option_is(row, *(const unsigned *)ctx) ? row->name : "";
}

static int unknown_option(const struct command *c, const char *arg, struct rnn_error *err)
{
	size_t n = strcspn(arg, "=");
	const char *near = arg[1] == '-' ? suggest(arg + 2, n - 2, option_name, &c->bit) : NULL;

	if (near != NULL)
		return errorf(err, EX_USAGE, "unknown option '%.*s', did you mean '--%s'?", (int)n,
			      arg, near);
	return errorf(err, EX_USAGE, "unknown option '%.*s'; see 'rnn %s --help'", (int)n, arg,
		      c->name);
}

/* Why getopt refused argv element `arg`; `letter` is the short option it stumbled on, if any. */
static int refuse(const struct command *c, const char *arg, int letter, struct rnn_error *err)
{
	const struct option_row *row = NULL;
	char text[3] = {'-', (char)letter, 0};

	if (strncmp(arg, "--", 2) != 0) {
		for (row = option_table; row->help != NULL; row++)
			if (option_is(row, c->bit) && row->letter == letter)
				break;
		arg = text;
	} else {
		row = option_find(c->bit, arg + 2, strcspn(arg + 2, "="));
	}
	if (row == NULL || row->help == NULL)
		return unknown_option(c, arg, err);
	if (row->type == OPT_FLAG)
		return errorf(err, EX_USAGE, "--%s takes no value", row->name);
	char *value = help_value(row);
	errorf(err, EX_USAGE, "--%s needs a value: %s", row->name, value);
	free(value);
	return -1;
}

/* `--prime --seed 3` most likely lacks the text. */
static void note_if_option(struct options *o, const struct option_row *row, const char *text)
{
	if (o->suspicious != NULL || strncmp(text, "--", 2) != 0 ||
	    option_find(o->command->bit, text + 2, strcspn(text + 2, "=")) == NULL)
		return;
	o->suspicious = row;
	o->doubt = text;
}

static void add_operand(struct options *o, const char *text)
{
	o->file.item = xrealloc(o->file.item, (size_t)o->file.n + 1, sizeof *o->file.item);
	o->file.item[o->file.n++] = text;
}

static void set_defaults(struct options *o)
{
	for (const struct option_row *row = option_table; row->help != NULL; row++)
		if (option_is(row, o->command->bit) && row->fallback != NULL) {
			int rc = value_parse(row, row->fallback, option_value(o, row), NULL);
			assert(rc == 0);
			(void)rc;
		}
}

/* getopt's own tables, from ours. *letters and the result are for free(). */
static struct option *getopt_table(unsigned command, char **letters)
{
	int n = rows(), k = 0;
	struct option *table = xcalloc((size_t)n + 1, sizeof *table);
	char *p = *letters = xcalloc((size_t)n * 2 + 3, 1);

	*p++ = '-';
	*p++ = ':';
	for (int i = 0; i < n; i++) {
		const struct option_row *row = &option_table[i];
		if (!option_is(row, command))
			continue;
		bool takes = row->type != OPT_FLAG;
		table[k++] = (struct option){row->name, takes ? required_argument : no_argument,
					     NULL, LONG + i};
		if (row->letter != 0) {
			*p++ = row->letter;
			if (takes)
				*p++ = ':';
		}
	}
	return table;
}

static const struct option_row *row_of(unsigned command, int value)
{
	const struct option_row *row = option_table;

	if (value >= LONG)
		return &option_table[value - LONG];
	while (!option_is(row, command) || row->letter != value)
		row++; /* getopt knows only letters of the table */
	return row;
}

/* One result of getopt; arg[0] is the element of argv it came from. 1 ends the reading. */
static int take(struct options *o, int value, char *const *arg, struct rnn_error *err)
{
	const struct option_row *row;

	if (value == 1) {
		add_operand(o, optarg);
		return 0;
	}
	if (value == '?' || value == ':')
		return refuse(o->command, arg[0], optopt, err);
	row = row_of(o->command->bit, value);
	/* getopt takes abbreviations. */
	if (value >= LONG && strcspn(arg[0] + 2, "=") != strlen(row->name))
		return unknown_option(o->command, arg[0], err);
	/* In an element of its own: --prime=--seed is meant. */
	if (optarg != NULL && optarg == arg[1])
		note_if_option(o, row, optarg);
	o->given[row - option_table] = true;
	if (value_parse(row, optarg, option_value(o, row), err) < 0)
		return -1;
	return o->help ? 1 : 0;
}

/* Two options that do not, or only, go together. */
struct pair {
	unsigned command;
	const char *a, *b;
};

static const struct pair conflicts[] = {
	{TRAIN, "resume", "force"}, {TRAIN, "resume", "init"}, {TRAIN, "resume", "quick"},
	{TRAIN, "resume", "best"},  {TRAIN, "valid", "valid-file"},
	{SAMPLE, "prime", "prime-file"},
	{EVAL, "per-char", "per-line"}, {EVAL, "per-char", "json"}, {EVAL, "per-line", "json"},
	{EVAL, "per-line", "batch"},
	{EVAL, "adapt", "per-line"},    {EVAL, "adapt", "batch"},   {EVAL, "adapt", "window"},
	{EVAL, "baselines", "per-char"}, {EVAL, "baselines", "per-line"},
};

/* The first says nothing without the second. */
static const struct pair needs[] = {
	{EVAL, "adapt-rate", "adapt"}, {EVAL, "adapt-decay", "adapt"},
	{EVAL, "train", "baselines"},  {EVAL, "order", "train"},
};

static int check_needs(const struct options *o, struct rnn_error *err)
{
	for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
		const struct pair *c = &needs[i];
		if (c->command == o->command->bit && options_given(o, c->a) &&
		    !options_given(o, c->b))
			return errorf(err, EX_USAGE, "--%s goes with --%s", c->a, c->b);
	}
	return 0;
}

/* A training has one length. */
static int check_length(const struct options *o, struct rnn_error *err)
{
	const struct option_row *first = NULL;

	for (const struct option_row *row = option_table; row->help != NULL; row++) {
		if (!o->given[row - option_table] || !(row->marks & (BUDGET | EFFORT)))
			continue;
		if (first != NULL)
			return errorf(err, EX_USAGE, "--%s and --%s exclude each other",
				      first->name, row->name);
		first = row;
	}
	return 0;
}

static int check_conflicts(const struct options *o, struct rnn_error *err)
{
	for (size_t i = 0; i < sizeof conflicts / sizeof *conflicts; i++) {
		const struct pair *c = &conflicts[i];
		if (c->command == o->command->bit && options_given(o, c->a) &&
		    options_given(o, c->b))
			return errorf(err, EX_USAGE, "--%s and --%s exclude each other",
				      c->a, c->b);
	}
	for (int i = 0; i < rows(); i++) {
		const struct option_row *row = &option_table[i];
		if (!o->given[i])
			continue;
		if (o->resume && (row->marks & FIXED) && !(row->marks & BUDGET))
			return errorf(err, EX_USAGE, "--resume and --%s exclude each other: a "
				      "training goes on with the options it began with", row->name);
		if (o->init != NULL && (row->marks & SHAPE))
			return errorf(err, EX_USAGE, "--init and --%s exclude each other: the "
				      "model given decides it", row->name);
	}
	return 0;
}

static int check_operands(const struct options *o, struct rnn_error *err)
{
	const struct command *c = o->command;

	if (c->operands == NULL && o->file.n > 0)
		return errorf(err, EX_USAGE, "'rnn %s' takes no argument '%s'; see 'rnn %s --help'",
			      c->name, o->file.item[0], c->name);
	if (o->file.n < c->operands_min)
		return errorf(err, EX_USAGE, "'rnn %s' needs a text file, or - for standard "
			      "input; see 'rnn %s --help'", c->name, c->name);
	return 0;
}

int options_parse(struct options *o, const struct command *command, int argc, char *const *argv,
		  struct rnn_error *err)
{
	int value, rc = 0, at;
	char *letters;
	struct option *table = getopt_table(command->bit, &letters);

	*o = (struct options){.command = command};
	o->given = xcalloc((size_t)rows() + 1, sizeof *o->given);
	set_defaults(o);
	optind = 0; /* read from the start, also the second time */
	opterr = 0;
	for (at = 1; rc == 0; at = optind) {
		value = getopt_long(argc, argv, letters, table, NULL);
		if (value < 0)
			break;
		rc = take(o, value, argv + at, err);
	}
	free(letters);
	free(table);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	while (optind < argc)
		add_operand(o, argv[optind++]);
	return check_length(o, err) < 0 || check_conflicts(o, err) < 0 || check_needs(o, err) < 0 ||
	       check_operands(o, err) < 0 ? -1 : 0;
}

void options_free(struct options *o)
{
	free(o->given);
	free(o->file.item);
	free(o->stop.item);
	free(o->recalled);
	*o = (struct options){0};
}
