/*
 * pick.h - picks the next symbol of a sample: what the model says, what would repeat the text, what may be
 * drawn, and the filters, in this order.
 */
#ifndef PICK_H
#define PICK_H

#include "run/choose.h"
#include "run/guide.h"
#include "run/stops.h"

/* What holds for all samples, with room for one row. */
struct picker {
	int V;
	const struct rnn_sampling *rule;
	const struct guide *guide; /* borrowed; NULL: anything may be drawn */
	double penalty;            /* strength of the penalty for repeats; 0: none */
	struct repeat *primed;     /* the text after the prime, if there is a penalty; owned */
	struct cand *scratch;      /* (V) owned, and so are the others */
	float *row, *kept;         /* (V) */
	bool *may;                 /* (V) */
};

void pick_init(struct picker *p, int V, const struct rnn_sampling *rule, const struct guide *guide,
	       double penalty, const uint16_t *prime, size_t primes);
void pick_free(struct picker *p);

/* Estimates the bytes that pick_init and pick_text_init for `texts` texts allocate. */
size_t pick_bytes(int V, double penalty, int texts);

/* Where one sample is. */
struct pick_text {
	struct guide_state guide;
	struct repeat *repeat; /* owned; NULL without a penalty */
};

void pick_text_init(struct pick_text *t, const struct picker *p);
void pick_text_free(struct pick_text *t);

/* Starts a sample. u in [0, 1) may decide it as a whole. */
void pick_start(const struct picker *p, struct pick_text *t, double u);

/* Returns the id drawn by the uniform number u from the model's log-probabilities logp (V), or -1 if the
 * guide ends the sample. `room` is the number of symbols that can still be drawn, -1: any number. stops
 * (may be NULL) forbids the ids that stops_forbid names, unless no other is left. */
int pick_id(struct picker *p, struct pick_text *t, const struct stops *stops, const float *logp,
	    long long room, double u);

/* Takes the id that was drawn. */
void pick_push(const struct picker *p, struct pick_text *t, int id);

#endif
