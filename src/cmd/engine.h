/*
 * engine.h - the threads, the matrix engine and the number format that a command works with.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include "cmd/general.h"
#include "core/model.h"
#include "options/command.h"

/* Choices for rows of --precision: the i-th, NULL after the last. */
const char *engine_train_precisions(int i);
const char *engine_read_precisions(int i);

/* The float32 engine for a command (one that trains if it uses USES_TRAINER), after a check of
 * threads and memory: args->threads is lowered to the number that can be started, with a warning.
 * NULL with *err. */
const struct engine *engine_for(const struct command *c, struct general_args *args,
				struct rnn_error *err);

/* The number format that a choice of --precision means for a command. auto: the smallest one in
 * which products are much faster than in float32 on this CPU. */
enum format engine_format(const struct command *c, const char *precision);

/* Set that format and an engine that supports it in *m. -1 with *err if no engine does. */
int engine_set_precision(const struct command *c, const char *precision, struct model *m,
			 struct rnn_error *err);

#endif
