/* chat_args.h - the options of rnn chat. */
#ifndef CHAT_ARGS_H
#define CHAT_ARGS_H

#include "cmd/general.h"
#include "cmd/mix_args.h"
#include "cmd/sampling.h"

struct chat_args {
	struct general_args general;
	const char *user, *model, *state, *precision;
	bool no_commands, adapt;
	int64_t answers, length;
	double relevance, adapt_weight;
	uint64_t seed;
	struct sampling_args sampling;
	struct mix_args mix; /* without a cache */
};

extern const struct option_group chat_groups[];
extern const struct option_pair chat_needs[];

#endif
