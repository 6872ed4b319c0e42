/*
 * mix_fit.c - the weights of a mixture that make a text most likely.
 *
 * Linear weights: expectation maximisation, as in Jelinek and Mercer 1980, "Interpolated estimation of
 * Markov source parameters from sparse data". The probabilities that the members give the symbols of
 * the text are kept, so the text is read once.
 *
 * Weights of a product: Newton's method. With l_k = log p_k(v), the loss -log p(y) has the gradient
 * E[l_k] - l_k(y) and the second derivatives Cov[l_j, l_k], where E and Cov are over v by the mixture.
 * Weights at 0 whose gradient would lower them stay there.
 */
#include "run/mix_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/maths.h"

enum { EM_ROUNDS = 10000, NEWTON_ROUNDS = 20 };

/* Nats for each symbol. A round that gains less is the last: members that are alike have almost the same
 * loss with very different weights, and EM would go on for thousands of rounds. */
static const double em_gain = 1e-9;

/* ---- Linear ---- */

static void keep_probabilities(void *ctx, struct mix *x, size_t at, uint16_t y)
{
	float *p = ctx;

	for (int k = 0; k < x->members; k++)
		p[(at - 1) * (size_t)x->members + (size_t)k] =
			(float)maths_exp(mix_member_logp(x, k, y));
}

/* Makes one round of EM on the n predictions p (n, K). Returns the loss before it. */
static double em_round(struct mix *x, const float *p, size_t n)
{
	double part[MIX_MOST] = {0}, loss = 0;
	size_t K = (size_t)x->members;

	for (size_t i = 0; i < n; i++, p += K) {
		double sum = 0;
		for (size_t k = 0; k < K; k++)
			sum += x->w[k] * (double)p[k];
		for (size_t k = 0; k < K; k++)
			part[k] += x->w[k] * (double)p[k] / sum;
		loss -= maths_log(sum);
	}
	for (size_t k = 0; k < K; k++)
		x->w[k] = part[k] / (double)n;
	return loss / (double)n;
}

static double fit_linear(struct mix *x, const uint16_t *ids, size_t n)
{
	float *p = xcalloc(n * (size_t)x->members, sizeof *p);
	double loss = INFINITY, before = INFINITY;

	mix_walk(x, ids, n, keep_probabilities, p);
	for (int k = 0; k < x->members; k++)
		x->w[k] = 1 / (double)x->members;
	for (int i = 0; i < EM_ROUNDS && (i < 2 || before - loss > em_gain); i++) {
		before = loss;
		loss = em_round(x, p, n - 1);
	}
	free(p);
	return loss;
}

/* ---- Product ---- */

/* Sums over the text. */
struct slope {
	double loss, gradient[MIX_MOST], second[MIX_MOST][MIX_MOST];
};

static void add_slope(void *ctx, struct mix *x, size_t at, uint16_t y)
{
	struct slope *s = ctx;
	double mean[MIX_MOST] = {0};

	(void)at;
	s->loss -= (double)x->logp[y];
	for (int k = 0; k < x->members; k++) {
		for (int v = 0; v < x->V; v++)
			mean[k] += x->p[v] * (double)x->row[k][v];
		s->gradient[k] += mean[k] - (double)x->row[k][y];
	}
	for (int j = 0; j < x->members; j++)
		for (int k = 0; k <= j; k++) {
			double sum = 0;
			for (int v = 0; v < x->V; v++)
				sum += x->p[v] * ((double)x->row[j][v] - mean[j]) *
				       ((double)x->row[k][v] - mean[k]);
			s->second[j][k] += sum;
		}
}

/* Solves A d = b for K unknowns by Cholesky's decomposition of A, whose lower triangle is given. Rows
 * that `fixed` marks are left out: d is 0 there. */
static void solve(double A[MIX_MOST][MIX_MOST], const double *b, const bool *fixed, int K,
		  double *d)
{
	for (int j = 0; j < K; j++)
		for (int k = 0; k <= j; k++) {
			double sum = fixed[j] || fixed[k] ? j == k : A[j][k];
			for (int i = 0; i < k; i++)
				sum -= A[j][i] * A[k][i];
			A[j][k] = j > k ? sum / A[k][k] : sqrt(fmax(sum, 1e-9));
		}
	for (int j = 0; j < K; j++) {
		d[j] = fixed[j] ? 0 : b[j];
		for (int i = 0; i < j; i++)
			d[j] -= A[j][i] * d[i];
		d[j] /= A[j][j];
	}
	for (int j = K - 1; j >= 0; j--) {
		for (int i = j + 1; i < K; i++)
			d[j] -= A[i][j] * d[i];
		d[j] /= A[j][j];
	}
}

/* Makes one step of Newton's method from weights with the slope s. Returns the largest change of a
 * weight. */
static double newton_step(struct mix *x, struct slope *s)
{
	bool fixed[MIX_MOST] = {false};
	double step[MIX_MOST], change = 0;

	for (int k = 0; k < x->members; k++)
		fixed[k] = x->first[k] <= 0 && s->gradient[k] > 0;
	solve(s->second, s->gradient, fixed, x->members, step);
	for (int k = 0; k < x->members; k++) {
		double w = fmax(x->first[k] - step[k], 0);
		change = fmax(change, fabs(w - x->first[k]));
		x->first[k] = w;
	}
	return change;
}

static double fit_product(struct mix *x, const uint16_t *ids, size_t n)
{
	double best[MIX_MOST], least = INFINITY, change = 1;

	for (int k = 0; k < x->members; k++)
		x->first[k] = best[k] = 1 / (double)x->members;
	for (int i = 0; i < NEWTON_ROUNDS && change > 1e-4; i++) {
		struct slope s = {0};
		mix_walk(x, ids, n, add_slope, &s);
		if (s.loss <= least) {
			least = s.loss;
			memcpy(best, x->first, sizeof best);
			change = newton_step(x, &s);
			continue;
		}
		for (int k = 0; k < x->members; k++) /* the step was too long */
			x->first[k] = (x->first[k] + best[k]) / 2;
		change /= 2;
	}
	memcpy(x->w, best, sizeof x->w);
	return least / (double)(n - 1);
}

void mix_fit(struct mix *x, const uint16_t *ids, size_t n, double *loss)
{
	x->learned = false;
	*loss = n < 2 ? 0 : x->form == MIX_LINEAR ? fit_linear(x, ids, n) : fit_product(x, ids, n);
	memcpy(x->first, x->w, sizeof x->first);
}
