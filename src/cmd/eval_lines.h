/*
 * eval_lines.h - reads lines, scores each alone, and writes a row for each (rnn eval --per-line); or
 * those lines that are as likely as was asked for (--min, --max), or all in the order of their
 * probabilities (--choose).
 */
#ifndef EVAL_LINES_H
#define EVAL_LINES_H

#include "cmd/eval_args.h"
#include "run/mix_lines.h"
#include "text/input.h"
#include "text/vocab.h"

struct scoring;
struct eval_novelty;

struct eval_lines {
	const struct eval_args *o;
	const struct vocab *v;
	struct lines *lines;
	struct mix_lines *mixed;      /* NULL: lines */
	struct eval_novelty *novelty; /* NULL: lines are not compared with another text */
	double min, max;              /* bits per character of the lines that are written */
};

/*
 * Scores the lines of `in` and writes them to standard output. The end of the text ends a
 * last line that lacks a newline. From a regular file, many lines are scored at a time; else those
 * that have arrived, and their rows are written at once. `file` is the name in JSON. *unknown gets
 * the number of unknown characters. Returns -1 with *err: invalid text, after the rows of the lines
 * before it; a failure to read; lack of memory; a failed write.
 */
int eval_lines_run(const struct eval_lines *e, struct input *in, const char *file,
		   uint64_t *unknown, struct rnn_error *err);

/* The stages of a scorer (eval_scorers.h). */
bool eval_lines_wanted(const struct scoring *e);
int eval_lines_prepare(struct scoring *e, size_t *bytes, struct rnn_error *err);
int eval_lines_begin(struct scoring *e, struct rnn_error *err);
void eval_lines_end(struct scoring *e);

#endif
