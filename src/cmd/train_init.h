/* train_init.h - the model that a training starts from: that of --init, or the base model where that
 * pays. */
#ifndef TRAIN_INIT_H
#define TRAIN_INIT_H

#include "cmd/train_setup.h"

/* Checks the options that depend on --init, and sets the default of --unknown that belongs to it.
 * Returns 0, or -1 with *err (64). */
int train_init_check(struct options *line, struct rnn_error *err);

/* Loads the model of --init, if there is one, to r->a, and sets the options of the shape from it.
 * Returns 0, or -1 with *err. */
int train_init_load(struct train_setup *r, const struct engine *engine, struct rnn_error *err);

/* Returns the alphabet by which the text must be read: that of the model, or NULL if the text's own is
 * to be found because there is no model or its alphabet will be extended. */
const struct vocab *train_init_alphabet(const struct train_setup *r);

/* Called when the text has been read. If the options allow it, and it pays by the rule of
 * run/recipe.h, takes the base model as if it had been given by --init, and says so. Then gives the text
 * the alphabet of the model and the symbols that are to be added. Returns 0, or -1 with *err. */
int train_init_choose(struct train_setup *r, const struct engine *engine, struct rnn_error *err);

/* Extends the model by the symbols that the alphabet of the text has besides its own. Returns 0, or -1
 * with *err. */
int train_init_extend(struct train_setup *r, struct rnn_error *err);

#endif
