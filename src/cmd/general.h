/*
 * general.h - the options that all commands share. The struct that holds a command's values begins
 * with a struct general_args, so that a pointer to the values may be used as a pointer to struct
 * general_args.
 */
#ifndef GENERAL_H
#define GENERAL_H

#include "options/options.h"

struct general_args {
	const char *model;  /* --model, NULL if not given */
	const char *engine; /* --engine, NULL if not given */
	bool json, quiet, help;
	int64_t threads; /* 0: not given, see team_new */
};

/* --json, --quiet, --threads and --help, for all commands. */
extern const struct option_row general_rows[];

/* --engine, for commands that run a model. */
extern const struct option_row general_engine_rows[];

/* --model, for commands that read a model. `train` has its own row, since it writes one. */
extern const struct option_row general_model_rows[];

#endif
