/*
 * options.h - describes the options of a command as rows of tables, and reads command lines by
 * them.
 *
 * A row drives parsing, --help, the man page, the completions, and the record of a command's
 * options. Rows are in groups. The values of a group are in one struct: each row has the offset of
 * its value in that struct, and each group of a command (options/command.h) has the offset of the
 * struct in the command's values. So several commands can share the rows of a group.
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
	OPT_LIST,   /* struct strings; repeatable; cannot be FIXED, BUDGET or REPEATED */
};

/* What completions offer for a value or an operand. */
enum path_kind {
	PATH_NONE, /* nothing */
	PATH_TEXT, /* files; "-" is standard input */
	PATH_DIR,  /* directories */
};

/*
 * Marks of a row: a set of bits.
 *
 * FIXED     The option decides the result: options_record records it, and a resumed run takes it
 *           from the record.
 * RENAMED   A FIXED option that names a file, which a resumed run may name anew; the command checks
 *           that the content is the same.
 * BUDGET    The option is the length of a run: it is recorded, but a resumed run may raise it.
 * SHAPE     The option describes the shape of a model: it conflicts with an option that names an
 *           existing model.
 * CHOSEN    The command chooses the value if none is given; the help shows [chosen].
 * REPEATED  The option is not recorded, but options_command repeats it if it was given.
 * HELP      The option requests the help of the command; arguments after it are not read.
 */
enum { FIXED = 1, BUDGET = 2, SHAPE = 4, CHOSEN = 8, REPEATED = 16, HELP = 32, RENAMED = 64 };

struct option_row {
	const char *name;
	char letter; /* short form; 0: none */
	enum option_type type;
	size_t at;                    /* offset of the value in the struct of the row's group */
	double lo, hi;                /* range of OPT_INT, OPT_REAL and OPT_TIME */
	const char *(*choice)(int i); /* OPT_CHOICE: the i-th choice, NULL after the last */
	const char *fallback;         /* default, as a user types it; NULL: none, the value is 0 */
	const char *arg;              /* name of the value in the help; NULL: flag or choice */
	enum path_kind path;          /* kind of file that the value names */
	const char *help;
	unsigned marks;
	unsigned excludes;   /* marks of options that cannot be given with this one */
	const char *because; /* the reason */
	const char *neutral; /* OPT_TEXT: a value with which it excludes nothing; NULL: none */
};

/* A table of rows. An element {0} ends the groups of a command. */
struct option_group {
	const char *title;             /* heading in the help; NULL: continues the previous group */
	const struct option_row *rows; /* ended by a row without a name */
	const struct option_row *(*make)(void); /* returns the rows instead of `rows`, or NULL */
	size_t at;   /* offset of the group's struct in the command's values */
	bool one_of; /* at most one of the options may be given */
};

/* The names of two options. */
struct option_pair {
	const char *a, *b;
};

struct strings {
	const char **item;
	int n;
};

struct command;

/* The values of a command line. Strings point into argv or `recalled`, or are constants. */
struct options {
	const struct command *command;
	void *values;                        /* command->values_size bytes; owned */
	bool *given;                         /* by option number: was the option given? owned */
	struct strings operand;              /* the array is owned */
	bool help;                           /* the help was requested; nothing else was checked */
	const struct option_row *suspicious; /* first option whose value is also an option of the
	                                        command (--prime --seed), or NULL */
	const char *suspicious_value;
	const struct option_row *doubtful; /* last option whose value looks like an option or
	                                      begins with a quotation mark that the shell does not
	                                      know, before any operand too many; or NULL */
	const char *doubtful_value;
	char *recalled;          /* text that values from options_recall point into; owned */
	char *recalled_operands; /* likewise for options_recall_operands; owned */
};

/* ---- row.c: the rows of a command ---- */

/* An iterator over the options of a command:
 * for (struct option_iter it = option_first(c); it.row != NULL; option_next(&it)) */
struct option_iter {
	const struct option_group *group;
	const struct option_row *row; /* NULL after the last */
	int number;                   /* 0, 1, ...: index into options.given */
};
struct option_iter option_first(const struct command *c);
void option_next(struct option_iter *it);

/* Finds the option whose name is name[0..length); its row is NULL if the command has none. */
struct option_iter option_find(const struct command *c, const char *name, size_t length);

/* Finds the option with this letter; its row is NULL if there is none. */
struct option_iter option_find_letter(const struct command *c, int letter);

/* Returns the rows of a group, or NULL for the {0} that ends the groups of a command. */
const struct option_row *option_group_rows(const struct option_group *group);

/* ---- options.c: reading a command line ---- */

/*
 * Sets all values to their defaults, then reads argv[1..argc) by the options of the command, and
 * checks them. An option marked HELP sets o->help and ends the reading. Returns 0, or -1 with *err
 * (64). The caller frees *o by options_free in both cases.
 */
int options_parse(struct options *o, const struct command *command, int argc, char *const *argv,
		  struct rnn_error *err);

/* Does the same without checking the number of operands. */
int options_read(struct options *o, const struct command *command, int argc, char *const *argv,
		 struct rnn_error *err);
void options_free(struct options *o);

/* Returns a pointer to the value of an option, of the C type that enum option_type gives. */
void *options_at(const struct options *o, const struct option_iter *it);

/* Return a pointer to the value of the option `name`, and whether it was given; options_set_given
 * counts it as given from now on. The command must have the option (assert). */
void *options_value(const struct options *o, const char *name);
bool options_given(const struct options *o, const char *name);
void options_set_given(struct options *o, const char *name);

/* Returns whether the option `it` was given and excludes options with the marks of `row`. */
bool options_excludes(const struct options *o, const struct option_iter *it,
		      const struct option_row *row);

/* ---- words.c: words of a command line that are not what they should be ---- */

/* Refuse the element `arg` of argv. getopt refused it: `letter` is the short option that it did not
 * accept, or 0; or its name is not the whole name of an option. Return -1 with *err (64). */
int words_refuse_option(const struct command *c, const char *arg, int letter,
			struct rnn_error *err);
int words_unknown_option(const struct command *c, const char *arg, struct rnn_error *err);

/* Return whether `arg` is the whole name of a long option after a single hyphen, as in "-model x":
 * getopt would read it as the letters -m -o -d ..., or as -m with the value "odel". "-help" is not
 * one: its first letter asks for the same help. */
bool words_short_of_hyphen(const struct command *c, const char *arg);

/* Refuses an operand that begins with a dash or quotation mark of a word processor, unless it names
 * a file that exists. Returns 0, or -1 with *err (64). */
int words_check_operand(const struct command *c, const char *word, struct rnn_error *err);

/* Notes in o->suspicious and o->doubtful that the real value of an option may be missing: because
 * `text`, which was taken, looks like an option, as in --prime --seed 3 (only if it is an argument
 * of its own, `apart`), or because it is cut off after a quotation mark of a word processor. */
void words_note_value(struct options *o, const struct option_row *row, const char *text,
		      bool apart);

/* Replaces *err, the error of a value in an argument of its own, if the value is an option of the
 * command: then the real value is missing. Returns -1. */
int words_blame_value(struct options *o, const struct option_row *row, const char *text,
		      struct rnn_error *err);

/* Refuses the command line because of its doubtful value. Returns -1 with *err (64). */
int words_refuse_value(struct options *o, struct rnn_error *err);

/* ---- record.c: the options that decide the result ---- */

/* Returns the record: the FIXED and BUDGET options that have a default or were given, as a command
 * line without the name of the command. The caller frees it. */
char *options_record(const struct options *o);

/* Replaces the FIXED and BUDGET options of *o by those of a record. If any BUDGET option of *o was
 * given, no BUDGET option is replaced; a RENAMED option that was given keeps its value. Returns 0, or
 * -1 with *err: 64 a given budget is smaller than the recorded one, or a RENAMED option was given that
 * the record does not have; 65 a bad record. */
int options_recall(struct options *o, const char *record, struct rnn_error *err);

/* Returns the recorded options as a JSON object; the caller frees it. */
char *options_json(const struct options *o);

/* Returns a complete command line for a POSIX shell that gives the same result, without options that
 * equal their defaults. Control characters in names are escaped: it is one line, unless a name ends
 * with a newline. The caller frees it. */
char *options_command(const struct options *o);

/* Returns a word as options_command quotes it; the caller frees it. */
char *options_word(const char *word);

/* Returns the operands as words of a record; the caller frees them. */
char *options_operands(const struct options *o);

/* Replaces the operands of *o by those of a record. Returns 0, or -1 with *err (65) for a bad
 * record. */
int options_recall_operands(struct options *o, const char *record, struct rnn_error *err);

/* ---- value.c: one value ---- */

/* Reads `text` as the value of an option into *at; for a flag text is ignored and may be NULL.
 * Returns 0, or -1 with *err (64). */
int value_parse(const struct option_row *row, const char *text, void *at, struct rnn_error *err);

/* Returns the value as text that value_parse reads ("true" or "false" for a flag; not for
 * OPT_LIST); the caller frees it. */
char *value_text(const struct option_row *row, const void *at);

size_t value_size(const struct option_row *row);         /* bytes of the C type */
void value_free(const struct option_row *row, void *at); /* frees the memory that a value owns */
void strings_add(struct strings *s, const char *text);   /* appends; the text is borrowed */

/* ---- typeset.c: characters that word processors put in the place of hyphens and quotes ---- */

struct typeset {
	const char *utf8;
	unsigned code;    /* code point */
	const char *name; /* with its article */
	bool quote;       /* a quotation mark; else a dash */
};

/* Returns the dash or quotation mark that `text` begins with, or NULL; "-" is not among them. */
const struct typeset *typeset_at(const char *text);

/* Returns `word` without the quotation marks and dashes (of the table, or "-") that it begins with.
 * *first is the first one of the table, or NULL; *dashes is the number of dashes. */
const char *typeset_rest(const char *word, const struct typeset **first, int *dashes);

/* Writes "; it begins with a minus sign (U+2212)" to `out` if the text begins with a character of
 * the table, else "", and returns out->text. */
struct typeset_hint {
	char text[80];
};
const char *typeset_hint(struct typeset_hint *out, const char *text);

/* Refuses a word that begins with c. If `near` is not NULL, prefix and near are what was probably
 * meant. Returns -1 with *err (64). */
int typeset_refuse(const char *word, const struct typeset *c, const char *prefix, const char *near,
		   struct rnn_error *err);

/* ---- suggest.c ---- */

/* Returns the name that the mistyped name[0..length) most likely means, or NULL if none is similar.
 * The names are pick(ctx, 0), pick(ctx, 1), ... up to the first NULL. */
const char *suggest(const char *name, size_t length, const char *(*pick)(const void *ctx, int i),
		    const void *ctx);

#endif
