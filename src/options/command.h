/*
 * command.h - what a command and the program say of themselves, and the documents made from it.
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

/* The arguments of a command that are no options. */
struct operands {
	const char *name;    /* in the synopsis */
	enum path_kind path; /* what they name */
	int min, max;        /* how many; max is 0 for none, OPERANDS_MANY for any number */
};
enum { OPERANDS_MANY = INT_MAX };

/* What a command uses, a set of bits. */
enum {
	USES_TRAINER = 1, /* a matrix engine that can train */
	USES_READER = 2,  /* a matrix engine that need only read */
	USES_SANDBOX = 4, /* the command shuts itself in before it reads a text */
};

struct command {
	const char *name, *summary, *description;
	struct operands operands;
	const struct option_group *groups;   /* ended by {0} */
	size_t values_size;                  /* of the struct that the groups' values lie in */
	/* Pairs that exclude each other, and pairs where a says nothing without b; both ended by
	 * {0}, NULL for none. */
	const struct option_pair *conflicts, *needs;
	unsigned uses;
	int extra_threads;                   /* threads that it starts beside those of --threads */
	const char *const *example;          /* command line, what it does, ..., NULL */
	/* Run it: 0, 128+N after a signal, or -1 with *err. */
	int (*run)(struct options *o, struct rnn_error *err);
};

/* The program: its commands, and what only it can say in the documents. */
struct program {
	const char *purpose;                   /* a phrase in lower case */
	const char *start;                     /* the command line to begin with */
	const char *version_shows;             /* what --version prints, for the help */
	const struct command *const *commands; /* ended by NULL */

	/* Parts of the manual page, in mdoc: the text of DESCRIPTION, the sections before EXAMPLES,
	 * the text that ends NOTES, and what stands before and after the names of the commands with
	 * a sandbox. */
	const char *man_description, *man_sections, *man_notes, *man_security, *man_sandbox;
};

const struct command *command_find(const struct program *p, const char *name);
const char *command_suggest(const struct program *p, const char *name); /* NULL if none is near */

/* The i-th command that has all of these uses, NULL after the last. */
const struct command *command_using(const struct program *p, unsigned uses, int i);

/* ---- Documents ---- */

/* What `rnn help NAME` prints beside the help of the commands. */
struct document {
	const char *name, *summary; /* neighbours with the same summary share a line of the help */
	void (*print)(FILE *to, const struct program *p);
};
extern const struct document document_table[]; /* ended by a row without a name */
const struct document *document_find(const char *name);

void help_overview(FILE *to, const struct program *p);
void help_command(FILE *to, const struct command *c);

/* Pieces of the help. Operands: "FILE", "FILE...", "[FILE...]" or ""; to free. The value of an
 * option: "rnn|gru|lstm" or "N", to free, or NULL for flags. Its default, if that prints well, or
 * "chosen"; else NULL. */
char *help_operands(const struct operands *operands);
char *help_value(const struct option_row *row);
const char *help_default(const struct option_row *row);

void man_print(FILE *to, const struct program *p);
void complete_bash(FILE *to, const struct program *p);
void complete_zsh(FILE *to, const struct program *p);
void complete_fish(FILE *to, const struct program *p);

#endif
