/*
 * eval.h - scoring text.
 */
#ifndef EVAL_H
#define EVAL_H

#include "run/predict.h"

struct score {
	uint64_t chars;     /* symbols in the text, known and unknown */
	uint64_t scored;
	uint64_t unknown;
	double nats;        /* total */
	double sumsq;       /* of nats per character, for the standard error */
};
void score_add(struct score *s, double nats); /* one scored symbol */
double score_mean(const struct score *s);    /* nats per scored character; 0 if none */
double score_stderr(const struct score *s);  /* standard error of the mean */

struct eval_options {
	int window;   /* every stream's state is zeroed each N scored characters; 0: never */
	int batch;    /* B streams; 1 (or less): exact, one carried state. More: the text is cut
	                 into B contiguous parts, each read from the zero state. As many characters
	                 are scored as with one, but the start of each part has less context */
	int warm;     /* with batch > 1: characters before its part that each stream reads unscored,
	                 so that its state is nearly that of one stream (512 leave < 1e-4 nats) */
	int threads;  /* as team_new takes it */
	struct team *team; /* as in predict_options */
	bool temperature; /* allow evaluator_temperature */
	const struct predictor *share; /* as in predict_options; NULL: none */
};

struct evaluator;

/* An evaluator of *m, which must outlive it. Nothing else here allocates. */
struct evaluator *evaluator_new(const struct model *m, const struct eval_options *o);
void evaluator_free(struct evaluator *e); /* NULL does nothing */

/* About the bytes that evaluator_new takes, for a model of m's layout; SIZE_MAX if it overflows. */
size_t evaluator_bytes(const struct model *m, const struct eval_options *o);
void evaluator_refresh(struct evaluator *e); /* call after the weights changed */

/* Score ids[0..n), a text of its own from the zero state; the first symbol is context. nll (may be
 * NULL): (n) nats of each symbol, 0 for the first; never NAN for finite weights. Adds to *s. */
void evaluator_run(struct evaluator *e, const uint16_t *ids, size_t n, float *nll,
		   struct score *s);

/* Score ids[0..n) and find the temperature by which all logits are to be divided to make the text
 * most likely: 1, or one near the guess (see calibrate.h). *loss: nats per scored character at that
 * temperature, 0 if there is none. For an evaluator with the option `temperature`. */
double evaluator_temperature(struct evaluator *e, const uint16_t *ids, size_t n, double guess,
			     double *loss);

#endif
