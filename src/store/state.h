/*
 * state.h - the state file of a model directory, from which a training resumes exactly where it
 * stopped.
 */
#ifndef STATE_H
#define STATE_H

#include "base/base.h"

/* A named number. The file stores it without loss, as a decimal integer or a hexadecimal float. */
struct state_number {
	const char *key;
	enum { NUM_U64, NUM_F64 } kind;
	union {
		uint64_t *u;
		double *f;
	} at;
	bool optional; /* if the file lacks it, the number keeps its value */
};

/* A named vector of n floats. */
struct state_vector {
	const char *key;
	float *data;
	size_t n;
};

/* The numbers and vectors of a state. The caller owns the arrays and what their rows point to. */
struct state {
	struct state_number *number;
	int numbers;
	struct state_vector *vector;
	int vectors;
};

/* Reads the numbers and vectors that *state lists from the state file of `dir`. Returns 0, or -1
 * with *err: 65 a number that is missing and not optional, a vector that is missing or of another
 * length, a bad file; 66 the model has no state; 71, 74, 77 as for safetensors_open. Numbers and
 * vectors of the file that *state does not list are ignored, so that numbers can be read before the
 * sizes of vectors are known, and old files may hold numbers that are no longer used. */
int state_read(const char *dir, const struct state *state, struct rnn_error *err);

#endif
