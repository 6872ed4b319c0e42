/*
 * manifest.h - model.json: the metadata of a model, without its weights.
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include "store/saved_model.h"
#include "store/jsonout.h"

#define MANIFEST_NAME "model.json"
enum { MANIFEST_VERSION = 1 };

/*
 * Read model.json of the open directory dirfd (`dir` in messages) into *a, everything but the
 * tensors: a->model holds the configuration alone. Errors: 66 when there is none, 65, 71, 74, 77. A
 * state entry that is wrong inside is no error: has_state is then false and *state_err (may be
 * NULL) says why; its status is 0 otherwise.
 */
int manifest_read(struct saved_model *a, int dirfd, const char *dir, struct rnn_error *state_err,
		  struct rnn_error *err);

/* Do the same from the text of the file, n bytes ended by a 0 byte. */
int manifest_parse(struct saved_model *a, const char *path, const char *text, size_t n,
		   struct rnn_error *state_err, struct rnn_error *err);

/* Return the text of a manifest that names these blobs (state may be NULL); the caller frees it.
 * It ends with a checksum of itself, or, with `info`, with "parameters" and "bytes" instead. */
char *manifest_text(const struct saved_model *a, const struct blob *weights,
		    const struct blob *state, bool info);

/* Write the config object of the manifest as a member of an open object. */
void manifest_config(struct jsonout *w, const char *key, const struct saved_model *a);

#endif
