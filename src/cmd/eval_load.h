/* eval_load.h - makes the symbols of a text that rnn eval scores. */
#ifndef EVAL_LOAD_H
#define EVAL_LOAD_H

#include "cmd/eval_scorers.h"

/* Decodes t->text, puts the context before its symbols, and allocates the nats of characters that the
 * output needs. Returns 0, or -1 with *err: 65 invalid text, 71 lack of memory. *t must be freed in any
 * case. */
int eval_load_symbols(const struct scoring *e, struct scored_text *t, struct rnn_error *err);
void eval_load_free(struct scored_text *t);

#endif
