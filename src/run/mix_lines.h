/* mix_lines.h - scores many short texts with a mixture, each from the same state (see lines.h). */
#ifndef MIX_LINES_H
#define MIX_LINES_H

#include "run/lines.h"
#include "run/mix.h"

struct mix_lines;

/* Returns a scorer of lines that follow what x has read (mix_prime), with the weights that it has then. It
 * owns x, whose members are networks that do not learn, and n-gram counts. */
struct mix_lines *mix_lines_new(struct mix *x);
void mix_lines_free(struct mix_lines *l); /* NULL does nothing */

/* Scores line[0..n): adds to the score of each. The score of a line is the sum that sample_run passes to
 * `end` for a sample that is this line, but for rounding. */
void mix_lines_score(struct mix_lines *l, struct line *line, size_t n);

#endif
