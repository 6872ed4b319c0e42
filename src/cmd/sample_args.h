/* sample_args.h - the options of rnn sample. */
#ifndef SAMPLE_ARGS_H
#define SAMPLE_ARGS_H

#include "cmd/general.h"
#include "cmd/mix_args.h"
#include "cmd/reading.h"
#include "cmd/sample_guide.h"
#include "cmd/sampling.h"

struct sample_args {
	struct general_args general;
	struct sampling_args sampling;
	struct reading_args reading;
	struct guide_args guide;
	const char *prime, *separator, *precision;
	bool no_prime;
	int64_t length, least, count;
	double repeat;
	uint64_t seed;
	struct strings stop, stop_after;
	struct mix_args mix;

	/* Which samples are kept. Numbers are 0 where the option was not given. */
	const char *novel, *then;
	int64_t novel_run, best_of, beam, tries;
	bool unique, rank;
	bool per_char, color;
};

extern const struct option_group sample_groups[];
extern const struct option_pair sample_conflicts[], sample_needs[];

/* Returns whether samples are printed when they are complete, and not as they are drawn. */
bool sample_args_wait(const struct sample_args *o);

/* Checks the command line for contradictions. Returns 0, or -1 with *err (64). */
int sample_args_check(const struct options *line, struct rnn_error *err);

/* Checks that samples end where they must: --length -1 without a stop string gives a sample without
 * end, which no other can follow and which cannot be a JSON object. `stops` is the number of stop
 * strings that can occur. Returns 0, or -1 with *err (64). */
int sample_args_check_end(const struct sample_args *o, int stops, struct rnn_error *err);

#endif
