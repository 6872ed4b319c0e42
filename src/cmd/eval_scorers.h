/*
 * eval_scorers.h - the scores that rnn eval gives a text: the model's own, and those beside it.
 *
 * Each is one row of a table. The stages of a run are these: prepare (check, and count the memory
 * it will take), gather (run other programs), then the sandbox shuts; begin (allocate), score and
 * print each text, end.
 */
#ifndef EVAL_SCORERS_H
#define EVAL_SCORERS_H

#include "cmd/eval_baselines.h"
#include "cmd/eval_texts.h"
#include "run/adapt.h"
#include "run/eval.h"
#include "store/saved_model.h"

/* A text and its symbols. */
struct scored_text {
	const char *file, *name;
	int number;      /* of the file */
	char *text;
	size_t bytes;
	uint16_t *ids;   /* (n) */
	uint64_t *at;    /* (n) byte offset of each id; NULL where no rows are printed */
	size_t n;
	float *nll;      /* (n) nats, 0 where not scored; NULL without --per-char */
	float *adapted;  /* (n) the same by the adapter, or NULL */
	long long unknown;
};

struct scoring {
	const struct options *line;
	const struct eval_args *o;   /* the values of *line */
	const struct saved_model *a;
	struct eval_options how;
	struct eval_texts texts;

	/* One member for each scorer: what it works with, and its score of the last text. */
	struct {
		struct evaluator *evaluator;
		struct score score;
	} plain;
	struct {
		struct model model; /* that of *a, read in float32 */
		struct evaluator *evaluator;
		struct score score;
	} f32;
	struct {
		struct adapt_options how;
		struct adapter *adapter;
		struct score score;
	} adapted;
	struct {
		struct part train; /* the text of --train; bytes NULL without; owned */
		struct baselines *all;
	} baselines;
};

/* Do the lines of output stand for characters or lines instead of texts? Then only what they show
 * is scored. */
bool scorers_print_rows(const struct scoring *e);

/* Each stage for all that the options ask for, in the order of the table. -1 with *err. *bytes
 * grows by what begin will allocate. A text without a known character to score is an error (65),
 * unless rows are printed. */
int scorers_prepare(struct scoring *e, size_t *bytes, struct rnn_error *err);
int scorers_gather(struct scoring *e, struct rnn_error *err);
int scorers_begin(struct scoring *e, struct rnn_error *err);
int scorers_score(struct scoring *e, const struct scored_text *t, struct rnn_error *err);
void scorers_end(struct scoring *e); /* also after a stage that failed */

/* The scores of the last text: lines for people (the first goes on after the name), or members of a
 * JSON object, each with a comma before it. */
void scorers_print(const struct scoring *e);
void scorers_print_json(const struct scoring *e, struct jsonout *w);

#endif
