/* eval_texts.c - see eval_texts.h. */
#include "cmd/eval_texts.h"

#include <stdlib.h>
#include <string.h>

#include "host/say.h"
#include "host/startup.h"

static int open_one(struct input *in, const char *file, struct rnn_error *err)
{
	uint64_t bytes;

	return input_check(file, &bytes, err) < 0 || input_open(in, file, err) < 0 ? -1 : 0;
}

void eval_texts_open(struct eval_texts *t, const struct eval_args *o, const struct strings *file)
{
	*t = (struct eval_texts){.o = o, .file = file};
	t->in = xcalloc((size_t)file->n, sizeof *t->in);
	t->error = xcalloc((size_t)file->n, sizeof *t->error);
	startup_descriptors(file->n);
	for (int i = 0; i < file->n; i++)
		open_one(&t->in[i], file->item[i], &t->error[i]);
}

static int read_one(const struct eval_texts *t, const char *file, struct input *in, char **text,
		    size_t *bytes, struct rnn_error *err)
{
	if (input_is_standard(file))
		mention_terminal(t->o->general.quiet);
	return input_read_all(in, 0, text, bytes, err);
}

static bool failed(const struct eval_texts *t, int i)
{
	return t->error[i].status != 0;
}

void eval_texts_read_all(struct eval_texts *t)
{
	t->part = xcalloc((size_t)t->file->n, sizeof *t->part);
	for (int i = 0; i < t->file->n; i++) {
		char *text = NULL;
		if (!failed(t, i) && read_one(t, t->file->item[i], &t->in[i], &text, &t->part[i].n,
					      &t->error[i]) == 0)
			t->part[i].bytes = text;
	}
}

int eval_texts_input(struct eval_texts *t, int i, struct input **in, struct rnn_error *err)
{
	if (failed(t, i)) {
		*err = t->error[i];
		return -1;
	}
	if (input_is_standard(t->file->item[i]))
		mention_terminal(t->o->general.quiet);
	*in = &t->in[i];
	return 0;
}

int eval_texts_take(struct eval_texts *t, int i, char **text, size_t *bytes, struct rnn_error *err)
{
	if (t->part == NULL && !failed(t, i))
		read_one(t, t->file->item[i], &t->in[i], text, bytes, &t->error[i]);
	if (failed(t, i)) {
		*err = t->error[i];
		return -1;
	}
	if (t->part != NULL) {
		*text = (char *)t->part[i].bytes;
		*bytes = t->part[i].n;
		t->part[i].bytes = NULL;
	}
	input_close(&t->in[i]);
	return 0;
}

int eval_texts_read_other(const struct eval_texts *t, const char *file, char **text, size_t *bytes,
			  struct rnn_error *err)
{
	struct input in;

	if (open_one(&in, file, err) < 0 || read_one(t, file, &in, text, bytes, err) < 0)
		return -1;
	input_close(&in);
	return 0;
}

void eval_texts_free(struct eval_texts *t)
{
	for (int i = 0; t->part != NULL && i < t->file->n; i++)
		free((char *)t->part[i].bytes);
	free(t->part);
	free(t->error);
	free(t->in); /* files are still open only after an error, and then the process ends */
}
