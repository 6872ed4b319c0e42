/* sampling.h - the options that say how symbols are chosen: one for each sampler filter. */
#ifndef SAMPLING_H
#define SAMPLING_H

#include "core/filter.h"
#include "options/options.h"

/* By index of the filter; which member counts is the filter's `whole`. */
struct sampling_args {
	union {
		int64_t whole;
		double real;
	} value[FILTERS];
};

/* The rows of an option group over struct sampling_args, made from filter_table. */
const struct option_row *sampling_rows(void);

/* The settings of a command line: those of the model (*saved) where an option was not given. */
struct rnn_sampling sampling_settings(const struct options *line, const struct sampling_args *args,
				      const struct rnn_sampling *saved);

#endif
