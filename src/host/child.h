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

/*
 * Run argv (ended by NULL; the program is looked for in PATH) with the parts joined on its standard
 * input, and count what it writes into *size. 1 when it did; 0 when there is no such program; -1
 * with *err when it fails. Its standard error goes nowhere, and it inherits no other descriptor.
 * Not to be called in the sandbox, which starts no programs.
 */
int child_output_size(const char *const *argv, const struct part *part, int parts, uint64_t *size,
		  struct rnn_error *err);

#endif
