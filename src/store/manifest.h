/*
 * manifest.h - model.json: the papers of a model, without its weights.
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include "store/store.h"
#include "store/jsonout.h"

#define MANIFEST_NAME "model.json"
enum { MANIFEST_VERSION = 1 };

/*
 * Read model.json of the open directory dirfd (`dir` in messages) into *a: everything but the
 * tensors; a->model holds the configuration alone. 66 when there is none, else 65, 71, 74 or 77. A
 * state entry that is wrong inside does not spoil the rest: then has_state is false and *state_err
 * (may be NULL) is filled, its status 0 otherwise.
 */
int manifest_read(struct saved_model *a, int dirfd, const char *dir, struct rnn_error *state_err,
		  struct rnn_error *err);

/* The same from the text of the file, n bytes ended by a 0 byte. */
int manifest_parse(struct saved_model *a, const char *path, const char *text, size_t n,
		   struct rnn_error *state_err, struct rnn_error *err);

/* The text of a manifest that names these blobs (state may be NULL), ended by a checksum of itself;
 * with `info` "parameters" and "bytes" stand there instead. Caller frees. */
char *manifest_text(const struct saved_model *a, const struct blob *weights, const struct blob *state,
		    bool info);

/* The config object of the manifest as a member of an open object. */
void manifest_config(struct jsonout *w, const char *key, const struct saved_model *a);

#endif
