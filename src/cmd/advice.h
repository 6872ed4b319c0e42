/* advice.h - what to try after an error, in the options of the command that failed. */
#ifndef ADVICE_H
#define ADVICE_H

#include "options/command.h"

/* Complete the text of *err, an error of command `c`, by its code: the library says what went wrong
 * and names no option, this adds which option helps. Leaves texts of other codes as they are. */
void advice_add(const struct command *c, struct rnn_error *err);

#endif
