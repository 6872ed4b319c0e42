/*
 * state.h - the state file of a model directory: what a training needs to go on exactly where it
 * stopped.
 */
#ifndef STATE_H
#define STATE_H

#include "base/base.h"

/* A named number. The file keeps it exactly: as a decimal integer or a hexadecimal float. */
struct state_number {
	const char *key;
	enum { NUM_U64, NUM_F64 } kind;
	union { uint64_t *u; double *f; } at;
	bool optional; /* where an older file lacks it, *at keeps its value */
};

/* A named vector of n floats. */
struct state_vector {
	const char *key;
	float *data;
	size_t n;
};

/* The caller fills the rows and owns what they point to. */
struct state {
	struct state_number *number;
	int numbers;
	struct state_vector *vector;
	int vectors;
};

/* Fill what the rows of *state point to from the state file of `dir`. What the file holds beyond
 * the rows is ignored: numbers can be read before vectors are sized, and a row may be given up
 * while old files still have it. A number that is missing and not optional, and a vector that is
 * missing or of another length, are errors (65) that name it; 66 if the model has no state. */
int state_read(const char *dir, const struct state *state, struct rnn_error *err);

#endif
