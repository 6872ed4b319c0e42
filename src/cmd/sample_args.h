/* sample_args.h - the options of rnn sample. */
#ifndef SAMPLE_ARGS_H
#define SAMPLE_ARGS_H

#include "cmd/general.h"
#include "cmd/mix_args.h"
#include "cmd/reading.h"
#include "cmd/sampling.h"

struct sample_args {
	struct general_args general;
	struct sampling_args sampling;
	struct reading_args reading;
	const char *prime, *separator, *precision;
	bool no_prime;
	int64_t length, least, count;
	uint64_t seed;
	struct strings stop, stop_after;
	struct mix_args mix;
};

extern const struct option_group sample_groups[];
extern const struct option_pair sample_conflicts[];

/* Checks the values for contradictions. Returns 0, or -1 with *err (64). */
int sample_args_check(const struct sample_args *o, struct rnn_error *err);

/* Checks that samples end where they must: --length -1 without a stop string gives a sample without
 * end, which no other can follow and which cannot be a JSON object. `stops` is the number of stop
 * strings that can occur. Returns 0, or -1 with *err (64). */
int sample_args_check_end(const struct sample_args *o, int stops, struct rnn_error *err);

#endif
