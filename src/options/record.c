/*
 * record.c - the options that define a training, as a command line kept in its model.
 *
 * Words are separated by single blanks and quoted like shell words, so the record can be pasted
 * into a terminal as well as read back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options/command.h"
#include "host/say.h"
#include "store/jsonout.h"

/* Is the row's value part of the record? A default that no text stands for is not. */
static bool recorded(const struct options *o, const struct option_row *row)
{
	const char *zero = "\0\0\0\0\0\0\0\0";

	if (!option_is(row, o->command->bit) || !(row->marks & FIXED))
		return false;
	if (row->marks & BUDGET)
		return memcmp((const char *)o + row->at, zero, value_size(row)) != 0;
	return row->fallback != NULL || o->given[row - option_table];
}

/* The word in single quotes, unless it is plain. */
static void put_word(FILE *to, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789._-+/=:,@%";

	if (*word != 0 && word[strspn(word, plain)] == 0) {
		fputs(word, to);
		return;
	}
	putc('\'', to);
	for (; *word != 0; word++)
		if (*word == '\'')
			fputs("'\\''", to);
		else
			putc(*word, to);
	putc('\'', to);
}

char *options_record(const struct options *o)
{
	struct memory m;
	FILE *to = memory_open(&m);
	const char *blank = "";

	for (const struct option_row *row = option_table; row->help != NULL; row++) {
		if (!recorded(o, row))
			continue;
		char *value = value_text(row, (const char *)o + row->at);
		fprintf(to, "%s--%s ", blank, row->name);
		put_word(to, value);
		free(value);
		blank = " ";
	}
	return memory_close(&m);
}

char *options_command(const struct options *o)
{
	/* These are no part of the record. */
	static const char *const place[] = {"init", "save-every", "model", "threads"};
	bool dashed = false;
	struct memory m;
	FILE *to = memory_open(&m);

	fprintf(to, "rnn %s", o->command->name);
	for (const struct option_row *row = option_table; row->help != NULL; row++) {
		if (!recorded(o, row) || (o->init != NULL && (row->marks & SHAPE)))
			continue;
		char *value = value_text(row, (const char *)o + row->at);
		if (row->fallback == NULL || strcmp(value, row->fallback) != 0) {
			fprintf(to, " --%s ", row->name);
			put_word(to, value);
		}
		free(value);
	}
	for (size_t i = 0; i < sizeof place / sizeof *place; i++) {
		const struct option_row *row = option_find(o->command->bit, place[i], strlen(place[i]));
		if (!o->given[row - option_table])
			continue;
		char *value = value_text(row, (const char *)o + row->at);
		fprintf(to, " --%s ", row->name);
		put_word(to, value);
		free(value);
	}
	for (int i = 0; i < o->file.n; i++) {
		bool dash = o->file.item[i][0] == '-' && o->file.item[i][1] != 0;
		fputs(dash && !dashed ? " -- " : " ", to);
		dashed |= dash;
		put_word(to, o->file.item[i]);
	}
	return memory_close(&m);
}

char *options_json(const struct options *o)
{
	struct jsonout w = {0};

	jsonout_open(&w, NULL, '{');
	for (const struct option_row *row = option_table; row->help != NULL; row++) {
		if (!recorded(o, row))
			continue;
		char *value = value_text(row, (const char *)o + row->at);
		if (row->type == OPT_CHOICE || row->type == OPT_TEXT)
			jsonout_string(&w, row->name, value);
		else
			jsonout_raw(&w, row->name, value);
		free(value);
	}
	jsonout_close(&w, '}');
	return jsonout_finish_bare(&w);
}

/* Cut `text` into words in place; argv[0] is left to the caller. Returns argc, -1 if a quote is
 * open. */
static int split(char *text, char **argv)
{
	char *in = text, *out = text;
	int argc = 1;
	bool quoted = false;

	while (*in == ' ')
		in++;
	while (*in != 0) {
		argv[argc++] = out;
		for (; *in != 0 && (quoted || *in != ' '); in++) {
			if (*in == '\'')
				quoted = !quoted;
			else if (!quoted && in[0] == '\\' && in[1] != 0)
				*out++ = *++in;
			else
				*out++ = *in;
		}
		while (*in == ' ')
			in++;
		*out++ = 0; /* not beyond `in`: a blank, a quote or the end was passed over */
	}
	argv[argc] = NULL;
	return quoted ? -1 : argc;
}

/* A budget given now must reach at least as far as the recorded one of its kind. */
static int check_budget(const struct options *now, const struct options *then,
			const struct option_row *row, struct rnn_error *err)
{
	const void *a = (const char *)now + row->at, *b = (const char *)then + row->at;
	bool less = row->type == OPT_INT ? *(const int64_t *)a < *(const int64_t *)b :
					   *(const double *)a < *(const double *)b;
	char *text;

	if (!less)
		return 0;
	text = value_text(row, b);
	errorf(err, EX_USAGE, "--resume with --%s can only make a training longer; it was begun "
	       "with --%s %s", row->name, row->name, text);
	free(text);
	return -1;
}

static int merge(struct options *o, const struct options *then, struct rnn_error *err)
{
	bool budget = false;

	for (const struct option_row *row = option_table; row->help != NULL; row++)
		if ((row->marks & BUDGET) && o->given[row - option_table]) {
			budget = true;
			if (check_budget(o, then, row, err) < 0)
				return -1;
		}
	for (const struct option_row *row = option_table; row->help != NULL; row++) {
		if (!option_is(row, TRAIN) || !(row->marks & FIXED) ||
		    ((row->marks & BUDGET) && budget))
			continue;
		memcpy(option_value(o, row), (const char *)then + row->at, value_size(row));
		o->given[row - option_table] = then->given[row - option_table];
	}
	return 0;
}

/* Only what options_record writes may stand in a record. */
static int check_record(const struct options *then, struct rnn_error *err)
{
	for (const struct option_row *row = option_table; row->help != NULL; row++)
		if (then->given[row - option_table] && !(row->marks & FIXED))
			return errorf(err, EX_DATAERR, "--%s does not belong there", row->name);
	return 0;
}

int options_recall(struct options *o, const char *record, struct rnn_error *err)
{
	struct options then = {0};
	struct rnn_error why;
	char **argv = xcalloc(strlen(record) + 4, sizeof *argv);
	char name[] = "rnn", operand[] = "-";
	int argc, rc = -1;

	free(o->recalled);
	o->recalled = xstrdup(record);
	argv[0] = name;
	argc = split(o->recalled, argv);
	if (argc < 0) {
		errorf(&why, EX_DATAERR, "a quote is not closed");
	} else {
		argv[argc++] = operand; /* the parser asks for a text */
		rc = options_parse(&then, o->command, argc, argv, &why);
		if (rc == 0)
			rc = check_record(&then, &why);
	}
	if (rc < 0)
		errorf(err, EX_DATAERR, "the model's record of its training options: %s", why.text);
	else
		rc = merge(o, &then, err);
	options_free(&then);
	free(argv);
	return rc;
}
