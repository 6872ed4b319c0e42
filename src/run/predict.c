/* predict.c - see predict.h. */
#include "run/predict.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/maths.h"
#include "core/pass.h"

/* What the workspace's rows hold since the last read. */
enum rows {
	ROWS_NONE, /* nothing was read, or predict_gradient was called */
	ROWS_LOGITS,
	ROWS_LAST,  /* log-probabilities after the last step, logits before it */
	ROWS_ALL,   /* log-probabilities */
	ROWS_SPENT, /* gradients */
};

struct predictor {
	const struct model *m;
	struct work *work;
	int B, T, V;
	bool learn;
	int t; /* steps of the last read */
	enum rows rows;
	/* (B) where the row of predict_next is: in `uniform`, in stream b's part of `held`, or NULL
	 * for the workspace's row after the last step. */
	const float **next;
	float *uniform; /* (V) */
	float *held;    /* (B, V) restored rows */
	size_t hidden;  /* numbers in the hidden state of one stream */
	real *copied;   /* (hidden) scratch of predict_copy */
};

static struct work_options work_shape(const struct predict_options *o)
{
	return (struct work_options){
		.B = o->streams,
		.T = o->steps,
		.threads = o->threads,
		.team = o->team,
		.train = o->learn,
		.share = o->share != NULL ? o->share->work : NULL,
	};
}

static size_t hidden_size(const struct config *c)
{
	return (size_t)c->layers * (size_t)c->hidden * (c->cell->has_c ? 2 : 1);
}

size_t predict_bytes(const struct model *m, const struct predict_options *o)
{
	const struct predictor *p;
	struct work_options w = work_shape(o);
	size_t B = (size_t)o->streams, V = (size_t)m->cfg.vocab;
	size_t bytes = size_sum(work_bytes(m, &w), B, sizeof *p->next);

	bytes = size_sum(bytes, B + 1, V * sizeof *p->held);
	return size_sum(bytes, hidden_size(&m->cfg), sizeof *p->copied);
}

size_t predict_pack_bytes(const struct model *m)
{
	return size_sum(0, m->n, sizeof *m->w);
}

struct team *predict_team(const struct predictor *p)
{
	return work_team(p->work);
}

struct predictor *predict_new(const struct model *m, const struct predict_options *o)
{
	struct predictor *p = xcalloc(1, sizeof *p);
	struct work_options w = work_shape(o);
	size_t B = (size_t)o->streams, V = (size_t)m->cfg.vocab;

	p->m = m;
	p->B = o->streams;
	p->T = o->steps;
	p->V = m->cfg.vocab;
	p->learn = o->learn;
	p->hidden = hidden_size(&m->cfg);
	p->work = work_new(m, &w);
	p->next = xcalloc(B, sizeof *p->next);
	p->uniform = xcalloc(V, sizeof *p->uniform);
	p->held = xcalloc(B * V, sizeof *p->held);
	p->copied = xcalloc(p->hidden, sizeof *p->copied);
	for (int v = 0; v < p->V; v++)
		p->uniform[v] = -(float)maths_log(p->V);
	for (int b = 0; b < p->B; b++)
		p->next[b] = p->uniform;
	return p;
}

void predict_free(struct predictor *p)
{
	if (p == NULL)
		return;
	work_free(p->work);
	free(p->next);
	free(p->uniform);
	free(p->held);
	free(p->copied);
	free(p);
}

void predict_refresh(struct predictor *p)
{
	work_refresh(p->work);
}

/* ---- Reading ---- */

void predict_read(struct predictor *p, int t, const uint16_t *ids)
{
	pass_forward(p->work, t, ids, 0);
	p->t = t;
	p->rows = ROWS_LOGITS;
	for (int b = 0; b < p->B; b++)
		p->next[b] = NULL;
}

void predict_feed(struct predictor *p, const uint16_t *ids, size_t n)
{
	size_t T = (size_t)p->T;

	assert(p->B == 1);
	for (size_t i = 0; i < n; i += T)
		predict_read(p, n - i < T ? (int)(n - i) : p->T, ids + i);
}

const float *predict_next(struct predictor *p, int b)
{
	assert(b >= 0 && b < p->B);
	if (p->next[b] != NULL)
		return p->next[b];
	assert(p->rows == ROWS_LOGITS || p->rows == ROWS_LAST || p->rows == ROWS_ALL);
	if (p->rows == ROWS_LOGITS) {
		pass_logp(p->work, true);
		p->rows = ROWS_LAST;
	}
	return pass_logits(p->work, p->t - 1, b);
}

void predict_rows(struct predictor *p)
{
	assert(p->rows == ROWS_LOGITS);
	pass_logp(p->work, false);
	p->rows = ROWS_ALL;
}

static const float *row_at(const struct predictor *p, int i, int b)
{
	assert(i >= 0 && i < p->t && b >= 0 && b < p->B);
	return pass_logits(p->work, i, b);
}

const float *predict_row(const struct predictor *p, int i, int b)
{
	assert(p->rows == ROWS_ALL);
	return row_at(p, i, b);
}

const float *predict_logits(const struct predictor *p, int i, int b)
{
	assert(p->rows == ROWS_LOGITS);
	return row_at(p, i, b);
}

double predict_score(struct predictor *p, const uint16_t *targets, float *nll)
{
	assert(p->rows == ROWS_LOGITS);
	if (p->learn)
		p->rows = ROWS_SPENT;
	return pass_loss(p->work, targets, nll);
}

void predict_gradient(struct predictor *p, real *grad)
{
	assert(p->learn && p->rows == ROWS_SPENT);
	pass_backward(p->work, grad);
	p->rows = ROWS_NONE;
}

void predict_state_gradient(struct predictor *p, const uint16_t *targets, double *squares)
{
	assert(p->learn && p->rows == ROWS_LOGITS);
	pass_state_gradient(p->work, targets, squares);
	p->rows = ROWS_NONE;
}

/* ---- States ---- */

void predict_reset_stream(struct predictor *p, int b)
{
	work_reset_stream(p->work, b);
	p->next[b] = p->uniform;
}

void predict_reset(struct predictor *p)
{
	for (int b = 0; b < p->B; b++)
		predict_reset_stream(p, b);
}

size_t predict_state_size(const struct predictor *p)
{
	return p->hidden + (size_t)p->V;
}

static void hold_row(struct predictor *p, int b, const float *row)
{
	float *held = p->held + (size_t)b * (size_t)p->V;

	memcpy(held, row, (size_t)p->V * sizeof *held);
	p->next[b] = held;
}

void predict_save(struct predictor *p, int b, float *state)
{
	memcpy(state + p->hidden, predict_next(p, b), (size_t)p->V * sizeof *state);
	work_stream_get(p->work, b, state);
}

void predict_restore(struct predictor *p, int b, const float *state)
{
	work_stream_set(p->work, b, state);
	hold_row(p, b, state + p->hidden);
}

/* Checks n numbers that are called `what` and lie between -most and most, but for rounding. */
static int check_range(const float *x, size_t n, double most, const char *what, const char *name,
		       struct rnn_error *err)
{
	for (size_t i = 0; i < n; i++)
		if (!(fabs((double)x[i]) <= 1.001 * most))
			return errorf(err, EX_DATAERR,
				      "%s: state: %s %zu is %g, which is not from -%.0f to %.0f",
				      name, what, i, (double)x[i], most, most);
	return 0;
}

/* Checks a row (V) of log-probabilities: none is above 0, and the largest is not below that of 1/V. Logits of up to 1e6
 * are rounded by less than the tolerances. */
static int check_row(const float *row, int V, const char *name, struct rnn_error *err)
{
	float most = -INFINITY;

	for (int v = 0; v < V; v++)
		if (!(row[v] <= 0.1f))
			return errorf(err, EX_DATAERR,
				      "%s: state: log-probability %d is %g, which is above 0", name,
				      v, (double)row[v]);
		else if (row[v] > most)
			most = row[v];
	if ((double)most < -log(V) - 0.1)
		return errorf(err, EX_DATAERR,
			      "%s: state: the log-probabilities are too small: the largest is %g",
			      name, (double)most);
	return 0;
}

/* A hidden state is a tanh, a part of one, or a mean of some, so that |h| <= 1. For a cell state
 * |c'| <= |c| + 1, and in float32 2^24 + 1 is 2^24, where it stops growing. */
int predict_state_check(const struct predictor *p, const float *state, const char *name,
			struct rnn_error *err)
{
	bool has_c = p->m->cfg.cell->has_c;
	size_t n = p->hidden / (has_c ? 2 : 1);

	if (check_range(state, n, 1, "hidden state", name, err) < 0)
		return -1;
	if (has_c && check_range(state + n, n, 0x1p24, "cell state", name, err) < 0)
		return -1;
	return check_row(state + p->hidden, p->V, name, err);
}

void predict_copy(struct predictor *to, int b, struct predictor *from, int a)
{
	if (to == from && b == a)
		return;
	work_stream_get(from->work, a, to->copied);
	work_stream_set(to->work, b, to->copied);
	hold_row(to, b, predict_next(from, a));
}
