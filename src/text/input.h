/*
 * input.h - files to read: regular files, FIFOs and "-", standard input.
 */
#ifndef INPUT_H
#define INPUT_H

#include "base/ram.h"

struct input {
	const char *name; /* for messages; borrowed */
	int fd;
	bool endless;     /* a device that never ends: its first byte is an error */
	bool unmet;       /* a FIFO that perhaps no one has opened to write yet */
};

/* "-" is "standard input" in messages. */
const char *input_name(const char *file);

/* The exit status for an errno of opening a file for reading: 66, 71, 74 or 77. */
int input_status(int error);

/* Is `file` there, readable, and no directory? *bytes is the size of a regular file, else 0. */
int input_check(const char *file, uint64_t *bytes, struct rnn_error *err);

/* Open `file`; does not wait for the writer of a FIFO, the first read does. -1 with *err: missing
 * or directory 66, permission 77, else 71 or 74. */
int input_open(struct input *in, const char *file, struct rnn_error *err);
void input_close(struct input *in);

/* Read until n bytes are there or the input ends. Returns their number, or -1 with *err. */
long long input_read(struct input *in, void *out, size_t n, struct rnn_error *err);

/* The whole of one input ("-": standard input) in memory, at most `limit` bytes (0: no limit); a
 * final 0 byte is added beyond *bytes. Text is not checked, and an empty file is fine. Errors as
 * input_open; 65 beyond the limit. Caller frees *text. */
int input_read_file(const char *name, size_t limit, char **text, size_t *bytes,
		    struct rnn_error *err);

/* The same for an input that is open already, and stays so. */
int input_read_all(struct input *in, size_t limit, char **text, size_t *bytes,
		   struct rnn_error *err);

#endif
