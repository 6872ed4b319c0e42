/* eval_mix.c - see eval_mix.h. */
#include "cmd/eval_mix.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "cmd/eval_scorers.h"
#include "cmd/reading.h"
#include "host/say.h"

int eval_mix_check(const struct options *line, struct rnn_error *err)
{
	static const char *const none[] = {"batch", "window", "baselines", NULL};
	static const char *const need[] = {"mix", "fit-mix", NULL};
	const struct eval_args *o = line->values;
	bool several = mix_args_several(&o->mix);

	if (o->by_line && (o->mix.cache || o->fit_mix != NULL))
		return errorf(err, EX_USAGE, "--%s does not go with lines that are scored alone",
			      o->mix.cache ? "cache" : "fit-mix");
	for (int i = 0; none[i] != NULL && several; i++)
		if (options_given(line, none[i]))
			return errorf(err, EX_USAGE,
				      "--%s cannot be used with several members of a mixture",
				      none[i]);
	for (int i = 0; need[i] != NULL; i++)
		if (mix_args_check(line, &o->mix, need[i], err) < 0)
			return -1;
	return 0;
}

/* ---- Stages ---- */

static int set_adapt(struct scoring *e, struct rnn_error *err)
{
	const struct eval_args *o = e->o;
	struct eval_mix *x = &e->mixed;

	x->adapt = xcalloc((size_t)x->use.models, sizeof *x->adapt);
	for (int i = 0; i < x->use.models; i++) {
		const struct model *m = &x->use.a[i].model;
		x->adapt[i] = (struct adapt_options){
			.rate = options_given(e->line, "adapt-rate") ? o->adapt_rate
								     : adapter_rate(m),
			.decay = o->adapt_decay,
			.threads = e->how.threads,
			.engine = engine_pick(NULL, true, FORMAT_F32, err),
		};
		if (x->adapt[i].engine == NULL)
			return -1;
	}
	return 0;
}

int mixed_prepare(struct scoring *e, size_t *bytes, struct rnn_error *err)
{
	struct eval_mix *x = &e->mixed;

	*bytes = size_sum(*bytes, 1, mix_use_bytes(&x->use, NULL));
	if (!e->o->adapt)
		return 0;
	if (set_adapt(e, err) < 0)
		return -1;
	*bytes = size_sum(*bytes, 1, mix_use_bytes(&x->use, x->adapt));
	return 0;
}

int mixed_gather(struct scoring *e, struct rnn_error *err)
{
	struct mix_use *u = &e->mixed.use;

	if (e->o->mix.ngram == NULL)
		return 0;
	return eval_texts_read_other(&e->texts, e->o->mix.ngram, &u->text, &u->bytes, err);
}

int mixed_begin(struct scoring *e, struct rnn_error *err)
{
	struct eval_mix *x = &e->mixed;

	if (mix_use_count(&x->use, reading_invalid(e->o->invalid), e->o->general.quiet, err) < 0)
		return -1;
	x->mix = mix_use_new(&x->use, NULL, e->how.threads);
	if (e->o->by_line) {
		mix_prime(x->mix, e->context.ids, e->context.n);
		x->lines = mix_lines_new(x->mix);
		x->mix = NULL;
	}
	if (e->o->adapt)
		x->adapted = mix_use_new(&x->use, x->adapt, e->how.threads);
	return 0;
}

void mixed_score(struct scoring *e, const struct scored_text *t, struct score *s)
{
	struct eval_mix *x = &e->mixed;

	for (int k = 0; k < x->use.members; k++)
		x->member[k] = (struct score){0};
	mix_score(x->mix, t->ids, t->n, t->first, t->nll, s, x->member);
	for (int k = 0; k < x->use.members; k++)
		score_sum(&x->sum[k], &x->member[k]);
}

void mixed_score_adapted(struct scoring *e, const struct scored_text *t, struct score *s)
{
	mix_score(e->mixed.adapted, t->ids, t->n, t->first, t->adapted, s, NULL);
}

void mixed_total(struct scoring *e)
{
	for (int k = 0; k < e->mixed.use.members; k++)
		e->mixed.member[k] = e->mixed.sum[k];
}

void mixed_end(struct scoring *e)
{
	struct eval_mix *x = &e->mixed;

	mix_free(x->mix);
	mix_free(x->adapted);
	mix_lines_free(x->lines);
	free(x->adapt);
	mix_use_free(&x->use);
}

/* ---- Output ---- */

void mixed_print(const struct scoring *e)
{
	const struct eval_mix *x = &e->mixed;

	for (int k = 0; k < x->use.members; k++) {
		char *name = xstrdup(x->use.name[k]);
		text_plain(name);
		printf("  %s: %.4f bits per %s, weight %.4f%s\n", name,
		       nats_to_bits(score_mean(&x->member[k])), unit_word(e->v->unit),
		       mix_weight(x->mix, k), x->use.weights.learned ? " at the end" : "");
		free(name);
	}
}

static void json_members(const struct eval_mix *x, const struct mix *mix, struct jsonout *w)
{
	jsonout_open(w, "members", '[');
	for (int k = 0; k < x->use.members; k++) {
		jsonout_open(w, NULL, '{');
		jsonout_string(w, "name", x->use.name[k]);
		jsonout_number(w, "weight", mix_weight(mix, k), NUMBER_DOUBLE);
		if (x->member[k].scored > 0)
			jsonout_number(w, "nats", score_mean(&x->member[k]), NUMBER_DOUBLE);
		jsonout_close(w, '}');
	}
	jsonout_close(w, ']');
}

void mixed_print_json(const struct scoring *e, struct jsonout *w)
{
	const struct eval_mix *x = &e->mixed;

	jsonout_open(w, "mix", '{');
	jsonout_string(w, "form", mix_form_name[x->use.weights.form]);
	jsonout_bool(w, "learned", x->use.weights.learned);
	json_members(x, x->mix, w);
	jsonout_close(w, '}');
}

/* ---- Fitting ---- */

static void print_fit(const struct scoring *e, const struct scored_text *t, const char *weights,
		      double loss)
{
	const struct eval_mix *x = &e->mixed;
	struct jsonout w = {0};

	if (!e->o->general.json) {
		printf("%s\n", weights);
		return;
	}
	jsonout_open(&w, NULL, '{');
	jsonout_string(&w, "file", t->file);
	jsonout_string(&w, "mix", weights);
	jsonout_uint(&w, "scored", t->n - 1);
	jsonout_number(&w, "nats", loss, NUMBER_DOUBLE);
	json_members(x, x->mix, &w);
	jsonout_close(&w, '}');
	char *line = jsonout_finish(&w);
	fputs(line, stdout);
	free(line);
}

int mixed_fit(struct scoring *e, const struct scored_text *t, struct rnn_error *err)
{
	const struct eval_mix *x = &e->mixed;
	double w[MIX_MOST], loss;

	if (t->n < 2)
		return errorf(err, EX_DATAERR, "%s: at least 2 %ss that a model knows are needed",
			      t->name, unit_word(e->v->unit));
	mix_fit(x->mix, t->ids, t->n, &loss);
	for (int k = 0; k < x->use.members; k++)
		w[k] = mix_weight(x->mix, k);
	char *weights = mix_args_text(x->use.weights.form, w, x->use.members);
	print_fit(e, t, weights, loss);
	say(e->o->general.quiet, "note: %s: %.4f bits per %s with these weights", t->name,
	    nats_to_bits(loss), unit_word(e->v->unit));
	free(weights);
	return 0;
}
