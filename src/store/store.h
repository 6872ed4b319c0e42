/*
 * store.h - locks a model directory and saves models into it; saved_model.h and state.h read them.
 *
 *     model.json                  the manifest; it alone says which files are live
 *     weights-000007.safetensors  tensors under PyTorch's names, see enum storage
 *     state-000007.safetensors    the state that `rnn train --resume` continues from
 *     train.ndjson                the log
 *
 * A save writes the blobs (weights and state files) under new names, syncs them, syncs the
 * directory, writes the manifest under a temporary name, syncs it, renames it to model.json, syncs
 * the directory, and removes the blobs that the manifest does not name. A crash at any instant
 * leaves the old or the new model.
 */
#ifndef STORE_H
#define STORE_H

#include "store/saved_model.h"
#include "store/state.h"

struct store {
	char *dir; /* owned */
	int dirfd;
	int lockfd;
	int logfd;
	uint64_t generation;        /* number of the newest blobs, failed saves included */
	struct blob weights, state; /* the files that the manifest names; file "": none */
};

/*
 * Makes directory `dir` and its parents if they are missing, locks `dir`, and removes from it the
 * temporary files and the blobs that its manifest does not name. *exists says whether it holds a
 * model. store_close frees *s. Returns 0, or -1 with *err and *s closed: 75 another training holds
 * the lock, 77 or 73 the directory cannot be made or written, 71 no descriptors or memory, 74 a
 * failed sync. The lock is a flock on the file `.lock` in the directory: it ends with the process;
 * the file stays.
 */
int store_open(struct store *s, const char *dir, bool *exists, struct rnn_error *err);
void store_close(struct store *s);

/* Saves model *a with the training state *state as a new generation; a->weights.storage is how it
 * stores the weights. If with_weights is false and
 * the manifest names weights, those stay and only manifest and state are replaced. If state is
 * NULL, the model is saved without a state. Returns 0, or -1 with *err (74 mostly; 65 a number that
 * is not finite or a manifest that is too long; 71, 77): the directory then holds the old model,
 * or, if only the last sync failed, the new one. The caller may try again. */
int store_save(struct store *s, const struct saved_model *a, bool with_weights,
	       const struct state *state, struct rnn_error *err);

/* store_log_start opens train.ndjson: with `fresh` it empties the file, else it removes an
 * incomplete last line. store_log appends `line`, which ends in a newline, in one write; if
 * store_log_start was not called before, it calls it with `fresh` false. Errors: 74, 77, 71. */
int store_log_start(struct store *s, bool fresh, struct rnn_error *err);
int store_log(struct store *s, const char *line, struct rnn_error *err);

/* Makes the symbolic link `latest` in the parent of directory `dir` point to `dir`, by one rename.
 * Errors: 73 (also if `latest` exists and is not a symbolic link), 77, 71. If `dir` is named
 * `latest`, "." or "..", it does nothing and returns 0. */
int store_point_latest(const char *dir, struct rnn_error *err);

#endif
