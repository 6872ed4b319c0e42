/* train_args.h - the options of rnn train. */
#ifndef TRAIN_ARGS_H
#define TRAIN_ARGS_H

#include "cmd/general.h"

struct train_args {
	struct general_args general;
	const char *cell, *unit, *init, *precision;
	int64_t layers, hidden, embed;
	bool quick, best;
	double epochs, time;
	double speed; /* no option: characters per second that the plan measured; 0: none */
	bool tuned;   /* no option: the training starts from the model of --init */
	int64_t steps;
	int64_t sample_every; /* 0: no samples */
	int64_t batch, seq, warmup;
	int64_t sync_every; /* 0 if not given: each update has the gradient of all processes */
	double lr, clip, weight_decay, dropout;
	uint64_t seed;
	double valid;
	const char *valid_file, *invalid, *unknown;
	int64_t min_count; /* 0 if not given: 1 */
	bool chat;
	const char *chat_user, *chat_model; /* both NULL, or both not */
	bool resume, force;
	double save_every;
	const char *storage; /* NULL if not given: f32 */
	const char *notes;   /* NULL if not given */
};

extern const struct option_group train_groups[];
extern const struct option_pair train_conflicts[], train_needs[];

#endif
