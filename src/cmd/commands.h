/* commands.h - the list of commands, and the program that they make up. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "options/command.h"

/* The commands in the order of the help: X(name) stands for `const struct command cmd_name` of
 * src/cmd/name.c. */
#define COMMANDS(X) \
	X(train) \
	X(sample) \
	X(eval) \
	X(info)

#define COMMAND_DECLARE(name) extern const struct command cmd_##name;
COMMANDS(COMMAND_DECLARE)

extern const struct program program;

#endif
