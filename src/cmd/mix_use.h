/*
 * mix_use.h - the members of a mixture, as the options of a command name them: models in the order of
 * --model, then the n-gram model of --mix-ngram, then the cache.
 */
#ifndef MIX_USE_H
#define MIX_USE_H

#include "cmd/mix_args.h"
#include "options/command.h"
#include "store/saved_model.h"

struct mix_use {
	const struct mix_args *o;
	struct saved_model *a; /* (models) the first is a copy that is not owned */
	char **name;           /* (members) what messages call them; owned */
	int models, loaded, members;
	struct vocab all; /* all symbols of the models */
	struct mix_weights weights;
	struct ngram *ngram; /* NULL: none */
};

/* Loads the models but the first, which is `first`, with the number format of `precision`, and checks
 * that they can be mixed and that there are as many weights as members. Returns 0, or -1 with *err. *u
 * must be freed in any case. */
int mix_use_load(struct mix_use *u, const struct options *line, const struct mix_args *o,
		 const struct saved_model *first, const char *precision, struct rnn_error *err);
void mix_use_free(struct mix_use *u);

/* Counts the n-grams of a text. `unknown` gets the number of symbols left out. */
int mix_use_count(struct mix_use *u, const char *text, size_t bytes, enum invalid invalid,
		  long long *unknown, struct rnn_error *err);

/* Returns the mixture. If `adapt` is not NULL, its networks learn from what they read, as adapt[i] says
 * for model i (models). */
struct mix *mix_use_new(const struct mix_use *u, const struct adapt_options *adapt, int threads);

/* Estimates the bytes that mix_use_new allocates. */
size_t mix_use_bytes(const struct mix_use *u, const struct adapt_options *adapt);

#endif
