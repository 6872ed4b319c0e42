/* eval_context.h - what rnn eval reads before a text or line without scoring it. */
#ifndef EVAL_CONTEXT_H
#define EVAL_CONTEXT_H

#include "cmd/eval_args.h"
#include "text/vocab.h"

struct eval_context {
	uint16_t *ids; /* (n) owned */
	size_t n;
};

/* Reads the text of --prime or --prime-file and leaves out unknown characters, with a warning. If
 * nothing is left, the context of a line is the symbol that `rnn sample` starts from, and that of a
 * text is empty. Returns 0, or -1 with *err; *c must be freed in any case. */
int eval_context_read(struct eval_context *c, const struct eval_args *o, const struct vocab *v,
		      struct rnn_error *err);
void eval_context_free(struct eval_context *c);

#endif
