/*
 * text_files.h - the files of a command that reads all of them: rnn memory, rnn page. They are checked
 * before the model is loaded, opened before the sandbox is entered, and read inside it.
 */
#ifndef TEXT_FILES_H
#define TEXT_FILES_H

#include "options/options.h"
#include "text/input.h"

struct text_files {
	const struct strings *name; /* "-" is standard input; borrowed */
	struct input *in;           /* (name->n) owned; the first `opened` are open */
	int opened;
	uint64_t bytes; /* of all files; a pipe counts as one byte */
};

/* Checks that the files can be read, without opening them. Returns 0, or -1 with *err. *f must be freed
 * in both cases. */
int text_files_init(struct text_files *f, const struct strings *name, struct rnn_error *err);
void text_files_free(struct text_files *f);

/* Opens all files. Returns 0, or -1 with *err. */
int text_files_open(struct text_files *f, struct rnn_error *err);

/* Reads file number i, which must be open. Without `quiet`, says that it waits if a person is to type the
 * text. The caller frees *text. Returns 0, or -1 with *err. */
int text_files_read(struct text_files *f, int i, bool quiet, char **text, size_t *bytes,
		    struct rnn_error *err);

#endif
