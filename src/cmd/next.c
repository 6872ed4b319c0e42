/* next.c - rnn next: shows the most likely next characters and words. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/engine.h"
#include "cmd/mix_use.h"
#include "cmd/model_use.h"
#include "cmd/next_output.h"
#include "cmd/reading.h"
#include "host/sandbox.h"
#include "host/say.h"
#include "host/startup.h"
#include "store/saved_model.h"
#include "text/input.h"
#include "text/line_input.h"

struct next_args {
	struct general_args general;
	struct reading_args reading;
	struct mix_args mix;
	const char *prime, *precision;
	int64_t words, chars;
	double temperature;
};

/* The primes of a command: one, or the lines of standard input. */
struct job {
	const struct next_args *o;
	const struct saved_model *a; /* the only model, or the first of a mixture */
	const struct vocab *v;       /* the alphabet: of *a, or of the mixture */
	struct mix_use use;          /* models 0: no mixture */
	struct mix *mix;
	struct next *search;
	bool lines;
	struct input in;  /* standard input, if `lines` */
	const char *name; /* of the text, for messages */
	char *text;       /* (bytes) the prime, if not `lines`; owned */
	size_t bytes;
	struct decoder decoder;
};

/* ---- Primes ---- */

/* Finds and writes the answer to a prime, the next piece of the text that job->decoder decodes. An
 * empty one means the start of a text. */
static int answer(struct job *j, const char *text, size_t bytes, struct rnn_error *err)
{
	const struct next_args *o = j->o;
	bool skip = reading_skips_unknown(o->reading.unknown);
	struct next_answer a = {.v = j->v,
				.prime = text,
				.bytes = bytes,
				.chars = (int)o->chars,
				.several = j->lines};
	long long unknown = 0;
	uint16_t *ids;

	if (vocab_next(a.v, &j->decoder, j->name, text, bytes, skip ? &unknown : NULL, &ids, &a.n,
		       err) < 0)
		return -1;
	if (unknown > 0)
		say(o->general.quiet, "warning: %s: %lld %s%s unknown to the model left out",
		    j->name, unknown, unit_word(a.v->unit), unknown == 1 ? "" : "s");
	if (a.n == 0) {
		free(ids);
		reading_default_prime(a.v, j->a->start, &ids, &a.n);
	}
	a.ids = ids;
	a.result = next_find(j->search, ids, a.n);
	next_output_write(&a, o->general.json       ? NEXT_JSON
			      : on_terminal(stdout) ? NEXT_TABLE
						    : NEXT_ROWS);
	free(ids);
	return output_check(err);
}

static int answer_lines(struct job *j, struct rnn_error *err)
{
	struct line_input lines;
	const char *line;
	size_t bytes;
	int rc;

	line_input_init(&lines, &j->in);
	while ((rc = line_input_next(&lines, &line, &bytes, err)) > 0) {
		if (answer(j, line, bytes, err) < 0) {
			rc = -1;
			break;
		}
		j->decoder.offset++;
		j->decoder.line++;
	}
	line_input_free(&lines);
	return rc;
}

/* Opens or reads what the command line names, before the sandbox. */
static int open_primes(struct job *j, struct rnn_error *err)
{
	const struct next_args *o = j->o;

	decoder_init(&j->decoder, j->a->vocab.unit, reading_invalid(o->reading.invalid));
	if (o->reading.prime_file != NULL) {
		if (input_is_standard(o->reading.prime_file))
			mention_terminal(o->general.quiet);
		j->name = input_name(o->reading.prime_file);
		return input_read_file(o->reading.prime_file, 0, &j->text, &j->bytes, err);
	}
	j->lines = o->prime == NULL && isatty(STDIN_FILENO) != 1;
	j->name = j->lines ? input_name("-") : "--prime";
	if (j->lines)
		return input_open(&j->in, "-", err);
	j->text = xstrdup(o->prime != NULL ? o->prime : "");
	j->bytes = strlen(j->text);
	return 0;
}

static void close_primes(struct job *j)
{
	if (j->lines)
		input_close(&j->in);
	free(j->text);
}

/* ---- The command ---- */

/* Makes the searcher, in the sandbox. That of a mixture has states whose size depends on the members, so that
 * its memory is checked when these are there. */
static int make_search(struct job *j, struct rnn_error *err)
{
	const struct next_args *o = j->o;
	const struct model *m = &j->a->model;
	struct next_options how = {
		.vocab = j->v,
		.words = (int)o->words,
		.limit = NEXT_LIMIT,
		.temperature = o->temperature,
		.threads = (int)o->general.threads,
	};
	bool several = j->use.models > 0;

	if (startup_memory(how.threads,
			   several ? mix_use_bytes(&j->use, NULL) : next_bytes(m, &how), err) < 0)
		return -1;
	sandbox_enter(); /* an additional protection: may fail */
	if (several) {
		if (mix_use_count(&j->use, reading_invalid(o->reading.invalid), o->general.quiet,
				  err) < 0)
			return -1;
		how.mix = j->mix = mix_use_new(&j->use, NULL, how.threads);
		if (startup_memory(how.threads, next_bytes(m, &how), err) < 0)
			return -1;
	}
	j->search = next_new(m, &how);
	return 0;
}

static int run_model(const struct options *line, struct saved_model *a, struct rnn_error *err)
{
	const struct next_args *o = line->values;
	struct job j = {.o = o, .a = a, .v = &a->vocab};

	if (mix_args_several(&o->mix)) {
		j.v = &j.use.all;
		if (mix_use_open(&j.use, line, &o->mix, a, o->precision, err) < 0) {
			mix_use_free(&j.use);
			return -1;
		}
	}
	int rc = open_primes(&j, err);
	if (rc == 0) {
		rc = make_search(&j, err);
		if (rc == 0)
			rc = j.lines ? answer_lines(&j, err) : answer(&j, j.text, j.bytes, err);
		next_free(j.search);
		mix_free(j.mix);
		close_primes(&j);
	}
	mix_use_free(&j.use);
	return rc;
}

static int run(struct options *line, struct rnn_error *err)
{
	struct next_args *o = line->values;
	const char *prime = o->reading.prime_file, *ngram = o->mix.ngram;

	if (mix_args_check(line, &o->mix, "mix", err) < 0)
		return -1;
	if (input_is_standard(ngram) &&
	    (input_is_standard(prime) || (prime == NULL && o->prime == NULL)))
		return errorf(err, EX_USAGE, "standard input (-) can be read only once");
	o->general.model = o->mix.model.n > 0 ? o->mix.model.item[0] : NULL;
	return model_use(line, o->precision, run_model, err);
}

#define AT(member) offsetof(struct next_args, member)

static const struct option_row prime_rows[] = {
	{
		.name = "prime",
		.type = OPT_TEXT,
		.at = AT(prime),
		.arg = "TEXT",
		.help = "text to continue [the lines of standard input, one by one; on a terminal the"
			" start of a text]",
	},
	{0},
};

static const struct option_row answer_rows[] = {
	{
		.name = "count",
		.letter = 'k',
		.type = OPT_INT,
		.lo = 0,
		.hi = 1000,
		.fallback = "5",
		.at = AT(words),
		.arg = "N",
		.help = "words to show, at most",
	},
	{
		.name = "chars",
		.type = OPT_INT,
		.lo = 0,
		.hi = VOCAB_MAX,
		.fallback = "5",
		.at = AT(chars),
		.arg = "N",
		.help = "characters to show, at most (bytes for a byte model)",
	},
	{
		.name = "temperature",
		.letter = 't',
		.type = OPT_REAL,
		.lo = 0,
		.hi = 1000,
		.fallback = "1",
		.at = AT(temperature),
		.arg = "X",
		.help = "divides the log-probabilities; 1: the model's; 0: only the most likely symbol",
	},
	{0},
};

static const struct option_group groups[] = {
	{.title = "Prime (the text to continue)", .rows = prime_rows},
	{.rows = reading_rows, .at = AT(reading)},
	{.title = "Answer", .rows = answer_rows},
	{.rows = engine_precision_rows, .at = AT(precision)},
	{.title = "Several models at once", .rows = mix_rows, .at = AT(mix)},
	{.rows = mix_cache_rows, .at = AT(mix)},
	{.title = "General", .rows = mix_model_rows, .at = AT(mix)},
	{.rows = general_engine_rows, .at = AT(general)},
	{.rows = general_rows, .at = AT(general)},
	{0},
};

static const struct option_pair conflicts[] = {{"prime", "prime-file"}, {0}};

/* clang-format off */
static const char *const examples[] = {
	"rnn next --prime 'The cat sat on the'", "what comes next",
	"rnn next --prime 'The cat sa' --json | jq -r '.words[0].word'", "complete a word",
	"rnn next -k 20 --prime-file letter.txt", "the 20 most likely words after a text",
	"cut -d' ' -f1-3 names.txt | rnn next --json", "an answer for each line",
	"rnn next --mix-ngram letters.txt --prime 'Dear '", "with the words of a text",
	NULL,
};
/* clang-format on */

const struct command cmd_next = {
	.name = "next",
	.summary = "show the most likely next characters and words",
	.description =
		"Shows the most likely next characters and words, with the probabilities "
		"that the model gives them. A word is a run of letters (Unicode categories "
		"L and M, and single apostrophes between two of them). Its probability is "
		"that of all continuations that begin with the word and then a character "
		"that does not belong to it. One blank may stand between the prime and the "
		"word. If the prime ends in a letter, a new word follows after a blank, and "
		"the list also has the words that complete the last one of the prime; these "
		"are shown whole. A search follows the most likely beginnings until no "
		"other word can be more likely, or until its memory is full. In a pipe an "
		"answer is rows with tabs, and the first field says what a row is. char: "
		"probability, code point, character. word: probability, word, text to "
		"append to the prime. none: the probability that no word follows in this "
		"way. other: that of the words found that are not in the list. open: that "
		"of what the search did not follow; then `certain` if no other word can be "
		"more likely than those in the list, else `uncertain`; this row is the "
		"last. The words of the list, none, other and open sum to 1. Several models (--model "
		"twice), the n-grams of a text and a cache may predict together, as in rnn "
		"eval: learned weights stay as they are after the prime, and the cache "
		"counts the prime and each text that is searched. With no prime, "
		"each line of standard input is a prime, and is answered when it has "
		"arrived; an empty one is the start of a text. With --json, each answer is "
		"one object: prime; chars (char, code, p); words (word, p, text, completes: "
		"the word completes the last one of the prime); none; other; open; certain.",
	.groups = groups,
	.values_size = sizeof(struct next_args),
	.conflicts = conflicts,
	.uses = USES_SANDBOX,
	.example = examples,
	.run = run,
};
