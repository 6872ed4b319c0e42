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

#include "core/model.h"
#include "core/optim.h"
#include "text/vocab.h"

/* How a model was trained: facts for people and for --resume's checks; all optional in a file. */
struct training {
	char *corpus;          /* name of the first file and how many more; owned, NULL: unknown */
	uint64_t bytes;        /* of the corpus */
	uint32_t crc32;        /* of the corpus */
	uint64_t valid_bytes;  /* of a file to validate on; 0: none */
	uint32_t valid_crc32;
	char *options;         /* the equivalent command line; owned, NULL */
	char *engine;          /* that multiplied, and the precision; owned, NULL */
	double best_loss;      /* nats per character on validation (or training); NaN: none */
	double temperature;    /* by which validation divided their logits, in the output layer; NaN: none */
	uint64_t step;         /* of these weights */
	double chars;          /* characters seen in the whole training */
	double elapsed;        /* seconds of all of it */
};

/* A file the manifest names: a plain name in the directory, its exact size and checksum. */
struct blob {
	char file[64]; /* "": none */
	uint64_t bytes;
	uint32_t crc32;
};

/* A model with its alphabet and papers: what a directory holds apart from the state. */
struct artifact {
	enum unit unit;
	struct vocab vocab;
	struct model model;
	struct training training;
	struct rnn_sampling sampling; /* defaults for `sample` */
	bool has_state;               /* the manifest names a state */
	struct blob weights, state;   /* as read; saving ignores them */
};

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

/* Load model.json and the weights from directory `dir` into *a. Errors: 66 no such directory or no
 * model in it, 77 permission, 65 anything wrong with the files. A reader never needs the lock: if
 * the generation vanished between manifest and blob, it reads the manifest again. */
int artifact_load(struct artifact *a, const char *dir, const struct engine *engine,
		  struct rnn_error *err);
void artifact_free(struct artifact *a);

/* The whole manifest plus "parameters" and "bytes" as pretty-printed JSON (caller frees). */
char *artifact_json(const char *dir, const struct artifact *a, struct rnn_error *err);

/* ---- Writing ---- */

struct store {
	char *dir;             /* owned */
	int dirfd;
	int lockfd;
	int logfd;
	uint64_t generation;        /* of the newest blobs, tried ones included */
	struct blob weights, state; /* live files; no name before the first save */
};

/*
 * Make (if needed, with its parents) and lock directory `dir` for one trainer; collects stale
 * temporaries and blobs that the manifest does not name. 75 with the holder's pid when another
 * training has it, 77 or 73 when it cannot be made or written, 71 without descriptors. *exists says
 * whether it holds a model already. The lock is a flock on `.lock` in the directory: it vanishes
 * with the process, and the file stays.
 */
int store_open(struct store *s, const char *dir, bool *exists, struct rnn_error *err);
void store_close(struct store *s);

/* Save a generation. with_weights false keeps the weights blob that is live (the best so far; if
 * none is, they are written after all) and replaces the state alone; state may be NULL (then no
 * state is named). On error (mostly 74) the old generation stays live and new files are removed, or,
 * if only the last sync failed, the new one is live already; another call may try again. `a` gives
 * manifest and weights. */
int store_save(struct store *s, const struct artifact *a, bool with_weights,
	       const struct state *state, struct rnn_error *err);

/* Append one line (with its newline) to train.ndjson in one write. store_log_start, before the
 * first line, empties the log of a fresh training; else it goes on after the last whole line. */
int store_log_start(struct store *s, bool fresh, struct rnn_error *err);
int store_log(struct store *s, const char *line, struct rnn_error *err);

/* Point the symlink `latest` beside directory `dir` at it, in one step. A `latest` that is no
 * symlink is left alone: an error (73). Nothing to do for a `dir` that is `latest` itself or ends
 * in "." or "..". */
int store_point_latest(const char *dir, struct rnn_error *err);

/* ---- The state ---- */

/* Fill the rows of *state from the state blob of dir; rows may be a part of what was saved, so that
 * numbers can be read before vectors are sized. Every row must be there, a vector with the same
 * length. 65 says what is missing or wrong; 66 if the model has no state. */
int store_state(const char *dir, const struct state *state, struct rnn_error *err);

/* Length of one vector in the state blob into *n, 0 if it is not there. Errors as store_state. */
int store_state_length(const char *dir, const char *key, size_t *n, struct rnn_error *err);

#endif
