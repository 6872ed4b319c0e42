/*
 * mix_use.h - the members of a mixture, as the options of a command name them: models in the order of
 * --model, then the n-gram model of --mix-ngram, then the cache.
 *
 * A command opens what the options name, checks its memory, may enter the sandbox, counts the n-grams, and
 * makes the mixture.
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
	char *text; /* (bytes) of --mix-ngram, until it is counted; owned */
	size_t bytes;
	struct ngram *ngram; /* NULL: none */
	uint32_t counted;    /* checksum of the symbols that were counted */
};

/* Loads the models but the first, which is `first`, with the number format of `precision`, and checks
 * that they can be mixed and that there are as many weights as members. mix_use_open also reads the text of
 * --mix-ngram. Return 0, or -1 with *err. *u must be freed in any case. */
int mix_use_open(struct mix_use *u, const struct options *line, const struct mix_args *o,
		 const struct saved_model *first, const char *precision, struct rnn_error *err);
int mix_use_load(struct mix_use *u, const struct options *line, const struct mix_args *o,
		 const struct saved_model *first, const char *precision, struct rnn_error *err);
void mix_use_free(struct mix_use *u);

/* Counts the n-grams of u->text, if there is one, and frees it. Warns of symbols that were left out, unless
 * `quiet`. Returns 0, or -1 with *err. */
int mix_use_count(struct mix_use *u, enum invalid invalid, bool quiet, struct rnn_error *err);

/* Returns the mixture. If `adapt` is not NULL, its networks learn from what they read, as adapt[i] says
 * for model i (models). */
struct mix *mix_use_new(const struct mix_use *u, const struct adapt_options *adapt, int threads);

/* Return, in texts that the caller frees, the checksums of the weights files and of the counted symbols with
 * blanks between, and the names of all members with commas. */
char *mix_use_sums(const struct mix_use *u);
char *mix_use_names(const struct mix_use *u);

/* Estimates the bytes that mix_use_new allocates. */
size_t mix_use_bytes(const struct mix_use *u, const struct adapt_options *adapt);

#endif
