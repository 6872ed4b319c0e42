/* model_dir.h - chooses the directory that a model is read from or written to. */
#ifndef MODEL_DIR_H
#define MODEL_DIR_H

#include "base/base.h"

/* Does `dir` hold a model? */
bool model_dir_has_model(const char *dir);

/* Returns the directory of the model to read; the caller frees it. It is `model` (the value of
 * --model) unless NULL, else $RNN_MODEL, else models/latest, else the model that ships with the
 * program. Returns NULL with *err: 66 if none of them exists, 64 if `model` is "". Only
 * models/latest and the shipped model are looked for; whether the other two exist is not
 * checked. */
char *model_dir_to_read(const char *model, struct rnn_error *err);

/* Returns the directory to train into; the caller frees it. It is `model` (the value of --model)
 * unless NULL, else models/ and the base name of `file` without its last extension, models/stdin
 * for "-". Returns NULL with *err (64) if `model` is "" or `file` gives no usable name. */
char *model_dir_to_train(const char *model, const char *file, struct rnn_error *err);

/* Returns -1 with *err (73) if the directory holds a file that no training writes, or cannot be
 * read (73, 77 without permission). A missing directory is fine. Hidden files are ignored. */
int model_dir_check_foreign(const char *dir, struct rnn_error *err);

/* Points models/latest at `dir` if that is a directory directly in ./models. If this fails, it
 * prints a warning, unless quiet. */
void model_dir_set_latest(const char *dir, bool quiet);

#endif
