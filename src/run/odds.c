/* odds.c - see odds.h. The reader has the shape of that of sample_run, so that its results are equal. */
#include "run/odds.h"

#include <stdlib.h>

#include "base/maths.h"
#include "run/pick.h"
#include "run/predict.h"

enum { PRIME_STEPS = 32 };

struct odds_reader {
	int V;
	struct predictor *reader;
	float *primed;
	struct picker pick;
	struct pick_text text;
	struct stops *stops; /* NULL without stop strings */
	long long n;         /* symbols of the sample so far */
	double *drawn;       /* (V) */
};

static struct predict_options shape(const struct sample_options *o)
{
	return (struct predict_options){.streams = 1, .steps = PRIME_STEPS, .threads = o->threads};
}

size_t odds_bytes(const struct model *m, const struct sample_options *o)
{
	struct predict_options one = shape(o);
	size_t bytes = size_sum(predict_pack_bytes(m), predict_bytes(m, &one), 1);

	bytes = size_sum(bytes, pick_bytes(m->cfg.vocab, o, 1), 1);
	return size_sum(bytes, (size_t)m->cfg.vocab, sizeof(double));
}

struct odds_reader *odds_new(const struct model *m, const struct sample_options *o)
{
	struct odds_reader *r = xcalloc(1, sizeof *r);
	struct predict_options one = shape(o);
	const struct sample_sink none = {0};

	r->V = m->cfg.vocab;
	pick_init(&r->pick, r->V, o);
	pick_text_init(&r->text, &r->pick);
	if (o->stops > 0)
		r->stops = stops_new(o->stop, o->stops, (uint64_t)o->least);
	r->reader = predict_new(m, &one);
	r->primed = xcalloc(predict_state_size(r->reader), sizeof *r->primed);
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
	pick_text_free(&r->text);
	pick_free(&r->pick);
	stops_free(r->stops);
	free(r->drawn);
	free(r);
}

void odds_start(struct odds_reader *r, const struct sample_draw *draw)
{
	r->n = 0;
	predict_restore(r->reader, 0, r->primed);
	pick_start(&r->pick, &r->text, rng_uniform(rng_key(draw->seed, draw->stream), 0));
	if (r->stops != NULL)
		stops_start(r->stops, r->pick.o->prime, r->pick.o->primes);
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

static void take_symbol(struct odds_reader *r, uint16_t id)
{
	const uint16_t *ids;
	int hit;

	r->n++;
	predict_read(r->reader, 1, &id);
	pick_push(&r->pick, &r->text, id);
	if (r->stops != NULL)
		stops_push(r->stops, id, &ids, &hit);
}

void odds_next(struct odds_reader *r, uint16_t id, struct odds *odds)
{
	const struct sample_options *o = r->pick.o;
	const float *logp = predict_next(r->reader, 0);

	pick_row(&r->pick, &r->text, r->stops, logp, o->length < 0 ? -1 : o->length - r->n);
	choose_odds(r->V, r->pick.row, &o->rule, r->pick.scratch, r->drawn);
	*odds = (struct odds){.own = symbol(r, logp, id), .nats = -(double)logp[id]};
	for (int i = 0; i < r->V; i++) {
		struct odds_symbol x = symbol(r, logp, i);
		if (i != id)
			add_other(odds, &x);
	}
	take_symbol(r, id);
}
