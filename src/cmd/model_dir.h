/* model_dir.h - chooses the directory that a model is read from or written to. */
#ifndef MODEL_DIR_H
#define MODEL_DIR_H

#include "base/base.h"

/* Returns whether `dir` holds a model. */
bool model_dir_has_model(const char *dir);

/* Returns the directory of the model that ships with the program, the default and base model, or
 * NULL if there is none. The caller frees it. */
char *model_dir_shipped(void);

/* Returns the directory of the model to read; the caller frees it. It is the first of these:
 * `model` (the value of --model) if not NULL; $RNN_MODEL if set and not empty; models/latest if it
 * exists; the model that ships with the program, if that exists. Whether the first two exist is not
 * checked. Returns NULL with *err: 66 if there is none of the four, 64 if `model` is "". */
char *model_dir_to_read(const char *model, struct rnn_error *err);

/* Returns the directory to train into; the caller frees it. It is `model` (the value of --model) if
 * not NULL; else models/NAME, where NAME is the base name of `file` without its last extension, or
 * stdin if `file` is "-". Returns NULL with *err (64) if `model` is "" or `file` gives no usable
 * name. */
char *model_dir_to_train(const char *model, const char *file, struct rnn_error *err);

/* Returns the directory of a training to resume when no text is named; the caller frees it. It is
 * `model` (the value of --model) if not NULL, else what models/latest points to. Returns NULL with
 * *err: 66 if there is no such link, 64 if `model` is "". */
char *model_dir_to_resume(const char *model, struct rnn_error *err);

/* Returns whether `a` and `b` are the same directory, which must exist. */
bool model_dir_same(const char *a, const char *b);

/* Returns -1 with *err (73) if the directory holds a file that no training writes, or cannot be
 * read (73, 77 without permission). A missing directory is fine. Hidden files are ignored. */
int model_dir_check_foreign(const char *dir, struct rnn_error *err);

/* Points models/latest at `dir` if that is a directory directly in ./models. If this fails, it
 * prints a warning, unless quiet. */
void model_dir_set_latest(const char *dir, bool quiet);

#endif
