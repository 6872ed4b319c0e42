/* sampling.h - the options that say how symbols are chosen: temperature and filters. */
#ifndef SAMPLING_H
#define SAMPLING_H

#include "options/options.h"
#include "rnn.h"

struct sampling_args {
	double temperature, top_p, min_p;
	int64_t top_k;
};

extern const struct option_row sampling_rows[];

/* The settings of a command line: those of the model (*saved) where an option was not given. */
struct rnn_sampling sampling_settings(const struct options *line, const struct sampling_args *args,
				      const struct rnn_sampling *saved);

#endif
