/* advice_test.c - what a command adds to an error: by its code, and by the command's options. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/advice.h"
#include "cmd/commands.h"

static const struct {
	const char *command;
	enum rnn_code code;
	double number;
	const char *text, *complete;
} row[] = {
	{"train", RNN_ERROR_OTHER, 0, "t", "t"},
	{"train", RNN_ERROR_INVALID_CORPUS, 0, "t", "t; try --invalid replace or --unit byte"},
	{"train", RNN_ERROR_INVALID_TEXT, 0, "t", "t; try --invalid replace"},
	{"sample", RNN_ERROR_INVALID_TEXT, 0, "t", "t; try --invalid replace"},
	{"eval", RNN_ERROR_INVALID_TEXT, 0, "t", "t; try --invalid replace"},
	{"info", RNN_ERROR_INVALID_TEXT, 0, "t", "t"}, /* has none of these options */
	{"eval", RNN_ERROR_INVALID_CORPUS, 0, "t", "t"},
	{"train", RNN_ERROR_NOT_TEXT, 0, "t; unpack it", "t; unpack it or try --unit byte"},
	{"train", RNN_ERROR_TOO_MANY_SYMBOLS, 0, "t", "t; try --unit byte"},
	{"sample", RNN_ERROR_UNKNOWN_SYMBOL, 0, "t", "t; try --unknown skip"},
	{"eval", RNN_ERROR_UNKNOWN_SYMBOL, 0, "t", "t"},
	{"train", RNN_ERROR_UNKNOWN_CORPUS, 0, "t",
	 "t; --unknown add learns them, --unknown skip leaves them out"},
	{"train", RNN_ERROR_DIVERGED, 0.25, "t",
	 "t; try a lower --lr (now 0.25) or a lower --clip"},
	{"eval", RNN_ERROR_COUNTS_MEMORY, 0, "t",
	 "t; use a smaller --order, or less text to --train on"},
	{"sample", RNN_ERROR_MEMORY, 0, "t",
	 "t; use a smaller model, --batch or --seq, or fewer --threads"},
	{"train", RNN_ERROR_ADDRESS_SPACE, 0, "t; raise the limit",
	 "t; raise the limit, or use a smaller model, --batch or --seq, or fewer --threads"},
	{"memory", RNN_ERROR_MEMORY, 0, "t",
	 "t; use a smaller model or --distance, or fewer --threads"},
	{"memory", RNN_ERROR_ADDRESS_SPACE, 0, "t; raise the limit",
	 "t; raise the limit, or use a smaller model or --distance, or fewer --threads"},
	{"eval", RNN_ERROR_THREADS_MEMORY, 0, "t; raise the limit",
	 "t; raise the limit, or use fewer --threads"},
	{"sample", RNN_ERROR_NO_ENGINE, 0, "int8: no engine",
	 "--precision int8: no engine; use f32 or auto"},
	{"info", RNN_ERROR_NO_ENGINE, 0, "int8: no engine", "int8: no engine"},
	{"train", RNN_ERROR_ENGINE_UNFIT, 0, "t", "t"},
	{"train", RNN_ERROR_UNKNOWN_ENGINE, 0, "50 % of %s", "50 % of %s"},
};

static void completes_the_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct rnn_error err = {.status = EX_DATAERR,
					.code = row[i].code,
					.number = row[i].number};
		strcpy(err.text, row[i].text);
		advice_add(command_find(&program, row[i].command), &err);
		if (strcmp(err.text, row[i].complete) != 0)
			fail_msg("row %zu: '%s' is not '%s'", i, err.text, row[i].complete);
		assert_int_equal(err.status, EX_DATAERR);
	}
}

/* A text that fills its room loses its end, as any long message does. */
static void stays_in_its_room(void **state)
{
	struct rnn_error err = {.code = RNN_ERROR_INVALID_TEXT};
	size_t room = sizeof err.text - 1;

	(void)state;
	memset(err.text, 'x', room - 5);
	advice_add(command_find(&program, "eval"), &err);
	assert_int_equal(strlen(err.text), room);
	assert_string_equal(err.text + room - 5, "; try");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(completes_the_text),
		cmocka_unit_test(stays_in_its_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
