/* line_input.c - see line_input.h. */
#include "text/line_input.h"

#include <stdlib.h>
#include <string.h>

/* Bytes read at a time from a regular file, and from others. */
enum { READ = 1 << 20, READ_LIVE = 1 << 16 };

size_t line_length(const char *line, size_t bytes)
{
	return bytes > 0 && line[bytes - 1] == '\r' ? bytes - 1 : bytes;
}

void line_input_init(struct line_input *l, struct input *in)
{
	*l = (struct line_input){.in = in};
}

void line_input_free(struct line_input *l)
{
	free(l->text);
}

/* What is not yet returned moves to the start of the buffer. */
int line_input_more(struct line_input *l, struct rnn_error *err)
{
	size_t most = l->in->regular ? READ : READ_LIVE;

	if (l->begin > 0)
		memmove(l->text, l->text + l->begin, l->size - l->begin);
	l->size -= l->begin;
	l->searched -= l->begin;
	l->begin = 0;
	if (l->room - l->size < most) {
		l->room = 2 * l->room + most;
		if (l->room > ram_total() / 4)
			return errorf(err, EX_OSERR,
				      "%s: a line is too long for this machine's "
				      "memory",
				      l->in->name);
		l->text = xrealloc(l->text, l->room, 1);
	}
	long long got = input_some(l->in, l->text + l->size, most, err);
	if (got < 0)
		return -1;
	l->size += (size_t)got;
	l->ended = got == 0;
	return 0;
}

bool line_input_take(struct line_input *l, const char **line, size_t *bytes, size_t *all)
{
	const char *newline = l->searched < l->size
				      ? memchr(l->text + l->searched, '\n', l->size - l->searched)
				      : NULL;

	*line = l->text != NULL ? l->text + l->begin : NULL;
	if (newline != NULL)
		*bytes = (size_t)(newline - *line);
	else if (l->ended && l->begin < l->size)
		*bytes = l->size - l->begin;
	else
		return l->searched = l->size, false;
	*all = *bytes + (newline != NULL);
	l->begin += *all;
	l->searched = l->begin;
	return true;
}

int line_input_next(struct line_input *l, const char **line, size_t *bytes, struct rnn_error *err)
{
	size_t all;

	while (!line_input_take(l, line, bytes, &all)) {
		if (l->ended)
			return 0;
		if (line_input_more(l, err) < 0)
			return -1;
	}
	return 1;
}
