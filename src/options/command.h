/*
 * command.h - describes the program and its commands as data, and prints help, man page and shell
 * completions from these descriptions.
 *
 * To add a command: write src/cmd/x.c with its values, its option groups, its function and one
 * `const struct command cmd_x`, and add x to the list in src/cmd/commands.h. Help, man page,
 * completions, parser and fuzzer read the list.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <limits.h>
#include <stdio.h>

#include "options/options.h"

/* The operands of a command: its arguments that are not options. */
struct operands {
	const char *name;    /* in the synopsis */
	enum path_kind path; /* the kind of file that they name */
	int min, max;        /* their number; max is 0 for none, OPERANDS_MANY for no limit */
	const char *unless;  /* an option with which `min` does not hold; NULL: none */
};
enum { OPERANDS_MANY = INT_MAX };

/* What a command uses: a set of bits. */
enum {
	USES_TRAINER = 1, /* a matrix engine that can train */
	USES_SANDBOX = 4, /* the sandbox, which it enters before it reads a text */
};

struct command {
	const char *name, *summary, *description;
	struct operands operands;
	const struct option_group *groups;   /* ended by {0} */
	size_t values_size;                  /* bytes of the struct that holds all option values */
	const struct option_pair *conflicts; /* a excludes b; ended by {0}; NULL: none */
	const struct option_pair *needs;     /* a is useless without b; ended by {0}; NULL: none */
	unsigned uses;                       /* USES_ bits */
	int extra_threads;                   /* threads that it starts in addition to --threads */
	const char *const *example;          /* command line, what it does, ..., NULL */
	/* Runs the command. Returns 0, 128+N after signal N, or -1 with *err. */
	int (*run)(struct options *o, struct rnn_error *err);
};

/* The program: its commands, and the texts of the documents that do not follow from them. */
struct program {
	const char *purpose;                   /* a phrase in lower case */
	const char *start;                     /* a command line for beginners */
	const char *version_shows;             /* what --version prints, for the help */
	const struct command *const *commands; /* ended by NULL */

	/* Parts of the manual page, in mdoc: the text of DESCRIPTION, the sections before EXAMPLES,
	 * the text that ends NOTES, and the texts before and after the names of the commands with a
	 * sandbox. */
	const char *man_description, *man_sections, *man_notes, *man_security, *man_sandbox;
};

/* Returns the command of this name, or NULL. */
const struct command *command_find(const struct program *p, const char *name);

/* Returns the name of the command that a mistyped name most likely means, or NULL. */
const char *command_suggest(const struct program *p, const char *name);

/* Returns the i-th command (from 0) that has all bits of `uses`, or NULL after the last. */
const struct command *command_using(const struct program *p, unsigned uses, int i);

/* ---- Documents ---- */

/* A document that `rnn help NAME` prints; the help of the commands is not among them. */
struct document {
	const char *name, *summary; /* adjacent rows with equal summaries share a line */
	void (*print)(FILE *to, const struct program *p);
};
extern const struct document document_table[];          /* ended by a row without a name */
const struct document *document_find(const char *name); /* or NULL */

void help_overview(FILE *to, const struct program *p);
void help_command(FILE *to, const struct command *c);

/* Returns the operands as the synopsis shows them: "FILE", "FILE...", "[FILE...]" or "". The caller
 * frees the text. */
char *help_operands(const struct operands *operands);

/* Returns the value of an option as the help shows it, "rnn|gru|lstm" or "N", or NULL for a flag.
 * The caller frees the text. */
char *help_value(const struct option_row *row);

/* Returns the default of an option as the help shows it: "chosen" if the command chooses it.
 * Returns NULL if there is none, or if it begins with a control character or a blank. */
const char *help_default(const struct option_row *row);

void man_print(FILE *to, const struct program *p);
void complete_bash(FILE *to, const struct program *p);
void complete_zsh(FILE *to, const struct program *p);
void complete_fish(FILE *to, const struct program *p);

#endif
