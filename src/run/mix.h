/*
 * mix.h - predicts with several members at once (member.h).
 *
 * From the members' distributions p_1 .. p_K and the weights w_1 .. w_K the mixture is, by its form,
 *
 *     MIX_LINEAR   p(v) = sum of w_k p_k(v)                    the weights sum to 1
 *     MIX_PRODUCT  p(v) = product of p_k(v)^w_k, divided by the sum of that over all v
 *
 * The product is the product of experts of Hinton 2002, "Training products of experts by minimizing
 * contrastive divergence", and the mixing in the logistic domain of Mahoney 2005, "Adaptive weighing
 * of context models for lossless data compression", for more than two symbols: a member that is sure
 * has more to say. Its weights need not sum to 1.
 *
 * Weights may be learned from the text: they begin with 1/K, and after each symbol y they make a step
 *
 *     MIX_LINEAR   w_k += LINEAR_RATE (w_k p_k(y) / p(y) - w_k)                   online EM
 *     MIX_PRODUCT  w_k += PRODUCT_RATE (log p_k(y) - sum of p(v) log p_k(v))      gradient descent
 *
 * where a weight of the product does not fall below 0. In both forms the loss is a convex function of
 * the weights. A symbol is scored before anything is learned from it.
 */
#ifndef MIX_H
#define MIX_H

#include "run/eval.h"
#include "run/member.h"

enum { MIX_MOST = 16 }; /* members */
enum mix_form { MIX_LINEAR, MIX_PRODUCT };

struct mix_weights {
	enum mix_form form;
	bool learned;       /* from the text; else fixed: */
	int n;              /* 0: all equal, 1/K */
	double w[MIX_MOST]; /* (n) not negative; those of a linear mixture are divided by their sum */
};

struct mix;

/* Returns a mixture of K = 1..MIX_MOST members over V symbols. It owns the members. weights->n is 0 or
 * K. */
struct mix *mix_new(struct member *const *member, int members, int V,
		    const struct mix_weights *weights);
void mix_free(struct mix *x); /* NULL does nothing */

/* Estimates the bytes that mix_new allocates. */
size_t mix_bytes(int V);

/* Puts all members and the weights to their start. */
void mix_start(struct mix *x);

/* Reads t symbols (1..MEMBER_STEPS). */
void mix_read(struct mix *x, const uint16_t *ids, int t);

/* Returns the row (V) of log-probabilities after step i of the last read (i = -1: before it), in
 * ascending order of i. Valid until the next call. */
const float *mix_row(struct mix *x, int i);

/* Returns the row after all that was read. */
const float *mix_next(struct mix *x);

/* Learns that y followed the last row that was asked for. Does nothing if weights are fixed. */
void mix_learn(struct mix *x, uint16_t y);

/* Returns what member k gave symbol y in the last row that was asked for. */
double mix_member_logp(const struct mix *x, int k, uint16_t y);

int mix_members(const struct mix *x);
double mix_weight(const struct mix *x, int k);        /* as it is now */
void mix_set_weights(struct mix *x, const double *w); /* (K) */
int mix_weights_check(const struct mix *x, const double *w, const char *name,
		      struct rnn_error *err); /* 65 if a text cannot lead to them */
bool mix_learns(const struct mix *x);         /* whether weights are learned */

/* Do with all members what the functions of member.h do, with states of mix_state_size floats. The weights
 * are not a part of them. */
void mix_mark(struct mix *x);
size_t mix_state_size(const struct mix *x);
void mix_save(struct mix *x, float *state);
void mix_restore(struct mix *x, const float *state);
int mix_state_check(const struct mix *x, const float *state, const char *name,
		    struct rnn_error *err);

/* Reads the text ids[0..n) with a mixture, from the start; weights that are learned, are learned from it. */
void mix_prime(struct mix *x, const uint16_t *ids, size_t n);

/* Scores ids[0..n) from the start; only symbols from number `first` (1..n) on are scored, as
 * evaluator_run_from does. Adds to *s, and to member[k] what each member alone would score (K; may be
 * NULL). */
void mix_score(struct mix *x, const uint16_t *ids, size_t n, size_t first, float *nll,
	       struct score *s, struct score *member);

/* Finds the fixed weights, of the form that x has, that make the text ids[0..n) most likely; x then has
 * them. *loss gets the mean nats per symbol. Linear weights are found by EM, those of a product by
 * Newton's method, for which the text is read several times. */
void mix_fit(struct mix *x, const uint16_t *ids, size_t n, double *loss);

#endif
