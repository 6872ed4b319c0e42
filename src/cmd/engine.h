/*
 * engine.h - the threads, the matrix engine and the number format that a command works with.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include "core/model.h"
#include "options/options.h"

/* The engine for the command of *o, after a check of threads and memory: o->threads is lowered to
 * the number that can be started, with a warning. NULL with *err. */
const struct engine *engine_for(struct options *o, struct rnn_error *err);

/* The number format that --precision asks for. auto: the smallest one in which products are much
 * faster than in float32 on this CPU. */
enum format engine_format(const struct options *o);

/* Set the format and an engine that supports it in *m. -1 with *err if no engine does. */
int engine_set_precision(const struct options *o, struct model *m, struct rnn_error *err);

#endif
