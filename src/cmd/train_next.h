/* train_next.h - the commands that come after a training, for messages. */
#ifndef TRAIN_NEXT_H
#define TRAIN_NEXT_H

#include "options/options.h"

/* Return a command line for a POSIX shell; the caller frees it. It names the directory of the model,
 * `dir`, only if the command would choose another one. train_next_resume adds the operands of *line
 * if the model does not name the texts. */
char *train_next_in(const char *command, const char *dir); /* COMMAND with -m DIR in any case */
char *train_next_sample(const char *dir);
char *train_next_resume(const char *dir, const struct options *line);

/* Returns the operands of *line as words for the model, or NULL if they cannot be recorded: names
 * that are not UTF-8, or too many. The caller frees them. */
char *train_next_texts(const struct options *line);

#endif
