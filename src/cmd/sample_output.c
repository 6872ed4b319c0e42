/* sample_output.c - see sample_output.h. */
#include "cmd/sample_output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/sample_chars.h"
#include "cmd/sample_kept.h"
#include "host/progress.h"
#include "host/say.h"
#include "store/jsonout.h"

struct output {
	const struct sample_job *job;
	struct progress progress; /* of reading the prime, and of samples that wait */
	struct text_out out;
	bool newline;             /* the text of the current sample ends with a newline */
	struct memory json;       /* with --json: the text of the current sample */
	struct odds_reader *odds; /* NULL: no odds are printed */
};

/* ---- Reading the prime ---- */

static void report_prime(struct output *w, size_t n)
{
	size_t all = w->job->how.primes;
	double elapsed;
	struct count speed;
	struct duration left;

	if (n == all)
		progress_clear(&w->progress);
	else if (progress_due(&w->progress, &elapsed))
		progress_show(&w->progress, "%3.0f%%  reading the prime  %s %ss/s  %s left",
			      100 * (double)n / (double)all,
			      count_text(&speed, (double)n / elapsed), unit_name(w->job->a->unit),
			      progress_time(&left, elapsed * (double)(all - n) / (double)n));
}

/* ---- Text ---- */

/* Writes the text before a sample: the prime. */
static int begin_text(struct output *w)
{
	const struct sample_job *job = w->job;
	size_t n = job->o->no_prime ? 0 : job->prime_bytes;

	w->newline = n > 0 && job->prime[n - 1] == '\n';
	return text_out_text(&w->out, job->prime, n);
}

/* The first sample begins when its prime was read: on a terminal, a report about the prime would
 * overwrite the text. */
static int read_text(void *ctx, size_t n)
{
	struct output *w = ctx;

	report_prime(w, n);
	return n == w->job->how.primes && !w->job->waits ? begin_text(w) : 0;
}

static int put_ids(void *ctx, int sample, const uint16_t *ids, size_t n)
{
	struct output *w = ctx;
	const struct vocab *vocab = &w->job->a->vocab;
	char bytes[4];

	(void)sample;
	for (size_t i = 0; i < n; i++)
		if (text_out_put(&w->out, bytes, vocab_encode(vocab, ids[i], bytes)) < 0)
			return -1;
	w->newline = vocab->symbol[ids[n - 1]] == '\n';
	return 0;
}

/* Writes the separator after a sample. */
static int separate(struct output *w)
{
	const struct sample_job *job = w->job;

	if (!job->separated)
		return 0;
	if (job->separator != NULL)
		return text_out_text(&w->out, job->separator, job->separator_bytes);
	return w->newline ? 0 : text_out_text(&w->out, "\n", 1);
}

static int end_text(void *ctx, int sample, const struct sample_end *end)
{
	struct output *w = ctx;

	(void)end;
	if (separate(w) < 0)
		return -1;
	if (sample + 1 == w->job->how.count)
		return 0;
	/* A reader that waits for the separator gets it now, whether or not it is a line end. */
	return fflush(w->out.to) != 0 ? -1 : begin_text(w);
}

/* Writes a sample that waited. */
static int emit_text(void *ctx, const struct take *t)
{
	struct output *w = ctx;
	const struct sample_job *job = w->job;

	progress_clear(&w->progress);
	if (begin_text(w) < 0)
		return -1;
	if (w->odds != NULL)
		sample_chars_color(job, w->odds, t);
	else if (t->n > 0 && put_ids(w, t->number, t->ids, t->n) < 0)
		return -1;
	if (t->n > 0)
		w->newline = job->a->vocab.symbol[t->ids[t->n - 1]] == '\n';
	if (separate(w) < 0)
		return -1;
	return fflush(stdout) != 0 || ferror(stdout) ? -1 : 0;
}

/* ---- JSON ---- */

static int read_json(void *ctx, size_t n)
{
	report_prime(ctx, n);
	return 0;
}

static void begin_json(struct output *w)
{
	memory_open(&w->json);
	if (!w->job->o->no_prime)
		fwrite(w->job->prime, 1, w->job->prime_bytes, w->json.file);
}

static int collect_ids(void *ctx, int sample, const uint16_t *ids, size_t n)
{
	struct output *w = ctx;
	char bytes[4];

	(void)sample;
	for (size_t i = 0; i < n; i++)
		fwrite(bytes, 1, (size_t)vocab_encode(&w->job->a->vocab, ids[i], bytes),
		       w->json.file);
	return ferror(w->json.file) ? -1 : 0;
}

/* Writes a seed as a number, or as a string where a reader that keeps numbers as doubles would
 * change it. */
static void json_seed(struct jsonout *json, uint64_t seed)
{
	char *text;

	if (seed <= (uint64_t)1 << 53) {
		jsonout_uint(json, "seed", seed);
		return;
	}
	text = xasprintf("%llu", (unsigned long long)seed);
	jsonout_string(json, "seed", text);
	free(text);
}

/* Writes the object of a sample; t is NULL if it did not wait. */
static int put_json(struct output *w, const struct sample_end *end, const struct take *t)
{
	char *text = memory_close(&w->json);
	struct jsonout json = {0};

	jsonout_open(&json, NULL, '{');
	jsonout_text(&json, "text", text, w->json.bytes);
	if (w->job->o->beam > 0)
		jsonout_null(&json, "seed");
	else
		json_seed(&json, end->draw.seed);
	jsonout_int(&json, "chars", end->written);
	jsonout_int(&json, "scored", end->scored);
	jsonout_number(&json, "nats", end->nats / (double)end->scored, NUMBER_DOUBLE);
	jsonout_number(&json, "nats_total", end->nats, NUMBER_DOUBLE);
	if (end->stop >= 0)
		jsonout_string(&json, "stop", w->job->stop_text[end->stop]);
	else
		jsonout_null(&json, "stop");
	if (w->odds != NULL)
		sample_chars_json(w->job, w->odds, t, &json);
	jsonout_close(&json, '}');
	char *line = jsonout_finish(&json);
	fputs(line, stdout);
	free(line);
	free(text);
	begin_json(w);
	return fflush(stdout) != 0 || ferror(stdout) ? -1 : 0;
}

static int end_json(void *ctx, int sample, const struct sample_end *end)
{
	(void)sample;
	return put_json(ctx, end, NULL);
}

/* Writes a sample that waited. */
static int emit_json(void *ctx, const struct take *t)
{
	struct output *w = ctx;

	progress_clear(&w->progress);
	if (t->n > 0 && collect_ids(w, t->number, t->ids, t->n) < 0)
		return -1;
	return put_json(w, &t->end, t);
}

/* ---- All samples ---- */

/* Draws the samples and writes them with these functions. Returns as sample_kept_run. */
static int draw(struct output *w, const struct sample_sink *sink,
		int (*emit)(void *ctx, const struct take *t), struct rnn_error *err)
{
	const struct sample_job *job = w->job;

	if (!job->waits)
		return sample_run(&job->a->model, &job->how, sink) == 0 ? 0 : SAMPLE_NOT_WRITTEN;
	if (job->o->per_char || job->colored)
		w->odds = odds_new(&job->a->model, &job->how);
	int rc = sample_kept_run(job, sink, emit, &w->progress, err);
	progress_clear(&w->progress);
	odds_free(w->odds);
	return rc;
}

int sample_output_run(const struct sample_job *job, struct rnn_error *err)
{
	struct output w = {.job = job};
	const struct sample_sink text = {&w, put_ids, end_text, read_text};
	const struct sample_sink json = {&w, collect_ids, end_json, read_json};
	int rc;

	errno = 0;
	progress_init(&w.progress, job->o->general.quiet);
	if (job->o->general.json) {
		begin_json(&w);
		rc = draw(&w, &json, emit_json, err);
		free(memory_close(&w.json));
	} else {
		text_out_init(&w.out, stdout, job->a->unit);
		rc = draw(&w, &text, emit_text, err);
		if (job->colored && rc != SAMPLE_NOT_WRITTEN) {
			sample_chars_legend(w.newline || job->separated);
			w.out.newline = true;
		}
		if (rc != SAMPLE_NOT_WRITTEN && text_out_end(&w.out) < 0)
			rc = SAMPLE_NOT_WRITTEN;
	}
	if (rc == SAMPLE_NOT_WRITTEN)
		return errorf(err, EX_IOERR, "standard output: %s",
			      errno != 0 ? strerror(errno) : "write error");
	return rc;
}
