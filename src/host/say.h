/*
 * say.h - the output of the commands: text built in memory, messages on standard error, and symbols
 * on standard output.
 */
#ifndef SAY_H
#define SAY_H

#include <stdio.h>

#include "text/utf8.h"

/* A FILE that writes to memory. memory_close closes it and returns the text, which the caller
 * frees. If memory runs out, the program ends. */
struct memory {
	FILE *file;
	char *text;
	size_t bytes;
};
FILE *memory_open(struct memory *m);
char *memory_close(struct memory *m);

/* Writes one line to standard error, "rnn: " and the text; control characters become '?'. If quiet,
 * does nothing. */
void say(bool quiet, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes the whole number n with commas ("12,345") to `out`, and returns out->text. */
struct count {
	char text[40];
};
const char *count_text(struct count *out, double n);

/* Returns whether the stream is a terminal. */
bool on_terminal(FILE *f);

/* Returns the width of the terminal that the stream is connected to; 80 if it is unknown. To be called
 * before sandbox_enter, which forbids to ask. */
int terminal_columns(FILE *f);

/* Says that the command waits for text from the keyboard, if standard input is a terminal. If
 * quiet, does nothing. */
void mention_terminal(bool quiet);

/*
 * A writer of symbols to a stream. To a terminal it writes each character at once, and control
 * characters other than newline and tab as \x1b and the like. Otherwise it flushes at the end of
 * each line, and within a line after about 4 KiB, between two UTF-8 sequences.
 */
struct text_out {
	FILE *to;
	bool terminal;
	enum unit unit;
	size_t waiting;       /* bytes since the last flush */
	unsigned char cut[4]; /* terminal: start of an incomplete UTF-8 sequence */
	int cuts;             /* bytes in cut */
	bool newline;         /* the last byte was a newline, or nothing was written */
};

/* Starts a writer to the stream `to`, and sets the buffer of the stream. The other functions return
 * 0, or -1 after a failed write. */
void text_out_init(struct text_out *w, FILE *to, enum unit unit);

int text_out_put(struct text_out *w, const char *bytes, int n);     /* one symbol, n > 0 bytes */
int text_out_text(struct text_out *w, const char *bytes, size_t n); /* any number of symbols */
int text_out_end(struct text_out *w); /* flushes; on a terminal, ends an unfinished line first */

/* Returns the length, 1..4, of the valid UTF-8 sequence at the start of bytes[0..n), n > 0; 1 if there
 * is none. */
int text_out_sequence(const char *bytes, size_t n);

/* Writes a UTF-8 sequence of n bytes as a terminal gets it to `out`, and returns the length. Control
 * characters other than newline and tab, also those from U+0080 to U+009F, become \x1b and the like,
 * because they could move the cursor or change settings of the terminal. */
int text_out_shown(char out[16], const char *bytes, int n);

/* Flushes standard output. Returns -1 with *err (74) if this or an earlier write to it failed. */
int output_check(struct rnn_error *err);

#endif
