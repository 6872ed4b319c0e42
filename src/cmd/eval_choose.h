/* eval_choose.h - rnn eval --choose: which of several lines is the likeliest. */
#ifndef EVAL_CHOOSE_H
#define EVAL_CHOOSE_H

#include "base/base.h"

/* The lines of a text, which are candidates for one place. {0}: none. */
struct candidates {
	struct choice {
		char *line; /* (bytes) owned */
		size_t bytes;
		uint64_t number; /* from 1 */
		double bits, p;  /* p: among the candidates */
	} * item;                /* (n) owned */
	size_t n, room;
};

/* Adds a line, whose text is copied, and its bits. */
void candidates_add(struct candidates *c, const char *line, size_t bytes, double bits);

/* Computes the probabilities p, proportional to 2^-bits, and sorts the candidates, the likeliest first
 * and equal ones in their order. */
void candidates_decide(struct candidates *c);

/* Writes the candidates to standard output: a row for each, with p, bits and line; or as JSON, where
 * `file` is the name of the text. */
void candidates_print(const struct candidates *c, const char *file, bool json);

void candidates_free(struct candidates *c);

#endif
