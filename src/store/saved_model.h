/*
 * saved_model.h - a model with its alphabet and metadata, and reading it from its directory.
 */
#ifndef SAVED_MODEL_H
#define SAVED_MODEL_H

#include "core/filter.h"
#include "core/model.h"
#include "text/vocab.h"

/* How a model was trained. `rnn info` shows this, `rnn train --resume` checks it. A manifest may
 * lack any of the members. */
struct training {
	char *corpus;      /* first file and number of others; owned, NULL: unknown */
	char *texts;       /* names of all files, quoted like shell words; owned, NULL: unknown */
	uint64_t newlines; /* added between the files */
	uint64_t bytes;    /* of the corpus, with those newlines */
	uint32_t crc32;    /* of the corpus, with those newlines */
	uint64_t valid_bytes; /* of the validation file; 0: no such file */
	uint32_t valid_crc32;
	char *options;      /* the equivalent command line; owned, NULL: unknown */
	char *engine;       /* engine and precision; owned, NULL: unknown */
	double best_loss;   /* nats per character on validation (or training); NaN: none */
	double temperature; /* the output layer was divided by it after validation; NaN: none */
	uint64_t step;      /* number of updates that made these weights */
	double chars;       /* characters read by the whole training */
	double elapsed;     /* seconds of the whole training */
	char *notes;        /* for people: sources, licences; owned, NULL: none */
};

/* Sets the values that an empty "training" object of a manifest means: zeros, NULL and NaN. */
void training_init(struct training *t);
void training_free(struct training *t);

/* The texts with which the lines of the two speakers of a talk begin: the user's and the model's. */
struct speakers {
	char *user, *model; /* owned; both are NULL if the model has none */
};
enum { SPEAKER_MAX = 200 }; /* bytes of a prefix */

/* Checks the two texts: at most SPEAKER_MAX bytes, no newline. Returns 0, or -1 with *err (65): "user:
 * what is wrong", or "model: ...". */
int speakers_check(const struct speakers *s, struct rnn_error *err);

/* Replaces *s by copies of the two texts. */
void speakers_set(struct speakers *s, const char *user, const char *model);
void speakers_free(struct speakers *s);

/* How a weights file stores its matrices: as float32 (or with some in BF16), or as 8-bit integers with
 * a scale per row (int8.h). */
enum storage { STORAGE_F32, STORAGE_BF16, STORAGE_INT8 };

const char *storage_name(enum storage s); /* "f32", "bf16", "int8" */

/* A weights or state file, as the manifest describes it: name, size and CRC-32. */
struct blob {
	char file[64]; /* "": none */
	uint64_t bytes;
	uint32_t crc32;
	enum storage storage; /* of weights. The manifest tells INT8 only; saved_model_load sets
	                         BF16 if there is a tensor in BF16 */
};

/* All that a model directory holds except the contents of the training state. */
struct saved_model {
	enum unit unit;
	struct vocab vocab;
	struct model model;
	struct training training;
	struct rnn_sampling sampling; /* the model's default sampler settings */
	struct speakers chat;         /* of a model of talks */
	char *start;    /* what sampling without a prime reads first; owned, NULL: a newline */
	bool has_state; /* the manifest names a state file */
	struct blob weights, state; /* as read from the manifest; of these, saving uses
	                                 weights.storage alone: INT8, or float32 */
};

void saved_model_free(struct saved_model *a);

/* ---- saved_model_load.c ---- */

/* Loads model.json and the weights from directory `dir` into *a, for use with `engine`;
 * saved_model_free frees it. Returns 0, or -1 with *err and *a empty: 66 no such directory or no
 * model in it, 77 permission, 71 too large for this machine, 74 a failed read, 65 bad files. No
 * lock is needed: if a training replaces the weights between the two reads, the manifest is read
 * again. */
int saved_model_load(struct saved_model *a, const char *dir, const struct engine *engine,
		     struct rnn_error *err);

/* Returns the manifest plus "parameters", "bytes" and "storage" as pretty-printed JSON; the caller frees
 * it. */
char *saved_model_json(const struct saved_model *a);

#endif
