/* train_texts.h - the text to train on and the text to validate on. */
#ifndef TRAIN_TEXTS_H
#define TRAIN_TEXTS_H

#include "cmd/train_args.h"
#include "text/corpus.h"

struct train_texts {
	struct corpus train, valid; /* valid.n is 0 without validation */
	bool valid_owned;           /* else it is a view of what was cut off train's end */
};

/* The files to train on, through the alphabet if there is one already. These mention what is odd
 * about a text; -1 with *err. */
int train_texts_read(struct train_texts *t, struct options *line, const struct vocab *vocab,
		     struct rnn_error *err);

/* Keep the end of it for validation, or read the file for that. Sets --valid if it is open. */
int train_texts_split(struct train_texts *t, struct options *line, struct rnn_error *err);

void train_texts_free(struct train_texts *t);

#endif
