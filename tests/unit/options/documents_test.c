/* documents_test.c - the help, the manual page and the completions of a small program. */
#include <stdio.h>

#include "build_program.h"

static void test_operands_in_words(void **state)
{
	static const struct {
		struct operands operands;
		const char *want;
	} row[] = {
		{{.name = "X"}, ""},
		{{.name = "X", .min = 1, .max = 1}, "X"},
		{{.name = "X", .max = 1}, "[X]"},
		{{.name = "X", .min = 2, .max = OPERANDS_MANY}, "X..."},
		{{.name = "X", .max = OPERANDS_MANY}, "[X...]"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char *text = help_operands(&row[i].operands);
		assert_string_equal(text, row[i].want);
		free(text);
	}
}

/* Return the text of a document of the program above; the caller frees it. */
static char *document_text(void (*print)(FILE *to, const struct program *p))
{
	char *text = NULL;
	size_t bytes;
	FILE *to = open_memstream(&text, &bytes);

	assert_non_null(to);
	print(to, &probe);
	assert_int_equal(fclose(to), 0);
	return text;
}

static void assert_shows(void (*print)(FILE *to, const struct program *p), const char *const *part)
{
	char *text = document_text(print);

	for (; *part != NULL; part++)
		if (strstr(text, *part) == NULL)
			fail_msg("no '%s' in:\n%s", *part, text);
	free(text);
}

static void test_documents(void **state)
{
	(void)state;
	assert_shows(help_overview,
		     WORDS("Things: build them.\n",
			   "  rnn build               [options] PART...    build it\n",
			   "  rnn considerably-longer [options]            do nothing\n",
			   "  rnn help bash|zsh|fish  completions for a shell\n",
			   "Start with:  rnn build\n"));
	assert_shows(man_print,
		     WORDS(".Cm build\n.Op Ar options\n.Ar PART ...\n",
			   ".Cm look\n.Op Ar options\n.Op Ar DIR\n",
			   ".Cm considerably-longer\n.Op Ar options\n.Nm\n.Fl \\-version\n",
			   "\nFilters:\n.Bl -tag -width Ds\n.It Fl \\-cut Ar X\n",
			   ".Ss rnn look\nLooks.\n.Ss", /* its options are common to all commands */
			   ".Ss All commands\n.Bl -tag -width Ds\n.It Fl l , Fl \\-loud\n",
			   "the last one counts, but\nevery\n.Fl \\-word\ncounts.\n",
			   "B\n.Cm build ,\n.Cm look\nand\n.Cm considerably-longer\nE\n"));
	assert_shows(complete_bash,
		     WORDS("words='build look considerably-longer help man bash zsh fish'",
			   "--from) kind=-d ;;", "--shape) words='round square' ;;",
			   "--most) return ;;",
			   "\t\t*) kind=-d; [[ $word == -* ]] && words='--loud ",
			   "\t\t*) [[ $word == -* ]] && words='--loud "));
	assert_shows(complete_zsh,
		     WORDS("'*:file:_files'", "':directory:_files -/'", "'*--word[words]:WORD:'"));
	assert_shows(complete_fish,
		     WORDS("from look' -f -a '(__fish_complete_directories)'\n",
			   "from considerably-longer' -f\n",
			   "-l from -x -a '(__fish_complete_directories)' -d 'start here'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_operands_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
