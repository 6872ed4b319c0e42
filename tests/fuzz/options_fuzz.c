/* options_fuzz.c - any words as a command line: one byte chooses the command, the rest are words
 * ended by 0 bytes. What is refused says so in one line; what a training would record comes back
 * the same. The words are tried as a record, too. */
#include <string.h>

#include "options/command.h"
#include "fuzz.h"

static void check_error(const struct rnn_error *err, int status)
{
	MUST(err->status == status && err->text[0] != 0 && strchr(err->text, '\n') == NULL);
}

static struct options going_on(void)
{
	char *argv[] = {"rnn", "--resume", "x", NULL};
	struct options o;

	MUST(options_parse(&o, command_find("train"), 3, argv, NULL) == 0);
	return o;
}

static void check_record(const struct options *o)
{
	struct options again = going_on();
	struct rnn_error err = {0};
	char *record = options_record(o), *json = options_json(o);

	/* a name that is no text cannot be kept as one, but quotes and blanks can */
	MUST(options_recall(&again, record, &err) == 0);
	char *twice = options_record(&again);
	MUST(strcmp(record, twice) == 0);
	MUST(json[0] == '{' && json[strlen(json) - 1] == '}' && strchr(json, '\n') == NULL);
	free(json);
	free(twice);
	free(record);
	options_free(&again);
}

static void check_as_record(const char *text)
{
	struct options o = going_on();
	struct rnn_error err = {0};

	if (options_recall(&o, text, &err) < 0)
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
		MUST(o.file.n >= c->operands_min);
		for (const struct option_row *row = option_table; row->help != NULL; row++)
			if (option_is(row, c->bit) && row->type == OPT_REAL) {
				double x = *(double *)option_value(&o, row);
				MUST((x >= row->lo && x <= row->hi) || x == 0);
			}
		if (c->bit == TRAIN)
			check_record(&o);
	}
	options_free(&o);
	free(argv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n < 1)
		return 0;
	char *text = xcalloc(n, 1);
	memcpy(text, data + 1, n - 1);
	check_as_record(text);
	check_as_words(&command_table[data[0] % 4], text, n - 1);
	free(text);
	return 0;
}
