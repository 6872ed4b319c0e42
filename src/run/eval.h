/*
 * eval.h - scores a text: the sum of -log p of its symbols, read as one stream or as several.
 */
#ifndef EVAL_H
#define EVAL_H

#include "run/predict.h"
#include "text/utf8.h"

struct score {
	uint64_t chars;   /* symbols in the text; the caller adds the unknown ones */
	uint64_t scored;  /* symbols scored */
	uint64_t unknown; /* symbols left out; set by the caller */
	double nats;      /* sum of -log p over the scored symbols */
	double sumsq;     /* sum of (-log p)^2, for the standard error */
};
void score_add(struct score *s, double nats);             /* one scored symbol */
void score_sum(struct score *sum, const struct score *s); /* adds the score of another text */
double score_mean(const struct score *s);                 /* nats per scored character; 0 if none */
double score_stderr(const struct score *s); /* standard error of the mean; NAN if scored < 2 */

/* Returns the bits that an unknown symbol costs where texts or models are compared: log2(0x110000)
 * for a character and 8 for a byte, as if all symbols of the unit were equally likely. */
double score_unknown_bits(enum unit unit);

struct peers;

struct eval_options {
	int window; /* characters scored between two resets of every state to zero; 0: none */
	int batch;  /* B streams. 1 or less: exact, one carried state. More: the text is cut
	                 into B contiguous parts, each read from the zero state. The same characters
	                 are scored as by one stream; the first of a part have less context */
	int warm;   /* with batch > 1: characters that each stream reads, without scoring them,
	                 before its part, so that its state is nearly that of one stream (with 512,
	                 the difference is below 1e-4 nats) */
	/* If several evaluators share the `whole` parts of a text, this one has the `batch` parts from
	 * `first` on; whole 0: it has all. */
	int whole, first;
	int threads;       /* as team_new takes it */
	struct team *team; /* as in predict_options */
	/* Processes that share the streams, borrowed; NULL: none. All call the same functions with the
	 * same text; the results are for process 0. nll must be NULL. */
	struct peers *peers;
	bool temperature;              /* allow evaluator_temperature */
	const struct predictor *share; /* as in predict_options; NULL: none */
};

struct evaluator;

/* Returns an evaluator of *m, which must outlive it. No other function here allocates memory. */
struct evaluator *evaluator_new(const struct model *m, const struct eval_options *o);
void evaluator_free(struct evaluator *e); /* NULL does nothing */

/* Estimates the bytes that evaluator_new allocates for a model of m's layout. Returns SIZE_MAX if
 * the sum overflows. */
size_t evaluator_bytes(const struct model *m, const struct eval_options *o);
void evaluator_refresh(struct evaluator *e); /* call after the weights changed */

/* Scores the text ids[0..n) from the zero state, and adds the result to *s: the sums of the streams, in
 * their order, so that it does not depend on how many processes share them. The first symbol is
 * only context. nll (n; may be NULL) receives the nats of each symbol, 0 for the first; they are
 * not NaN if the weights are finite. */
void evaluator_run(struct evaluator *e, const uint16_t *ids, size_t n, float *nll, struct score *s);

/* Does the same for a text that follows a context: only the symbols from number `first` (1..n) on
 * are scored, and nll is 0 before them. */
void evaluator_run_from(struct evaluator *e, const uint16_t *ids, size_t n, size_t first,
			float *nll, struct score *s);

/* Return the number of parts of all evaluators that share a text; the first symbol of n that is
 * scored in part number `part`, n after the last one. */
int evaluator_parts(const struct evaluator *e);
size_t evaluator_part(const struct evaluator *e, size_t n, int part);

/* Adds up the nats of all parts of a text (n), in the order in which an evaluator that has all parts
 * adds them. */
void evaluator_add(const struct evaluator *e, size_t n, const float *nll, struct score *s);

/* Scores ids[0..n) and returns the temperature by which all logits must be divided to make the text
 * most likely: 1, or one near the guess (see calibrate.h). *loss gets the nats per scored character
 * at that temperature, 0 if no character is scored. The evaluator must have the option
 * `temperature`. */
double evaluator_temperature(struct evaluator *e, const uint16_t *ids, size_t n, double guess,
			     double *loss);

#endif
