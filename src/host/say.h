/*
 * say.h - what the commands say: text built in memory, notes and warnings, and the stream of
 * symbols on standard output.
 */
#ifndef SAY_H
#define SAY_H

#include <stdio.h>

#include "text/utf8.h"

/* A FILE that writes to memory. memory_close returns what was written, ended by 0, to free. */
struct memory {
	FILE *file;
	char *text;
	size_t bytes;
};
FILE *memory_open(struct memory *m);
char *memory_close(struct memory *m);

/* One line on standard error, "rnn: " before it; control characters become '?'. Nothing when
 * quiet. */
void say(bool quiet, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "12,345": a whole number for people, written to `out`, which is returned. */
struct count { char text[40]; };
const char *count_text(struct count *out, double n);

/* Does a person see this stream? */
bool on_terminal(FILE *f);

/* Say that a command waits for the keyboard, if it does. */
void mention_terminal(bool quiet);

/*
 * Text on its way to standard output. To a terminal each character is written at once, control
 * characters but newline and tab as \x1b; else lines, and parts of lines of at most 4 KiB. No
 * UTF-8 sequence is ever cut.
 */
struct text_out {
	FILE *to;
	bool terminal;
	enum unit unit;
	size_t waiting;         /* bytes since the last flush */
	unsigned char cut[4];   /* to a terminal: start of a sequence */
	int cuts;
	bool newline;           /* the last byte was one, or nothing was written */
};
void text_out_init(struct text_out *w, FILE *to, enum unit unit);

/* One symbol's bytes. -1 if writing failed. */
int text_out_put(struct text_out *w, const char *bytes, int n);
int text_out_text(struct text_out *w, const char *bytes, size_t n); /* many symbols */
int text_out_end(struct text_out *w); /* flush, and end a terminal's line */

/* -1 with *err (74) if writing to standard output has failed; flushes it first. */
int output_check(struct rnn_error *err);

#endif
