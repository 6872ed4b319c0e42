/* commands.h - the list of the program's commands. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "options/command.h"

/* The commands in the order of the help. X(name) adds `const struct command cmd_name`, which
 * src/cmd/name.c defines. */
#define COMMANDS(X) \
	X(train) \
	X(sample) \
	X(eval) \
	X(info) \
	X(next) \
	X(chat) \
	X(memory) \
	X(page)

#define COMMAND_DECLARE(name) extern const struct command cmd_##name;
COMMANDS(COMMAND_DECLARE)

/* The commands with the texts about the whole program, for help, manual page and completions. */
extern const struct program program;

#endif
