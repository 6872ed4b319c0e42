/*
 * eval_texts.h - the texts that rnn eval scores: all files are opened first, then read one at a
 * time or all at once. A file that cannot be opened or read is an error when its turn comes.
 */
#ifndef EVAL_TEXTS_H
#define EVAL_TEXTS_H

#include "cmd/eval_args.h"
#include "host/child.h"
#include "text/input.h"

struct eval_texts {
	const struct eval_args *o;
	const struct strings *file; /* names; "-" is standard input */
	struct input *in;           /* (file->n) */
	struct part *part;          /* (file->n) contents; NULL before eval_texts_read_all */
	struct rnn_error *error;    /* (file->n) why it cannot be read; status 0: no reason yet */
};

/* Opens all files, because none can be opened in the sandbox. o and `file` are borrowed. *t must be
 * freed. */
void eval_texts_open(struct eval_texts *t, const struct eval_args *o, const struct strings *file);

/* Reads the bytes of all files into t->part. */
void eval_texts_read_all(struct eval_texts *t);

/* Gives the bytes of file number i to the caller, who frees *text, and closes the file. Reads the
 * file, unless eval_texts_read_all has. Returns -1 with *err if it could not be opened or read. */
int eval_texts_take(struct eval_texts *t, int i, char **text, size_t *bytes, struct rnn_error *err);

/* Gives the open file number i, which has not been read, to the caller, who closes it. Returns -1
 * with *err if it could not be opened. */
int eval_texts_input(struct eval_texts *t, int i, struct input **in, struct rnn_error *err);

/* Opens, reads and closes a file that is not one of t->file. The caller frees *text. Returns -1
 * with *err. */
int eval_texts_read_other(const struct eval_texts *t, const char *file, char **text, size_t *bytes,
			  struct rnn_error *err);

void eval_texts_free(struct eval_texts *t);

#endif
