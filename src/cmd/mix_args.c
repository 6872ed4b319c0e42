/* mix_args.c - see mix_args.h. */
#include "cmd/mix_args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

#define AT(member) offsetof(struct mix_args, member)

const struct option_row mix_model_rows[] = {
	{
		.name = "model",
		.letter = 'm',
		.type = OPT_LIST,
		.at = AT(model),
		.arg = "DIR",
		.path = PATH_DIR,
		.help = "model directory; several are mixed [$RNN_MODEL, else models/latest, else the"
			" model that ships with rnn]",
	},
	{0},
};

const struct option_row mix_rows[] = {
	{
		.name = "mix",
		.type = OPT_TEXT,
		.at = AT(mix),
		.arg = "WEIGHTS",
		.help = "0.7,0.3: the mean of the members' probabilities; log:0.7,0.3: their product,"
			" scaled to sum to 1; linear or log: weights that are learned [log]",
	},
	{
		.name = "mix-ngram",
		.type = OPT_TEXT,
		.at = AT(ngram),
		.arg = "FILE",
		.path = PATH_TEXT,
		.help = "a member after the models: a 10-gram model (Kneser-Ney) of this text",
	},
	{0},
};

const struct option_row mix_cache_rows[] = {
	{
		.name = "cache",
		.type = OPT_FLAG,
		.at = AT(cache),
		.help = "the last member: a 10-gram model of what was read so far; that of --mix-ngram"
			" goes on counting, too",
	},
	{0},
};

const char *const mix_form_name[] = {[MIX_LINEAR] = "linear", [MIX_PRODUCT] = "log"};

bool mix_args_several(const struct mix_args *a)
{
	return a->model.n > 1 || a->ngram != NULL || a->cache;
}

int mix_args_check(const struct options *line, const struct mix_args *a, const char *option,
		   struct rnn_error *err)
{
	bool cache = option_find(line->command, "cache", 5).row != NULL;

	if (mix_args_several(a) || !options_given(line, option))
		return 0;
	return errorf(err, EX_USAGE, "--%s needs several members: --model twice, %s", option,
		      cache ? "--mix-ngram or --cache" : "or --mix-ngram");
}

/* Reads a number at *text, up to a comma or the end, and steps over the comma. */
static bool take_weight(const char **text, double *w)
{
	const char *digits = "0123456789", *at = *text;
	size_t whole = strspn(at, digits), part = 0;

	at += whole;
	if (*at == '.') {
		part = strspn(at + 1, digits);
		at += 1 + part;
	}
	if (whole + part == 0 || (*at != ',' && *at != 0) || (*at == ',' && at[1] == 0))
		return false;
	*w = strtod(*text, NULL);
	*text = at + (*at == ',');
	return *w <= 1000;
}

static int parse_weights(const char *value, const char *at, struct mix_weights *w,
			 struct rnn_error *err)
{
	double sum = 0;

	while (*at != 0) {
		if (w->n == MIX_MOST)
			return errorf(err, EX_USAGE, "--mix: more than %d weights", MIX_MOST);
		if (!take_weight(&at, &w->w[w->n]))
			return errorf(err, EX_USAGE,
				      "--mix %s: weights are numbers from 0 to 1000 with commas "
				      "between, as in 0.7,0.3 or log:0.7,0.3",
				      value);
		sum += w->w[w->n++];
	}
	if (sum <= 0)
		return errorf(err, EX_USAGE, "--mix %s: a weight above 0 is needed", value);
	return 0;
}

int mix_args_parse(const char *text, struct mix_weights *w, struct rnn_error *err)
{
	const char *const *form = mix_form_name;

	*w = (struct mix_weights){.form = MIX_LINEAR};
	if (text == NULL)
		text = form[MIX_PRODUCT];
	for (int i = 0; i < 2; i++) {
		size_t n = strlen(form[i]);
		if (strncmp(text, form[i], n) != 0 || (text[n] != 0 && text[n] != ':'))
			continue;
		w->form = (enum mix_form)i;
		w->learned = text[n] == 0;
		return w->learned ? 0 : parse_weights(text, text + n + 1, w, err);
	}
	return parse_weights(text, text, w, err);
}

char *mix_args_text(enum mix_form form, const double *w, int K)
{
	char *text = xstrdup(form == MIX_PRODUCT ? "log:" : "");

	for (int k = 0; k < K; k++) {
		char *longer = xasprintf("%s%s%.4f", text, k > 0 ? "," : "", w[k]);
		free(text);
		text = longer;
	}
	return text;
}
