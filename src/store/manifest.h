/*
 * manifest.h - reads and writes model.json, the manifest: configuration, alphabet and metadata of a
 * model, and names, sizes and checksums of its weights and state files.
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include "store/saved_model.h"
#include "store/jsonout.h"

#define MANIFEST_NAME "model.json"
enum { MANIFEST_VERSION = 1 };

/*
 * Reads model.json in the open directory dirfd (`dir` in messages) into *a, which saved_model_free
 * frees. Of a->model only the configuration is set. Returns 0, or -1 with *err and nothing to free:
 * 66 no model.json, 77 permission, 71 no descriptors or memory, 74 a failed read, 65 anything else.
 * If nothing but members of "state" is wrong, returns 0 with has_state false, and *state_err says
 * what is wrong; otherwise state_err->status is 0. state_err may be NULL.
 */
int manifest_read(struct saved_model *a, int dirfd, const char *dir, struct rnn_error *state_err,
		  struct rnn_error *err);

/* Does the same with the text of a manifest, n bytes and a 0 byte. `path` is for messages. */
int manifest_parse(struct saved_model *a, const char *path, const char *text, size_t n,
		   struct rnn_error *state_err, struct rnn_error *err);

/* Returns the text of a manifest of *a with these blobs (state may be NULL); the caller frees it.
 * Its last member is its own checksum; with `info`, the members "parameters", "bytes" and
 * "storage" replace the checksum. */
char *manifest_text(const struct saved_model *a, const struct blob *weights,
		    const struct blob *state, bool info);

/* Writes the config object of the manifest as member `key` of the open object of w. */
void manifest_config(struct jsonout *w, const char *key, const struct saved_model *a);

#endif
