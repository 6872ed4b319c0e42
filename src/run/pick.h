/*
 * pick.h - picks the next symbol of a sample: what the model says, what would repeat the text, what may be
 * drawn, and the filters, in this order.
 */
#ifndef PICK_H
#define PICK_H

#include "run/sample.h"

/* What holds for all samples of a job, with room for one row. */
struct picker {
	int V;
	const struct sample_options *o; /* borrowed */
	struct repeat *primed;          /* the text after the prime, if there is a penalty; owned */
	bool *ends_alone; /* (V) stop strings of one symbol that are cut off; owned, and so are the others */
	struct cand *scratch; /* (V) */
	float *row, *kept;    /* (V) */
	bool *may;            /* (V) */
	bool complete;        /* the guide may end the text where the row was made */
};

void pick_init(struct picker *p, int V, const struct sample_options *o);
void pick_free(struct picker *p);

/* Estimates the bytes that pick_init and pick_text_init for `texts` texts allocate. */
size_t pick_bytes(int V, const struct sample_options *o, int texts);

/* Where one sample is. */
struct pick_text {
	struct guide_state guide;
	struct repeat *repeat; /* owned; NULL without a penalty */
	struct guard *guard;   /* owned; NULL without runs that must not be copied */
};

void pick_text_init(struct pick_text *t, const struct picker *p);
void pick_text_free(struct pick_text *t);

/* Starts a sample. u in [0, 1) may decide it as a whole. */
void pick_start(const struct picker *p, struct pick_text *t, double u);

/* Why no symbol is drawn: the guide ends the sample; or no symbol is left that completes no run. */
enum { PICK_END = -1, PICK_STUCK = -2 };

/* Sets p->row (V) to the log-probabilities from which the next symbol is drawn, not normalised: the
 * model's, logp, after the penalty, with -INFINITY for what may not be drawn. `room` is the number of
 * symbols that can still be drawn, -1: any number. stops (may be NULL) forbids the ids that stops_forbid
 * names, unless no other is left. Returns 0, PICK_END or PICK_STUCK. */
int pick_row(struct picker *p, const struct pick_text *t, const struct stops *stops,
	     const float *logp, long long room);

/* Returns the id drawn by the uniform number u from the row of pick_row, PICK_END or PICK_STUCK. */
int pick_id(struct picker *p, const struct pick_text *t, const struct stops *stops,
	    const float *logp, long long room, double u);

/* Takes the id that was drawn. */
void pick_push(const struct picker *p, struct pick_text *t, uint16_t id);

#endif
