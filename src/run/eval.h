/*
 * eval.h - scoring text.
 */
#ifndef EVAL_H
#define EVAL_H

#include "core/pass.h"

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
	int window;   /* state zeroed every N scored characters; 0: never */
	int warm;     /* with batch > 1: characters before its part that each stream reads unscored, so
	                 that its state is nearly that of one stream (512 leave < 1e-4 nats) */
	int batch;    /* streams; 1: exact, one carried state. More: the text is cut into this many
	                 contiguous parts, each read from the zero state; as many characters are
	                 scored as with one, only the start of each part has less context */
	int threads;
	bool temperature; /* evaluator_temperature will be called */
	const struct work *share; /* as in work_options; NULL: none */
};

struct evaluator;
struct evaluator *evaluator_new(const struct model *m, const struct eval_options *o);
void evaluator_free(struct evaluator *e);

/* About the bytes that evaluator_new takes, for a model of m's layout; SIZE_MAX if it overflows. */
size_t evaluator_bytes(const struct model *m, const struct eval_options *o);
void evaluator_refresh(struct evaluator *e); /* weights changed */

/* Score ids[0..n): a stream from the zero state; the first is context. nll (may be NULL): (n) nats of
 * each symbol, 0 for those not scored (NAN never). Adds to *s. */
void evaluator_run(struct evaluator *e, const uint16_t *ids, size_t n, float *nll,
		   struct score *s);

/* The temperature by which all logits are to be divided to make the text most likely (Guo et al. 2017):
 * 1, or one near the guess (not above 0: 1), in steps of a twentieth of the inverse. *loss: nats per
 * scored character at that temperature. A network that has learnt its text too well is too sure of
 * itself on another, and gets one above 1. For an evaluator with the option `temperature`. */
double evaluator_temperature(struct evaluator *e, const uint16_t *ids, size_t n, double guess,
			     double *loss);

#endif
