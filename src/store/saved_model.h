/*
 * saved_model.h - a model as its directory holds it: weights, alphabet, and metadata.
 */
#ifndef SAVED_MODEL_H
#define SAVED_MODEL_H

#include "core/filter.h"
#include "core/model.h"
#include "text/vocab.h"

/* How a model was trained, for people and for the checks of --resume. A manifest may lack any of
 * it. */
struct training {
	char *corpus;          /* name of the first file and how many more; owned, NULL: unknown */
	uint64_t bytes;        /* of the corpus */
	uint32_t crc32;        /* of the corpus */
	uint64_t valid_bytes;  /* of the validation file; 0: there was none */
	uint32_t valid_crc32;
	char *options;         /* the equivalent command line; owned, NULL: unknown */
	char *engine;          /* engine and precision; owned, NULL: unknown */
	double best_loss;      /* nats per character on validation (or training); NaN: none */
	double temperature;    /* that validation divided the output layer by; NaN: none */
	uint64_t step;         /* of these weights */
	double chars;          /* characters seen in the whole training */
	double elapsed;        /* seconds of the whole training */
};

/* training_init sets what a manifest that says nothing means: zeros, NULL and NaN. */
void training_init(struct training *t);
void training_free(struct training *t);

/* A file that the manifest names: a plain name in the directory, its exact size and checksum. */
struct blob {
	char file[64]; /* "": none */
	uint64_t bytes;
	uint32_t crc32;
};

/* A model with its alphabet and metadata: all that a directory holds but the training state. */
struct saved_model {
	enum unit unit;
	struct vocab vocab;
	struct model model;
	struct training training;
	struct rnn_sampling sampling; /* how its text is drawn if no one asks for another way */
	bool has_state;               /* the manifest names a state */
	struct blob weights, state;   /* as read; saving ignores them */
};

void saved_model_free(struct saved_model *a);

/* ---- saved_model_load.c ---- */

/* Load model.json and the weights from directory `dir` into *a. Errors: 66 no such directory or
 * no model in it, 77 permission, 71 too large for this machine, 74 a failed read, 65 anything
 * wrong with the files. No lock is needed: if a training replaces the weights between the two
 * reads, the manifest is read again. */
int saved_model_load(struct saved_model *a, const char *dir, const struct engine *engine,
		     struct rnn_error *err);

/* Return the whole manifest plus "parameters" and "bytes" as pretty-printed JSON; the caller
 * frees it. */
char *saved_model_json(const struct saved_model *a);

#endif
