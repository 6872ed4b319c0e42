/* eval_args.c - see eval_args.h. */
#include "cmd/eval_args.h"

#include "cmd/engine.h"
#include "cmd/reading.h"
#include "text/ngram.h"

#define AT(member) offsetof(struct eval_args, member)

static const struct option_row scoring_rows[] = {
	{
		.name = "per-char",
		.type = OPT_FLAG,
		.at = AT(per_char),
		.help = "one row per scored character: byte offset, code point, bits"
			" (tab-separated)",
	},
	{
		.name = "per-word",
		.type = OPT_FLAG,
		.at = AT(per_word),
		.help = "one row per word, with the white space after it: byte offset, bits, scored"
			" and unknown characters, word (tab-separated)",
	},
	{
		.name = "likely",
		.type = OPT_INT,
		.lo = 1,
		.hi = 1000,
		.at = AT(likely),
		.arg = "N",
		.help = "with --per-word: three more columns, the rank of the word among the N"
			" likeliest there, probability and text of the likeliest; slow",
	},
	{
		.name = "per-line",
		.type = OPT_FLAG,
		.at = AT(per_line),
		.help = "one row per line, each scored alone: bits, scored and unknown characters,"
			" line (tab-separated)",
	},
	{
		.name = "min",
		.type = OPT_REAL,
		.lo = 0,
		.hi = 1000,
		.at = AT(min),
		.arg = "X",
		.help = "a filter: score each line alone, print those with at least X bits per"
			" character",
	},
	{
		.name = "max",
		.type = OPT_REAL,
		.lo = 0,
		.hi = 1000,
		.at = AT(max),
		.arg = "X",
		.help = "the same with at most X bits; with --per-line, the rows of these lines",
	},
	{
		.name = "choose",
		.type = OPT_FLAG,
		.at = AT(choose),
		.help = "each line is a candidate for one place, after --prime: print probability"
			" among them, bits, line, the likeliest first",
	},
	{
		.name = "color",
		.type = OPT_FLAG,
		.at = AT(color),
		.help = "print the text in colours: the more bits a character has, the redder",
	},
	{
		.name = "prime",
		.type = OPT_TEXT,
		.at = AT(prime),
		.arg = "TEXT",
		.help = "text before each file, or before each line with --per-line; it is read and"
			" not scored",
	},
	{
		.name = "prime-file",
		.type = OPT_TEXT,
		.at = AT(prime_file),
		.arg = "FILE",
		.path = PATH_TEXT,
		.help = "the same from a file, byte for byte; - is standard input",
	},
	{
		.name = "window",
		.type = OPT_INT,
		.lo = 0,
		.hi = 2147483647,
		.fallback = "0",
		.at = AT(window),
		.arg = "N",
		.help = "reset the state after every N characters; 0: never",
	},
	{
		.name = "batch",
		.type = OPT_INT,
		.lo = 1,
		.hi = 65536,
		.fallback = "1",
		.at = AT(batch),
		.arg = "N",
		.help = "score N parts of the text in parallel: faster, but each starts without"
			" context",
	},
	{
		.name = "warm",
		.type = OPT_INT,
		.lo = 0,
		.hi = 2147483647,
		.fallback = "0",
		.at = AT(warm),
		.arg = "N",
		.help = "characters that each part of --batch first reads of the text before it,"
			" unscored; with 1000 the figures are nearly those of one part",
	},
	{
		.name = "precision",
		.type = OPT_CHOICE,
		.choice = engine_read_precisions,
		.fallback = "f32",
		.at = AT(precision),
		.help = "number format of the weights; auto: that of sample; for all but f32 the"
			" f32 score is printed too",
	},
	{
		.name = "invalid",
		.type = OPT_CHOICE,
		.choice = reading_invalids,
		.fallback = "error",
		.at = AT(invalid),
		.help = "bytes that are not UTF-8: stop, read as U+FFFD, or leave out",
	},
	{0},
};

static const struct option_row adapt_rows[] = {
	{
		.name = "adapt",
		.type = OPT_FLAG,
		.at = AT(adapt),
		.help = "score also with a copy of the model that learns from the text it has"
			" scored",
	},
	{
		.name = "adapt-rate",
		.type = OPT_REAL,
		.lo = 0,
		.hi = 1,
		.at = AT(adapt_rate),
		.arg = "X",
		.help = "learning rate; one update per 32 characters [0.1 / hidden size, at most"
			" 0.0005]",
	},
	{
		.name = "adapt-decay",
		.type = OPT_REAL,
		.lo = 0,
		.hi = 1,
		.fallback = "0.002",
		.at = AT(adapt_decay),
		.arg = "X",
		.help = "in each update, fraction of the way back to the trained weights",
	},
	{0},
};

static const struct option_row baselines_rows[] = {
	{
		.name = "baselines",
		.type = OPT_FLAG,
		.at = AT(baselines),
		.help = "compare with gzip, bzip2 and xz, in bits per character",
	},
	{
		.name = "train",
		.type = OPT_TEXT,
		.at = AT(train),
		.arg = "FILE",
		.path = PATH_TEXT,
		.help = "training text for --baselines: adds an n-gram model, counted on it;"
			" compressors read it first",
	},
	{
		.name = "order",
		.type = OPT_INT,
		.lo = 1,
		.hi = NGRAM_ORDER_MAX,
		.fallback = "7",
		.at = AT(order),
		.arg = "N",
		.help = "n of the n-gram model",
	},
	{0},
};

static const struct option_row novelty_rows[] = {
	{
		.name = "novelty",
		.type = OPT_TEXT,
		.at = AT(novelty),
		.arg = "FILE",
		.path = PATH_TEXT,
		.help = "how much of the text is copied from this one: longest run, share of n-grams;"
			" with --per-line, five columns before each line",
	},
	{0},
};

static const struct option_row fit_rows[] = {
	{
		.name = "fit-mix",
		.type = OPT_TEXT,
		.at = AT(fit_mix),
		.arg = "FILE",
		.path = PATH_TEXT,
		.help = "only print the weights, as --mix takes them, that make this text likeliest;"
			" of the form that --mix names",
	},
	{0},
};

const struct option_group eval_groups[] = {
	{.title = "Scoring", .rows = scoring_rows},
	{.title = "Learning while scoring (dynamic evaluation)", .rows = adapt_rows},
	{.title = "Several models at once", .rows = mix_rows, .at = AT(mix)},
	{.rows = mix_cache_rows, .at = AT(mix)},
	{.rows = fit_rows},
	{.title = "Comparison with other texts and methods", .rows = novelty_rows},
	{.rows = baselines_rows},
	{.title = "General", .rows = mix_model_rows, .at = AT(mix)},
	{.rows = general_engine_rows, .at = AT(general)},
	{.rows = general_rows, .at = AT(general)},
	{0},
};

const struct option_pair eval_conflicts[] = {
	{"per-char", "per-word"},
	{"per-char", "per-line"},
	{"per-char", "min"},
	{"per-char", "max"},
	{"per-char", "choose"},
	{"per-word", "per-line"},
	{"per-word", "min"},
	{"per-word", "max"},
	{"per-word", "choose"},
	{"per-word", "color"},
	{"per-word", "adapt"},
	{"per-word", "baselines"},
	{"per-line", "batch"},
	{"min", "batch"},
	{"max", "batch"},
	{"choose", "batch"},
	{"choose", "per-line"},
	{"choose", "min"},
	{"choose", "max"},
	{"color", "per-char"},
	{"color", "per-line"},
	{"color", "min"},
	{"color", "max"},
	{"color", "choose"},
	{"color", "json"},
	{"adapt", "per-line"},
	{"adapt", "min"},
	{"adapt", "max"},
	{"adapt", "choose"},
	{"adapt", "batch"},
	{"adapt", "window"},
	{"baselines", "per-char"},
	{"baselines", "per-line"},
	{"baselines", "min"},
	{"baselines", "max"},
	{"baselines", "choose"},
	{"likely", "window"},
	{"likely", "batch"},
	{"novelty", "per-char"},
	{"novelty", "per-word"},
	{"novelty", "choose"},
	{"warm", "window"},
	{"prime", "prime-file"},
	{"prime", "window"},
	{"prime", "batch"},
	{"prime", "adapt"},
	{"prime", "baselines"},
	{"prime-file", "window"},
	{"prime-file", "batch"},
	{"prime-file", "adapt"},
	{"prime-file", "baselines"},
	{"fit-mix", "per-char"},
	{"fit-mix", "per-word"},
	{"fit-mix", "color"},
	{"fit-mix", "adapt"},
	{"fit-mix", "prime"},
	{"fit-mix", "prime-file"},
	{"fit-mix", "novelty"},
	{0},
};

const struct option_pair eval_needs[] = {
	{"likely", "per-word"},
	{"adapt-rate", "adapt"},
	{"adapt-decay", "adapt"},
	{"train", "baselines"},
	{"order", "train"},
	{"warm", "batch"},
	{0},
};

int eval_args_check(const struct options *line, struct rnn_error *err)
{
	const struct eval_args *o = line->values;
	bool filter = options_given(line, "min") || options_given(line, "max");

	if (filter && o->novelty != NULL && !o->per_line && !o->general.json)
		return errorf(
			err, EX_USAGE,
			"--novelty: --min and --max print lines as they are; add --per-line or "
			"--json");
	if (o->likely > 0 && mix_args_several(&o->mix))
		return errorf(err, EX_USAGE,
			      "--likely needs a single model: without --mix-ngram and --cache, and "
			      "with one --model");
	if (options_given(line, "min") && options_given(line, "max") && o->min > o->max)
		return errorf(err, EX_USAGE,
			      "--min %g is more than --max %g: no line is between them", o->min,
			      o->max);
	return 0;
}
