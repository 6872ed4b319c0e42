/*
 * general.h - the options that all commands have. The values of every command begin with a struct
 * general_args.
 */
#ifndef GENERAL_H
#define GENERAL_H

#include "options/options.h"

struct general_args {
	const char *model; /* --model, NULL if not given */
	bool json, quiet, help;
	int64_t threads;   /* 0: all cores */
};

extern const struct option_row general_rows[];       /* all but the model */
extern const struct option_row general_model_rows[]; /* the model, for commands that read one */

#endif
