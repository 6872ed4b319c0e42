/* next_output.h - writes what rnn next has found: rows for scripts, a table for people, JSON. */
#ifndef NEXT_OUTPUT_H
#define NEXT_OUTPUT_H

#include "run/next.h"

enum next_form { NEXT_ROWS, NEXT_TABLE, NEXT_JSON };

struct next_answer {
	const struct vocab *v;
	const char *prime; /* (bytes) as it was given */
	size_t bytes;
	const uint16_t *ids; /* (n) the symbols that were read */
	size_t n;
	const struct next_result *result;
	int chars;    /* characters to show, at most */
	bool several; /* other answers may precede or follow: a table gets the prime as its title */
};

/* Writes an answer to standard output, whose buffer it does not flush. */
void next_output_write(const struct next_answer *a, enum next_form form);

#endif
