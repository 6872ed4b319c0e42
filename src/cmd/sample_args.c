/* sample_args.c - see sample_args.h. */
#include "cmd/sample_args.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "cmd/engine.h"
#include "cmd/reading.h"
#include "run/beam.h"
#include "text/input.h"

#define AT(member) offsetof(struct sample_args, member)

static const struct option_row prime_rows[] = {
	{
		.name = "prime",
		.type = OPT_TEXT,
		.at = AT(prime),
		.arg = "TEXT",
		.help = "text to continue [none: as at the start of a text]",
	},
	{
		.name = "no-prime",
		.type = OPT_FLAG,
		.at = AT(no_prime),
		.help = "do not print the prime",
	},
	{0},
};

static const struct option_row end_rows[] = {
	{
		.name = "length",
		.letter = 'n',
		.type = OPT_INT,
		.lo = -1,
		.hi = 1e15,
		.fallback = "500",
		.at = AT(length),
		.arg = "N",
		.help = "characters to draw; -1: no end",
	},
	{
		.name = "stop",
		.type = OPT_LIST,
		.at = AT(stop),
		.arg = "TEXT",
		.help = "end the sample before this text; repeatable",
	},
	{
		.name = "stop-after",
		.type = OPT_LIST,
		.at = AT(stop_after),
		.arg = "TEXT",
		.help = "end the sample after this text; repeatable",
	},
	{
		.name = "min-length",
		.type = OPT_INT,
		.lo = 0,
		.hi = 1e15,
		.fallback = "0",
		.at = AT(least),
		.arg = "N",
		.help = "fewest characters that a stop string may leave",
	},
	{
		.name = "count",
		.type = OPT_INT,
		.lo = 1,
		.hi = 1e9,
		.fallback = "1",
		.at = AT(count),
		.arg = "N",
		.help = "number of samples; --separator follows each",
	},
	{
		.name = "separator",
		.type = OPT_TEXT,
		.at = AT(separator),
		.arg = "STRING",
		.help = "text after each sample; \\0 \\n \\t \\r \\\\ are characters"
			" [with --count: a newline, unless it ends with one]",
	},
	{0},
};

/* In the help, these follow the rows of sampling_rows. */
static const struct option_row seed_rows[] = {
	{
		.name = "repeat",
		.type = OPT_REAL,
		.lo = 0,
		.hi = 1000,
		.fallback = "0",
		.at = AT(repeat),
		.arg = "X",
		.help = "penalty for long repeats; 1: enough to end loops",
	},
	{
		.name = "seed",
		.type = OPT_SEED,
		.at = AT(seed),
		.arg = "N",
		.help = "seed of the first sample; the next has N+1 [random]",
	},
	{0},
};

static const struct option_row keep_rows[] = {
	{
		.name = "novel",
		.type = OPT_TEXT,
		.at = AT(novel),
		.arg = "FILE",
		.path = PATH_TEXT,
		.help = "no line of the sample is a line of FILE",
	},
	{
		.name = "novel-run",
		.type = OPT_INT,
		.lo = 2,
		.hi = 10000,
		.at = AT(novel_run),
		.arg = "N",
		.help = "with --novel: no N characters in a row are in FILE",
	},
	{
		.name = "unique",
		.type = OPT_FLAG,
		.at = AT(unique),
		.help = "all samples are different",
	},
	{
		.name = "best-of",
		.type = OPT_INT,
		.lo = 1,
		.hi = 10000,
		.at = AT(best_of),
		.arg = "N",
		.help = "of N draws, keep the likeliest per character",
	},
	{
		.name = "rank",
		.type = OPT_FLAG,
		.at = AT(rank),
		.help = "write the likeliest per character first",
	},
	{
		.name = "beam",
		.type = OPT_INT,
		.lo = 1,
		.hi = BEAM_WIDTH_MAX,
		.at = AT(beam),
		.arg = "N",
		.help = "search for the likeliest text, N wide; no drawing",
	},
	{
		.name = "then",
		.type = OPT_TEXT,
		.at = AT(then),
		.arg = "TEXT",
		.help = "end with TEXT, after at most --length characters",
	},
	{
		.name = "tries",
		.type = OPT_INT,
		.lo = 1,
		.hi = 1e6,
		.at = AT(tries),
		.arg = "N",
		.help = "draws for each sample [1000; with --then: 64]",
	},
	{0},
};

static const struct option_row show_rows[] = {
	{
		.name = "color",
		.type = OPT_FLAG,
		.at = AT(color),
		.help = "on a terminal: the less likely, the redder",
	},
	{
		.name = "per-char",
		.type = OPT_FLAG,
		.at = AT(per_char),
		.help = "with --json: each character and how likely it was",
	},
	{0},
};

const struct option_group sample_groups[] = {
	{.title = "Prime (the text to continue)", .rows = prime_rows},
	{.rows = reading_rows, .at = AT(reading)},
	{.title = "Length and number", .rows = end_rows},
	{.title = "What may be drawn", .rows = guide_rows, .at = AT(guide)},
	{.title = "Choice of symbols", .make = sampling_rows, .at = AT(sampling)},
	{.rows = seed_rows},
	{.title = "Which samples are kept", .rows = keep_rows},
	{.title = "Several models at once", .rows = mix_rows, .at = AT(mix)},
	{.title = "Output", .rows = show_rows},
	{.title = "General", .rows = engine_precision_rows, .at = AT(precision)},
	{.rows = mix_model_rows, .at = AT(mix)},
	{.rows = general_engine_rows, .at = AT(general)},
	{.rows = general_rows, .at = AT(general)},
	{0},
};

const struct option_pair sample_conflicts[] = {
	{"prime", "prime-file"},
	{"color", "json"},
	{"beam", "seed"},
	{"beam", "novel"},
	{"beam", "unique"},
	{"beam", "best-of"},
	{"beam", "rank"},
	{"beam", "then"},
	{"beam", "tries"},
	{"beam", "match"},
	{"beam", "one-of"},
	{"beam", "exact"},
	{"beam", "repeat"},
	{"then", "stop"},
	{"then", "stop-after"},
	{"then", "best-of"},
	{"then", "novel-run"},
	{"then", "match"},
	{"then", "one-of"},
	{"then", "exact"},
	{"exact", "per-char"},
	{"match", "one-of"},
	{"match", "stop"},
	{"match", "stop-after"},
	{"match", "min-length"},
	{"one-of", "stop"},
	{"one-of", "stop-after"},
	{"one-of", "min-length"},
	{0},
};

const struct option_pair sample_needs[] = {
	{"novel-run", "novel"},
	{"rank", "count"},
	{"per-char", "json"},
	{0},
};

bool sample_args_wait(const struct sample_args *o)
{
	return o->novel != NULL || o->unique || o->best_of > 1 || o->rank || o->beam > 0 ||
	       o->then != NULL || o->per_char || o->color;
}

int sample_args_check_end(const struct sample_args *o, int stops, struct rnn_error *err)
{
	if (o->length >= 0 || stops > 0 || guide_args_end(&o->guide))
		return 0;
	if (o->count > 1)
		return errorf(err, EX_USAGE,
			      "--length -1 and --count %" PRId64 " exclude each "
			      "other: the first sample would not end",
			      o->count);
	if (o->general.json)
		return errorf(err, EX_USAGE,
			      "--length -1 and --json exclude each other: the "
			      "JSON object would not end");
	if (sample_args_wait(o))
		return errorf(err, EX_USAGE,
			      "--length -1: the sample would not end, and is printed when it is "
			      "complete");
	return 0;
}

static int check_strings(const char *option, const struct strings *s, struct rnn_error *err)
{
	for (int i = 0; i < s->n; i++)
		if (*s->item[i] == 0)
			return errorf(err, EX_USAGE, "--%s: the string is empty", option);
	return 0;
}

static bool is_off(int filter, const struct sampling_args *args)
{
	const struct filter *f = filter_table[filter];

	return (f->whole ? (double)args->value[filter].whole : args->value[filter].real) == f->off;
}

/* Refuses the filters from number `first` on beside `option`, unless they are off. */
static int check_filters(const struct options *line, int first, const char *option, const char *why,
			 struct rnn_error *err)
{
	const struct sample_args *o = line->values;

	for (int i = first; i < FILTERS; i++)
		if (options_given(line, filter_table[i]->name) && !is_off(i, &o->sampling))
			return errorf(err, EX_USAGE, "--%s and --%s exclude each other: %s",
				      filter_table[i]->name, option, why);
	return 0;
}

static int check_beam(const struct options *line, struct rnn_error *err)
{
	const struct sample_args *o = line->values;

	if (o->length < 0)
		return errorf(err, EX_USAGE, "--beam needs a --length");
	if (o->count > o->beam)
		return errorf(err, EX_USAGE, "--count %" PRId64 " is more than --beam %" PRId64,
			      o->count, o->beam);
	return check_filters(line, FILTER_temperature, "beam", "nothing is drawn", err);
}

/* Whole texts are drawn by weights that have a temperature, but pass no filter and know no repeats. */
static int check_exact(const struct options *line, struct rnn_error *err)
{
	const struct sample_args *o = line->values;

	if (o->repeat > 0)
		return errorf(err, EX_USAGE, "--repeat and --exact exclude each other");
	return check_filters(line, FILTER_temperature + 1, "exact", "whole texts are drawn", err);
}

static int check_kept(const struct options *line, struct rnn_error *err)
{
	const struct sample_args *o = line->values;

	if (input_is_standard(o->novel) + input_is_standard(o->reading.prime_file) +
		    input_is_standard(o->guide.one_of) + input_is_standard(o->mix.ngram) >
	    1)
		return errorf(err, EX_USAGE, "standard input (-) can be read only once");
	if (o->then != NULL && *o->then == 0)
		return errorf(err, EX_USAGE, "--then: the text is empty");
	if (o->then != NULL && o->length < 0)
		return errorf(err, EX_USAGE, "--then needs a --length");
	if (o->tries > 0 && o->novel == NULL && !o->unique && o->then == NULL)
		return errorf(err, EX_USAGE, "--tries needs --novel, --unique or --then");
	if (o->beam > 0)
		return check_beam(line, err);
	return o->guide.exact ? check_exact(line, err) : 0;
}

/* What reads a sample again, or searches it, does so with a single model. */
static int check_single(const struct options *line, struct rnn_error *err)
{
	static const char *const single[] = {"beam", "then", "exact", "per-char", "color"};
	const struct sample_args *o = line->values;

	for (size_t i = 0; i < sizeof single / sizeof *single && mix_args_several(&o->mix); i++)
		if (options_given(line, single[i]))
			return errorf(
				err, EX_USAGE,
				"--%s needs a single model: without --mix-ngram, and with one --model",
				single[i]);
	return 0;
}

int sample_args_check(const struct options *line, struct rnn_error *err)
{
	const struct sample_args *o = line->values;

	if (sample_args_check_end(o, o->stop.n + o->stop_after.n, err) < 0 ||
	    check_strings("stop", &o->stop, err) < 0 ||
	    check_strings("stop-after", &o->stop_after, err) < 0 || check_kept(line, err) < 0 ||
	    check_single(line, err) < 0)
		return -1;
	if (o->length >= 0 && o->least > o->length)
		return errorf(err, EX_USAGE,
			      "--min-length %" PRId64 " is more than --length %" PRId64, o->least,
			      o->length);
	return 0;
}
