/*
 * eval_baselines.h - what others make of the texts that a model scores: compressors, and counts.
 *
 * All figures are bits per character. A compressor has one for the text alone and, with a training
 * text, one for the text after it: what the two joined take more than the training text. Counts are
 * a Kneser-Ney model of the training text, over the alphabet of the rnn model, and score what it
 * scores.
 */
#ifndef EVAL_BASELINES_H
#define EVAL_BASELINES_H

#include <stdio.h>

#include "cmd/eval_args.h"
#include "host/child.h"
#include "store/jsonout.h"
#include "store/store.h"

struct baselines;

/* Run the compressors on `text` (borrowed) and, if o->train is given, on it after `train`. Those
 * that are not installed or fail are left out, with a note. To be called outside of the sandbox. */
struct baselines *baselines_new(const struct eval_args *o, const struct part *text, int texts,
				const struct part *train);
void baselines_free(struct baselines *b);

/* Count the training text, if there is one. -1 with *err: 65 for a text without a character of the
 * alphabet or with invalid ones, 71 when there is no memory for the counts. */
int baselines_count(struct baselines *b, const struct saved_model *a, struct rnn_error *err);

/* Score ids[0..n), which text number `at` of `chars` characters became, by counts. */
void baselines_score(struct baselines *b, int at, const uint16_t *ids, size_t n, uint64_t chars);

/* The figures of the text scored last, beside the model's own `bits`: lines for people, or members
 * of an open JSON object. */
void baselines_print(const struct baselines *b, double bits);
void baselines_json(const struct baselines *b, struct jsonout *w, double bits);

#endif
