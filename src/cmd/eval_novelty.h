/*
 * eval_novelty.h - rnn eval --novelty: how much of the scored texts, or of each line, is copied from another
 * one.
 */
#ifndef EVAL_NOVELTY_H
#define EVAL_NOVELTY_H

#include "cmd/eval_args.h"
#include "store/jsonout.h"
#include "text/novelty.h"
#include "text/vocab.h"

struct scoring;
struct scored_text;

struct eval_novelty {
	char *text; /* of --novelty (bytes); owned */
	size_t bytes;
	uint16_t *from; /* (m) its symbols; owned */
	size_t m;
	struct suffixes *suffixes; /* of `from`, if lines are compared alone; owned */
	struct novelty last;       /* of the last text */
	char *run;                 /* its longest common run; owned */
	struct novelty sum;        /* of all: the numbers of n-grams are added */
	char *sum_run;             /* the longest run of all; owned */
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

/* For lines: measures one of n symbols, of which those that the model does not know are NOVELTY_UNKNOWN. The
 * result is the last one, which these write: as five columns, each with a tab behind it (the length of the
 * longest common run, and the shares of n-grams, `-` where the line is too short for one), and as a member
 * of an open JSON object. */
enum { NOVELTY_UNKNOWN = 0xfffe };
void novelty_score_line(struct eval_novelty *x, const struct eval_args *o, const struct vocab *v,
			const uint16_t *ids, size_t n);
void novelty_print_columns(const struct eval_novelty *x);
void novelty_write_json(const struct eval_novelty *x, struct jsonout *w);

#endif
