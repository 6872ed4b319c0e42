/*
 * child.h - runs another program on a text and measures its output, for comparison with
 * compressors.
 */
#ifndef CHILD_H
#define CHILD_H

#include "base/base.h"

/* A piece of the text. */
struct part {
	const char *bytes;
	size_t n;
};

enum child_result {
	CHILD_FAILED = -1, /* *err says why */
	CHILD_MISSING,     /* there is no such program */
	CHILD_DONE,
};

/*
 * Runs the program argv[0], found in PATH, with arguments argv (ended by NULL) and the joined parts
 * as standard input, and sets *size to the number of bytes that it writes to standard output. Its
 * standard error is discarded. It inherits no other descriptors; with glibc before 2.34, it may
 * inherit those that this process inherited itself. The sandbox forbids starting programs, so call
 * this before sandbox_enter.
 */
enum child_result child_output_size(const char *const *argv, const struct part *part, int parts,
				    uint64_t *size, struct rnn_error *err);

#endif
