/* text_files.c - see text_files.h. */
#include "cmd/text_files.h"

#include <stdlib.h>
#include <string.h>

#include "host/say.h"

int text_files_init(struct text_files *f, const struct strings *name, struct rnn_error *err)
{
	int standard = 0;
	uint64_t bytes;

	*f = (struct text_files){.name = name};
	f->in = xcalloc((size_t)name->n, sizeof *f->in);
	for (int i = 0; i < name->n; i++) {
		standard += input_is_standard(name->item[i]);
		if (input_check(name->item[i], &bytes, err) < 0)
			return -1;
		f->bytes += bytes > 0 ? bytes : 1;
	}
	if (standard > 1)
		return errorf(err, EX_USAGE, "standard input (-) can be read only once");
	return 0;
}

void text_files_free(struct text_files *f)
{
	while (f->opened > 0)
		input_close(&f->in[--f->opened]);
	free(f->in);
}

int text_files_open(struct text_files *f, struct rnn_error *err)
{
	for (; f->opened < f->name->n; f->opened++)
		if (input_open(&f->in[f->opened], f->name->item[f->opened], err) < 0)
			return -1;
	return 0;
}

int text_files_read(struct text_files *f, int i, bool quiet, char **text, size_t *bytes,
		    struct rnn_error *err)
{
	if (input_is_standard(f->name->item[i]))
		mention_terminal(quiet);
	return input_read_all(&f->in[i], 0, text, bytes, err);
}
