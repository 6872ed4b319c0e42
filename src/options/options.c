/*
 * options.c - reads a command line by the options of a command, with getopt_long.
 *
 * A leading '-' in getopt's string of short options makes getopt return operands in their place
 * among the options, so that options may follow operands even if POSIXLY_CORRECT is set.
 */
#include "options/options.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options/command.h"

enum { LONG = 256 }; /* for long options, getopt returns LONG + number of the option */

void *options_at(const struct options *o, const struct option_iter *it)
{
	return (char *)o->values + it->group->at + it->row->at;
}

/* Find the option of this name, which the command must have. */
static struct option_iter known(const struct options *o, const char *name)
{
	struct option_iter it = option_find(o->command, name, strlen(name));

	assert(it.row != NULL);
	return it;
}

void *options_value(const struct options *o, const char *name)
{
	struct option_iter it = known(o, name);

	return options_at(o, &it);
}

bool options_given(const struct options *o, const char *name)
{
	return o->given[known(o, name).number];
}

void options_set_given(struct options *o, const char *name)
{
	o->given[known(o, name).number] = true;
}

bool options_excludes(const struct options *o, const struct option_iter *it,
		      const struct option_row *row)
{
	const char *neutral = it->row->neutral;

	if (!o->given[it->number] || !(it->row->excludes & row->marks))
		return false;
	return neutral == NULL || strcmp(*(const char **)options_at(o, it), neutral) != 0;
}

/* ---- Reading ---- */

static void set_defaults(struct options *o)
{
	for (struct option_iter it = option_first(o->command); it.row != NULL; option_next(&it))
		if (it.row->fallback != NULL) {
			int rc = value_parse(it.row, it.row->fallback, options_at(o, &it), NULL);
			assert(rc == 0);
			(void)rc;
		}
}

static int count_options(const struct command *c)
{
	int n = 0;

	for (struct option_iter it = option_first(c); it.row != NULL; option_next(&it))
		n++;
	return n;
}

/* Return getopt's table of long options for a command of n options, and in *letters its string of
 * short options. The caller frees both. */
static struct option *getopt_table(const struct command *c, int n, char **letters)
{
	struct option *table = xcalloc((size_t)n + 1, sizeof *table);
	char *p = *letters = xcalloc((size_t)n * 2 + 3, 1);

	*p++ = '-';
	*p++ = ':';
	for (struct option_iter it = option_first(c); it.row != NULL; option_next(&it)) {
		int takes = it.row->type != OPT_FLAG ? required_argument : no_argument;
		table[it.number] = (struct option){it.row->name, takes, NULL, LONG + it.number};
		if (it.row->letter != 0) {
			*p++ = it.row->letter;
			if (takes == required_argument)
				*p++ = ':';
		}
	}
	return table;
}

/* Find the option for a return value of getopt. It exists: getopt returns only options of its
 * table. */
static struct option_iter option_of(const struct command *c, int value)
{
	struct option_iter it = option_first(c);

	if (value < LONG)
		return option_find_letter(c, value);
	while (it.number < value - LONG)
		option_next(&it);
	return it;
}

/* Add an operand that stands before any "--". */
static int take_operand(struct options *o, const char *word, struct rnn_error *err)
{
	if (words_check_operand(o->command, word, err) < 0)
		return -1;
	strings_add(&o->operand, word);
	return 0;
}

/* Handle one return value of getopt; arg[0] is the element of argv that it came from. */
static int take(struct options *o, int value, char *const *arg, struct rnn_error *err)
{
	struct option_iter it;

	if (value == 1)
		return take_operand(o, optarg, err);
	if (value != 1 && words_short_of_hyphen(o->command, arg[0]))
		return words_unknown_option(o->command, arg[0], err);
	if (value == '?' || value == ':')
		return words_refuse_option(o->command, arg[0], optopt, err);
	it = option_of(o->command, value);
	/* getopt accepts abbreviations, this program does not. */
	if (value >= LONG && strcspn(arg[0] + 2, "=") != strlen(it.row->name))
		return words_unknown_option(o->command, arg[0], err);
	o->given[it.number] = true;
	o->help = (it.row->marks & HELP) != 0;
	if (optarg == NULL)
		return value_parse(it.row, NULL, options_at(o, &it), err);
	/* In --prime=--seed, which is not in an argument of its own, the value is meant. */
	bool apart = optarg == arg[1];
	words_note_value(o, it.row, optarg, apart);
	if (value_parse(it.row, optarg, options_at(o, &it), err) == 0)
		return 0;
	return apart ? words_blame_value(o, it.row, optarg, err) : -1;
}

static int read_words(struct options *o, int argc, char *const *argv, struct rnn_error *err)
{
	int value, rc = 0, n = count_options(o->command);
	char *letters;
	struct option *table = getopt_table(o->command, n, &letters);

	o->values = xcalloc(1, o->command->values_size);
	o->given = xcalloc((size_t)n + 1, sizeof *o->given);
	set_defaults(o);
	optind = 0; /* makes getopt start anew, also in a second call */
	opterr = 0;
	for (int at = 1; rc == 0 && !o->help; at = optind) {
		value = getopt_long(argc, argv, letters, table, NULL);
		if (value < 0)
			break;
		rc = take(o, value, argv + at, err);
	}
	free(letters);
	free(table);
	while (rc == 0 && !o->help && optind < argc)
		strings_add(&o->operand, argv[optind++]);
	return rc;
}

/* ---- Checks of combinations ---- */

static int exclude_each_other(const char *a, const char *b, struct rnn_error *err)
{
	return errorf(err, EX_USAGE, "--%s and --%s exclude each other", a, b);
}

/* Check that of each group marked one_of at most one option was given. */
static int check_one_of(const struct options *o, struct rnn_error *err)
{
	struct option_iter first = {0};

	for (struct option_iter it = option_first(o->command); it.row != NULL; option_next(&it)) {
		if (!it.group->one_of || !o->given[it.number])
			continue;
		if (first.group == it.group)
			return exclude_each_other(first.row->name, it.row->name, err);
		first = it;
	}
	return 0;
}

static int check_conflicts(const struct options *o, struct rnn_error *err)
{
	for (const struct option_pair *p = o->command->conflicts; p != NULL && p->a != NULL; p++)
		if (options_given(o, p->a) && options_given(o, p->b))
			return exclude_each_other(p->a, p->b, err);
	return 0;
}

/* Check that no given option excludes another given option by a mark. */
static int check_marks(const struct options *o, struct rnn_error *err)
{
	for (struct option_iter a = option_first(o->command); a.row != NULL; option_next(&a)) {
		if (a.row->excludes == 0 || !o->given[a.number])
			continue;
		for (struct option_iter b = option_first(o->command); b.row != NULL;
		     option_next(&b))
			if (o->given[b.number] && !(b.row->marks & RENAMED) &&
			    options_excludes(o, &a, b.row))
				return errorf(err, EX_USAGE, "--%s and --%s exclude each other: %s",
					      a.row->name, b.row->name, a.row->because);
	}
	return 0;
}

static int check_needs(const struct options *o, struct rnn_error *err)
{
	for (const struct option_pair *p = o->command->needs; p != NULL && p->a != NULL; p++)
		if (options_given(o, p->a) && !options_given(o, p->b))
			return errorf(err, EX_USAGE, "--%s needs --%s", p->a, p->b);
	return 0;
}

static int check_operands(struct options *o, struct rnn_error *err)
{
	const char *const wanted[] = {
		[PATH_NONE] = o->command->operands.name,
		[PATH_TEXT] = "a text file, or - for standard input",
		[PATH_DIR] = "a directory",
	};
	const struct command *c = o->command;
	const struct operands *want = &c->operands;

	if (o->operand.n > want->max && o->doubtful != NULL)
		return words_refuse_value(o, err);
	if (o->operand.n > want->max)
		return errorf(err, EX_USAGE,
			      "'rnn %s' takes no %sargument '%s'; see "
			      "'rnn %s --help'",
			      c->name, want->max > 0 ? "further " : "", o->operand.item[want->max],
			      c->name);
	bool optional = want->unless != NULL && options_given(o, want->unless);
	if (o->operand.n < want->min && !optional)
		return errorf(err, EX_USAGE, "'rnn %s' needs %s; see 'rnn %s --help'", c->name,
			      wanted[want->path], c->name);
	return 0;
}

int options_read(struct options *o, const struct command *command, int argc, char *const *argv,
		 struct rnn_error *err)
{
	*o = (struct options){.command = command};
	if (read_words(o, argc, argv, err) < 0)
		return -1;
	return o->help ? 0
	       : check_one_of(o, err) < 0 || check_conflicts(o, err) < 0 ||
			       check_marks(o, err) < 0 || check_needs(o, err) < 0
		       ? -1
		       : 0;
}

int options_parse(struct options *o, const struct command *command, int argc, char *const *argv,
		  struct rnn_error *err)
{
	if (options_read(o, command, argc, argv, err) < 0)
		return -1;
	return o->help ? 0 : check_operands(o, err);
}

void options_free(struct options *o)
{
	if (o->values != NULL)
		for (struct option_iter it = option_first(o->command); it.row != NULL;
		     option_next(&it))
			value_free(it.row, options_at(o, &it));
	free(o->values);
	free(o->given);
	free(o->operand.item);
	free(o->recalled);
	free(o->recalled_operands);
	*o = (struct options){0};
}
