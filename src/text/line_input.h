/* line_input.h - reads an input line by line, each as soon as it has arrived. */
#ifndef LINE_INPUT_H
#define LINE_INPUT_H

#include "text/input.h"

struct line_input {
	struct input *in; /* borrowed */
	char *text; /* (size, of room) what was read and not yet returned begins at `begin`; owned */
	size_t begin, size, room;
	size_t searched; /* there is no newline from begin to here */
	bool ended;      /* nothing more can be read */
};

/* Returns the length of a line of `bytes` without the carriage return that ends it if its file has the
 * line ends of Windows. It belongs to no item of a list. */
size_t line_length(const char *line, size_t bytes);

/* Starts reading lines of *in. */
void line_input_init(struct line_input *l, struct input *in);
void line_input_free(struct line_input *l);

/* Sets *line to the next line and *bytes to its length without the newline; it is valid until the
 * next call. The end of the input ends a last line that lacks a newline. Returns 1, 0 at the end, or
 * -1 with *err as line_input_more. */
int line_input_next(struct line_input *l, const char **line, size_t *bytes, struct rnn_error *err);

/* Does the same with what has been read, without reading more: lines are valid until
 * line_input_more. *all is the length with the newline, if there is one. Returns false if no complete
 * line is left. */
bool line_input_take(struct line_input *l, const char **line, size_t *bytes, size_t *all);

/* Reads more, as much as is there without waiting for more, and sets l->ended at the end. Returns 0,
 * or -1 with *err as input_some, or 71 for a line of more than a quarter of the machine's memory. */
int line_input_more(struct line_input *l, struct rnn_error *err);

#endif
