/*
 * lines.h - scores many short texts, each from the same state: the lines of a file, read one by
 * one, or side by side as streams of one predictor.
 *
 * The score of a line is the sum that sample_run (run/sample.h) passes to `end` for a sample that
 * is this line, to the last bit: log-probabilities are computed by the same functions, and summed
 * in the same order. It does not depend on the other lines.
 */
#ifndef LINES_H
#define LINES_H

#include "run/eval.h"

struct lines;

/* The largest number of lines that lines_score takes at once. */
enum { LINES_MAX = 4096 };

struct lines_options {
	const uint16_t *context; /* (contexts) read before each line, and not scored; borrowed */
	size_t contexts;         /* 0: lines begin at the zero state, with a uniform distribution */
	int window;              /* characters scored between two resets to zero; 0: none */
	int threads;             /* as team_new takes it; the scores do not depend on it */
};

struct line {
	const uint16_t *ids; /* (n) all are scored */
	size_t n;
	struct score score; /* the result; `unknown` is left as it is */
};

/* Returns a scorer of lines for *m, which must outlive it. */
struct lines *lines_new(const struct model *m, const struct lines_options *o);
void lines_free(struct lines *l); /* NULL does nothing */

/* Estimates the bytes that lines_new allocates for a model of m's layout. Returns SIZE_MAX if the
 * sum overflows. */
size_t lines_bytes(const struct model *m, const struct lines_options *o);

/* Scores line[0..n), n <= LINES_MAX: adds to the score of each. */
void lines_score(struct lines *l, struct line *line, size_t n);

#endif
