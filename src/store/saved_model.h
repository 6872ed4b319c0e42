/*
 * saved_model.h - a model as its directory holds it: weights, alphabet, and the facts of its training.
 */
#ifndef SAVED_MODEL_H
#define SAVED_MODEL_H

#include "core/filter.h"
#include "core/model.h"
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
struct saved_model {
	enum unit unit;
	struct vocab vocab;
	struct model model;
	struct training training;
	struct rnn_sampling sampling; /* how its text is drawn if no one asks for another way */
	bool has_state;               /* the manifest names a state */
	struct blob weights, state;   /* as read; saving ignores them */
};

/* Load model.json and the weights from directory `dir` into *a. Errors: 66 no such directory or no
 * model in it, 77 permission, 65 anything wrong with the files. A reader never needs the lock: if
 * the generation vanished between manifest and blob, it reads the manifest again. */
int saved_model_load(struct saved_model *a, const char *dir, const struct engine *engine,
		  struct rnn_error *err);
void saved_model_free(struct saved_model *a);

/* The whole manifest plus "parameters" and "bytes" as pretty-printed JSON (caller frees). */
char *saved_model_json(const char *dir, const struct saved_model *a, struct rnn_error *err);

#endif
