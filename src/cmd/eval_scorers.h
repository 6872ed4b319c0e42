/*
 * eval_scorers.h - the scores that rnn eval computes for a text: by the model; by the model in
 * float32, if --precision is another format; by the adapted model; and by the baselines. Or, with
 * --per-line, the scorer of lines.
 *
 * Each kind of score is computed by a scorer, a row of one table, which runs in stages: prepare
 * (check the options, estimate the memory), gather (run other programs); after the sandbox is
 * entered: begin (allocate), score and print for each text, end (free). A scorer also sums its
 * scores, for the total of several files.
 */
#ifndef EVAL_SCORERS_H
#define EVAL_SCORERS_H

#include "cmd/eval_baselines.h"
#include "cmd/eval_context.h"
#include "cmd/eval_figures.h"
#include "cmd/eval_likely.h"
#include "cmd/eval_lines.h"
#include "cmd/eval_mix.h"
#include "cmd/eval_novelty.h"
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
	uint16_t *ids; /* (n) the context, then the known symbols of the text */
	uint64_t *at;  /* (n) byte offset of each id; NULL if characters are not printed */
	size_t n, context;
	size_t first;      /* the first id that is scored */
	float *nll;        /* (n) nats, 0 where not scored; NULL if characters are not printed */
	float *adapted;    /* (n) the same by the adapted model; NULL without --adapt */
	long long unknown; /* number of characters left out */
};

struct scoring {
	const struct options *line;
	struct eval_ranks *ranks;    /* the processes that score together; borrowed */
	const struct eval_args *o;   /* the values of *line */
	const struct saved_model *a; /* the only model, or the first of a mixture */
	const struct vocab *v;       /* the alphabet: of *a, or of the mixture */
	struct eval_options how;
	struct eval_texts texts;

	struct eval_context context;
	struct text_size size, size_sum; /* of the last text, and of all */
	int scored;                      /* texts scored so far */

	/* One member for each scorer: its objects, its score of the last text, and their sum. */
	struct {
		struct evaluator *evaluator;
		struct score score, sum;
	} plain;
	struct {
		struct model model; /* shares the weights of *a; its format is float32 */
		struct evaluator *evaluator;
		struct score score, sum;
	} f32;
	struct {
		struct adapt_options how;
		struct adapter *adapter;
		struct score score, sum;
	} adapted;
	struct eval_mix mixed; /* if it is on, `plain` and `adapted` have its scores */
	struct eval_lines lines;
	struct eval_likely likely;
	struct eval_novelty novelty;
	struct {
		struct part train; /* the text of --train, owned; bytes NULL: none */
		struct baselines *all;
	} baselines;
};

/* Returns whether the output has a row for each character, word or line instead of a summary of each
 * text. */
bool scorers_print_rows(const struct scoring *e);

/* Returns whether the output needs the nats of each character. */
bool scorers_need_chars(const struct scoring *e);

/* Run one stage for all scorers that the options select, in the order of the table. Return 0, or -1
 * with *err. scorers_prepare adds the bytes that scorers_begin will allocate to *bytes.
 * scorers_score fails (65) for a text without a symbol to score, unless rows are printed. */
int scorers_prepare(struct scoring *e, size_t *bytes, struct rnn_error *err);
int scorers_gather(struct scoring *e, struct rnn_error *err);
int scorers_begin(struct scoring *e, struct rnn_error *err);
int scorers_score(struct scoring *e, const struct scored_text *t, struct rnn_error *err);
void scorers_forget(struct scoring *e); /* makes the sums of all texts zero */
void scorers_total(struct scoring *e);  /* makes the sums of all texts the last scores */
void scorers_end(struct scoring *e);    /* also after a stage that failed */

/* Print the scores of the last text: as lines, of which the first continues the line that has the
 * name of the text, or as members of an open JSON object. */
void scorers_print(const struct scoring *e);
void scorers_print_json(const struct scoring *e, struct jsonout *w);

#endif
