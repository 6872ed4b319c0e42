/* sample.c - rnn sample: text to standard output. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "options/command.h"
#include "cmd/engine.h"
#include "cmd/model_dir.h"
#include "host/sandbox.h"
#include "host/startup.h"
#include "host/say.h"
#include "run/sample.h"
#include "store/saved_model.h"
#include "text/input.h"

struct sampling {
	const struct options *o;
	const struct saved_model *a;
	struct sample_options how;
	char *prime;             /* bytes as given, to be echoed; owned */
	size_t prime_bytes;
	uint16_t *prime_ids;     /* owned */
	uint16_t **stop_ids;     /* owned */
	size_t *stop_length;
	const char **stop_text;  /* borrowed from the options */
	struct text_out outlet;
	struct memory json;      /* the sample so far, with --json */
};

/* ---- What the options say ---- */

/* A seed for which no one asked: short enough to be typed again. */
static uint64_t random_seed(void)
{
	uint32_t x;

	if (getrandom(&x, sizeof x, GRND_NONBLOCK) != sizeof x)
		x = (uint32_t)time(NULL);
	return x;
}

static struct rnn_sampling choice(const struct options *o, const struct saved_model *a)
{
	struct rnn_sampling s = a->sampling;

	if (options_given(o, "temperature"))
		s.temperature = (float)o->temperature;
	if (options_given(o, "top-k"))
		s.top_k = (int)o->top_k;
	if (options_given(o, "top-p"))
		s.top_p = (float)o->top_p;
	if (options_given(o, "min-p"))
		s.min_p = (float)o->min_p;
	return s;
}

/* Text without a beginning starts as after a newline, or a blank, if the model knows them; the
 * first symbol after nothing at all would be any with the same probability. */
static void set_default_prime(struct sampling *s)
{
	int id = vocab_id(&s->a->vocab, '\n');

	if (id < 0)
		id = vocab_id(&s->a->vocab, ' ');
	if (id < 0)
		return;
	s->prime_ids = xcalloc(1, sizeof *s->prime_ids);
	s->prime_ids[0] = (uint16_t)id;
	s->how.primes = 1;
}

static int set_prime(struct sampling *s, struct rnn_error *err)
{
	const struct options *o = s->o;
	const char *name = o->prime_file != NULL ? input_name(o->prime_file) : "--prime";
	bool skip = strcmp(o->unknown, "skip") == 0;
	long long unknown = 0;

	if (o->prime_file != NULL && strcmp(o->prime_file, "-") == 0)
		mention_terminal(o->quiet);
	if (o->prime_file != NULL) {
		if (input_read_file(o->prime_file, 0, &s->prime, &s->prime_bytes, err) < 0)
			return -1;
	} else {
		s->prime = xstrdup(o->prime != NULL ? o->prime : "");
		s->prime_bytes = strlen(s->prime);
	}
	if (s->prime_bytes > 0 &&
	    vocab_text(&s->a->vocab, name, s->prime, s->prime_bytes, options_invalid(o),
		       skip ? &unknown : NULL, &s->prime_ids, &s->how.primes, NULL, err) < 0)
		return -1;
	if (unknown > 0)
		say(o->quiet, "warning: %s: %lld character%s unknown to the model left out", name,
		    unknown, unknown == 1 ? "" : "s");
	if (s->how.primes == 0) {
		free(s->prime_ids);
		s->prime_ids = NULL;
		set_default_prime(s);
	}
	s->how.prime = s->prime_ids;
	return 0;
}

/* Does each sample but the last, and each object, end? */
static int check_end(const struct options *o, int stops, struct rnn_error *err)
{
	if (o->length < 0 && o->count > 1 && stops == 0)
		return errorf(err, EX_USAGE, "--length -1 and --count %" PRId64 " exclude each "
			      "other: the first sample has no end", o->count);
	if (o->length < 0 && o->json && stops == 0)
		return errorf(err, EX_USAGE, "--length -1 and --json exclude each other: an "
			      "object needs an end");
	return 0;
}

/* Stop strings as ids. One with a symbol that the model never writes cannot occur: no error, so
 * that a script's stop strings suit any model. */
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
			say(s->o->quiet, "warning: --stop '%.40s' can never occur: the model does "
			    "not know all of its characters", text);
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
	const struct options *o = s->o;

	s->how = (struct sample_options){
		.length = o->length,
		.rule = choice(o, s->a),
		.count = (int)o->count,
		.seed = options_given(o, "seed") ? o->seed : random_seed(),
		.threads = (int)o->threads,
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

/* ---- Where the text goes ---- */

static int put_ids(void *ctx, int sample, const uint16_t *ids, size_t n)
{
	struct sampling *s = ctx;
	char bytes[4];

	(void)sample;
	for (size_t i = 0; i < n; i++)
		if (text_out_put(&s->outlet, bytes, vocab_encode(&s->a->vocab, ids[i], bytes)) < 0)
			return -1;
	return 0;
}

/* What stands before sample k: the separator, and the prime. */
static int begin_text(struct sampling *s, int k)
{
	const struct options *o = s->o;

	if (k > 0 && text_out_text(&s->outlet, o->separator, strlen(o->separator)) < 0)
		return -1;
	return o->no_prime ? 0 : text_out_text(&s->outlet, s->prime, s->prime_bytes);
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

	(void)drawn;
	fputs("{\"text\":", stdout);
	print_json_text(stdout, text, s->json.bytes);
	printf(",\"seed\":%" PRIu64 ",\"nats\":", s->how.seed + (uint64_t)sample);
	print_json_number(stdout, nats);
	fputs(",\"stop\":", stdout);
	if (stop >= 0)
		print_json_text(stdout, s->stop_text[stop], strlen(s->stop_text[stop]));
	else
		fputs("null", stdout);
	fputs("}\n", stdout);
	free(text);
	begin_json(s);
	return fflush(stdout) != 0 || ferror(stdout) ? -1 : 0;
}

static int write_samples(struct sampling *s, struct rnn_error *err)
{
	struct sample_sink text = {s, put_ids, end_text}, json = {s, collect_ids, end_json};
	int rc;

	errno = 0;
	if (s->o->json) {
		begin_json(s);
		rc = sample_run(&s->a->model, &s->how, &json);
		free(memory_close(&s->json));
	} else {
		text_out_init(&s->outlet, stdout, s->a->unit);
		rc = begin_text(s, 0);
		if (rc == 0)
			rc = sample_run(&s->a->model, &s->how, &text);
		if (rc == 0)
			rc = text_out_end(&s->outlet);
	}
	if (rc < 0)
		return errorf(err, EX_IOERR, "standard output: %s",
			      errno != 0 ? strerror(errno) : "write error");
	return 0;
}

/* ---- The command ---- */

static int check(const struct options *o, struct rnn_error *err)
{
	if (check_end(o, o->stop.n, err) < 0)
		return -1;
	for (int i = 0; i < o->stop.n; i++)
		if (*o->stop.item[i] == 0)
			return errorf(err, EX_USAGE, "--stop: the string is empty");
	return 0;
}

int cmd_sample(struct options *o, struct rnn_error *err)
{
	const struct engine *engine;
	struct saved_model a;
	struct sampling s = {.o = o, .a = &a};
	char *dir = NULL;
	int rc = -1;

	if (check(o, err) < 0 || (engine = engine_for(o, err)) == NULL ||
	    (dir = model_dir_to_read(o, err)) == NULL)
		return -1;
	if (saved_model_load(&a, dir, engine, err) == 0) {
		rc = engine_set_precision(o, &a.model, err);
		if (rc == 0)
			rc = set_up(&s, err);
		if (rc == 0)
			rc = startup_memory((int)o->threads, sample_bytes(&a.model, &s.how), err);
		if (rc == 0) {
			sandbox_enter(); /* a second wall; without it all goes on */
			rc = write_samples(&s, err);
		}
		tear_down(&s);
		saved_model_free(&a);
	}
	free(dir);
	return rc;
}
