/* help.c - help for people, from the tables of commands and options. */
#include <stdlib.h>
#include <string.h>

#include "options/command.h"

enum { WIDTH = 79, HELP_COLUMN = 26 };

char *help_value(const struct option_row *row)
{
	size_t size = 1;
	char *out;

	if (row->choice == NULL)
		return row->arg != NULL ? xstrdup(row->arg) : NULL;
	for (int i = 0; row->choice(i) != NULL; i++)
		size += strlen(row->choice(i)) + 1;
	out = xcalloc(size, 1);
	for (int i = 0; row->choice(i) != NULL; i++)
		strcat(i > 0 ? strcat(out, "|") : out, row->choice(i));
	return out;
}

/* Only a default that prints well; the others are in the text. */
const char *help_default(const struct option_row *row)
{
	if (row->marks & PLANNED)
		return "chosen";
	return row->fallback != NULL && *row->fallback > ' ' ? row->fallback : NULL;
}

/* Words of `text` in lines of at most WIDTH, from column `at` on, later lines from `indent` on. */
static void wrap(FILE *to, const char *text, int at, int indent)
{
	while (*text != 0) {
		int n = (int)strcspn(text, " ");
		if (at + 1 + n > WIDTH && at > indent) {
			fprintf(to, "\n%*s", indent, "");
			at = indent;
		}
		fprintf(to, "%s%.*s", at > indent ? " " : "", n, text);
		at += n + (at > indent);
		text += n;
		text += strspn(text, " ");
	}
	putc('\n', to);
}

static void help_row(FILE *to, const struct option_row *row)
{
	char *value = help_value(row), letter[5] = "    ";
	int n;

	if (row->letter != 0)
		snprintf(letter, sizeof letter, "-%c, ", row->letter);
	n = fprintf(to, "  %s--%s%s%s", letter, row->name, value != NULL ? " " : "",
		    value != NULL ? value : "");
	if (n > HELP_COLUMN - 2) {
		putc('\n', to);
		n = 0;
	}
	fprintf(to, "%*s", HELP_COLUMN - n, "");
	const char *usual = help_default(row);
	char *text = usual != NULL ? xasprintf("%s [%s]", row->help, usual) : xstrdup(row->help);
	wrap(to, text, HELP_COLUMN, HELP_COLUMN);
	free(text);
	free(value);
}

void help_command(FILE *to, const struct command *c)
{
	fprintf(to, "Usage: rnn %s [options]%s%s\n\n", c->name, c->operands != NULL ? " " : "",
		c->operands != NULL ? c->operands : "");
	wrap(to, c->description, 0, 0);
	for (const struct option_row *row = option_table; row->help != NULL; row++) {
		if ((row->commands & c->bit) == 0)
			continue;
		if (row->type == OPT_HEADING)
			fprintf(to, "\n%s:\n", row->help);
		else
			help_row(to, row);
	}
	fputs("\nExamples:\n", to);
	for (const char *const *e = c->example; *e != NULL; e += 2)
		fprintf(to, "  # %s\n  %s\n", e[1], e[0]);
}

void help_overview(FILE *to)
{
	fputs("Character-level language models: learn one from text, write new text with it.\n\n"
	      "Usage:\n", to);
	for (const struct command *c = command_table; c->name != NULL; c++)
		fprintf(to, "  rnn %-6s [options] %-11s  %s\n", c->name,
			c->operands != NULL ? c->operands : "", c->summary);
	fputs("\n"
	      "  rnn COMMAND --help      options and examples of a command\n"
	      "  rnn help man            the manual page; view it with: rnn help man | man -l -\n"
	      "  rnn help bash|zsh|fish  completions for a shell\n"
	      "  rnn --version           version, matrix engine, vector instructions\n"
	      "\n"
	      "Start with:  rnn train corpus.txt && rnn sample\n", to);
}
