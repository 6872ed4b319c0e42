/*
 * state.h - the state file of a model directory: what a training needs to go on exactly where it
 * stopped.
 */
#ifndef STATE_H
#define STATE_H

#include "base/base.h"

/* Everything a training needs to go on exactly where it stopped. Named numbers are kept exactly
 * (hexadecimal floats and decimal integers in the blob's metadata). Tensors in the state file:
 * one vector per row of `vector`. The caller fills the rows and owns what they point to. */
struct state_number { const char *key; enum { NUM_U64, NUM_F64, NUM_TEXT } kind;
	union { uint64_t *u; double *f; char *text; } at; size_t cap; /* of text */ };
struct state_vector { const char *key; float *data; size_t n; };
struct state {
	struct state_number *number;
	int numbers;
	struct state_vector *vector;
	int vectors;
};

/* Fill the rows of *state from the state blob of dir; rows may be a part of what was saved, so that
 * numbers can be read before vectors are sized. Every row must be there, a vector with the same
 * length. 65 says what is missing or wrong; 66 if the model has no state. */
int state_read(const char *dir, const struct state *state, struct rnn_error *err);

#endif
