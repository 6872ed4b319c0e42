/*
 * ngram.h - a Kneser-Ney model of symbols: what counting alone can predict, for comparison.
 *
 * Interpolated, modified Kneser-Ney of the orders 1..N (Chen and Goodman 1998, "An empirical study
 * of smoothing techniques", section 3): three discounts an order from its counts of counts, raw
 * counts in the highest order and numbers of different left neighbours below, and the uniform
 * distribution under order 1.
 */
#ifndef NGRAM_H
#define NGRAM_H

#include "base/base.h"

enum { NGRAM_ORDER_MAX = 32 };

struct ngram;

/* No counts yet. order 1..NGRAM_ORDER_MAX, symbols 0..vocab-1; tables take at most `memory`
 * bytes. */
struct ngram *ngram_new(int order, int vocab, size_t memory);
void ngram_free(struct ngram *g);

/* Count the text ids[0..n), then fit the discounts; once. 71 (RNN_ERROR_COUNTS_MEMORY) when the
 * tables would outgrow their memory: g is good for ngram_free alone then. */
int ngram_count(struct ngram *g, const uint16_t *ids, size_t n, struct rnn_error *err);

/* Score ids[0..n) as one stream: the first symbol is context, each later one is predicted from all
 * before it that the order reaches. nll (may be NULL): (n) nats of each, 0 for the first. Returns
 * their sum. */
double ngram_score(const struct ngram *g, const uint16_t *ids, size_t n, float *nll);

#endif
