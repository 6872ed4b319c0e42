/* help.c - prints the help from the commands and their options. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "options/command.h"

enum { WIDTH = 79, HELP_COLUMN = 26 };

char *help_operands(const struct operands *operands)
{
	if (operands->max == 0)
		return xstrdup("");
	return xasprintf("%s%s%s%s", operands->min == 0 ? "[" : "", operands->name,
			 operands->max > 1 ? "..." : "", operands->min == 0 ? "]" : "");
}

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

const char *help_default(const struct option_row *row)
{
	if (row->marks & CHOSEN)
		return "chosen";
	return row->fallback != NULL && *row->fallback > ' ' ? row->fallback : NULL;
}

/* Print the words of `text` in lines of at most WIDTH columns. The first line begins at column
 * `at`, where the output already is; the others are indented by `indent`. */
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
	const char *preset = help_default(row);
	char *text = preset != NULL ? xasprintf("%s [%s]", row->help, preset) : xstrdup(row->help);
	wrap(to, text, HELP_COLUMN, HELP_COLUMN);
	free(text);
	free(value);
}

void help_command(FILE *to, const struct command *c)
{
	const struct option_row *row;
	char *operands = help_operands(&c->operands);

	fprintf(to, "Usage: rnn %s [options]%s%s\n\n", c->name, *operands != 0 ? " " : "",
		operands);
	free(operands);
	wrap(to, c->description, 0, 0);
	for (const struct option_group *g = c->groups; (row = option_group_rows(g)) != NULL; g++) {
		if (g->title != NULL)
			fprintf(to, "\n%s:\n", g->title);
		for (; row->name != NULL; row++)
			help_row(to, row);
	}
	fputs("\nExamples:\n", to);
	for (const char *const *e = c->example; *e != NULL; e += 2)
		fprintf(to, "  # %s\n  %s\n", e[1], e[0]);
}

/* ---- The overview ---- */

/* Return the larger of width and the length of the text. */
static int longer(int width, const char *text)
{
	int n = (int)strlen(text);

	return n > width ? n : width;
}

static void put_commands(FILE *to, const struct program *p)
{
	int names = 0, operands = 0;

	for (int pass = 0; pass < 2; pass++) /* measure, then print */
		for (const struct command *const *c = p->commands; *c != NULL; c++) {
			char *text = help_operands(&(*c)->operands);
			if (pass == 0) {
				names = longer(names, (*c)->name);
				operands = longer(operands, text);
			} else {
				fprintf(to, "  rnn %-*s [options] %-*s  %s\n", names, (*c)->name,
					operands + 2, text, (*c)->summary);
			}
			free(text);
		}
}

/* Return "rnn help bash|zsh|fish": the names of *d and of the rows after it with the same summary.
 * *d becomes the last of these rows. The caller frees the text. */
static char *document_line(const struct document **d)
{
	char *line = xasprintf("rnn help %s", (*d)->name);

	for (; (*d)[1].name != NULL && strcmp((*d)[1].summary, (*d)->summary) == 0; ++*d) {
		char *more = xasprintf("%s|%s", line, (*d)[1].name);
		free(line);
		line = more;
	}
	return line;
}

static void put_other_uses(FILE *to, const struct program *p)
{
	static const char about_command[] = "rnn COMMAND --help", about_version[] = "rnn --version";
	int width = longer(longer(0, about_command), about_version);

	for (const struct document *d = document_table; d->name != NULL; d++) {
		char *line = document_line(&d);
		width = longer(width, line);
		free(line);
	}
	fprintf(to, "  %-*s  options and examples of a command\n", width, about_command);
	for (const struct document *d = document_table; d->name != NULL; d++) {
		char *line = document_line(&d);
		fprintf(to, "  %-*s  %s\n", width, line, d->summary);
		free(line);
	}
	fprintf(to, "  %-*s  %s\n", width, about_version, p->version_shows);
}

void help_overview(FILE *to, const struct program *p)
{
	fprintf(to, "%c%s.\n\nUsage:\n", toupper((unsigned char)p->purpose[0]), p->purpose + 1);
	put_commands(to, p);
	putc('\n', to);
	put_other_uses(to, p);
	fprintf(to, "\nStart with:  %s\n", p->start);
}
