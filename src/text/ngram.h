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

/* Counts the text ids[0..n) and fits the discounts; to be called once. Returns 0, or -1 with *err
 * (71; RNN_ERROR_COUNTS_MEMORY if the tables need more memory); then g may only be freed. */
int ngram_count(struct ngram *g, const uint16_t *ids, size_t n, struct rnn_error *err);

/* Scores ids[0..n) as one stream: the first symbol is only context, each later one is predicted
 * from the order - 1 symbols before it, or as many as there are. Returns the sum of -log p in nats;
 * nll (n; may be NULL) receives the terms, 0 for the first symbol. */
double ngram_score(const struct ngram *g, const uint16_t *ids, size_t n, float *nll);

#endif
