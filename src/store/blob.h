/*
 * blob.h - writes the two kinds of safetensors files of a model directory, weights and state, and
 * reads the generation number in their names.
 */
#ifndef BLOB_H
#define BLOB_H

#include "store/store.h"

/* Returns the generation NNNNNN of a file name weights-NNNNNN.safetensors or
 * state-NNNNNN.safetensors, or -1 if `name` has neither form. */
long long blob_generation(const char *name);

/* Write and sync a new file of generation s->generation, and set *out to its name, size and
 * checksum, and for weights to their storage (INT8, else float32). On error they remove the file,
 * set out->file to "", and return -1 with *err. */
int blob_write_weights(const struct store *s, const struct model *m, enum storage storage,
		       struct blob *out, struct rnn_error *err);
int blob_write_state(const struct store *s, const struct state *state, struct blob *out,
		     struct rnn_error *err);

#endif
