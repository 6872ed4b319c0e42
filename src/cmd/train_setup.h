/* train_setup.h - what a training starts from: its directory, model, options and texts. */
#ifndef TRAIN_SETUP_H
#define TRAIN_SETUP_H

#include "cmd/train_texts.h"
#include "run/train.h"

struct train_setup {
	struct options *line; /* borrowed */
	struct train_args *o; /* the values of *line */
	double began;         /* pace_clock when the command began */
	char *dir;            /* the directory of the model; owned */
	struct peers *peers;  /* see train_options; borrowed */
	struct store store;   /* of that directory */
	bool locked;          /* store is open */
	struct saved_model a;
	bool has_model; /* a must be freed */
	struct train_texts texts;
	struct speakers chat; /* of the options; empty: those of the model stay */
};

/* Set up a new training, from random weights or those of a model (train_init.h); or a resumed training, with its
 * model, its options and the same text. The caller sets line, o, began and dir before. Options that were
 * left out are chosen, operands that were left out are set from the record. Return 0, or -1 with
 * *err; the caller frees *r in both cases. */
int train_setup_begin(struct train_setup *r, const struct engine *engine, struct rnn_error *err);
int train_setup_resume(struct train_setup *r, const struct engine *engine, struct rnn_error *err);
void train_setup_free(struct train_setup *r);

/* Returns the options in the form that the trainer takes. */
struct train_options train_setup_options(const struct train_setup *r);

#endif
