/* model_dir.h - where models are. */
#ifndef MODEL_DIR_H
#define MODEL_DIR_H

#include "base/base.h"

/* Does `dir` hold a model? */
bool model_dir_has_model(const char *dir);

/* The model to read: `model` (--model) unless NULL, else $RNN_MODEL, else models/latest, else the
 * one that ships with the program. NULL with *err (66) if there is none; to free. */
char *model_dir_to_read(const char *model, struct rnn_error *err);

/* The directory to train into: `model` (--model) unless NULL, else models/ and the name of `file`
 * without its last extension. NULL with *err; to free. */
char *model_dir_to_train(const char *model, const char *file, struct rnn_error *err);

/* Refuse (73) a directory that holds something other than a model. A missing one is fine. */
int model_dir_check_foreign(const char *dir, struct rnn_error *err);

/* Point models/latest at `dir` if that lies directly in ./models. A failure is only said. */
void model_dir_set_latest(const char *dir, bool quiet);

#endif
