/* reader.c - see reader.h. */
#include "run/reader.h"

#include <assert.h>
#include <stdlib.h>

#include "run/mix_streams.h"

struct reader {
	struct predictor *p;   /* of one model; NULL: a mixture */
	struct mix *x;         /* borrowed */
	struct mix_streams *s; /* NULL: the only stream is that of x */
	const struct model *m;
};

/* Returns whether a reader of a mixture has streams that read one symbol at a time. */
static bool side_by_side(const struct predict_options *p)
{
	return p->streams > 1 || p->steps == 1;
}

struct reader *reader_new(const struct model *m, struct mix *x, const struct predict_options *p,
			  const struct reader *share)
{
	struct reader *r = xcalloc(1, sizeof *r);
	struct predict_options o = *p;

	r->m = m;
	r->x = x;
	if (x == NULL) {
		o.share = share != NULL ? share->p : NULL;
		r->p = predict_new(m, &o);
	} else if (side_by_side(p)) {
		r->s = mix_streams_new(x, p->streams);
	}
	return r;
}

void reader_free(struct reader *r)
{
	if (r == NULL)
		return;
	predict_free(r->p);
	mix_streams_free(r->s);
	free(r);
}

size_t reader_bytes(const struct model *m, const struct mix *x, const struct predict_options *p)
{
	if (x == NULL)
		return predict_bytes(m, p);
	return side_by_side(p) ? mix_streams_bytes(x, p->streams) : 0;
}

size_t reader_state_size(const struct model *m, const struct mix *x)
{
	const struct config *c = &m->cfg;
	size_t hidden = (size_t)c->layers * (size_t)c->hidden * (c->cell->has_c ? 2 : 1);

	return x != NULL ? mix_state_size(x) : hidden + (size_t)c->vocab;
}

/* ---- Reading ---- */

void reader_start(struct reader *r)
{
	if (r->x == NULL)
		predict_reset(r->p);
	else
		mix_start(r->x);
}

void reader_prime(struct reader *r, const uint16_t *ids, size_t n)
{
	reader_start(r);
	if (reader_learns(r))
		mix_prime(r->x, ids, n);
	else
		reader_feed(r, ids, n);
	if (r->x != NULL)
		mix_mark(r->x);
}

void reader_feed(struct reader *r, const uint16_t *ids, size_t n)
{
	assert(r->s == NULL);
	if (r->x == NULL) {
		predict_feed(r->p, ids, n);
		return;
	}
	for (size_t i = 0; i < n; i += MEMBER_STEPS)
		mix_read(r->x, ids + i, n - i < MEMBER_STEPS ? (int)(n - i) : MEMBER_STEPS);
}

void reader_side_by_side(struct reader *r, const uint16_t *ids, int n)
{
	if (r->x == NULL)
		predict_read(r->p, 1, ids);
	else if (r->s == NULL)
		mix_read(r->x, ids, n);
	else
		mix_streams_read(r->s, ids, n);
}

const float *reader_next(struct reader *r, int b)
{
	if (r->x == NULL)
		return predict_next(r->p, b);
	return r->s != NULL ? mix_streams_row(r->s, b) : mix_next(r->x);
}

void reader_read(struct reader *r, const uint16_t *ids, int t)
{
	if (r->x != NULL) {
		mix_read(r->x, ids, t);
		return;
	}
	predict_read(r->p, t, ids);
	predict_rows(r->p);
}

const float *reader_row(struct reader *r, int i)
{
	return r->x == NULL ? predict_row(r->p, i, 0) : mix_row(r->x, i);
}

void reader_learn(struct reader *r, uint16_t y)
{
	if (r->x != NULL)
		mix_learn(r->x, y);
}

bool reader_learns(const struct reader *r)
{
	return r->x != NULL && mix_learns(r->x);
}

/* ---- States ---- */

void reader_save(struct reader *r, int b, float *state)
{
	if (r->x == NULL)
		predict_save(r->p, b, state);
	else if (r->s != NULL)
		mix_streams_save(r->s, b, state);
	else
		mix_save(r->x, state);
}

void reader_restore(struct reader *r, int b, const float *state)
{
	if (r->x == NULL)
		predict_restore(r->p, b, state);
	else if (r->s != NULL)
		mix_streams_restore(r->s, b, state);
	else
		mix_restore(r->x, state);
}

/* The log-probabilities are at the end of a state of predict.h. */
const float *reader_state_row(struct reader *r, const float *state)
{
	if (r->x == NULL)
		return state + predict_state_size(r->p) - r->m->cfg.vocab;
	mix_restore(r->x, state);
	return mix_next(r->x);
}

int reader_state_check(const struct reader *r, const float *state, const char *name,
		       struct rnn_error *err)
{
	return r->x == NULL ? predict_state_check(r->p, state, name, err)
			    : mix_state_check(r->x, state, name, err);
}
