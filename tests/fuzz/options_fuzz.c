/*
 * options_fuzz.c - any words as a command line. The words are ended by 0 bytes; the first names a
 * command, and where it names none all of them are tried. What is refused says so in one line; what
 * a command would record comes back the same. The words behind the first are tried as a record,
 * too.
 */
#include <string.h>

#include "cmd/commands.h"
#include "fuzz.h"

static void check_error(const struct rnn_error *err, int status)
{
	MUST(err->status == status && err->text[0] != 0 && strchr(err->text, '\n') == NULL);
}

/* A command line without options that the command takes. */
static struct options plain_line(const struct command *c)
{
	char **argv = xcalloc((size_t)c->operands.min + 2, sizeof *argv);
	char name[] = "rnn", operand[] = "x";
	struct options o;

	argv[0] = name;
	for (int i = 0; i < c->operands.min; i++)
		argv[1 + i] = operand;
	MUST(options_parse(&o, c, c->operands.min + 1, argv, NULL) == 0);
	free(argv);
	return o;
}

static void check_record(const struct options *o)
{
	struct options again = plain_line(o->command);
	struct rnn_error err = {0};
	char *record = options_record(o), *json = options_json(o), *command = options_command(o);

	/* a name that is no text cannot be kept as one, but quotes and blanks can */
	MUST(options_recall(&again, record, &err) == 0);
	char *twice = options_record(&again);
	MUST(strcmp(record, twice) == 0);
	MUST(json[0] == '{' && json[strlen(json) - 1] == '}' && strchr(json, '\n') == NULL);
	MUST(strncmp(command, "rnn ", 4) == 0);
	free(command);
	free(json);
	free(twice);
	free(record);
	options_free(&again);
}

/* The operands come back from their record, whatever they contain. */
static void check_operands(const struct options *o)
{
	struct options again = plain_line(o->command);
	char *record = options_operands(o), *word;

	MUST(options_recall_operands(&again, record, NULL) == 0);
	MUST(again.operand.n == o->operand.n);
	for (int i = 0; i < o->operand.n; i++) {
		MUST(strcmp(again.operand.item[i], o->operand.item[i]) == 0);
		word = options_word(o->operand.item[i]);
		MUST(word[0] != 0);
		free(word);
	}
	free(record);
	options_free(&again);
}

static void check_as_record(const struct command *c, const char *text)
{
	struct options o = plain_line(c);
	struct rnn_error err = {0};

	if (options_recall(&o, text, &err) < 0)
		check_error(&err, EX_DATAERR);
	if (options_recall_operands(&o, text, &err) < 0)
		check_error(&err, EX_DATAERR);
	options_free(&o);
}

static void check_as_words(const struct command *c, char *text, size_t n)
{
	char **argv = xcalloc(n + 3, sizeof *argv), name[] = "rnn";
	struct options o;
	struct rnn_error err = {0};
	int argc = 0;

	argv[argc++] = name;
	for (size_t at = 0; at < n; at += strlen(text + at) + 1)
		argv[argc++] = text + at;
	if (options_parse(&o, c, argc, argv, &err) < 0)
		check_error(&err, EX_USAGE);
	else if (!o.help) {
		const char *unless = c->operands.unless;
		bool optional = unless != NULL && options_given(&o, unless);
		MUST(o.operand.n >= c->operands.min || optional);
		MUST(o.operand.n <= c->operands.max);
		for (struct option_iter it = option_first(c); it.row != NULL; option_next(&it))
			if (it.row->type == OPT_REAL) {
				double x = *(double *)options_at(&o, &it);
				MUST((x >= it.row->lo && x <= it.row->hi) || x == 0);
			}
		check_record(&o);
		check_operands(&o);
	}
	options_free(&o);
	free(argv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = xcalloc(n + 1, 1);

	memcpy(text, data, n);
	const struct command *named = command_find(&program, text);
	size_t first = strlen(text) + 1, rest = n > first ? n - first : 0;
	char *words = rest > 0 ? text + first : text + n; /* ended by a 0 byte, both */
	for (const struct command *const *c = program.commands; *c != NULL; c++)
		if (named == NULL || named == *c) {
			check_as_record(*c, words);
			check_as_words(*c, words, rest);
		}
	free(text);
	return 0;
}
