/* line_input.c - see line_input.h. */
#include "text/line_input.h"

#include <stdlib.h>
#include <string.h>

enum { READ = 1 << 16 };

void line_input_init(struct line_input *l, struct input *in)
{
	*l = (struct line_input){.in = in};
}

void line_input_free(struct line_input *l)
{
	free(l->text);
}

/* Reads more bytes behind those that are not yet returned, which move to the start of the buffer. */
static int read_more(struct line_input *l, struct rnn_error *err)
{
	long long got;

	if (l->begin > 0)
		memmove(l->text, l->text + l->begin, l->size - l->begin);
	l->size -= l->begin;
	l->searched -= l->begin;
	l->begin = 0;
	if (l->room - l->size < READ) {
		l->room = 2 * l->room + READ;
		if (l->room > ram_total() / 4)
			return errorf(err, EX_OSERR,
				      "%s: a line is too long for this machine's "
				      "memory",
				      l->in->name);
		l->text = xrealloc(l->text, l->room, 1);
	}
	got = input_some(l->in, l->text + l->size, READ, err);
	if (got < 0)
		return -1;
	l->size += (size_t)got;
	l->ended = got == 0;
	return 0;
}

/* Returns whether a line could be taken out of the buffer. */
static bool take(struct line_input *l, const char **line, size_t *bytes)
{
	const char *newline = l->searched < l->size
				      ? memchr(l->text + l->searched, '\n', l->size - l->searched)
				      : NULL;

	*line = l->text + l->begin;
	if (newline != NULL)
		*bytes = (size_t)(newline - *line);
	else if (l->ended && l->begin < l->size)
		*bytes = l->size - l->begin;
	else
		return l->searched = l->size, false;
	l->begin += *bytes + (newline != NULL);
	l->searched = l->begin;
	return true;
}

int line_input_next(struct line_input *l, const char **line, size_t *bytes, struct rnn_error *err)
{
	while (l->text == NULL || !take(l, line, bytes)) {
		if (l->ended)
			return 0;
		if (read_more(l, err) < 0)
			return -1;
	}
	return 1;
}
