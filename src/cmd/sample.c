/* sample.c - rnn sample: writes text drawn from a model to standard output. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "cmd/commands.h"
#include "cmd/engine.h"
#include "cmd/model_dir.h"
#include "cmd/reading.h"
#include "cmd/sampling.h"
#include "host/sandbox.h"
#include "host/startup.h"
#include "host/say.h"
#include "run/sample.h"
#include "store/jsonout.h"
#include "store/saved_model.h"
#include "text/input.h"

struct sample_args {
	struct general_args general;
	struct sampling_args sampling;
	const char *prime, *prime_file, *separator, *invalid, *unknown, *precision;
	bool no_prime;
	int64_t length, count;
	uint64_t seed;
	struct strings stop;
};

struct sampling {
	const struct options *line;
	const struct sample_args *o; /* the values of *line */
	const struct saved_model *a;
	struct sample_options how;
	char *prime; /* the bytes as given, printed before each sample; owned */
	size_t prime_bytes;
	uint16_t *prime_ids;    /* (how.primes) owned */
	uint16_t **stop_ids;    /* (how.stops) owned */
	size_t *stop_length;    /* (how.stops) symbols of each stop string */
	const char **stop_text; /* (how.stops) borrowed from the options */
	struct text_out out;
	struct memory json; /* the text of the current sample, with --json */
};

/* ---- From options to settings ---- */

/* Returns a random seed of 32 bits, short enough to be typed again. */
static uint64_t random_seed(void)
{
	uint32_t x;

	if (getrandom(&x, sizeof x, GRND_NONBLOCK) != sizeof x)
		x = (uint32_t)time(NULL);
	return x;
}

/* Makes the prime a newline, or else a blank, if the model knows it: with no prime at all, the
 * first symbol would be drawn from a uniform distribution. It is not printed. */
static void set_default_prime(struct sampling *s)
{
	int id = reading_start(&s->a->vocab);

	if (id < 0)
		return;
	s->prime_ids = xcalloc(1, sizeof *s->prime_ids);
	s->prime_ids[0] = (uint16_t)id;
	s->how.primes = 1;
}

static int set_prime(struct sampling *s, struct rnn_error *err)
{
	const struct sample_args *o = s->o;
	const char *name = o->prime_file != NULL ? input_name(o->prime_file) : "--prime";
	bool skip = reading_skips_unknown(o->unknown);
	long long unknown = 0;

	if (o->prime_file != NULL && strcmp(o->prime_file, "-") == 0)
		mention_terminal(o->general.quiet);
	if (o->prime_file != NULL) {
		if (input_read_file(o->prime_file, 0, &s->prime, &s->prime_bytes, err) < 0)
			return -1;
	} else {
		s->prime = xstrdup(o->prime != NULL ? o->prime : "");
		s->prime_bytes = strlen(s->prime);
	}
	if (s->prime_bytes > 0 &&
	    vocab_text(&s->a->vocab, name, s->prime, s->prime_bytes, reading_invalid(o->invalid),
		       skip ? &unknown : NULL, &s->prime_ids, &s->how.primes, NULL, err) < 0)
		return -1;
	if (unknown > 0)
		say(o->general.quiet, "warning: %s: %lld character%s unknown to the model left out",
		    name, unknown, unknown == 1 ? "" : "s");
	if (s->how.primes == 0) {
		free(s->prime_ids);
		s->prime_ids = NULL;
		set_default_prime(s);
	}
	s->how.prime = s->prime_ids;
	return 0;
}

/* Refuses samples without end (--length -1 and no stop string) that another sample would follow,
 * or that would be written as JSON. */
static int check_end(const struct sample_args *o, int stops, struct rnn_error *err)
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

/* Encodes the stop strings. A string with a character unknown to the model can never occur; this
 * is a warning, not an error, so that a script may use the same stop strings with any model. */
static int set_stops(struct sampling *s, struct rnn_error *err)
{
	const struct strings *stop = &s->o->stop;
	int k = 0;

	s->stop_ids = xcalloc((size_t)stop->n, sizeof *s->stop_ids);
	s->stop_length = xcalloc((size_t)stop->n, sizeof *s->stop_length);
	s->stop_text = xcalloc((size_t)stop->n, sizeof *s->stop_text);
	for (int i = 0; i < stop->n; i++) {
		const char *text = stop->item[i];
		long long unknown = 0;
		if (vocab_piece(&s->a->vocab, "--stop", text, strlen(text), &unknown,
				&s->stop_ids[k], &s->stop_length[k], err) < 0)
			return errorf(err, EX_DATAERR, "--stop: is not UTF-8");
		if (unknown > 0) {
			say(s->o->general.quiet,
			    "warning: --stop '%.40s' can never occur: the model does "
			    "not know all of its characters",
			    text);
			free(s->stop_ids[k]);
			s->stop_ids[k] = NULL;
			continue;
		}
		s->stop_text[k++] = text;
	}
	s->how.stop = (const uint16_t *const *)s->stop_ids;
	s->how.stop_length = s->stop_length;
	s->how.stops = k;
	return check_end(s->o, k, err);
}

static int set_up(struct sampling *s, struct rnn_error *err)
{
	const struct sample_args *o = s->o;

	s->how = (struct sample_options){
		.length = o->length,
		.rule = sampling_settings(s->line, &o->sampling, &s->a->sampling),
		.count = (int)o->count,
		.seed = options_given(s->line, "seed") ? o->seed : random_seed(),
		.threads = (int)o->general.threads,
	};
	return set_prime(s, err) < 0 || set_stops(s, err) < 0 ? -1 : 0;
}

static void tear_down(struct sampling *s)
{
	for (int i = 0; s->stop_ids != NULL && i < s->o->stop.n; i++)
		free(s->stop_ids[i]);
	free(s->stop_ids);
	free(s->stop_length);
	free(s->stop_text);
	free(s->prime_ids);
	free(s->prime);
}

/* ---- Output ---- */

static int put_ids(void *ctx, int sample, const uint16_t *ids, size_t n)
{
	struct sampling *s = ctx;
	char bytes[4];

	(void)sample;
	for (size_t i = 0; i < n; i++)
		if (text_out_put(&s->out, bytes, vocab_encode(&s->a->vocab, ids[i], bytes)) < 0)
			return -1;
	return 0;
}

/* Writes the text before sample k: the separator, and the prime. */
static int begin_text(struct sampling *s, int k)
{
	const struct sample_args *o = s->o;

	if (k > 0 && text_out_text(&s->out, o->separator, strlen(o->separator)) < 0)
		return -1;
	return o->no_prime ? 0 : text_out_text(&s->out, s->prime, s->prime_bytes);
}

static int end_text(void *ctx, int sample, double nats, long long drawn, int stop)
{
	struct sampling *s = ctx;

	(void)nats;
	(void)drawn;
	(void)stop;
	return sample + 1 < s->how.count ? begin_text(s, sample + 1) : 0;
}

static void begin_json(struct sampling *s)
{
	memory_open(&s->json);
	if (!s->o->no_prime)
		fwrite(s->prime, 1, s->prime_bytes, s->json.file);
}

static int collect_ids(void *ctx, int sample, const uint16_t *ids, size_t n)
{
	struct sampling *s = ctx;
	char bytes[4];

	(void)sample;
	for (size_t i = 0; i < n; i++)
		fwrite(bytes, 1, (size_t)vocab_encode(&s->a->vocab, ids[i], bytes), s->json.file);
	return ferror(s->json.file) ? -1 : 0;
}

static int end_json(void *ctx, int sample, double nats, long long drawn, int stop)
{
	struct sampling *s = ctx;
	char *text = memory_close(&s->json);
	struct jsonout w = {0};

	(void)drawn;
	jsonout_open(&w, NULL, '{');
	jsonout_text(&w, "text", text, s->json.bytes);
	jsonout_uint(&w, "seed", s->how.seed + (uint64_t)sample);
	jsonout_number(&w, "nats", nats, NUMBER_DOUBLE);
	if (stop >= 0)
		jsonout_string(&w, "stop", s->stop_text[stop]);
	else
		jsonout_null(&w, "stop");
	jsonout_close(&w, '}');
	char *line = jsonout_finish(&w);
	fputs(line, stdout);
	free(line);
	free(text);
	begin_json(s);
	return fflush(stdout) != 0 || ferror(stdout) ? -1 : 0;
}

static int write_samples(struct sampling *s, struct rnn_error *err)
{
	struct sample_sink text = {s, put_ids, end_text}, json = {s, collect_ids, end_json};
	int rc;

	errno = 0;
	if (s->o->general.json) {
		begin_json(s);
		rc = sample_run(&s->a->model, &s->how, &json);
		free(memory_close(&s->json));
	} else {
		text_out_init(&s->out, stdout, s->a->unit);
		rc = begin_text(s, 0);
		if (rc == 0)
			rc = sample_run(&s->a->model, &s->how, &text);
		if (rc == 0)
			rc = text_out_end(&s->out);
	}
	if (rc < 0)
		return errorf(err, EX_IOERR, "standard output: %s",
			      errno != 0 ? strerror(errno) : "write error");
	return 0;
}

/* ---- The command ---- */

static int check(const struct sample_args *o, struct rnn_error *err)
{
	if (check_end(o, o->stop.n, err) < 0)
		return -1;
	for (int i = 0; i < o->stop.n; i++)
		if (*o->stop.item[i] == 0)
			return errorf(err, EX_USAGE, "--stop: the string is empty");
	return 0;
}

static int run(struct options *line, struct rnn_error *err)
{
	struct sample_args *o = line->values;
	const struct engine *engine;
	struct saved_model a;
	struct sampling s = {.line = line, .o = o, .a = &a};
	char *dir = NULL;
	int rc = -1;

	if (check(o, err) < 0 || (engine = engine_for(line->command, &o->general, err)) == NULL ||
	    (dir = model_dir_to_read(o->general.model, err)) == NULL)
		return -1;
	if (saved_model_load(&a, dir, engine, err) == 0) {
		rc = engine_set_precision(line->command, o->precision, &a.model, err);
		if (rc == 0)
			rc = set_up(&s, err);
		if (rc == 0)
			rc = startup_memory((int)o->general.threads, sample_bytes(&a.model, &s.how),
					    err);
		if (rc == 0) {
			sandbox_enter(); /* an additional protection: may fail */
			rc = write_samples(&s, err);
		}
		tear_down(&s);
		saved_model_free(&a);
	}
	free(dir);
	return rc;
}

#define AT(member) offsetof(struct sample_args, member)

static const struct option_row prime_rows[] = {
	{
		.name = "prime",
		.type = OPT_TEXT,
		.at = AT(prime),
		.arg = "TEXT",
		.help = "text to continue [none: start as after a newline]",
	},
	{
		.name = "prime-file",
		.type = OPT_TEXT,
		.at = AT(prime_file),
		.arg = "FILE",
		.path = PATH_TEXT,
		.help = "continue the text of this file, byte for byte; - is standard input",
	},
	{
		.name = "no-prime",
		.type = OPT_FLAG,
		.at = AT(no_prime),
		.help = "do not print the prime",
	},
	{
		.name = "invalid",
		.type = OPT_CHOICE,
		.choice = reading_invalids,
		.fallback = "error",
		.at = AT(invalid),
		.help = "bytes of the prime that are not UTF-8: stop, read as U+FFFD, or leave out",
	},
	{
		.name = "unknown",
		.type = OPT_CHOICE,
		.choice = reading_unknowns,
		.fallback = "error",
		.at = AT(unknown),
		.help = "characters of the prime that the model does not know: stop, or leave out",
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
		.name = "count",
		.type = OPT_INT,
		.lo = 1,
		.hi = 1e9,
		.fallback = "1",
		.at = AT(count),
		.arg = "N",
		.help = "number of samples",
	},
	{
		.name = "separator",
		.type = OPT_TEXT,
		.fallback = "\n",
		.at = AT(separator),
		.arg = "STRING",
		.help = "text between two samples [a newline]",
	},
	{0},
};

/* In the help, these follow the rows of sampling_rows. */
static const struct option_row choice_rows[] = {
	{
		.name = "seed",
		.type = OPT_SEED,
		.at = AT(seed),
		.arg = "N",
		.help = "seed of the first sample; the next has N+1 [random]",
	},
	{
		.name = "precision",
		.type = OPT_CHOICE,
		.choice = engine_read_precisions,
		.fallback = "auto",
		.at = AT(precision),
		.help = "number format of the weights; auto: int8 where it is faster"
			" (AVX-512 VNNI), else f32",
	},
	{0},
};

static const struct option_group groups[] = {
	{.title = "Prime (the text to continue)", .rows = prime_rows},
	{.title = "Length and number", .rows = end_rows},
	{.title = "Choice of symbols", .make = sampling_rows, .at = AT(sampling)},
	{.rows = choice_rows},
	{.title = "General", .rows = general_model_rows, .at = AT(general)},
	{.rows = general_rows, .at = AT(general)},
	{0},
};

static const struct option_pair conflicts[] = {{"prime", "prime-file"}, {0}};

/* clang-format off */
static const char *const examples[] = {
	"rnn sample", "write 500 characters with the model trained last",
	"rnn sample --prime 'Once upon a time' -n 1000 -t 0.7", "continue a text",
	"rnn sample --prime-file start.txt --stop 'The End'", "continue a file up to a string",
	"rnn sample --count 3 --seed 7 --json", "three samples, the same in every run",
	"rnn sample -n -1 | head -20", "write without end",
	NULL,
};
/* clang-format on */

const struct command cmd_sample = {
	.name = "sample",
	.summary = "write text with a model",
	.description = "Writes text drawn from a model to standard output: first the prime, then "
		       "its continuation. On a terminal, each character appears as it is drawn, "
		       "control characters as \\x1b; a pipe gets the text unchanged, line by line.",
	.groups = groups,
	.values_size = sizeof(struct sample_args),
	.conflicts = conflicts,
	.uses = USES_READER | USES_SANDBOX,
	.example = examples,
	.run = run,
};
