/* mix.c - see mix.h. */
#include "run/mix_impl.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/maths.h"

static const double LINEAR_RATE = 0.002, PRODUCT_RATE = 0.002;

static void set_weights(struct mix *x, const struct mix_weights *w)
{
	double sum = 0;

	assert(w->n == 0 || w->n == x->members);
	for (int k = 0; k < x->members; k++)
		sum += x->first[k] = w->n > 0 ? w->w[k] : 1 / (double)x->members;
	for (int k = 0; x->form == MIX_LINEAR && k < x->members; k++)
		x->first[k] /= sum;
}

struct mix *mix_new(struct member *const *member, int members, int V,
		    const struct mix_weights *weights)
{
	struct mix *x = xcalloc(1, sizeof *x);

	assert(members >= 1 && members <= MIX_MOST);
	memcpy(x->member, member, (size_t)members * sizeof *member);
	x->members = members;
	x->V = V;
	x->form = weights->form;
	x->learned = weights->learned;
	x->p = xcalloc((size_t)V, sizeof *x->p);
	x->logp = xcalloc((size_t)V, sizeof *x->logp);
	set_weights(x, weights);
	memcpy(x->w, x->first, sizeof x->w);
	return x;
}

void mix_free(struct mix *x)
{
	if (x == NULL)
		return;
	for (int k = 0; k < x->members; k++)
		member_free(x->member[k]);
	free(x->p);
	free(x->logp);
	free(x);
}

size_t mix_bytes(int V)
{
	const struct mix *x;

	return size_sum(sizeof *x, (size_t)V, sizeof *x->p + sizeof *x->logp);
}

int mix_members(const struct mix *x)
{
	return x->members;
}

double mix_weight(const struct mix *x, int k)
{
	return x->w[k];
}

void mix_set_weights(struct mix *x, const double *w)
{
	memcpy(x->w, w, (size_t)x->members * sizeof *w);
}

int mix_weights_check(const struct mix *x, const double *w, const char *name, struct rnn_error *err)
{
	double sum = 0;

	for (int k = 0; k < x->members; k++)
		sum += w[k];
	if (x->form == MIX_PRODUCT || fabs(sum - 1) < 1e-6)
		return 0;
	return errorf(err, EX_DATAERR, "%s: the weights of the members sum to %g, not to 1", name,
		      sum);
}

bool mix_learns(const struct mix *x)
{
	return x->learned;
}

/* ---- Reading ---- */

void mix_start(struct mix *x)
{
	for (int k = 0; k < x->members; k++)
		member_start(x->member[k]);
	memcpy(x->w, x->first, sizeof x->w);
}

void mix_read(struct mix *x, const uint16_t *ids, int t)
{
	for (int k = 0; k < x->members; k++)
		member_read(x->member[k], ids, t);
}

static void mix_linear(struct mix *x)
{
	memset(x->p, 0, (size_t)x->V * sizeof *x->p);
	for (int k = 0; k < x->members; k++)
		for (int v = 0; x->w[k] > 0 && v < x->V; v++)
			x->p[v] += x->w[k] * maths_exp((double)x->row[k][v]);
	for (int v = 0; v < x->V; v++)
		x->logp[v] = (float)maths_log(x->p[v]);
}

static void mix_product(struct mix *x)
{
	double most = -INFINITY, sum = 0;

	memset(x->p, 0, (size_t)x->V * sizeof *x->p);
	for (int k = 0; k < x->members; k++)
		for (int v = 0; v < x->V; v++)
			x->p[v] += x->w[k] * (double)x->row[k][v];
	for (int v = 0; v < x->V; v++)
		most = x->p[v] > most ? x->p[v] : most;
	for (int v = 0; v < x->V; v++) {
		double z = x->p[v] - most;
		x->logp[v] = (float)z;
		sum += x->p[v] = maths_exp(z);
	}
	float log_sum = (float)maths_log(sum);
	for (int v = 0; v < x->V; v++) {
		x->logp[v] -= log_sum;
		x->p[v] /= sum;
	}
}

const float *mix_combine(struct mix *x)
{
	if (x->form == MIX_LINEAR)
		mix_linear(x);
	else
		mix_product(x);
	return x->logp;
}

const float *mix_row(struct mix *x, int i)
{
	for (int k = 0; k < x->members; k++)
		x->row[k] = member_row(x->member[k], i);
	return mix_combine(x);
}

const float *mix_next(struct mix *x)
{
	for (int k = 0; k < x->members; k++)
		x->row[k] = member_next(x->member[k]);
	return mix_combine(x);
}

double mix_member_logp(const struct mix *x, int k, uint16_t y)
{
	return (double)x->row[k][y];
}

void mix_learn(struct mix *x, uint16_t y)
{
	if (!x->learned)
		return;
	for (int k = 0; k < x->members; k++) {
		const float *row = x->row[k];
		double mean = 0, *w = &x->w[k];
		if (x->form == MIX_LINEAR) {
			*w += LINEAR_RATE * (*w * maths_exp((double)row[y]) / x->p[y] - *w);
			continue;
		}
		for (int v = 0; v < x->V; v++)
			mean += x->p[v] * (double)row[v];
		*w += PRODUCT_RATE * ((double)row[y] - mean);
		*w = *w > 0 ? *w : 0;
	}
}

/* ---- States ---- */

void mix_mark(struct mix *x)
{
	for (int k = 0; k < x->members; k++)
		member_mark(x->member[k]);
}

size_t mix_state_size(const struct mix *x)
{
	size_t size = 0;

	for (int k = 0; k < x->members; k++)
		size += member_state_size(x->member[k]);
	return size;
}

void mix_save(struct mix *x, float *state)
{
	for (int k = 0; k < x->members; k++) {
		member_save(x->member[k], state);
		state += member_state_size(x->member[k]);
	}
}

void mix_restore(struct mix *x, const float *state)
{
	for (int k = 0; k < x->members; k++) {
		member_restore(x->member[k], state);
		state += member_state_size(x->member[k]);
	}
}

int mix_state_check(const struct mix *x, const float *state, const char *name,
		    struct rnn_error *err)
{
	for (int k = 0; k < x->members; k++) {
		if (member_state_check(x->member[k], state, name, err) < 0)
			return -1;
		state += member_state_size(x->member[k]);
	}
	return 0;
}

/* ---- Scoring ---- */

void mix_walk(struct mix *x, const uint16_t *ids, size_t n,
	      void (*see)(void *ctx, struct mix *x, size_t at, uint16_t y), void *ctx)
{
	mix_start(x);
	for (size_t at = 0; at + 1 < n; at += MEMBER_STEPS) {
		size_t left = n - 1 - at;
		int t = left < MEMBER_STEPS ? (int)left : MEMBER_STEPS;
		mix_read(x, ids + at, t);
		for (int i = 0; i < t; i++) {
			mix_row(x, i);
			see(ctx, x, at + (size_t)i + 1, ids[at + (size_t)i + 1]);
		}
	}
}

/* What mix_score computes. */
struct scores {
	size_t first;
	float *nll;
	struct score *all, *member;
};

static void score_symbol(void *ctx, struct mix *x, size_t at, uint16_t y)
{
	const struct scores *s = ctx;

	if (at >= s->first) {
		score_add(s->all, -(double)x->logp[y]);
		if (s->nll != NULL)
			s->nll[at] = -x->logp[y];
		for (int k = 0; s->member != NULL && k < x->members; k++)
			score_add(&s->member[k], -mix_member_logp(x, k, y));
	}
	mix_learn(x, y);
}

void mix_score(struct mix *x, const uint16_t *ids, size_t n, size_t first, float *nll,
	       struct score *s, struct score *member)
{
	s->chars += n;
	if (nll != NULL && n > 0)
		memset(nll, 0, n * sizeof *nll);
	mix_walk(x, ids, n, score_symbol,
		 &(struct scores){.first = first, .nll = nll, .all = s, .member = member});
}

/* ---- Priming ---- */

static void learn(void *ctx, struct mix *x, size_t at, uint16_t y)
{
	(void)ctx;
	(void)at;
	mix_learn(x, y);
}

void mix_prime(struct mix *x, const uint16_t *ids, size_t n)
{
	mix_walk(x, ids, n, learn, NULL);
	if (n > 0)
		mix_read(x, ids + n - 1, 1);
}
