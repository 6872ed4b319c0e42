/* option_line.h - helpers for tests of options: a command line of the program as one text, and its values. */
#ifndef OPTION_LINE_H
#define OPTION_LINE_H

#include "cmd/commands.h"
#include "scratch.h"

/* The value of option `name` of a line, as an lvalue of C type `type`. */
#define VALUE(line, type, name) (*(type *)options_value(&(line).o, name))
#define TEXT(line, name) VALUE(line, const char *, name)
#define INT(line, name) VALUE(line, int64_t, name)
#define REAL(line, name) VALUE(line, double, name)
#define FLAG(line, name) VALUE(line, bool, name)

/* A command line, given as words separated by single blanks, and its values. */
struct line {
	struct options o;
	struct rnn_error err;
	char *words;
	char **argv;
	int rc;
};

static inline struct line read_line(const char *command, const char *text)
{
	struct line l = {.words = xasprintf("rnn %s", text)};
	int argc = 0;

	l.argv = xcalloc(strlen(l.words) + 2, sizeof *l.argv);
	for (char *p = l.words; p != NULL && *p != 0;) {
		char *blank = strchr(p, ' ');
		l.argv[argc++] = p;
		if (blank != NULL)
			*blank++ = 0;
		p = blank;
	}
	l.rc = options_parse(&l.o, command_find(&program, command), argc, l.argv, &l.err);
	return l;
}

static inline void line_free(struct line *l)
{
	options_free(&l->o);
	free(l->argv);
	free(l->words);
}

#endif
