/*
 * eval_scorers.h - the scores that rnn eval computes for a text: by the model; by the model in
 * float32, if --precision is another format; by the adapted model; and by the baselines.
 *
 * Each kind of score is computed by a scorer, a row of one table, which runs in stages: prepare
 * (check the options, estimate the memory), gather (run other programs); after the sandbox is
 * entered: begin (allocate), score and print for each text, end (free).
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
	const char *file; /* as on the command line */
	const char *name; /* for messages */
	int number;       /* of the file, from 0 */
	char *text;       /* (bytes) */
	size_t bytes;
	uint16_t *ids; /* (n) the known symbols */
	uint64_t *at;  /* (n) byte offset of each id; NULL if no rows are printed */
	size_t n;
	float *nll;        /* (n) nats, 0 where not scored; NULL without --per-char */
	float *adapted;    /* (n) the same by the adapted model; NULL without --adapt */
	long long unknown; /* number of characters left out */
};

struct scoring {
	const struct options *line;
	const struct eval_args *o; /* the values of *line */
	const struct saved_model *a;
	struct eval_options how;
	struct eval_texts texts;

	/* One member for each scorer: its objects, and its score of the last text. */
	struct {
		struct evaluator *evaluator;
		struct score score;
	} plain;
	struct {
		struct model model; /* shares the weights of *a; its format is float32 */
		struct evaluator *evaluator;
		struct score score;
	} f32;
	struct {
		struct adapt_options how;
		struct adapter *adapter;
		struct score score;
	} adapted;
	struct {
		struct part train; /* the text of --train, owned; bytes NULL: none */
		struct baselines *all;
	} baselines;
};

/* Returns whether the output has a row for each character or line (--per-char, --per-line) instead
 * of a summary of each text. */
bool scorers_print_rows(const struct scoring *e);

/* Run one stage for all scorers that the options select, in the order of the table. Return 0, or -1
 * with *err. scorers_prepare adds the bytes that scorers_begin will allocate to *bytes.
 * scorers_score fails (65) for a text without a symbol to score, unless rows are printed. */
int scorers_prepare(struct scoring *e, size_t *bytes, struct rnn_error *err);
int scorers_gather(struct scoring *e, struct rnn_error *err);
int scorers_begin(struct scoring *e, struct rnn_error *err);
int scorers_score(struct scoring *e, const struct scored_text *t, struct rnn_error *err);
void scorers_end(struct scoring *e); /* also after a stage that failed */

/* Print the scores of the last text: as lines, of which the first continues the line that has the
 * name of the text, or as members of an open JSON object. */
void scorers_print(const struct scoring *e);
void scorers_print_json(const struct scoring *e, struct jsonout *w);

#endif
