/*
 * child.h - how small another program makes a text.
 */
#ifndef CHILD_H
#define CHILD_H

#include "base/base.h"

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
 * Run argv (ended by NULL; the program is looked for in PATH) with the parts joined on its standard
 * input, and count the bytes that it writes into *size. Its standard error goes nowhere, and it
 * inherits no other descriptor. Not to be called in the sandbox, which starts no programs.
 */
enum child_result child_output_size(const char *const *argv, const struct part *part, int parts,
				    uint64_t *size, struct rnn_error *err);

#endif
