/* advice.h - advice on errors: which option of the command may help. */
#ifndef ADVICE_H
#define ADVICE_H

#include "options/command.h"

/* Adds to the text of *err, an error of command `c`, which option may help. The library names no
 * options; its err->code selects the advice. Texts of codes without advice do not change. */
void advice_add(const struct command *c, struct rnn_error *err);

#endif
