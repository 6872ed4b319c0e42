/* sampling.h - the options of the sampler: one for each filter of core/filter.h. */
#ifndef SAMPLING_H
#define SAMPLING_H

#include "core/filter.h"
#include "options/options.h"

/* The values of the options, by index of the filter. */
struct sampling_args {
	union {
		int64_t whole; /* if filter->whole */
		double real;   /* else */
	} value[FILTERS];
};

/* Returns the option rows, made from filter_table. Their values are in a struct sampling_args. */
const struct option_row *sampling_rows(void);

/* Returns the settings of the sampler: from the command line where an option was given, else from
 * the model (*saved). */
struct rnn_sampling sampling_settings(const struct options *line, const struct sampling_args *args,
				      const struct rnn_sampling *saved);

/* Returns a random seed of 32 bits, short enough to be typed again. */
uint64_t sampling_random_seed(void);

#endif
