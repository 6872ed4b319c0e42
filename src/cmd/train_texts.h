/* train_texts.h - the text to train on and the text to validate on. */
#ifndef TRAIN_TEXTS_H
#define TRAIN_TEXTS_H

#include "cmd/train_args.h"
#include "store/saved_model.h"
#include "text/corpus.h"

struct train_texts {
	struct corpus train, valid; /* valid.n is 0 without validation */
	bool valid_owned;           /* false: valid is a view into train */
	bool same_file;             /* the validation file is one of the files to train on */
	double waited; /* seconds of reading standard input, in which another program may have
	                  worked */
};

/* Returns whether the text to train on has the size and checksum of that of the resumed training. */
bool train_texts_same(const struct train_texts *t, const struct training *resumed);

/* Reads the files to train on, the operands of *line, and joins them. Encodes them with `vocab` if
 * it is not NULL, else makes a new alphabet. `resumed` is the training that is resumed, or NULL: the
 * files are joined as that training joined them, and unknown characters are left out, so that the
 * caller can report a text that is not train_texts_same. Otherwise warns about byte order marks,
 * carriage returns, and invalid or unknown characters. Returns -1 with *err; *t must be freed in any
 * case. */
int train_texts_read(struct train_texts *t, struct options *line, const struct vocab *vocab,
		     const struct training *resumed, struct rnn_error *err);

/* Replaces the alphabet of a text to train on that was read without `vocab` by that of a model, with
 * the symbols added that it lacks; those that occur fewer than --min-count times are left out. Notes
 * what was added and left out. Returns -1 with *err. */
int train_texts_adopt(struct train_texts *t, const struct options *line, const struct vocab *model,
		      struct rnn_error *err);

/* Adds to count[id] (V) how often each symbol occurs in the text, its end that is kept for validation
 * included. */
void train_texts_count(const struct train_texts *t, uint64_t *count);

/* Sets t->valid to the file of --valid-file, or to the end of the training text, which is cut off
 * there. Sets --valid if it was not given. Warns as above. Returns -1 with *err. */
int train_texts_split(struct train_texts *t, struct options *line, struct rnn_error *err);

void train_texts_free(struct train_texts *t);

#endif
