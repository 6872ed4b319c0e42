/*
 * input.h - reads regular files, FIFOs and standard input, whose name is "-".
 */
#ifndef INPUT_H
#define INPUT_H

#include <time.h>

#include "base/ram.h"

struct input {
	const char *name; /* for messages; borrowed */
	int fd;
	bool device;  /* a device such as /dev/zero may never end: reading a byte is an error */
	bool regular; /* a regular file, all of which is there; from others text may come slowly */
	struct timespec written; /* when the file was last written to */
	bool await_writer;       /* a FIFO: the first read waits until a writer has opened it */
};

/* Returns whether `file`, which may be NULL, is "-", the standard input. */
bool input_is_standard(const char *file);

/* Returns the name of `file` for messages: "standard input" for "-". */
const char *input_name(const char *file);

/* Returns the exit status for the errno of a failure to open a file: 66, 71, 74 or 77. */
int input_status(int error);

/* Checks that `file` exists, is readable, and is not a directory or socket, without opening it.
 * *bytes is the size of a regular file, else 0. Returns 0, or -1 with *err as input_open. */
int input_check(const char *file, uint64_t *bytes, struct rnn_error *err);

/* Opens `file`, without waiting for the writer of a FIFO. Returns 0, or -1 with *err: 66 missing, a
 * directory or a socket, 77 no permission, 71 or 74 other failures. `file` is borrowed. */
int input_open(struct input *in, const char *file, struct rnn_error *err);
void input_close(struct input *in);

/* Reads n bytes, or fewer if the input ends before. Returns their number, or -1 with *err: 74, or
 * 65 for a device. */
long long input_read(struct input *in, void *out, size_t n, struct rnn_error *err);

/* Reads from 1 to n bytes, as many as are there without waiting for more; 0 at the end. Returns their
 * number, or -1 with *err as input_read. */
long long input_some(struct input *in, void *out, size_t n, struct rnn_error *err);

/* Reads a whole file into memory, at most `limit` bytes (0: no limit). *text has *bytes bytes,
 * possibly none, and a final 0 that is not counted; the caller frees it. The text is not checked.
 * Returns 0, or -1 with *err as input_open and input_read; 65 if the file is longer than the limit,
 * 71 if it is longer than the machine's memory. */
int input_read_file(const char *name, size_t limit, char **text, size_t *bytes,
		    struct rnn_error *err);

/* Does the same with an open input, which stays open. */
int input_read_all(struct input *in, size_t limit, char **text, size_t *bytes,
		   struct rnn_error *err);

#endif
