/* eval_load.c - see eval_load.h. */
#include "cmd/eval_load.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/reading.h"
#include "host/startup.h"

/* Puts the context before the symbols of the text. */
static void join_context(struct scored_text *t, const struct eval_context *c)
{
	t->first = c->n > 0 ? c->n : 1;
	if (c->n == 0)
		return;
	t->ids = xrealloc(t->ids, c->n + t->n, sizeof *t->ids);
	memmove(t->ids + c->n, t->ids, t->n * sizeof *t->ids);
	memcpy(t->ids, c->ids, c->n * sizeof *t->ids);
	if (t->at != NULL) {
		t->at = xrealloc(t->at, c->n + t->n, sizeof *t->at);
		memmove(t->at + c->n, t->at, t->n * sizeof *t->at);
		memset(t->at, 0, c->n * sizeof *t->at);
	}
	t->context = c->n;
	t->n += c->n;
}

int eval_load_symbols(const struct scoring *e, struct scored_text *t, struct rnn_error *err)
{
	if (vocab_text(e->v, t->name, t->text, t->bytes, reading_invalid(e->o->invalid),
		       &t->unknown, &t->ids, &t->n, scorers_need_chars(e) ? &t->at : NULL, err) < 0)
		return -1;
	/* the memory check before the first text did not know this text's length */
	if (startup_memory(e->how.threads, t->n * (sizeof *t->nll + sizeof *t->adapted), err) < 0)
		return -1;
	join_context(t, &e->context);
	if (e->o->fit_mix == NULL && scorers_need_chars(e))
		t->nll = xcalloc(t->n, sizeof *t->nll);
	if (e->o->per_char && e->o->adapt)
		t->adapted = xcalloc(t->n, sizeof *t->adapted);
	return 0;
}

void eval_load_free(struct scored_text *t)
{
	free(t->text);
	free(t->ids);
	free(t->at);
	free(t->nll);
	free(t->adapted);
}
