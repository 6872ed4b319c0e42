/* place.h - where models are. */
#ifndef PLACE_H
#define PLACE_H

#include "cli/options.h"

/* Does `dir` hold a model? */
bool place_has_model(const char *dir);

/* The model to read: -m, else $RNN_MODEL, else models/latest, else the one that ships with the
 * program. NULL with *err (66) if there is none; to free. */
char *place_to_read(const struct options *o, struct rnn_error *err);

/* The directory to train into: -m, else models/ and the first file's name without its last
 * extension. NULL with *err; to free. */
char *place_to_train(const struct options *o, struct rnn_error *err);

/* Refuse (73) a directory that holds something other than a model. A missing one is fine. */
int place_check_foreign(const char *dir, struct rnn_error *err);

/* Point models/latest at `dir` if that lies directly in ./models. A failure is only said. */
void place_set_latest(const char *dir, bool quiet);

#endif
