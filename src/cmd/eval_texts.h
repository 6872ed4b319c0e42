/*
 * eval_texts.h - the texts that rnn eval scores: all files are opened first, then read one at a
 * time or all at once.
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
};

/* Opens all files, so that a missing one is reported before any text is scored, and because no
 * file can be opened in the sandbox. o and `file` are borrowed. Returns -1 with *err; *t must be
 * freed in any case. */
int eval_texts_open(struct eval_texts *t, const struct eval_args *o, const struct strings *file,
		    struct rnn_error *err);

/* Reads the bytes of all files into t->part. Returns -1 with *err. */
int eval_texts_read_all(struct eval_texts *t, struct rnn_error *err);

/* Gives the bytes of file number i to the caller, who frees *text, and closes the file. Reads the
 * file, unless eval_texts_read_all has. Returns -1 with *err. */
int eval_texts_take(struct eval_texts *t, int i, char **text, size_t *bytes, struct rnn_error *err);

/* Opens, reads and closes a file that is not one of t->file. The caller frees *text. Returns -1
 * with *err. */
int eval_texts_read_other(const struct eval_texts *t, const char *file, char **text, size_t *bytes,
			  struct rnn_error *err);

void eval_texts_free(struct eval_texts *t);

#endif
