/*
 * ngram.h - an n-gram model of symbols, as a baseline for comparison with networks.
 *
 * It is interpolated, modified Kneser-Ney of the orders 1..N (Chen and Goodman 1998, "An empirical
 * study of smoothing techniques", section 3). Each order has three discounts, computed from how
 * many of its n-grams have the counts 1 to 4. A count is the number of occurrences in the highest
 * order, and the number of different left neighbours in the others. Order 1 is interpolated with
 * the uniform distribution.
 */
#ifndef NGRAM_H
#define NGRAM_H

#include "base/base.h"

enum { NGRAM_ORDER_MAX = 32 };

struct ngram;

/* Returns a model without counts, of order 1..NGRAM_ORDER_MAX, for symbols 0..vocab-1. Its tables
 * may take `memory` bytes. */
struct ngram *ngram_new(int order, int vocab, size_t memory);
void ngram_free(struct ngram *g);

/* Returns a copy, which can go on counting apart from g. Its tables may take `memory` bytes. */
struct ngram *ngram_copy(const struct ngram *g, size_t memory);

/* Returns the most bytes that the counts of n symbols, and the notes of ngram_mark, can take. */
size_t ngram_most_bytes(int order, size_t n);

/* Counts the text ids[0..n) and fits the discounts; to be called once. Returns 0, or -1 with *err
 * (71; RNN_ERROR_COUNTS_MEMORY if the tables need more memory); then g may only be freed. */
int ngram_count(struct ngram *g, const uint16_t *ids, size_t n, struct rnn_error *err);

/* The last symbols of a text, as the model knows them. */
struct ngram_context {
	uint32_t row[NGRAM_ORDER_MAX]; /* [k]: the last k symbols; 0: they were never counted */
	int known; /* symbols that were learned since the start, up to the order */
};

/* Starts a text. ngram_read appends a symbol to the context; ngram_learn also counts it, and fits the
 * discounts again. Of one context either all symbols are read or all are learned. ngram_learn returns
 * 0, or -1 as ngram_count does. */
void ngram_start(struct ngram_context *c);
void ngram_read(const struct ngram *g, struct ngram_context *c, uint16_t symbol);
int ngram_learn(struct ngram *g, struct ngram_context *c, uint16_t symbol, struct rnn_error *err);

/* A state of the counts. */
struct ngram_mark {
	size_t rows[2], raises[2];
};

/* ngram_mark returns the state of the counts; from the first mark on, g notes what ngram_learn changes,
 * in at most 4 bytes for each symbol and order. ngram_rewind takes back what was learned since the mark:
 * rows and scores are what they were, to the bit. Marks that were made later become invalid, and
 * contexts that were learned or read since. */
struct ngram_mark ngram_mark(struct ngram *g);
void ngram_rewind(struct ngram *g, const struct ngram_mark *mark);

/* Writes the probabilities of all symbols after the context to p (vocab). */
void ngram_row(const struct ngram *g, const struct ngram_context *c, double *p);

/* Returns how many of the last symbols, up to order - 1, are a context after which a symbol was counted. */
int ngram_depth(const struct ngram *g, const struct ngram_context *c);

/* Scores ids[0..n) as one stream: the first symbol is only context, each later one is predicted
 * from the order - 1 symbols before it, or as many as there are. Returns the sum of -log p in nats;
 * nll (n; may be NULL) receives the terms, 0 for the first symbol. */
double ngram_score(const struct ngram *g, const uint16_t *ids, size_t n, float *nll);

#endif
