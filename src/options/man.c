/* man.c - prints the manual page, in mdoc, from the commands and their options. */
#include <stdlib.h>
#include <string.h>

#include "options/command.h"

enum { WIDTH = 70 };

/* Print the text of a paragraph: each sentence begins a line, long lines are broken, and characters
 * with a meaning in mdoc are escaped. */
static void put_text(FILE *to, const char *text)
{
	int column = 0;

	while (*text != 0) {
		int n = (int)strcspn(text, " ");
		if (column > 0 && (column + n > WIDTH || text[-2] == '.' || text[-2] == ':')) {
			putc('\n', to);
			column = 0;
		}
		if (column > 0)
			putc(' ', to);
		else if (*text == '.' || *text == '\'')
			fputs("\\&", to);
		for (int i = 0; i < n; i++)
			if (text[i] == '\\' || text[i] == '-')
				fprintf(to, "\\%c", text[i] == '-' ? '-' : 'e');
			else
				putc(text[i], to);
		column += n + 1;
		text += n + (text[n] == ' ');
	}
	putc('\n', to);
}

/* Print text on one line, escaped. */
static void put_code(FILE *to, const char *text)
{
	for (; *text != 0; text++)
		if (*text == '\\' || *text == '-')
			fprintf(to, "\\%c", *text == '-' ? '-' : 'e');
		else
			putc(*text, to);
	putc('\n', to);
}

/* Print a phrase of the help as a sentence: with a capital and a full stop. */
static void put_sentence(FILE *to, const char *phrase)
{
	char *text = xasprintf("%s.", phrase);

	if (*text >= 'a' && *text <= 'z')
		*text = (char)(*text - 'a' + 'A');
	put_text(to, text);
	free(text);
}

static void put_row(FILE *to, const struct option_row *row)
{
	char *value = help_value(row);

	fputs(".It ", to);
	if (row->letter != 0)
		fprintf(to, "Fl %c , ", row->letter);
	fprintf(to, "Fl \\-%s%s%s\n", row->name, value != NULL ? " Ar " : "",
		value != NULL ? value : "");
	put_sentence(to, row->help);
	const char *preset = help_default(row);
	if (row->marks & CHOSEN)
		fputs("The default is chosen to suit the text.\n", to);
	else if (preset != NULL)
		fprintf(to, "The default is\n.Cm %s .\n", preset);
	if (row->type == OPT_INT)
		fprintf(to, "The range is %.0f to %.0f.\n", row->lo, row->hi);
	else if (row->type == OPT_REAL)
		fprintf(to, "The range is %g to %g.\n", row->lo, row->hi);
	free(value);
}

/* ---- Options that all commands have, which are listed once ---- */

static bool has_row(const struct command *c, const struct option_row *row)
{
	for (struct option_iter it = option_first(c); it.row != NULL; option_next(&it))
		if (it.row == row)
			return true;
	return false;
}

static bool has_title(const struct command *c, const char *title)
{
	for (const struct option_group *g = c->groups; option_group_rows(g) != NULL; g++)
		if (g->title != NULL && strcmp(g->title, title) == 0)
			return true;
	return false;
}

static bool all_have_row(const struct program *p, const struct option_row *row)
{
	for (const struct command *const *c = p->commands; *c != NULL; c++)
		if (!has_row(*c, row))
			return false;
	return true;
}

static bool all_have_title(const struct program *p, const char *title)
{
	for (const struct command *const *c = p->commands; *c != NULL; c++)
		if (!has_title(*c, title))
			return false;
	return true;
}

static void put_common(FILE *to, const struct program *p)
{
	fputs(".Ss All commands\n.Bl -tag -width Ds\n", to);
	for (struct option_iter it = option_first(p->commands[0]); it.row != NULL; option_next(&it))
		if (all_have_row(p, it.row))
			put_row(to, it.row);
	fputs(".El\n", to);
}

/* ---- A command ---- */

static void put_command(FILE *to, const struct program *p, const struct command *c)
{
	const struct option_row *row;
	bool open = false;

	fprintf(to, ".Ss rnn %s\n", c->name);
	put_text(to, c->description);
	for (const struct option_group *g = c->groups; (row = option_group_rows(g)) != NULL; g++) {
		if (g->title != NULL && !all_have_title(p, g->title)) {
			fprintf(to, "%s.Pp\n%s:\n.Bl -tag -width Ds\n", open ? ".El\n" : "",
				g->title);
			open = true;
		}
		for (; row->name != NULL; row++) {
			if (all_have_row(p, row))
				continue;
			if (!open)
				fputs(".Bl -tag -width Ds\n", to);
			open = true;
			put_row(to, row);
		}
	}
	if (open)
		fputs(".El\n", to);
}

static void put_synopsis(FILE *to, const struct program *p)
{
	fputs(".Sh SYNOPSIS\n", to);
	for (const struct command *const *c = p->commands; *c != NULL; c++) {
		const struct operands *operands = &(*c)->operands;
		fprintf(to, ".Nm\n.Cm %s\n.Op Ar options\n", (*c)->name);
		if (operands->max > 0)
			fprintf(to, ".%sAr %s%s\n", operands->min == 0 ? "Op " : "", operands->name,
				operands->max > 1 ? " ..." : "");
	}
	fputs(".Nm\n.Fl \\-version\n", to);
}

static void put_examples(FILE *to, const struct program *p)
{
	const char *space = "";

	fputs(".Sh EXAMPLES\n", to);
	for (const struct command *const *c = p->commands; *c != NULL; c++)
		for (const char *const *e = (*c)->example; *e != NULL; e += 2) {
			fputs(space, to);
			put_sentence(to, e[1]);
			fputs(".Bd -literal -offset indent\n", to);
			put_code(to, e[0]);
			fputs(".Ed\n", to);
			space = ".Pp\n";
		}
}

/* ---- Notes ---- */

/* Return whether c is the first command with a repeatable option of this name. */
static bool first_list(const struct program *p, const struct command *c, const char *name)
{
	for (const struct command *const *b = p->commands; *b != c; b++) {
		const struct option_row *row = option_find(*b, name, strlen(name)).row;
		if (row != NULL && row->type == OPT_LIST)
			return false;
	}
	return true;
}

static void put_lists(FILE *to, const struct program *p)
{
	const char *but = ", but\n";

	fputs("If an option is given more than once, the last one counts", to);
	for (const struct command *const *c = p->commands; *c != NULL; c++)
		for (struct option_iter it = option_first(*c); it.row != NULL; option_next(&it))
			if (it.row->type == OPT_LIST && first_list(p, *c, it.row->name)) {
				fprintf(to, "%severy\n.Fl \\-%s\ncounts", but, it.row->name);
				but = ", and\n";
			}
	fputs(".\n", to);
}

static void put_sandboxed(FILE *to, const struct program *p)
{
	const struct command *c, *next = command_using(p, USES_SANDBOX, 0);

	for (int i = 1; (c = next) != NULL; i++) {
		next = command_using(p, USES_SANDBOX, i);
		bool comma = next != NULL && command_using(p, USES_SANDBOX, i + 1) != NULL;
		fprintf(to, ".Cm %s%s\n%s", c->name, comma ? " ," : "",
			next != NULL && !comma ? "and\n" : "");
	}
}

static void put_notes(FILE *to, const struct program *p)
{
	fputs(".Sh NOTES\n"
	      "Names of options cannot be abbreviated.\n"
	      "Numbers are read whole: blanks, plus signs, hexadecimal numbers and trailing\n"
	      "letters are errors.\n",
	      to);
	put_lists(to, p);
	fprintf(to, ".Pp\n%s.Sh SECURITY CONSIDERATIONS\n%s", p->man_notes, p->man_security);
	put_sandboxed(to, p);
	fputs(p->man_sandbox, to);
}

void man_print(FILE *to, const struct program *p)
{
	fputs(".Dd " RNN_DATE "\n"
	      ".Dt RNN 1\n"
	      ".Os\n"
	      ".Sh NAME\n"
	      ".Nm rnn\n"
	      ".Nd ",
	      to);
	put_code(to, p->purpose);
	put_synopsis(to, p);
	fprintf(to, ".Sh DESCRIPTION\n%s", p->man_description);
	for (const struct command *const *c = p->commands; *c != NULL; c++)
		put_command(to, p, *c);
	put_common(to, p);
	fputs(p->man_sections, to);
	put_examples(to, p);
	put_notes(to, p);
}
