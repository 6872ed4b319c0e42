/* eval_texts.h - the texts that rnn eval scores: opened together, read singly or all at once. */
#ifndef EVAL_TEXTS_H
#define EVAL_TEXTS_H

#include "cmd/eval_args.h"
#include "host/child.h"
#include "text/input.h"

struct eval_texts {
	const struct eval_args *o;
	const struct strings *file; /* names; "-" is standard input */
	struct input *in;           /* (file->n) */
	struct part *part;          /* (file->n) what eval_texts_read_all has read; NULL before */
};

/* Open them all, so that a missing one shows before the first is scored, and the sandbox may shut.
 * -1 with *err. */
int eval_texts_open(struct eval_texts *t, const struct eval_args *o, const struct strings *file,
		    struct rnn_error *err);

/* Read them all, as bytes, into t->part. */
int eval_texts_read_all(struct eval_texts *t, struct rnn_error *err);

/* Hand out the bytes of number i, to be freed, and close it: reads it unless it was read. */
int eval_texts_take(struct eval_texts *t, int i, char **text, size_t *bytes, struct rnn_error *err);

/* Open and read one more file, which is not among them. *bytes is to be freed. */
int eval_texts_read_other(const struct eval_texts *t, const char *file, char **text, size_t *bytes,
			  struct rnn_error *err);

void eval_texts_free(struct eval_texts *t);

#endif
