/* advice.h - advice on errors: which option of the command may help. */
#ifndef ADVICE_H
#define ADVICE_H

#include "options/command.h"

/* Adds to the text of *err, an error of command `c`, which option of the command may help. The text
 * itself names no options; err->code selects the advice. If the code has no advice, the text does
 * not change. */
void advice_add(const struct command *c, struct rnn_error *err);

#endif
