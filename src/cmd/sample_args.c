/* sample_args.c - see sample_args.h. */
#include "cmd/sample_args.h"

#include <inttypes.h>
#include <stddef.h>

#include "cmd/engine.h"
#include "cmd/reading.h"

#define AT(member) offsetof(struct sample_args, member)

static const struct option_row prime_rows[] = {
	{
		.name = "prime",
		.type = OPT_TEXT,
		.at = AT(prime),
		.arg = "TEXT",
		.help = "text to continue [none: start as after a newline, or as the model says]",
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
		.help = "characters to draw (bytes for a byte model); -1: no end",
	},
	{
		.name = "stop",
		.type = OPT_LIST,
		.at = AT(stop),
		.arg = "STRING",
		.help = "end the sample before this string; may be given several times",
	},
	{
		.name = "stop-after",
		.type = OPT_LIST,
		.at = AT(stop_after),
		.arg = "STRING",
		.help = "end the sample after this string; may be given several times, and with --stop",
	},
	{
		.name = "min-length",
		.type = OPT_INT,
		.lo = 0,
		.hi = 1e15,
		.fallback = "0",
		.at = AT(least),
		.arg = "N",
		.help = "fewest characters that a stop string may leave, without the prime; the"
			" character that would complete one earlier is not drawn",
	},
	{
		.name = "count",
		.type = OPT_INT,
		.lo = 1,
		.hi = 1e9,
		.fallback = "1",
		.at = AT(count),
		.arg = "N",
		.help = "number of samples; --separator follows each of them, also a single one",
	},
	{
		.name = "separator",
		.type = OPT_TEXT,
		.at = AT(separator),
		.arg = "STRING",
		.help = "text after each sample; \\0 \\n \\t \\r \\\\ are characters [a newline if"
			" --count is given and the sample does not end with one]",
	},
	{0},
};

/* In the help, these follow the rows of sampling_rows. */
static const struct option_row seed_rows[] = {
	{
		.name = "seed",
		.type = OPT_SEED,
		.at = AT(seed),
		.arg = "N",
		.help = "seed of the first sample; the next has N+1; one seed gives one text: see"
			" above [random, told on standard error]",
	},
	{0},
};

const struct option_group sample_groups[] = {
	{.title = "Prime (the text to continue)", .rows = prime_rows},
	{.rows = reading_rows, .at = AT(reading)},
	{.title = "Length and number", .rows = end_rows},
	{.title = "Choice of symbols", .make = sampling_rows, .at = AT(sampling)},
	{.rows = seed_rows},
	{.rows = engine_precision_rows, .at = AT(precision)},
	{.title = "Several models at once", .rows = mix_rows, .at = AT(mix)},
	{.title = "General", .rows = mix_model_rows, .at = AT(mix)},
	{.rows = general_engine_rows, .at = AT(general)},
	{.rows = general_rows, .at = AT(general)},
	{0},
};

const struct option_pair sample_conflicts[] = {{"prime", "prime-file"}, {0}};

int sample_args_check_end(const struct sample_args *o, int stops, struct rnn_error *err)
{
	if (o->length < 0 && o->count > 1 && stops == 0)
		return errorf(err, EX_USAGE,
			      "--length -1 and --count %" PRId64 " exclude each "
			      "other: the first sample would not end",
			      o->count);
	if (o->length < 0 && o->general.json && stops == 0)
		return errorf(err, EX_USAGE,
			      "--length -1 and --json exclude each other: the "
			      "JSON object would not end");
	return 0;
}

static int check_strings(const char *option, const struct strings *s, struct rnn_error *err)
{
	for (int i = 0; i < s->n; i++)
		if (*s->item[i] == 0)
			return errorf(err, EX_USAGE, "--%s: the string is empty", option);
	return 0;
}

int sample_args_check(const struct sample_args *o, struct rnn_error *err)
{
	if (sample_args_check_end(o, o->stop.n + o->stop_after.n, err) < 0 ||
	    check_strings("stop", &o->stop, err) < 0 ||
	    check_strings("stop-after", &o->stop_after, err) < 0)
		return -1;
	if (o->length >= 0 && o->least > o->length)
		return errorf(err, EX_USAGE,
			      "--min-length %" PRId64 " is more than --length %" PRId64, o->least,
			      o->length);
	return 0;
}
