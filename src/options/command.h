/*
 * command.h - the table of commands, and the documents made from it and the table of options.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdio.h>

#include "options/options.h"

struct command {
	const char *name;
	unsigned bit;
	const char *summary;
	const char *operands;       /* synopsis of the arguments; NULL: takes none */
	int operands_min;
	const char *description;
	const char *const *example; /* command line, what it does, ..., NULL */
	int (*run)(struct options *o, struct rnn_error *err);
};

extern const struct command command_table[]; /* ended by a row without a name */
const struct command *command_find(const char *name);
const char *command_suggest(const char *name); /* NULL if none is near */

/* 0, 128+N after a signal, or -1 with *err. */
int cmd_train(struct options *o, struct rnn_error *err);
int cmd_sample(struct options *o, struct rnn_error *err);
int cmd_eval(struct options *o, struct rnn_error *err);
int cmd_info(struct options *o, struct rnn_error *err);

void help_overview(FILE *to);
void help_command(FILE *to, const struct command *c);
char *help_value(const struct option_row *row); /* "rnn|gru|lstm", "N"; NULL for flags; to free */
const char *help_default(const struct option_row *row); /* default to be told, or "chosen"; or NULL */

void man_print(FILE *to);
void complete_bash(FILE *to);
void complete_zsh(FILE *to);
void complete_fish(FILE *to);

#endif
