/* mix_args.h - the options of commands that can read with several models at once. */
#ifndef MIX_ARGS_H
#define MIX_ARGS_H

#include "options/options.h"
#include "run/mix.h"

struct mix_args {
	struct strings model;    /* --model */
	const char *mix, *ngram; /* NULL: not given */
	bool cache;
};

/* --model, which may be given several times; the other members of a mixture and their weights; the cache. */
extern const struct option_row mix_model_rows[], mix_rows[], mix_cache_rows[];

/* What --mix calls the forms of a mixture. */
extern const char *const mix_form_name[];

/* Returns whether the options ask for more than a single model. */
bool mix_args_several(const struct mix_args *a);

/* Checks an option that needs several members, if it was given. Returns 0, or -1 with *err (64). */
int mix_args_check(const struct options *line, const struct mix_args *a, const char *option,
		   struct rnn_error *err);

/* Reads a value of --mix: FORM, WEIGHTS or FORM:WEIGHTS, where FORM is linear or log, and WEIGHTS are
 * numbers from 0 to 1000 with commas between, not all 0. Without weights they are learned; without a
 * form it is linear. NULL is "log". Returns 0, or -1 with *err (64). */
int mix_args_parse(const char *text, struct mix_weights *w, struct rnn_error *err);

/* Returns the value of --mix that stands for fixed weights of K members; the caller frees it. */
char *mix_args_text(enum mix_form form, const double *w, int K);

#endif
