/* preview.c - draws samples from the weights during training, to show what the model has learned. */
#include "run/trainer.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>

#include "run/choose.h"
#include "run/predict.h"

enum { SYMBOLS = 200, PRIME_STEPS = 32, SYMBOL_BYTES = 4 };
static const double share = 0.1; /* of a time budget that samples may take */
/* Assumed time to draw a symbol, as a multiple of the time to train on one, until it is measured: a
 * single stream reads all weights for each symbol. */
static const double draw_cost = 20;

static struct predict_options shape(const struct train_options *o)
{
	return (struct predict_options){.streams = 1, .steps = PRIME_STEPS, .threads = o->threads};
}

size_t preview_bytes(const struct model *m, const struct train_options *o)
{
	struct predict_options how = shape(o);
	size_t bytes = size_sum(predict_pack_bytes(m), predict_bytes(m, &how), 1);

	if (o->sample_every == 0)
		return 0;
	return size_sum(bytes, (size_t)m->cfg.vocab, sizeof(struct cand));
}

void preview_init(struct trainer *t)
{
	struct predict_options how = shape(t->o);

	if (t->o->sample_every == 0)
		return;
	how.team = work_team(t->work);
	t->preview.predictor = predict_new(&t->a->model, &how);
	t->preview.scratch = xcalloc((size_t)t->a->model.cfg.vocab, sizeof *t->preview.scratch);
}

void preview_start(struct trainer *t)
{
	t->preview.step = t->now.step;
	t->preview.began = trainer_clock();
}

void preview_free(struct trainer *t)
{
	predict_free(t->preview.predictor);
	free(t->preview.scratch);
}

/* ---- Time ---- */

double preview_seconds(const struct trainer *t)
{
	double window = (double)t->batches.B * (double)t->batches.T;
	double symbols = SYMBOLS + (double)t->o->primes;

	if (t->preview.predictor == NULL)
		return 0;
	if (t->preview.cost > 0)
		return t->preview.cost;
	return fmin(symbols * draw_cost * t->budget.step_s / window, share * t->budget.seconds);
}

/* Returns the seconds that a sample may take now; INFINITY without a budget or limit of time. Except
 * at the end, the time of a last one is kept. */
static double allowance(const struct trainer *t, bool end)
{
	double left = share * t->budget.seconds - t->preview.spent;
	double now = share * (trainer_clock() - t->preview.began) - t->preview.spent;

	if (!(t->budget.seconds > 0))
		return INFINITY;
	return end ? left : fmin(now, left - preview_seconds(t));
}

/* ---- A sample ---- */

static bool stopped(const struct trainer *t)
{
	return trainer_signal(t) != 0 && trainer_signal(t) != SIGUSR1;
}

/* Draws SYMBOLS symbols as `rnn sample` does with the seed of the training, but no more than one after
 * the clock shows `deadline`. Writes them to `text`, and returns the number of bytes; 0 if a signal
 * asks for the end, or if the training has diverged, so that a log-probability is no number. */
static size_t draw(struct trainer *t, double deadline, char text[SYMBOLS * SYMBOL_BYTES])
{
	struct predictor *p = t->preview.predictor;
	int V = t->a->model.cfg.vocab;
	size_t n = 0;

	predict_refresh(p);
	predict_reset(p);
	predict_feed(p, t->o->prime, t->o->primes);
	for (uint64_t i = 0; i < SYMBOLS && !stopped(t); i++) {
		if (i > 0 && trainer_clock() >= deadline)
			break;
		const float *logp = predict_next(p, 0);
		for (int v = 0; v < V; v++)
			if (isnan(logp[v]))
				return 0;
		double u = choose_number(t->o->seed, i);
		uint16_t id = (uint16_t)choose_id(V, logp, &t->a->sampling, u, t->preview.scratch);
		n += (size_t)vocab_encode(&t->a->vocab, id, text + n);
		predict_read(p, 1, &id);
	}
	return stopped(t) ? 0 : n;
}

void preview_run(struct trainer *t, bool end)
{
	char text[SYMBOLS * SYMBOL_BYTES];
	double before = trainer_clock();
	struct event e = {.kind = EVENT_SAMPLE, .text = text};

	if (t->preview.predictor == NULL || t->preview.step == t->now.step ||
	    (!end && t->now.step % t->o->sample_every != 0))
		return;
	double most = allowance(t, end);
	if (most < preview_seconds(t))
		return;
	e.text_bytes = draw(t, before + most, text);
	t->preview.step = t->now.step;
	t->preview.cost = trainer_clock() - before;
	t->preview.spent += t->preview.cost;
	if (e.text_bytes > 0)
		trainer_report(t, e);
}
