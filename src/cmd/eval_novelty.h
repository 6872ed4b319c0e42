/* eval_novelty.h - rnn eval --novelty: how much of the scored texts is copied from another one. */
#ifndef EVAL_NOVELTY_H
#define EVAL_NOVELTY_H

#include "store/jsonout.h"
#include "text/novelty.h"

struct scoring;
struct scored_text;

struct eval_novelty {
	char *text; /* of --novelty (bytes); owned */
	size_t bytes;
	uint16_t *from; /* (m) its symbols; owned */
	size_t m;
	struct novelty last; /* of the last text */
	char *run;           /* its longest common run; owned */
	struct novelty sum;  /* of all: the numbers of n-grams are added */
	char *sum_run;       /* the longest run of all; owned */
};

/* The stages of a scorer (eval_scorers.h). */
bool novelty_wanted(const struct scoring *e);
int novelty_gather(struct scoring *e, struct rnn_error *err);
int novelty_begin(struct scoring *e, struct rnn_error *err);
int novelty_score(struct scoring *e, const struct scored_text *t, struct rnn_error *err);
void novelty_print(const struct scoring *e);
void novelty_print_json(const struct scoring *e, struct jsonout *w);
void novelty_total(struct scoring *e);
void novelty_end(struct scoring *e);

#endif
