/* eval_mix.h - what rnn eval does with several members: mixes, learns their weights, prints them. */
#ifndef EVAL_MIX_H
#define EVAL_MIX_H

#include "cmd/mix_use.h"
#include "run/mix_lines.h"
#include "store/jsonout.h"

struct scoring;
struct scored_text;

/* The mixture of a scoring; `on` is false if there is a single model and nothing else. */
struct eval_mix {
	bool on;
	struct mix_use use;
	struct mix *mix, *adapted;                    /* adapted: NULL without --adapt */
	struct mix_lines *lines;                      /* instead of `mix`, where lines are scored */
	struct adapt_options *adapt;                  /* (models) */
	struct score member[MIX_MOST], sum[MIX_MOST]; /* of the last text; of all */
};

/* Refuses options that do not go with several members, or that need them. Returns 0, or -1 with *err
 * (64). */
int eval_mix_check(const struct options *line, struct rnn_error *err);

/* The stages of a scorer (eval_scorers.h). */
int mixed_prepare(struct scoring *e, size_t *bytes, struct rnn_error *err);
int mixed_gather(struct scoring *e, struct rnn_error *err);
int mixed_begin(struct scoring *e, struct rnn_error *err);
void mixed_print(const struct scoring *e);
void mixed_print_json(const struct scoring *e, struct jsonout *w);
void mixed_total(struct scoring *e);
void mixed_end(struct scoring *e);

/* Score a text: with the models as they are, and with models that learn. */
void mixed_score(struct scoring *e, const struct scored_text *t, struct score *s);
void mixed_score_adapted(struct scoring *e, const struct scored_text *t, struct score *s);

/* Finds the weights that fit the text (--fit-mix) and prints them. Returns 0, or -1 with *err (65). */
int mixed_fit(struct scoring *e, const struct scored_text *t, struct rnn_error *err);

#endif
