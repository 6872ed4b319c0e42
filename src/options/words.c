/* words.c - explains words of a command line that are not what they should be: unknown options,
 * options in the place of a value, dashes and quotation marks of word processors. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options/command.h"

static const char *option_name(const void *ctx, int i)
{
	struct option_iter it = option_first(ctx);

	while (it.row != NULL && it.number < i)
		option_next(&it);
	return it.row != NULL ? it.row->name : NULL;
}

/* ---- Options ---- */

/* Find what a word means when its dashes are those of a word processor; `rest` is what follows
 * them. Return the name of an option, or its letter as a text in `letter`, or NULL. */
static const char *meant(const struct command *c, const char *rest, char letter[2])
{
	size_t n = strspn(rest, "abcdefghijklmnopqrstuvwxyz0123456789-");
	const struct option_row *row = option_find(c, rest, n).row;

	if (row != NULL)
		return row->name;
	row = option_find_letter(c, *rest).row;
	if (*rest != 0 && row != NULL && !isalpha((unsigned char)rest[1])) {
		letter[0] = *rest;
		letter[1] = 0;
		return letter;
	}
	return suggest(rest, n, option_name, c);
}

/* Refuse a word that begins with the character `first` of a word processor. */
static int refuse_typeset(const struct command *c, const char *word, const struct typeset *first,
			  const char *rest, struct rnn_error *err)
{
	char letter[2];
	const char *near = *rest != 0 ? meant(c, rest, letter) : NULL;

	if (*rest == 0 && !first->quote && c->operands.path == PATH_TEXT)
		near = "-"; /* a lone dash */
	return typeset_refuse(word, first,
			      near == NULL || *rest == 0 ? ""
			      : near == letter           ? "-"
							 : "--",
			      near, err);
}

int words_unknown_option(const struct command *c, const char *arg, struct rnn_error *err)
{
	size_t n = strcspn(arg, "=");
	const char *near = NULL;

	if (words_short_of_hyphen(c, arg))
		return errorf(err, EX_USAGE, "unknown option '%.*s', did you mean '-%.*s'?", (int)n,
			      arg, (int)n, arg);
	if (arg[1] == '-')
		near = suggest(arg + 2, n - 2, option_name, c);

	if (near != NULL)
		return errorf(err, EX_USAGE, "unknown option '%.*s', did you mean '--%s'?", (int)n,
			      arg, near);
	return errorf(err, EX_USAGE, "unknown option '%.*s'; see 'rnn %s --help'", (int)n, arg,
		      c->name);
}

bool words_short_of_hyphen(const struct command *c, const char *arg)
{
	const struct option_row *row;

	if (arg[0] != '-' || arg[1] == '-')
		return false;
	row = option_find(c, arg + 1, strcspn(arg + 1, "=")).row;
	return row != NULL && !(row->marks & HELP);
}

/* Return "--NAME needs a value: N"; the caller frees it. */
static char *needs_value(const struct option_row *row)
{
	char *value = help_value(row);
	char *text = xasprintf("--%s needs a value: %s", row->name, value);

	free(value);
	return text;
}

int words_refuse_option(const struct command *c, const char *arg, int letter, struct rnn_error *err)
{
	const struct option_row *row;
	const struct typeset *first;
	char text[3] = {'-', (char)letter, 0};
	int dashes;
	const char *rest = typeset_rest(arg, &first, &dashes);

	if (first != NULL)
		return refuse_typeset(c, arg, first, rest, err);
	if (strncmp(arg, "--", 2) != 0) {
		row = letter != 0 ? option_find_letter(c, letter).row : NULL;
		arg = text;
	} else {
		row = option_find(c, arg + 2, strcspn(arg + 2, "=")).row;
	}
	if (row == NULL)
		return words_unknown_option(c, arg, err);
	if (row->type == OPT_FLAG)
		return errorf(err, EX_USAGE, "--%s takes no value", row->name);
	char *needs = needs_value(row);
	errorf(err, EX_USAGE, "%s", needs);
	free(needs);
	return -1;
}

/* ---- Operands ---- */

int words_check_operand(const struct command *c, const char *word, struct rnn_error *err)
{
	const struct typeset *first;
	int dashes;
	const char *rest = typeset_rest(word, &first, &dashes);

	if (first == NULL || (c->operands.max > 0 && access(word, F_OK) == 0))
		return 0;
	if (dashes > 0 && c->operands.max > 0 && *rest != 0 && !isalnum((unsigned char)*rest))
		return 0; /* more likely the name of a file, as in "- notes" with a dash */
	if (dashes > 0)
		return refuse_typeset(c, word, first, rest, err);
	/* A command without operands explains below what the word was cut off from. */
	return c->operands.max > 0 ? typeset_refuse(word, first, "", NULL, err) : 0;
}

/* ---- Values ---- */

/* Return whether the letters of "-qn5" are options: flags, and last perhaps an option with a value
 * of the right kind, or without one. Any text could follow an option that takes a text. */
static bool are_letters(const struct command *c, const char *letters)
{
	for (const char *p = letters; *p != 0; p++) {
		const struct option_row *row = option_find_letter(c, *p).row;
		uint64_t value[2];
		if (row == NULL)
			return false;
		if (row->type == OPT_FLAG)
			continue;
		if (p[1] == 0)
			return true;
		return row->type != OPT_TEXT && row->type != OPT_LIST &&
		       value_parse(row, p + 1, value, NULL) == 0;
	}
	return *letters != 0;
}

/* Return whether a word is an option of the command, perhaps with a dash of a word processor. */
static bool is_option(const struct command *c, const char *word)
{
	const struct typeset *first;
	int dashes;
	const char *rest = typeset_rest(word, &first, &dashes);

	if (dashes == 0 || (first != NULL && first->quote))
		return false;
	if (option_find(c, rest, strcspn(rest, "=")).row != NULL)
		return first != NULL || strncmp(word, "--", 2) == 0;
	if (first != NULL)
		return *rest != 0 && rest[1] == 0 && option_find_letter(c, *rest).row != NULL;
	return word[1] != '-' && are_letters(c, word + 1);
}

void words_note_value(struct options *o, const struct option_row *row, const char *text, bool apart)
{
	const struct typeset *first = typeset_at(text);
	bool quoted = first != NULL && first->quote;
	bool dashed = text[0] == '-' && (text[1] == '-' || isalpha((unsigned char)text[1]));
	bool option = apart && is_option(o->command, text);

	if (option && o->suspicious == NULL) {
		o->suspicious = row;
		o->suspicious_value = text;
	}
	if (o->operand.n > o->command->operands.max || !(quoted || option || (apart && dashed)))
		return;
	o->doubtful = row;
	o->doubtful_value = text;
}

/* Report that an option took `text`, which looks like an option, as its value. */
static int value_missing(const struct option_row *row, const char *text, struct rnn_error *err)
{
	bool any = row->type == OPT_TEXT || row->type == OPT_LIST;
	char *needs = needs_value(row);

	errorf(err, EX_USAGE, "%s; '%s' looks like an option%s%s%s%s%s", needs, text,
	       any ? " (write --" : "", any ? row->name : "", any ? "=" : "", any ? text : "",
	       any ? " if it is the value)" : "");
	free(needs);
	return -1;
}

int words_blame_value(struct options *o, const struct option_row *row, const char *text,
		      struct rnn_error *err)
{
	if (!is_option(o->command, text))
		return -1;
	o->suspicious = NULL; /* the error says it */
	return value_missing(row, text, err);
}

int words_refuse_value(struct options *o, struct rnn_error *err)
{
	const struct typeset *first = typeset_at(o->doubtful_value);

	o->suspicious = NULL; /* the error says it */
	if (first != NULL && first->quote)
		return errorf(err, EX_USAGE,
			      "--%s took only '%s' as its value: it begins with %s (U+%04X) that "
			      "the shell does not know; write \"...\" or '...'",
			      o->doubtful->name, o->doubtful_value, first->name, first->code);
	return value_missing(o->doubtful, o->doubtful_value, err);
}
