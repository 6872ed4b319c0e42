/* odds.c - see odds.h. The reader has the shape of that of sample_run, so that its results are equal. */
#include "run/odds.h"

#include <stdlib.h>

#include "base/maths.h"
#include "run/predict.h"

enum { PRIME_STEPS = 32 };

struct odds_reader {
	int V;
	struct rnn_sampling rule;
	struct predictor *reader;
	float *primed;
	struct cand *scratch; /* (V) */
	double *drawn;        /* (V) */
};

static struct predict_options shape(const struct sample_options *o)
{
	return (struct predict_options){.streams = 1, .steps = PRIME_STEPS, .threads = o->threads};
}

size_t odds_bytes(const struct model *m, const struct sample_options *o)
{
	struct predict_options one = shape(o);
	size_t bytes = size_sum(predict_pack_bytes(m), predict_bytes(m, &one), 1);

	return size_sum(bytes, (size_t)m->cfg.vocab, sizeof(struct cand) + sizeof(double));
}

struct odds_reader *odds_new(const struct model *m, const struct sample_options *o)
{
	struct odds_reader *r = xcalloc(1, sizeof *r);
	struct predict_options one = shape(o);
	const struct sample_sink none = {0};

	r->V = m->cfg.vocab;
	r->rule = o->rule;
	r->reader = predict_new(m, &one);
	r->primed = xcalloc(predict_state_size(r->reader), sizeof *r->primed);
	r->scratch = xcalloc((size_t)r->V, sizeof *r->scratch);
	r->drawn = xcalloc((size_t)r->V, sizeof *r->drawn);
	sample_feed_prime(r->reader, o, &none, r->primed);
	return r;
}

void odds_free(struct odds_reader *r)
{
	if (r == NULL)
		return;
	predict_free(r->reader);
	free(r->primed);
	free(r->scratch);
	free(r->drawn);
	free(r);
}

void odds_start(struct odds_reader *r)
{
	predict_restore(r->reader, 0, r->primed);
}

static struct odds_symbol symbol(const struct odds_reader *r, const float *logp, int id)
{
	return (struct odds_symbol){(uint16_t)id, maths_exp((double)logp[id]), r->drawn[id]};
}

/* Adds a symbol to the others, if it is among the likeliest. */
static void add_other(struct odds *o, const struct odds_symbol *x)
{
	int at = o->others;

	while (at > 0 && o->other[at - 1].p < x->p)
		at--;
	if (at == ODDS_OTHERS)
		return;
	o->others += o->others < ODDS_OTHERS;
	for (int i = o->others - 1; i > at; i--)
		o->other[i] = o->other[i - 1];
	o->other[at] = *x;
}

void odds_next(struct odds_reader *r, uint16_t id, struct odds *odds)
{
	const float *logp = predict_next(r->reader, 0);

	choose_odds(r->V, logp, &r->rule, r->scratch, r->drawn);
	*odds = (struct odds){.own = symbol(r, logp, id), .nats = -(double)logp[id]};
	for (int i = 0; i < r->V; i++) {
		struct odds_symbol x = symbol(r, logp, i);
		if (i != id)
			add_other(odds, &x);
	}
	predict_read(r->reader, 1, &id);
}
