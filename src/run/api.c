/* api.c - the public library of rnn.h over the modules inside. The thread is the caller's: the way
 * it treats denormal numbers is restored after each computation. */
#include <math.h>
#include <stdlib.h>

#include "base/denormals.h"
#include "run/choose.h"
#include "run/eval.h"
#include "run/predict.h"
#include "store/saved_model.h"

/* Text is read in pieces of this many symbols: large products are fast. */
enum { READ_STEPS = 32 };

struct rnn_model {
	struct saved_model saved;
	struct predictor *shared; /* has the packed weights of all states; NULL: each has its own */
};

struct rnn_state {
	const struct rnn_model *model;
	struct predictor *predictor; /* of one stream */
	struct cand *scratch;        /* (V) */
};

const char *rnn_version(void)
{
	return RNN_VERSION;
}

struct rnn_model *rnn_model_load(const char *dir, struct rnn_error *err)
{
	const struct engine *engine = engine_pick(NULL, false, FORMAT_F32, err);
	struct rnn_model *m;

	if (engine == NULL)
		return NULL;
	m = xcalloc(1, sizeof *m);
	if (saved_model_load(&m->saved, dir, engine, err) < 0) {
		free(m);
		return NULL;
	}
	if (engine->reader)
		m->shared = predict_new(&m->saved.model, &(struct predict_options){.streams = 1,
										   .steps = 1,
										   .threads = 1});
	return m;
}

void rnn_model_free(struct rnn_model *m)
{
	if (m == NULL)
		return;
	predict_free(m->shared);
	saved_model_free(&m->saved);
	free(m);
}

int rnn_model_vocab(const struct rnn_model *m)
{
	return m->saved.vocab.size;
}

uint32_t rnn_model_symbol(const struct rnn_model *m, int id)
{
	return m->saved.vocab.symbol[id];
}

int rnn_model_id(const struct rnn_model *m, uint32_t symbol)
{
	return symbol < 0x110000 ? vocab_id(&m->saved.vocab, symbol) : -1;
}

struct rnn_state *rnn_state_new(const struct rnn_model *m)
{
	/* The caller has threads of its own, and one stream gains nothing from more. */
	const struct predict_options o = {.streams = 1,
					  .steps = READ_STEPS,
					  .threads = 1,
					  .share = m->shared};
	struct rnn_state *s = xcalloc(1, sizeof *s);
	unsigned mode = denormals_mode();

	s->model = m;
	s->predictor = predict_new(&m->saved.model, &o);
	s->scratch = xcalloc((size_t)m->saved.vocab.size, sizeof *s->scratch);
	denormals_restore(mode);
	return s;
}

void rnn_state_free(struct rnn_state *s)
{
	if (s == NULL)
		return;
	predict_free(s->predictor);
	free(s->scratch);
	free(s);
}

void rnn_state_reset(struct rnn_state *s)
{
	predict_reset(s->predictor);
}

void rnn_state_copy(struct rnn_state *to, const struct rnn_state *from)
{
	unsigned mode = denormals_mode();

	predict_copy(to->predictor, 0, from->predictor, 0);
	denormals_restore(mode);
}

static void feed(struct rnn_state *s, const uint16_t *ids, size_t n)
{
	unsigned mode = denormals_mode();

	predict_feed(s->predictor, ids, n);
	denormals_restore(mode);
}

void rnn_feed(struct rnn_state *s, int id)
{
	uint16_t x = (uint16_t)id;

	feed(s, &x, 1);
}

long long rnn_feed_text(struct rnn_state *s, const char *text, size_t bytes, int skip_unknown,
			struct rnn_error *err)
{
	long long unknown = 0;
	uint16_t *ids;
	size_t n;

	if (vocab_piece(&s->model->saved.vocab, "text", text, bytes, skip_unknown ? &unknown : NULL,
			&ids, &n, err) < 0)
		return -1;
	feed(s, ids, n);
	free(ids);
	return (long long)n;
}

const float *rnn_logp(const struct rnn_state *s)
{
	unsigned mode = denormals_mode();
	const float *logp = predict_next(s->predictor, 0);

	denormals_restore(mode);
	return logp;
}

struct rnn_sampling *rnn_sampling_new(const struct rnn_model *m)
{
	struct rnn_sampling *how = xcalloc(1, sizeof *how);

	*how = m != NULL ? m->saved.sampling : filter_neutral();
	return how;
}

void rnn_sampling_free(struct rnn_sampling *how)
{
	free(how);
}

/* "a, b, c": the keys of all filters; the caller frees it. */
static char *sampling_names(void)
{
	char *all = xstrdup(filter_table[0]->key);

	for (int i = 1; i < FILTERS; i++) {
		char *longer = xasprintf("%s, %s", all, filter_table[i]->key);
		free(all);
		all = longer;
	}
	return all;
}

int rnn_sampling_set(struct rnn_sampling *how, const char *name, double value,
		     struct rnn_error *err)
{
	int i = filter_find(name);

	if (i < 0) {
		char *names = sampling_names();
		errorf(err, EX_USAGE, "unknown setting '%.40s'; the settings are %s", name, names);
		free(names);
		return -1;
	}
	const struct filter *f = filter_table[i];
	if (!(value >= f->lo && value <= f->hi) || (f->whole && value != floor(value)))
		return errorf(err, EX_USAGE, "%s: must be a %snumber from %.10g to %.10g, not %g",
			      f->key, f->whole ? "whole " : "", f->lo, f->hi, value);
	how->value[i] = filter_round(f, value);
	return 0;
}

double rnn_sampling_get(const struct rnn_sampling *how, const char *name)
{
	int i = filter_find(name);

	return i < 0 ? (double)NAN : how->value[i];
}

const char *rnn_sampling_name(int i)
{
	return i >= 0 && i < FILTERS ? filter_table[i]->key : NULL;
}

int rnn_draw(const struct rnn_state *s, const struct rnn_sampling *how, uint64_t seed,
	     uint64_t index)
{
	return choose_id(s->model->saved.vocab.size, rnn_logp(s), how, choose_number(seed, index),
			 s->scratch);
}

int rnn_score_text(const struct rnn_model *m, const char *text, size_t bytes, struct rnn_score *out,
		   struct rnn_error *err)
{
	struct eval_options o = {.batch = 1, .threads = 1, .share = m->shared};
	struct score score = {0};
	struct evaluator *e;
	unsigned mode = denormals_mode();
	uint16_t *ids;
	size_t n;

	*out = (struct rnn_score){0};
	if (vocab_text(&m->saved.vocab, "text", text, bytes, INVALID_ERROR, &out->unknown, &ids, &n,
		       NULL, err) < 0)
		return -1;
	e = evaluator_new(&m->saved.model, &o);
	evaluator_run(e, ids, n, NULL, &score);
	evaluator_free(e);
	denormals_restore(mode);
	free(ids);
	out->symbols = (long long)n;
	out->scored = (long long)score.scored;
	out->nats = score.nats;
	return 0;
}
