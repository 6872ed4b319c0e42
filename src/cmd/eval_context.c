/* eval_context.c - see eval_context.h. */
#include "cmd/eval_context.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/reading.h"
#include "host/say.h"
#include "text/input.h"

static int read_prime(const struct eval_args *o, char **text, size_t *bytes, struct rnn_error *err)
{
	if (o->prime_file == NULL) {
		*text = xstrdup(o->prime != NULL ? o->prime : "");
		*bytes = strlen(*text);
		return 0;
	}
	if (input_is_standard(o->prime_file))
		mention_terminal(o->general.quiet);
	return input_read_file(o->prime_file, 0, text, bytes, err);
}

static void set_start(struct eval_context *c, const struct vocab *v)
{
	int id = reading_start(v);

	free(c->ids);
	c->ids = xcalloc(1, sizeof *c->ids);
	c->ids[0] = (uint16_t)(id >= 0 ? id : 0);
	c->n = id >= 0 ? 1 : 0;
}

int eval_context_read(struct eval_context *c, const struct eval_args *o, const struct vocab *v,
		      struct rnn_error *err)
{
	const char *name = o->prime_file != NULL ? input_name(o->prime_file) : "--prime";
	long long unknown = 0;
	size_t bytes;
	char *text;

	*c = (struct eval_context){0};
	if (read_prime(o, &text, &bytes, err) < 0)
		return -1;
	int rc = vocab_text(v, name, text, bytes, reading_invalid(o->invalid), &unknown, &c->ids,
			    &c->n, NULL, err);
	free(text);
	if (rc < 0) {
		c->ids = NULL;
		return -1;
	}
	if (unknown > 0)
		say(o->general.quiet, "warning: %s: %lld %s%s unknown to the model left out", name,
		    unknown, unit_word(v->unit), unknown == 1 ? "" : "s");
	if (c->n == 0 && o->by_line)
		set_start(c, v);
	return 0;
}

void eval_context_free(struct eval_context *c)
{
	free(c->ids);
	*c = (struct eval_context){0};
}
