/*
 * blob.h - the two kinds of safetensors files of a model directory, and the names of their
 * generations.
 */
#ifndef BLOB_H
#define BLOB_H

#include "store/store.h"

/* Return the generation in a file name KIND-NNNNNN.safetensors that this program gives, or -1. */
long long blob_generation(const char *name);

/* Write and sync a new file of generation s->generation and describe it in *out. On error no
 * file is left behind. */
int blob_write_weights(const struct store *s, const struct model *m, struct blob *out,
		  struct rnn_error *err);
int blob_write_state(const struct store *s, const struct state *state, struct blob *out,
		struct rnn_error *err);

#endif
