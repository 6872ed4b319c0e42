/* eval_color.h - rnn eval --color: a text whose characters are coloured by their bits. */
#ifndef EVAL_COLOR_H
#define EVAL_COLOR_H

#include "text/vocab.h"

struct color_text {
	const struct vocab *v;
	const char *text; /* (bytes) */
	size_t bytes;
	const uint16_t *ids; /* (n) the known symbols */
	const uint64_t *at;  /* (n) their byte offsets */
	const float *nll;    /* (n) their nats */
	size_t n, first;     /* symbols before `first` are not scored, and have no colour */
};

/* Writes the text to standard output with ANSI escape sequences (256 colours), and a line that
 * explains the colours. Control characters are shown as \x1b. A character of a byte model has the
 * bits of all its bytes. */
void color_print(const struct color_text *t);

/* Write the parts of color_print: the text without a line end of its own, and the line that explains the
 * colours. */
void color_print_text(const struct color_text *t);
void color_print_legend(void);

#endif
