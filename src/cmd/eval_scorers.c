/* eval_scorers.c - see eval_scorers.h. */
#include "cmd/eval_scorers.h"

#include <stdlib.h>

#include "base/number.h"
#include "cmd/eval_ranks.h"
#include "host/say.h"

/* The stages of a scorer. All but `wanted` may be NULL. */
struct scorer {
	bool (*wanted)(const struct scoring *e);
	int (*prepare)(struct scoring *e, size_t *bytes, struct rnn_error *err);
	int (*gather)(struct scoring *e, struct rnn_error *err);
	int (*begin)(struct scoring *e, struct rnn_error *err);
	int (*score)(struct scoring *e, const struct scored_text *t, struct rnn_error *err);
	void (*print)(const struct scoring *e);
	void (*print_json)(const struct scoring *e, struct jsonout *w);
	void (*end)(struct scoring *e);
};

bool scorers_print_rows(const struct scoring *e)
{
	return e->o->per_char || e->o->per_word || e->o->by_line;
}

bool scorers_need_chars(const struct scoring *e)
{
	return e->o->per_char || e->o->per_word || e->o->color;
}

/* ---- The model, read in the number format of --precision ---- */

static bool plain_wanted(const struct scoring *e)
{
	return !e->o->by_line;
}

static int plain_prepare(struct scoring *e, size_t *bytes, struct rnn_error *err)
{
	if (e->mixed.on)
		return mixed_prepare(e, bytes, err);
	*bytes = size_sum(*bytes, 1, evaluator_bytes(&e->a->model, &e->how));
	return 0;
}

static int plain_begin(struct scoring *e, struct rnn_error *err)
{
	if (e->mixed.on)
		return mixed_begin(e, err);
	e->plain.evaluator = evaluator_new(&e->a->model, &e->how);
	return 0;
}

static int plain_score(struct scoring *e, const struct scored_text *t, struct rnn_error *err)
{
	struct score *s = &e->plain.score;

	*s = (struct score){0};
	if (e->mixed.on)
		mixed_score(e, t, s);
	else
		eval_ranks_run(e->ranks, RANKS_PLAIN, e->plain.evaluator, t, s);
	s->unknown = (uint64_t)t->unknown;
	s->chars = t->n - t->context + s->unknown;
	if (s->scored > 0 || scorers_print_rows(e)) {
		score_sum(&e->plain.sum, s);
		return 0;
	}
	return errorf(err, EX_DATAERR, "%s: nothing to score: %llu known and %lld unknown %ss%s",
		      t->name, (unsigned long long)(t->n - t->context), t->unknown,
		      unit_word(e->v->unit),
		      t->context > 0 ? "" : " (the first known one is context)");
}

static void plain_print(const struct scoring *e)
{
	const struct score *s = &e->plain.score;
	struct count scored, unknown;

	figures_print(&e->size, s);
	printf(", %s scored, %s unknown\n", count_text(&scored, (double)s->scored),
	       count_text(&unknown, (double)s->unknown));
	figures_print_charged(&e->size, s);
}

static void plain_print_json(const struct scoring *e, struct jsonout *w)
{
	figures_json_text(w, &e->size, &e->plain.score);
}

static void plain_end(struct scoring *e)
{
	evaluator_free(e->plain.evaluator);
	mixed_end(e);
}

/* The members of a mixture; its score is the plain one. */
static bool members_wanted(const struct scoring *e)
{
	return e->mixed.on;
}

/* ---- The model in float32, if --precision is another format ---- */

static bool f32_wanted(const struct scoring *e)
{
	return e->a->model.format != FORMAT_F32 && !e->mixed.on && !scorers_print_rows(e);
}

static int f32_begin(struct scoring *e, struct rnn_error *err)
{
	(void)err;
	e->f32.model = e->a->model;
	e->f32.model.format = FORMAT_F32;
	e->f32.evaluator = evaluator_new(&e->f32.model, &e->how);
	return 0;
}

static int f32_score(struct scoring *e, const struct scored_text *t, struct rnn_error *err)
{
	(void)err;
	e->f32.score = (struct score){0};
	eval_ranks_run(e->ranks, RANKS_F32, e->f32.evaluator, t, &e->f32.score);
	score_sum(&e->f32.sum, &e->f32.score);
	return 0;
}

static void f32_print(const struct scoring *e)
{
	double mean = score_mean(&e->f32.score);

	printf("  f32: %.4f bits per %s; %s differs by %+.4f\n", nats_to_bits(mean),
	       unit_word(e->size.unit), format_name[e->a->model.format],
	       nats_to_bits(score_mean(&e->plain.score) - mean));
}

static void f32_print_json(const struct scoring *e, struct jsonout *w)
{
	jsonout_string(w, "precision", format_name[e->a->model.format]);
	figures_json_rates(w, nats_to_bits(e->f32.score.nats),
			   e->size.valid ? e->size.scored_chars : 0, e->size.scored_bytes, "_f32");
}

static void f32_end(struct scoring *e)
{
	evaluator_free(e->f32.evaluator);
}

/* ---- A copy of the model that learns from the text it has scored (--adapt) ---- */

static bool adapted_wanted(const struct scoring *e)
{
	return e->o->adapt;
}

static int adapted_prepare(struct scoring *e, size_t *bytes, struct rnn_error *err)
{
	const struct eval_args *o = e->o;
	const struct model *m = &e->a->model;

	if (e->mixed.on)
		return 0;
	e->adapted.how = (struct adapt_options){
		.rate = options_given(e->line, "adapt-rate") ? o->adapt_rate : adapter_rate(m),
		.decay = o->adapt_decay,
		.threads = (int)o->general.threads,
		.engine = engine_pick(NULL, true, FORMAT_F32, err),
	};
	if (e->adapted.how.engine == NULL)
		return -1;
	*bytes = size_sum(*bytes, 1, adapter_bytes(m, &e->adapted.how));
	return 0;
}

static int adapted_begin(struct scoring *e, struct rnn_error *err)
{
	(void)err;
	if (e->mixed.on)
		return 0;
	e->adapted.adapter = adapter_new(&e->a->model, &e->adapted.how);
	return 0;
}

static int adapted_score(struct scoring *e, const struct scored_text *t, struct rnn_error *err)
{
	(void)err;
	e->adapted.score = (struct score){0};
	if (e->mixed.on)
		mixed_score_adapted(e, t, &e->adapted.score);
	else if (!eval_ranks_given(e->ranks, RANKS_ADAPTED, &e->adapted.score))
		adapter_run(e->adapted.adapter, t->ids, t->n, t->adapted, &e->adapted.score);
	e->adapted.score.unknown = (uint64_t)t->unknown;
	score_sum(&e->adapted.sum, &e->adapted.score);
	return 0;
}

static void adapted_print(const struct scoring *e)
{
	fputs("  adapted: ", stdout);
	figures_print(&e->size, &e->adapted.score);
	putchar('\n');
}

static void adapted_print_json(const struct scoring *e, struct jsonout *w)
{
	jsonout_open(w, "adapted", '{');
	jsonout_int(w, "segment", ADAPT_SEGMENT);
	jsonout_number(w, "rate", e->mixed.on ? e->mixed.adapt[0].rate : e->adapted.how.rate,
		       NUMBER_DOUBLE);
	jsonout_number(w, "decay", e->o->adapt_decay, NUMBER_DOUBLE);
	figures_json(w, &e->size, &e->adapted.score);
	jsonout_close(w, '}');
}

static void adapted_end(struct scoring *e)
{
	if (e->adapted.adapter != NULL)
		adapter_free(e->adapted.adapter);
}

/* ---- Compressors and n-gram counts (--baselines) ---- */

static bool baselines_wanted(const struct scoring *e)
{
	return e->o->baselines;
}

/*
 * Reads the texts and runs the compressors. This happens before the sandbox is entered, because in
 * it no program can be started. The texts are only passed on as bytes here; they are decoded and
 * given to the model in the sandbox.
 */
static int baselines_gather(struct scoring *e, struct rnn_error *err)
{
	char *train = NULL;

	if (e->o->train != NULL) {
		if (eval_texts_read_other(&e->texts, e->o->train, &train, &e->baselines.train.n,
					  err) < 0)
			return -1;
		e->baselines.train.bytes = train;
	}
	eval_texts_read_all(&e->texts);
	e->baselines.all = baselines_new(e->o, e->texts.part, e->texts.file->n,
					 &e->baselines.train);
	return 0;
}

static int baselines_begin(struct scoring *e, struct rnn_error *err)
{
	return baselines_count(e->baselines.all, e->a, err);
}

static int score_baselines(struct scoring *e, const struct scored_text *t, struct rnn_error *err)
{
	const struct baselines_text text = {
		.number = t->number,
		.ids = t->ids,
		.n = t->n,
		.symbols = e->plain.score.chars,
		.compared = e->plain.score.scored + e->plain.score.unknown,
		.unknown_bits = figures_unknown_bits(&e->size, &e->plain.score),
	};

	(void)err;
	baselines_score(e->baselines.all, &text);
	return 0;
}

static void print_baselines(const struct scoring *e)
{
	baselines_print(e->baselines.all, figures_compared(&e->size, &e->plain.score));
}

static void print_baselines_json(const struct scoring *e, struct jsonout *w)
{
	baselines_json(e->baselines.all, w, figures_compared(&e->size, &e->plain.score));
}

static void baselines_end(struct scoring *e)
{
	baselines_free(e->baselines.all);
	free((char *)e->baselines.train.bytes);
}

/* ---- The table ---- */

/* In the order of the output. The first row must stay first: it reports texts with nothing to
 * score, and its score is used by the baselines. */
static const struct scorer scorer_table[] = {
	{.wanted = plain_wanted,
	 .prepare = plain_prepare,
	 .begin = plain_begin,
	 .score = plain_score,
	 .print = plain_print,
	 .print_json = plain_print_json,
	 .end = plain_end},
	{.wanted = members_wanted,
	 .gather = mixed_gather,
	 .print = mixed_print,
	 .print_json = mixed_print_json},
	{.wanted = f32_wanted,
	 .prepare = plain_prepare /* a second evaluator of the same size */,
	 .begin = f32_begin,
	 .score = f32_score,
	 .print = f32_print,
	 .print_json = f32_print_json,
	 .end = f32_end},
	{.wanted = adapted_wanted,
	 .prepare = adapted_prepare,
	 .begin = adapted_begin,
	 .score = adapted_score,
	 .print = adapted_print,
	 .print_json = adapted_print_json,
	 .end = adapted_end},
	{.wanted = eval_lines_wanted,
	 .prepare = eval_lines_prepare,
	 .begin = eval_lines_begin,
	 .end = eval_lines_end},
	{.wanted = likely_wanted,
	 .prepare = likely_prepare,
	 .begin = likely_begin,
	 .end = likely_end},
	{.wanted = novelty_wanted,
	 .gather = novelty_gather,
	 .begin = novelty_begin,
	 .score = novelty_score,
	 .print = novelty_print,
	 .print_json = novelty_print_json,
	 .end = novelty_end},
	{.wanted = baselines_wanted,
	 .gather = baselines_gather,
	 .begin = baselines_begin,
	 .score = score_baselines,
	 .print = print_baselines,
	 .print_json = print_baselines_json,
	 .end = baselines_end},
	{0},
};

int scorers_prepare(struct scoring *e, size_t *bytes, struct rnn_error *err)
{
	for (const struct scorer *s = scorer_table; s->wanted != NULL; s++)
		if (s->wanted(e) && s->prepare != NULL && s->prepare(e, bytes, err) < 0)
			return -1;
	return 0;
}

int scorers_gather(struct scoring *e, struct rnn_error *err)
{
	for (const struct scorer *s = scorer_table; s->wanted != NULL; s++)
		if (s->wanted(e) && s->gather != NULL && s->gather(e, err) < 0)
			return -1;
	return 0;
}

int scorers_begin(struct scoring *e, struct rnn_error *err)
{
	for (const struct scorer *s = scorer_table; s->wanted != NULL; s++)
		if (s->wanted(e) && s->begin != NULL && s->begin(e, err) < 0)
			return -1;
	return 0;
}

int scorers_score(struct scoring *e, const struct scored_text *t, struct rnn_error *err)
{
	for (const struct scorer *s = scorer_table; s->wanted != NULL; s++)
		if (s->wanted(e) && s->score != NULL && s->score(e, t, err) < 0)
			return -1;
	text_size_add(&e->size_sum, &e->size);
	e->scored++;
	return 0;
}

void scorers_print(const struct scoring *e)
{
	for (const struct scorer *s = scorer_table; s->wanted != NULL; s++)
		if (s->wanted(e) && s->print != NULL)
			s->print(e);
}

void scorers_print_json(const struct scoring *e, struct jsonout *w)
{
	for (const struct scorer *s = scorer_table; s->wanted != NULL; s++)
		if (s->wanted(e) && s->print_json != NULL)
			s->print_json(e, w);
}

void scorers_forget(struct scoring *e)
{
	e->size_sum = (struct text_size){.unit = e->a->unit, .valid = true};
	e->plain.sum = e->f32.sum = e->adapted.sum = (struct score){0};
	e->scored = 0;
}

void scorers_total(struct scoring *e)
{
	e->size = e->size_sum;
	e->plain.score = e->plain.sum;
	e->f32.score = e->f32.sum;
	e->adapted.score = e->adapted.sum;
	mixed_total(e);
	novelty_total(e);
	if (e->baselines.all != NULL)
		baselines_total(e->baselines.all);
}

void scorers_end(struct scoring *e)
{
	for (const struct scorer *s = scorer_table; s->wanted != NULL; s++)
		if (s->wanted(e) && s->end != NULL)
			s->end(e);
}
