/* eval_args.h - the options of rnn eval. */
#ifndef EVAL_ARGS_H
#define EVAL_ARGS_H

#include "cmd/general.h"
#include "cmd/mix_args.h"

struct eval_args {
	struct general_args general;
	bool per_char, per_word, per_line, choose, color, adapt, baselines;
	bool by_line;   /* set by eval.c: lines are scored, each alone */
	int64_t likely; /* 0 if not given */
	int64_t window, batch, warm, order;
	const char *precision, *invalid, *prime, *prime_file;
	double adapt_rate, adapt_decay, min, max;
	const char *train; /* the training text, NULL if not given */
	struct mix_args mix;
	const char *fit_mix, *novelty; /* NULL: not given */
	struct eval_ranks *ranks;      /* set by eval.c */
};

extern const struct option_group eval_groups[];
extern const struct option_pair eval_conflicts[], eval_needs[];

/* Checks what no table of options says. Returns 0, or -1 with *err (64). */
int eval_args_check(const struct options *line, struct rnn_error *err);

#endif
