/* validate.c - scores the validation text during training, and keeps the best weights. */
#include "run/trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALIDATIONS = 20, VALID_FEWEST = 100 }; /* in the whole budget; characters of one */
/* A long text is cut into up to VALID_STREAMS parts of at least VALID_PART characters, which are
 * scored in parallel. Each part first reads the VALID_WARM characters before it, so that the loss
 * is nearly that of one stream. If there is time for the beginning of a text only, the parts and
 * what they read first are shorter, because many streams are faster. */
enum { VALID_PART = 4096, VALID_WARM = 512, VALID_STREAMS = 64, SHORT_PART = 256 };
static const double valid_share = 0.1;  /* share of a time budget that validation may take */
static const double valid_piece = 0.02; /* share that one validation should take */
/* Assumed time to read and score a character, as a multiple of the time to train on one, until it
 * is measured: with several streams a forward pass and the search for the temperature take about
 * half a training step; with few streams products are slower. */
static const double read_many = 0.45, read_few = 1.5;
enum { STREAMS_MANY = 8 };
/* A busy machine delays training steps, whose threads wait for each other often, more than scoring.
 * So a validation is not expected to take more than this many times as long as the last one. */
static const double slowdown_most = 2.5;

struct eval_options validate_options(const struct train_options *o, size_t n, bool beginning)
{
	size_t streams = n / (beginning ? SHORT_PART : VALID_PART);
	struct eval_options how = {.batch = 1, .threads = o->threads, .temperature = true};

	if (streams <= 1)
		return how;
	how.batch = streams < VALID_STREAMS ? (int)streams : VALID_STREAMS;
	how.warm = beginning ? SHORT_PART : VALID_WARM;
	return how;
}

/* Makes the evaluator for the first `chars` characters of the validation text. */
static void make_evaluator(struct trainer *t, size_t chars)
{
	struct eval_options how = validate_options(t->o, chars, chars < t->valid.n);

	how.team = work_team(t->work);
	how.peers = how.batch > 1 ? t->o->peers : NULL;
	evaluator_free(t->valid.evaluator);
	t->valid.evaluator = evaluator_new(&t->a->model, &how);
	t->valid.shared = how.peers != NULL;
	t->valid.chars = chars;
}

int validate_init(struct trainer *t, const struct corpus *valid, struct rnn_error *err)
{
	if (valid == NULL || valid->n < 2)
		return 0;
	t->valid.n = valid->n;
	t->valid.ids = xcalloc(valid->n, sizeof *t->valid.ids);
	corpus_copy(valid, 0, valid->n, t->valid.ids);
	if (corpus_check(valid, true, err) < 0)
		return -1;
	follow_held_out(t);
	make_evaluator(t, valid->n);
	return 0;
}

void validate_free(struct trainer *t)
{
	evaluator_free(t->valid.evaluator);
	free(t->valid.ids);
}

/* ---- How much is scored ---- */

/* Returns how many times as long it takes to score a character, of the first n, as to train on
 * one. */
static double ratio(const struct trainer *t, size_t n)
{
	struct eval_options how = validate_options(t->o, n, n < t->valid.n);
	double read = (double)n + (double)how.batch * how.warm;

	if (t->valid.ratio > 0)
		return t->valid.ratio;
	return read / (double)n * (how.batch < STREAMS_MANY ? read_few : read_many);
}

/* Returns the seconds of training on one character: over about the last second, or since the
 * session began, which is steadier. */
static double recent_pace(const struct trainer *t)
{
	return t->budget.step_s / ((double)t->batches.B * (double)t->batches.T);
}

static double mean_pace(const struct trainer *t)
{
	uint64_t chars = t->now.chars - t->reported.first_chars;
	double spent = trainer_clock() - t->valid.at - t->preview.spent;

	return chars > 0 ? spent / (double)chars : recent_pace(t);
}

/* Returns how many characters each validation should score under a time budget: all, or the largest
 * of the numbers 100, 200, 500, 1,000, 2,000 ... that takes at most valid_piece of the budget.
 * `pace` is the time to train on a character. */
static size_t affordable(const struct trainer *t, double pace)
{
	static const double grid[] = {1, 2, 5};
	double seconds = valid_piece * t->budget.seconds;
	size_t best = t->valid.n < VALID_FEWEST ? t->valid.n : VALID_FEWEST;

	if ((double)t->valid.n * ratio(t, t->valid.n) * pace <= seconds)
		return t->valid.n;
	for (double unit = VALID_FEWEST; unit < (double)t->valid.n; unit *= 10)
		for (size_t i = 0; i < sizeof grid / sizeof *grid; i++) {
			size_t n = (size_t)(grid[i] * unit);
			if (n < t->valid.n && (double)n * ratio(t, n) * pace <= seconds)
				best = n;
		}
	return best;
}

static void choose(struct trainer *t, size_t chars)
{
	size_t before = t->now.valid_chars > 0 ? t->now.valid_chars : t->valid.n;

	if (chars != before)
		make_evaluator(t, chars);
	t->now.valid_chars = chars;
}

void validate_start(struct trainer *t, bool resume)
{
	if (t->valid.evaluator == NULL)
		return;
	/* State files that lack the number were written when validations scored the whole text. */
	if (t->now.valid_chars > 0)
		make_evaluator(t, t->now.valid_chars);
	else if (t->budget.steps > 0 || !isnan(t->now.best_loss))
		choose(t, t->valid.n);
	uint64_t next = (uint64_t)(trainer_progress(t) * VALIDATIONS) + 1;
	if (resume && t->now.next_valid > next)
		t->now.next_valid = next;
}

double validate_seconds(const struct trainer *t)
{
	size_t n = t->now.valid_chars;
	double pace = recent_pace(t);

	if (t->valid.evaluator == NULL)
		return 0;
	if (n == 0)
		n = affordable(t, pace);
	double seconds = (double)n * ratio(t, n) * pace;
	return t->valid.cost > 0 ? fmin(seconds, slowdown_most * t->valid.cost) : seconds;
}

/* ---- A validation ---- */

/* Keep the weights as the best so far. Their output layer is divided by the temperature that
 * minimises the validation loss, so that the saved model is calibrated (Guo et al. 2017). */
static void keep_best(struct trainer *t, double loss, double temperature)
{
	const struct model *m = &t->a->model;

	t->now.best_loss = loss;
	t->a->training.step = t->now.step;
	t->a->training.temperature = temperature;
	memcpy(t->best.w, m->w, m->n * sizeof *t->best.w);
	model_scale_output(m, t->best.w, (real)(1 / temperature));
	t->best.unsaved = true;
}

/* Scores the text, and sets the loss and temperature of *e. Returns the seconds that it took. */
static double score(struct trainer *t, struct event *e)
{
	double before = trainer_clock();

	if (t->valid.shared)
		follow_order(t, &(struct order){.kind = ORDER_SCORE,
						.chars = t->now.valid_chars,
						.temperature = t->a->training.temperature});
	evaluator_refresh(t->valid.evaluator);
	e->temperature = evaluator_temperature(t->valid.evaluator, t->valid.ids, t->now.valid_chars,
					       t->a->training.temperature, &e->loss);
	t->valid.at = trainer_clock();
	double spent = t->valid.at - before, pace = recent_pace(t);
	t->valid.spent += spent;
	t->valid.cost = spent;
	if (pace > 0)
		t->valid.ratio = spent / ((double)t->now.valid_chars * pace);
	return spent;
}

void validate_follow(struct trainer *t, size_t chars, double temperature)
{
	double loss;

	if (t->valid.evaluator == NULL || t->valid.chars != chars)
		make_evaluator(t, chars);
	evaluator_refresh(t->valid.evaluator);
	evaluator_temperature(t->valid.evaluator, t->valid.ids, chars, temperature, &loss);
}

/* The first validation of a time budget chooses the number of characters. If it takes so long that
 * it and the last one would use up the share of all, fewer characters are chosen and scored. */
static void score_first(struct trainer *t, struct event *e)
{
	choose(t, affordable(t, mean_pace(t)));
	if (score(t, e) <= 0.4 * valid_share * t->budget.seconds)
		return;
	size_t fewer = affordable(t, recent_pace(t));
	if (fewer >= t->now.valid_chars)
		return;
	choose(t, fewer);
	t->valid.ratio = 0; /* measured with more streams */
	score(t, e);
}

void validate_run(struct trainer *t)
{
	struct event e = {.kind = EVENT_VALID, .chars_kept = t->valid.n};

	if (t->now.valid_chars == 0)
		score_first(t, &e);
	else
		score(t, &e);
	e.chars = t->now.valid_chars;
	t->now.valid_step = t->now.step;
	t->saved.all = false;
	e.best = e.loss <= trainer_loss_limit(t) && !(e.loss >= t->now.best_loss);
	if (e.best)
		keep_best(t, e.loss, e.temperature);
	trainer_report(t, e);
}

/* Returns whether there is time for a validation besides the last one, in a training that the clock
 * ends: what they take is spread over the training, and at most valid_share of the budget. */
static bool time_for_one(const struct trainer *t)
{
	double cost = validate_seconds(t);

	return (trainer_clock() - t->valid.at) * valid_share >= cost &&
	       t->valid.spent + 2 * cost <= valid_share * t->budget.seconds;
}

bool validate_affordable(const struct trainer *t)
{
	return !trainer_timed(t) || !isnan(t->now.best_loss) ||
	       validate_seconds(t) <= valid_share * t->budget.seconds;
}

bool validate_due(struct trainer *t, double p)
{
	uint64_t part = (uint64_t)(p * VALIDATIONS);

	if (t->valid.evaluator == NULL || part < t->now.next_valid || p >= 1)
		return false;
	if (trainer_timed(t) && !time_for_one(t))
		return false;
	t->now.next_valid = part + 1;
	return true;
}
