/*
 * options.h - the options of a command as tables of rows, and the values that a command line gives
 * them.
 *
 * A row drives parsing, --help, the man page, the completions, and the record of a command's
 * options. Rows stand in groups. A group's values lie in one struct: a row holds the offset of its
 * value in that struct, a command (options/command.h) holds the offset of that struct in its own
 * values. So commands can share a group.
 *
 * Long names are never abbreviated: a script that relies on an abbreviation would break when an
 * option is added.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stddef.h>

#include "base/base.h"

enum option_type {
	OPT_FLAG,   /* bool */
	OPT_INT,    /* int64_t, lo..hi */
	OPT_SEED,   /* uint64_t, all values */
	OPT_REAL,   /* double, lo..hi */
	OPT_TIME,   /* double, seconds; 90s, 10m, 2h, or a plain number */
	OPT_CHOICE, /* const char *, one of choice(0), choice(1), ... */
	OPT_TEXT,   /* const char *, anything */
	OPT_LIST,   /* struct strings; repeatable, neither FIXED nor REPEATED */
};

/* What the completions offer for a value or an operand. */
enum path_kind {
	PATH_NONE, /* nothing */
	PATH_TEXT, /* files; "-" is standard input */
	PATH_DIR,  /* directories */
};

/*
 * Marks of a row, a set of bits.
 *
 * FIXED     It decides the result: options_record keeps it, and a run that goes on from a record
 *           takes it from there.
 * BUDGET    The length of a run: recorded, but a run that goes on may be given a larger one.
 * SHAPE     It describes a model: an option that names an existing model can exclude it.
 * CHOSEN    The command chooses the value if none is given; the help says [chosen].
 * REPEATED  It is not recorded, but options_command repeats it if it was given.
 * HELP      It asks for the help of the command; what follows is not read.
 */
enum { FIXED = 1, BUDGET = 2, SHAPE = 4, CHOSEN = 8, REPEATED = 16, HELP = 32 };

struct option_row {
	const char *name;
	char letter;                  /* of the short form; 0: none */
	enum option_type type;
	size_t at;                    /* offset of the value in the struct of the row's group */
	double lo, hi;                /* the range of OPT_INT, OPT_REAL and OPT_TIME */
	const char *(*choice)(int i); /* OPT_CHOICE: the i-th choice, NULL after the last */
	const char *fallback;         /* the default as one would type it; NULL: none, all zero */
	const char *arg;              /* what the value is called; NULL for flags and choices */
	enum path_kind path;          /* what the value names */
	const char *help;
	unsigned marks;
	unsigned excludes;            /* no option with one of these marks may stand beside it, */
	const char *because;          /* for this reason */
};

/* A table of rows, ended by a row without a name. {0} ends the groups of a command. */
struct option_group {
	const char *title; /* above it in the help; NULL: it continues the group before */
	const struct option_row *rows;
	const struct option_row *(*make)(void); /* returns the rows; NULL: they are `rows` */
	size_t at;         /* offset of its struct in the command's values */
	bool one_of;       /* at most one of its options may be given */
};

/* Two options by name. */
struct option_pair {
	const char *a, *b;
};

struct strings {
	const char **item;
	int n;
};

struct command;

/* A command line that was read. Values point into argv, or are constants. */
struct options {
	const struct command *command;
	void *values;           /* of the command, command->values_size bytes; owned */
	bool *given;            /* by number of the option: was it on the command line? owned */
	struct strings operand; /* the arguments that are no options; the array is owned */
	bool help;              /* the help is asked for; nothing was checked */
	const struct option_row *suspicious; /* the first with a value like an option, or NULL */
	const char *doubt;      /* that value */
	char *recalled;         /* what values of options_recall point into; owned */
};

/* ---- row.c: the rows of a command ---- */

/* A walk over the options of a command:
 * for (struct option_iter it = option_first(c); it.row != NULL; option_next(&it)) */
struct option_iter {
	const struct option_group *group;
	const struct option_row *row; /* NULL after the last */
	int number;                   /* 0, 1, ...: index into options.given */
};
struct option_iter option_first(const struct command *c);
void option_next(struct option_iter *it);

/* The option of this name, row NULL if the command has none. */
struct option_iter option_find(const struct command *c, const char *name, size_t length);

/* The rows of a group, NULL for the group that ends a command's. */
const struct option_row *option_group_rows(const struct option_group *group);

/* ---- options.c: reading a command line ---- */

/*
 * Read argv[1..argc) for a command. Fills every value, first with the defaults. An option marked
 * HELP ends the reading with o->help set. -1 with *err (status 64). *o is to be freed in any case.
 */
int options_parse(struct options *o, const struct command *command, int argc, char *const *argv,
		  struct rnn_error *err);
/* The same without a check of the number of operands. */
int options_read(struct options *o, const struct command *command, int argc, char *const *argv,
		 struct rnn_error *err);
void options_free(struct options *o);

/* Where the value of an option lies; its type is that of the row. */
void *options_at(const struct options *o, const struct option_iter *it);

/* The same by name, and whether it was given. To ask for an option that the command lacks is a bug
 * (assert). */
void *options_value(const struct options *o, const char *name);
bool options_given(const struct options *o, const char *name);
void options_set_given(struct options *o, const char *name); /* from here on it counts as given */

/* ---- record.c: the options that decide the result ---- */

/*
 * options_record returns them as a command line (without the command), to free: what has a default
 * or was given. options_recall takes them from such a record, but for a budget given on the command
 * line, which must not be smaller than the recorded one (64); a record that is none is an error
 * (65).
 */
char *options_record(const struct options *o);
int options_recall(struct options *o, const char *record, struct rnn_error *err);

/* The same as a JSON object, and as a command line to be typed for the same result; to free. */
char *options_json(const struct options *o);
char *options_command(const struct options *o);

/* ---- value.c: one value ---- */

int value_parse(const struct option_row *row, const char *text, void *at, struct rnn_error *err);
char *value_text(const struct option_row *row, const void *at); /* as one would type it; to free */
size_t value_size(const struct option_row *row);
void value_free(const struct option_row *row, void *at); /* what value_parse allocated */
void strings_add(struct strings *s, const char *text);

/* ---- suggest.c ---- */

/* The name nearest to `name` among pick(ctx, 0), pick(ctx, 1), ... (NULL ends); NULL if none is
 * near. */
const char *suggest(const char *name, size_t length, const char *(*pick)(const void *ctx, int i),
		    const void *ctx);

#endif
