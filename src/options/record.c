/*
 * record.c - writes the options that decide the result of a command as a command line, the record,
 * and reads it back.
 *
 * Words are separated by single blanks and quoted like shell words, so that a record can be pasted
 * into a terminal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options/command.h"
#include "host/say.h"
#include "store/jsonout.h"

/* Return whether the record contains the option: it must be FIXED or BUDGET, and have a default or
 * have been given. */
static bool recorded(const struct options *o, const struct option_iter *it)
{
	return (it->row->marks & (FIXED | BUDGET)) &&
	       (it->row->fallback != NULL || o->given[it->number]);
}

/* Return whether an option that was given excludes this one by a mark. */
static bool excluded(const struct options *o, const struct option_row *row)
{
	for (struct option_iter it = option_first(o->command); it.row != NULL; option_next(&it))
		if (options_excludes(o, &it, row))
			return true;
	return false;
}

static bool is_plain(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789._-+/=:,@%";

	return *word != 0 && word[strspn(word, plain)] == 0;
}

/* Print a word, in single quotes if the shell needs them. */
static void put_word(FILE *to, const char *word)
{
	if (is_plain(word)) {
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

/* Print a word for a POSIX shell. A word with control characters, which a message must not contain,
 * becomes "$(printf 'a\012b')". The shell removes newlines at the end of $(...), so those of the word
 * follow as a word in single quotes. */
static void put_shell_word(FILE *to, const char *word)
{
	char *shown = xstrdup(word);
	size_t n = strlen(word);

	text_plain(shown);
	bool same = strcmp(shown, word) == 0;
	free(shown);
	if (same) {
		put_word(to, word);
		return;
	}
	while (n > 0 && word[n - 1] == '\n')
		n--;
	fputs("\"$(printf '", to);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)word[i];
		if (c == '%')
			fputs("%%", to);
		else if (c < 0x20 || c >= 0x7f || c == '\'' || c == '\\' || (i == 0 && c == '-'))
			fprintf(to, "\\%03o", c);
		else
			putc(c, to);
	}
	fputs("')\"", to);
	if (word[n] != 0)
		put_word(to, word + n);
}

/* Print `before`, then "--name value", or "--name" for a flag. For a shell, a value that begins with
 * '-' follows "=", so that it is not taken for an option. */
static void put_option(FILE *to, const char *before, const struct options *o,
		       const struct option_iter *it, bool shell)
{
	fprintf(to, "%s--%s", before, it->row->name);
	if (it->row->type == OPT_FLAG)
		return;
	char *value = value_text(it->row, options_at(o, it));
	putc(shell && *value == '-' ? '=' : ' ', to);
	(shell ? put_shell_word : put_word)(to, value);
	free(value);
}

char *options_record(const struct options *o)
{
	struct memory m;
	FILE *to = memory_open(&m);
	const char *blank = "";

	for (struct option_iter it = option_first(o->command); it.row != NULL; option_next(&it))
		if (recorded(o, &it)) {
			put_option(to, blank, o, &it, false);
			blank = " ";
		}
	return memory_close(&m);
}

static bool is_default(const struct options *o, const struct option_iter *it)
{
	if (it->row->fallback == NULL)
		return false;
	char *value = value_text(it->row, options_at(o, it));
	bool same = strcmp(value, it->row->fallback) == 0;
	free(value);
	return same;
}

char *options_command(const struct options *o)
{
	bool dashed = false;
	struct memory m;
	FILE *to = memory_open(&m);

	fprintf(to, "rnn %s", o->command->name);
	for (struct option_iter it = option_first(o->command); it.row != NULL; option_next(&it))
		if (recorded(o, &it) && !excluded(o, it.row) && !is_default(o, &it))
			put_option(to, " ", o, &it, true);
	for (struct option_iter it = option_first(o->command); it.row != NULL; option_next(&it))
		if ((it.row->marks & REPEATED) && o->given[it.number])
			put_option(to, " ", o, &it, true);
	for (int i = 0; i < o->operand.n; i++) {
		const char *word = o->operand.item[i];
		bool dash = word[0] == '-' && word[1] != 0;
		fputs(dash && !dashed ? " -- " : " ", to);
		dashed |= dash;
		put_shell_word(to, word);
	}
	return memory_close(&m);
}

char *options_word(const char *word)
{
	struct memory m;
	FILE *to = memory_open(&m);

	put_shell_word(to, word);
	return memory_close(&m);
}

char *options_operands(const struct options *o)
{
	struct memory m;
	FILE *to = memory_open(&m);

	for (int i = 0; i < o->operand.n; i++) {
		fputs(i > 0 ? " " : "", to);
		put_word(to, o->operand.item[i]);
	}
	return memory_close(&m);
}

char *options_json(const struct options *o)
{
	struct jsonout w = {0};

	jsonout_open(&w, NULL, '{');
	for (struct option_iter it = option_first(o->command); it.row != NULL; option_next(&it)) {
		if (!recorded(o, &it))
			continue;
		char *value = value_text(it.row, options_at(o, &it));
		if (it.row->type == OPT_CHOICE || it.row->type == OPT_TEXT)
			jsonout_string(&w, it.row->name, value);
		else
			jsonout_raw(&w, it.row->name, value);
		free(value);
	}
	jsonout_close(&w, '}');
	return jsonout_finish_bare(&w);
}

/* Split `text` into words in place, as argv[1], argv[2], ..., NULL. Return argc, or -1 if a quote
 * is not closed. */
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
		*out++ = 0; /* out <= in: a blank or the end of the text was skipped */
	}
	argv[argc] = NULL;
	return quoted ? -1 : argc;
}

/* Check that the value of a budget is not smaller in `now` than in `then`. */
static int check_budget(const struct options *now, const struct options *then,
			const struct option_iter *it, struct rnn_error *err)
{
	const void *a = options_at(now, it), *b = options_at(then, it);
	const char *name = it->row->name;
	bool less = it->row->type == OPT_INT ? *(const int64_t *)a < *(const int64_t *)b
					     : *(const double *)a < *(const double *)b;
	char *text;

	if (!less)
		return 0;
	text = value_text(it->row, b);
	errorf(err, EX_USAGE, "--%s can only make a training longer; it was begun with --%s %s",
	       name, name, text);
	free(text);
	return -1;
}

/* Copy the FIXED and BUDGET values of `then` to *o; no BUDGET value if one was given for *o. */
static int merge(struct options *o, const struct options *then, struct rnn_error *err)
{
	unsigned taken = FIXED | BUDGET;

	for (struct option_iter it = option_first(o->command); it.row != NULL; option_next(&it))
		if ((it.row->marks & BUDGET) && o->given[it.number]) {
			taken = FIXED;
			if (check_budget(o, then, &it, err) < 0)
				return -1;
		}
	for (struct option_iter it = option_first(o->command); it.row != NULL; option_next(&it)) {
		if (!(it.row->marks & taken))
			continue;
		if ((it.row->marks & RENAMED) && o->given[it.number]) {
			if (then->given[it.number])
				continue;
			return errorf(err, EX_USAGE, "--%s: the training began without it",
				      it.row->name);
		}
		memcpy(options_at(o, &it), options_at(then, &it), value_size(it.row));
		o->given[it.number] = then->given[it.number];
	}
	return 0;
}

/* Check that a record has only options that options_record writes. */
static int check_record(const struct options *then, struct rnn_error *err)
{
	for (struct option_iter it = option_first(then->command); it.row != NULL; option_next(&it))
		if (then->given[it.number] && !(it.row->marks & (FIXED | BUDGET)))
			return errorf(err, EX_DATAERR, "--%s is not a recorded option",
				      it.row->name);
	return 0;
}

/* Make a usage error in a record an error of the file that holds the record. */
static int bad_record(struct rnn_error *err)
{
	err->status = EX_DATAERR;
	return -1;
}

int options_recall(struct options *o, const char *record, struct rnn_error *err)
{
	struct options then = {0};
	char **argv = xcalloc(strlen(record) + 3, sizeof *argv);
	char name[] = "rnn";
	int argc, rc;

	free(o->recalled);
	o->recalled = xstrdup(record);
	argv[0] = name;
	argc = split(o->recalled, argv);
	if (argc < 0)
		rc = errorf(err, EX_DATAERR, "a quote is not closed");
	else if (options_read(&then, o->command, argc, argv, err) < 0)
		rc = bad_record(err);
	else
		rc = check_record(&then, err) < 0 ? -1 : merge(o, &then, err);
	options_free(&then);
	free(argv);
	return rc;
}

int options_recall_operands(struct options *o, const char *record, struct rnn_error *err)
{
	char **argv = xcalloc(strlen(record) + 3, sizeof *argv);
	int argc;

	free(o->recalled_operands);
	o->recalled_operands = xstrdup(record);
	o->operand.n = 0;
	argc = split(o->recalled_operands, argv);
	for (int i = 1; i < argc; i++)
		strings_add(&o->operand, argv[i]);
	free(argv);
	return argc < 0 ? errorf(err, EX_DATAERR, "a quote is not closed") : 0;
}
