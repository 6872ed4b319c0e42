/* sample_kept.c - see sample_kept.h. */
#include "cmd/sample_kept.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/reading.h"
#include "host/say.h"
#include "host/startup.h"
#include "run/beam.h"
#include "run/lead.h"
#include "run/odds.h"
#include "text/input.h"
#include "text/runs.h"

/* Tries for a sample if --tries does not say: of free samples; of texts that lead to --then, and draws
 * for each of these. */
enum { TRIES = 1000, THEN_TRIES = 100, THEN_DRAWS = 64 };

/* The symbols that may be read for a sample of --then: so many for each draw, and for THEN_DRAWS at least. */
enum { THEN_SYMBOLS = 16384 };

/* ---- The text of --novel ---- */

static int set_runs(struct sample_job *s, size_t n, struct rnn_error *err)
{
	if (n > RUNS_TEXT_MAX)
		return errorf(err, EX_DATAERR, "%s: longer than %d characters", s->o->novel,
			      RUNS_TEXT_MAX);
	if (startup_memory((int)s->o->general.threads, runs_bytes(n), err) < 0)
		return -1;
	s->how.runs = runs_new(s->novel_ids, n, (int)s->o->novel_run);
	s->how.hidden_prime = s->prime_bytes == 0 || s->o->no_prime;
	return 0;
}

static void set_lines(struct sample_job *s, const char *text, size_t bytes)
{
	bool bom = s->a->unit == UNIT_CHAR && bytes >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;

	s->novel = lineset_new();
	lineset_add_lines(s->novel, bom ? text + 3 : text, bom ? bytes - 3 : bytes);
}

static int set_novel(struct sample_job *s, struct rnn_error *err)
{
	const struct sample_args *o = s->o;
	size_t bytes, n;
	char *text;

	if (input_is_standard(o->novel))
		mention_terminal(o->general.quiet);
	if (input_read_file(o->novel, 0, &text, &bytes, err) < 0)
		return -1;
	/* Text that is not UTF-8 would be different from all samples without a word. */
	int rc = runs_encode(&s->a->vocab, input_name(o->novel), text, bytes,
			     reading_invalid(o->reading.invalid), &s->novel_ids, &n, err);
	if (rc == 0 && o->novel_run > 0)
		rc = set_runs(s, n, err);
	if (rc == 0 && o->novel_run == 0) {
		set_lines(s, text, bytes);
		free(s->novel_ids);
		s->novel_ids = NULL;
	}
	free(text);
	return rc;
}

/* ---- The job ---- */

static int set_then(struct sample_job *s, struct rnn_error *err)
{
	const char *text = s->o->then;

	if (vocab_piece(&s->a->vocab, "--then", text, strlen(text), NULL, &s->then, &s->thens,
			err) < 0) {
		err->code = RNN_ERROR_OTHER; /* the text is not to be changed */
		return -1;
	}
	const bool *may = s->how.guide != NULL ? s->how.guide->may : NULL;
	for (size_t i = 0; may != NULL && i < s->thens; i++)
		if (!may[s->then[i]])
			return errorf(
				err, EX_USAGE,
				"--then: a character of the text must not be drawn (--only, --without)");
	return 0;
}

static int check_unique(const struct sample_job *s, double temperature, struct rnn_error *err)
{
	const struct guide *g = s->how.guide;

	if (s->o->count > 1 && !(temperature > 0))
		return errorf(err, EX_USAGE, "--unique: at temperature 0 all samples are the same");
	if (g != NULL && g->list != NULL && (size_t)s->o->count > g->list->n)
		return errorf(
			err, EX_DATAERR,
			"--unique: only %zu different texts can be drawn, not --count %" PRId64,
			g->list->n, s->o->count);
	return 0;
}

int sample_kept_init(struct sample_job *s, struct rnn_error *err)
{
	const struct sample_args *o = s->o;
	const char *no_color = getenv("NO_COLOR");
	struct sample_args shown = *o;
	double temperature = s->how.rule.value[FILTER_temperature];

	s->colored = o->color && on_terminal(stdout) && (no_color == NULL || *no_color == 0);
	shown.color = s->colored;
	s->waits = sample_args_wait(&shown);
	if (o->beam > 0)
		s->how.rule = filter_neutral();
	if (o->unique && check_unique(s, temperature, err) < 0)
		return -1;
	s->tries = o->tries > 0 ? (int)o->tries : o->then != NULL ? THEN_DRAWS : TRIES;
	if (o->then != NULL && !(temperature > 0))
		s->tries = 1; /* all draws would be the same */
	if (o->then != NULL && set_then(s, err) < 0)
		return -1;
	return o->novel != NULL ? set_novel(s, err) : 0;
}

void sample_kept_free(struct sample_job *s)
{
	lineset_free(s->novel);
	runs_free((struct runs *)s->how.runs);
	free(s->novel_ids);
	free(s->then);
}

/* ---- How they are drawn ---- */

static int best_of(const struct sample_job *s)
{
	return s->o->best_of > 0 ? (int)s->o->best_of : 1;
}

/* The options of a sampler that draws the samples of one round. */
static struct sample_options round_options(const struct sample_job *s)
{
	struct sample_options how = s->how;

	how.count = keep_sampler_count(how.count, best_of(s));
	return how;
}

static struct beam_options beam_options(const struct sample_job *s)
{
	return (struct beam_options){.how = &s->how, .width = (int)s->o->beam};
}

static struct lead_options lead_options(const struct sample_job *s)
{
	long long draws = s->tries > THEN_DRAWS ? s->tries : THEN_DRAWS;

	return (struct lead_options){.how = &s->how,
				     .text = s->then,
				     .n = s->thens,
				     .draws = s->tries,
				     .most = draws * THEN_SYMBOLS};
}

/* The bytes of the samples that wait at the same time. */
static size_t waiting_bytes(const struct sample_job *s)
{
	size_t length = s->how.length < 0 ? 0 : (size_t)s->how.length + s->thens;
	size_t takes = (size_t)keep_sampler_count(s->how.count, best_of(s)) + (size_t)best_of(s);

	takes += s->o->rank ? (size_t)s->how.count : 0;
	return size_sum(0, takes, size_sum(sizeof(struct take), length, 2 * sizeof(uint16_t)));
}

size_t sample_job_bytes(const struct sample_job *s)
{
	const struct model *m = &s->a->model;
	struct sample_options round = round_options(s);
	struct beam_options beam = beam_options(s);
	struct lead_options lead = lead_options(s);
	size_t bytes;

	if (!s->waits)
		return sample_bytes(m, &s->how);
	bytes = s->o->beam > 0    ? beam_bytes(m, &beam)
		: s->then != NULL ? lead_bytes(m, &lead)
				  : sample_bytes(m, &round);
	bytes = size_sum(bytes, 1, waiting_bytes(s));
	return size_sum(bytes, s->o->per_char || s->colored, odds_bytes(m, &s->how));
}

/* ---- Drawing ---- */

/* What the functions need that are called while samples are drawn. */
struct kept {
	const struct sample_job *job;
	const struct sample_sink *sink;
	int (*emit)(void *ctx, const struct take *t);
	struct progress *progress;
};

static int emit_sample(void *ctx, const struct take *t)
{
	const struct kept *x = ctx;

	return x->emit(x->sink->ctx, t);
}

/* Progress is told on a terminal only: a script that draws many samples gets no lines about each. */
static bool is_due(const struct kept *x)
{
	double elapsed;

	return x->progress->live && progress_due(x->progress, &elapsed);
}

static void tell_draws(void *ctx, int sample, long long draws)
{
	const struct kept *x = ctx;

	if (is_due(x))
		progress_show(x->progress, "sample %d of %d: %lld draws", sample + 1,
			      x->job->how.count, draws);
}

/* Tells how many symbols were read for a sample of --then. */
static void tell_symbols(void *ctx, long long symbols)
{
	const struct kept *x = ctx;
	struct count n, most;

	if (is_due(x))
		progress_show(x->progress, "weighing places for --then: %s of at most %s %ss read",
			      count_text(&n, (double)symbols),
			      count_text(&most, (double)lead_options(x->job).most),
			      unit_word(x->job->a->unit));
}

static int give_up(const struct sample_job *s, const struct keep_failure *f, struct rnn_error *err)
{
	char why[3][80] = {"", "", ""};
	const char *remedy = "";
	struct count most;

	if (f->none_left)
		return errorf(err, EX_DATAERR, "sample %d of %d: no other text is left",
			      f->sample + 1, s->how.count);
	if (f->spent)
		return errorf(err, EX_DATAERR,
			      "sample %d of %d: given up after %s %ss; a shorter text of --then "
			      "or a smaller --length or --tries needs fewer",
			      f->sample + 1, s->how.count,
			      count_text(&most, (double)lead_options(s).most),
			      unit_word(s->a->unit));
	if (f->known > 0)
		snprintf(why[0], sizeof why[0], ", %lld with a line of the file", f->known);
	if (f->repeated > 0)
		snprintf(why[1], sizeof why[1], ", %lld like an earlier sample", f->repeated);
	if (f->stuck > 0)
		snprintf(why[2], sizeof why[2],
			 s->then != NULL ? ", %lld with the text of --then too early"
					 : ", %lld that could not go on",
			 f->stuck);
	if (f->known + f->repeated > 0)
		remedy =
			guide_args_end(&s->o->guide)
				? "; --exact draws no text again, a higher --temperature varies more"
				: "; a higher --temperature varies more";
	return errorf(err, EX_DATAERR, "sample %d of %d: given up after %lld draw%s%s%s%s%s",
		      f->sample + 1, s->how.count, f->draws, f->draws == 1 ? "" : "s", why[0],
		      why[1], why[2], remedy);
}

/* Draws from the source, and writes what the options keep. */
static int keep_from(const struct kept *x, const struct keep_source *source, struct rnn_error *err)
{
	const struct sample_job *s = x->job;
	struct judge *judge = judge_new(&(struct judge_options){
		.vocab = &s->a->vocab,
		.known = s->novel,
		.prime = s->prime,
		.primes = s->prime_bytes,
		.hidden_prime = s->o->no_prime,
		.unique = s->o->unique,
	});
	const struct keep_options o = {
		.source = *source,
		.judge = judge,
		.count = s->how.count,
		.seed = s->how.seed,
		.best_of = best_of(s),
		.tries = s->then != NULL ? THEN_TRIES : s->tries,
		.rank = s->o->rank,
		.emit = emit_sample,
		.tell = s->then != NULL ? NULL : tell_draws,
		.ctx = (void *)x,
	};
	struct keep_failure failure;
	enum keep_result result = keep_run(&o, &failure);

	judge_free(judge);
	return result == KEEP_ENDED     ? SAMPLE_NOT_WRITTEN
	       : result == KEEP_GAVE_UP ? give_up(s, &failure, err)
					: 0;
}

static int run_samples(const struct kept *x, struct rnn_error *err)
{
	struct sample_options round = round_options(x->job);
	struct sampler *d = sample_new(&x->job->a->model, &round);
	struct keep_source source = keep_sampler(d);
	int rc = SAMPLE_NOT_WRITTEN;

	if (sample_read_prime(d, x->sink) == 0)
		rc = keep_from(x, &source, err);
	sample_free(d);
	return rc;
}

static void make_lead(void *ctx, const struct sample_draw *draw, int count, struct take *out)
{
	for (int i = 0; i < count; i++)
		lead_draw(ctx, &draw[i], &out[i]);
}

static int run_then(const struct kept *x, struct rnn_error *err)
{
	struct lead_options o = lead_options(x->job);

	o.tell = tell_symbols;
	o.ctx = (void *)x;
	struct lead *l = lead_new(&x->job->a->model, &o);
	struct keep_source source = {.ctx = l, .places = 1, .make = make_lead};
	int rc = SAMPLE_NOT_WRITTEN;

	if (lead_read_prime(l, x->sink) == 0)
		rc = keep_from(x, &source, err);
	lead_free(l);
	return rc;
}

int sample_kept_run(const struct sample_job *s, const struct sample_sink *sink,
		    int (*emit)(void *ctx, const struct take *t), struct progress *progress,
		    struct rnn_error *err)
{
	const struct kept x = {s, sink, emit, progress};
	struct beam_options beam = beam_options(s);

	if (s->o->beam > 0)
		return beam_run(&s->a->model, &beam, sink, emit) == 0 ? 0 : SAMPLE_NOT_WRITTEN;
	return s->then != NULL ? run_then(&x, err) : run_samples(&x, err);
}
