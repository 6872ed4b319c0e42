/* model_use.h - loads the model of a command that reads one. */
#ifndef MODEL_USE_H
#define MODEL_USE_H

#include "options/options.h"
#include "store/saved_model.h"

/* Loads the model that the command line names, with the engine of the command and the number format
 * of `precision` (a value of --precision), calls `use` with it, and frees it. The values of the line
 * begin with struct general_args. Returns what `use` returns, or -1 with *err if there is no such
 * model, engine or format. */
int model_use(struct options *line, const char *precision,
	      int (*use)(const struct options *line, struct saved_model *a, struct rnn_error *err),
	      struct rnn_error *err);

#endif
