/*
 * eval_baselines.h - scores texts by other methods, for comparison: compressors and n-gram counts.
 *
 * All figures are bits per symbol of the rnn model: per character, or per byte. A compressor gives one for the text alone and, if there is a
 * training text, one for the text after it: the compressed size of both joined, minus that of the
 * training text. The n-gram model (modified Kneser-Ney) is counted on the training text, uses the
 * alphabet of the rnn model, and scores the same symbols; unknown ones cost it what they cost the
 * model.
 */
#ifndef EVAL_BASELINES_H
#define EVAL_BASELINES_H

#include <stdio.h>

#include "cmd/eval_args.h"
#include "host/child.h"
#include "store/jsonout.h"
#include "store/store.h"

struct baselines;

/* Runs the compressors on each of text[0..texts) and, if train->bytes is not NULL, on `train`
 * followed by the text. Leaves out, with a note, compressors that are not installed or fail. Must
 * be called before the sandbox is entered. o and the bytes of `train` must outlive the result. */
struct baselines *baselines_new(const struct eval_args *o, const struct part *text, int texts,
				const struct part *train);
void baselines_free(struct baselines *b);

/* Counts the n-grams of the training text, if there is one. Returns -1 with *err: 65 if the text
 * has no character of the alphabet or is not valid UTF-8, 71 if there is not enough memory. */
int baselines_count(struct baselines *b, const struct saved_model *a, struct rnn_error *err);

/* A text to compare on. */
struct baselines_text {
	int number;          /* of the text, as given to baselines_new */
	const uint16_t *ids; /* (n) its known symbols */
	size_t n;
	uint64_t symbols;    /* all of them, also unknown ones */
	uint64_t compared;   /* symbols that the model's figure is for */
	double unknown_bits; /* what the unknown ones cost */
};

/* Computes the figures of a text. */
void baselines_score(struct baselines *b, const struct baselines_text *t);

/* Makes the figures of all texts together those of the text scored last. */
void baselines_total(struct baselines *b);

/* Print the figures of the text scored last, and which of them are lower than the model's own
 * `bits`, unknown symbols included: as lines, or as members "baselines" and "worse_than" of an open JSON object. */
void baselines_print(const struct baselines *b, double bits);
void baselines_json(const struct baselines *b, struct jsonout *w, double bits);

#endif
