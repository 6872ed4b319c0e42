/* advice.c - see advice.h. */
#include "cmd/advice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct advice {
	enum rnn_code code;
	const char *option; /* the advice is only for commands with this option; NULL: for all */
	const char *before; /* put before the text; NULL: nothing */
	const char *after;  /* put after the text; a printf format for err->number */
};

#define SMALLER "use a smaller model, --batch or --seq, or fewer --threads"
#define SHORTER "use a smaller model or --distance, or fewer --threads"

static const struct advice table[] = {
	{RNN_ERROR_INVALID_TEXT, "invalid", NULL, "; try --invalid replace"},
	{RNN_ERROR_INVALID_CORPUS, "unit", NULL, "; try --invalid replace or --unit byte"},
	{RNN_ERROR_NOT_TEXT, "unit", NULL, " or try --unit byte"},
	{RNN_ERROR_TOO_MANY_SYMBOLS, "unit", NULL, "; try --unit byte"},
	{RNN_ERROR_UNKNOWN_SYMBOL, "unknown", NULL, "; try --unknown skip"},
	{RNN_ERROR_UNKNOWN_CORPUS, "unknown", NULL,
	 "; --unknown add learns them, --unknown skip leaves them out"},
	{RNN_ERROR_DIVERGED, "lr", NULL, "; try a lower --lr (now %g) or a lower --clip"},
	{RNN_ERROR_COUNTS_MEMORY, "order", NULL,
	 "; use a smaller --order, or less text to --train on"},
	{RNN_ERROR_MEMORY, "distance", NULL, "; " SHORTER},
	{RNN_ERROR_ADDRESS_SPACE, "distance", NULL, ", or " SHORTER},
	{RNN_ERROR_MEMORY, NULL, NULL, "; " SMALLER},
	{RNN_ERROR_ADDRESS_SPACE, NULL, NULL, ", or " SMALLER},
	{RNN_ERROR_THREADS_MEMORY, "threads", NULL, ", or use fewer --threads"},
	{RNN_ERROR_NO_ENGINE, "precision", "--precision ", "; use f32 or auto"},
};

static bool has_option(const struct command *c, const char *name)
{
	return option_find(c, name, strlen(name)).row != NULL;
}

void advice_add(const struct command *c, struct rnn_error *err)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const struct advice *a = &table[i];
		if (a->code != err->code || (a->option != NULL && !has_option(c, a->option)))
			continue;
		char *after = xasprintf(a->after, err->number);
		const char *before = a->before != NULL ? a->before : "";
		char *text = xasprintf("%s%s%s", before, err->text, after);
		snprintf(err->text, sizeof err->text, "%s", text);
		free(after);
		free(text);
		return;
	}
}
