/*
 * engine.h - chooses the number of threads, the matrix engine and the number format of a command.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include "cmd/general.h"
#include "core/model.h"
#include "options/command.h"

/* Return choice i of --precision, NULL after the last: for commands that train, and for commands
 * that only read. */
const char *engine_train_precisions(int i);
const char *engine_read_precisions(int i);

/* --precision, for commands that read with the format that is fastest: a const char *. */
extern const struct option_row engine_precision_rows[];

/* Returns the float32 engine for a command; it can train if the command has USES_TRAINER. Checks
 * the memory first, and lowers args->threads to the number that can be started, with a warning.
 * Returns NULL with *err. */
const struct engine *engine_for(const struct command *c, struct general_args *args,
				struct rnn_error *err);

/* Returns the number format for a value of --precision. "auto" means the smallest format that
 * the engine calls fast (SUPPORT_FAST), or else float32. */
enum format engine_format(const struct command *c, const char *precision);

/* Sets m->format to that format and m->engine to an engine that supports it. Returns -1 with *err
 * if no engine does. */
int engine_set_precision(const struct command *c, const char *precision, struct model *m,
			 struct rnn_error *err);

#endif
