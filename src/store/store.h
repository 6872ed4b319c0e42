/*
 * store.h - the model directory: read a model from it, lock it, save into it.
 *
 *     model.json                  the manifest; it alone says which files are live
 *     weights-000007.safetensors  float32 or BF16 tensors under PyTorch's names
 *     state-000007.safetensors    what --resume needs
 *     train.ndjson                the log
 *
 * Save = blobs under new names -> fsync -> fsync directory -> manifest to a temporary name -> fsync
 * -> rename over model.json -> fsync directory -> remove blobs that nothing names. A crash at any
 * instant leaves the old or the new model, never a mixture.
 */
#ifndef STORE_H
#define STORE_H

#include "store/saved_model.h"
#include "store/state.h"

struct store {
	char *dir;             /* owned */
	int dirfd;
	int lockfd;
	int logfd;
	uint64_t generation;        /* number of the newest blobs, those of failed saves included */
	struct blob weights, state; /* live files; no name before the first save */
};

/*
 * Make directory `dir` (and its parents) where it is missing, lock it for one trainer, and remove
 * temporaries and blobs that its manifest does not name. 75 with the holder's pid when another
 * training has it, 77 or 73 when it cannot be made or written, 71 without descriptors. *exists says
 * whether it holds a model already. The lock is a flock on `.lock` in the directory: it vanishes
 * with the process, and the file stays.
 */
int store_open(struct store *s, const char *dir, bool *exists, struct rnn_error *err);
void store_close(struct store *s);

/* Save a generation. with_weights false keeps the weights blob that is live (the best so far; if
 * none is, they are written after all) and replaces the state alone; state may be NULL (then no
 * state is named). On error (mostly 74) the old generation stays live and new files are removed,
 * or, if only the last sync failed, the new one is live already; another call may try again. `a`
 * gives manifest and weights. */
int store_save(struct store *s, const struct saved_model *a, bool with_weights,
	       const struct state *state, struct rnn_error *err);

/* Append one line (with its newline) to train.ndjson in one write. store_log_start, before the
 * first line, empties the log of a fresh training; else it goes on after the last whole line. */
int store_log_start(struct store *s, bool fresh, struct rnn_error *err);
int store_log(struct store *s, const char *line, struct rnn_error *err);

/* Point the symlink `latest` beside directory `dir` at it, in one step. A `latest` that is no
 * symlink is left alone: an error (73). Nothing to do for a `dir` that is `latest` itself or ends
 * in "." or "..". */
int store_point_latest(const char *dir, struct rnn_error *err);

#endif
