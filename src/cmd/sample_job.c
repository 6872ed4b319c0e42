/* sample_job.c - see sample_job.h. */
#include "cmd/sample_job.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/reading.h"
#include "cmd/sample_kept.h"
#include "host/say.h"
#include "text/input.h"

/* ---- Prime ---- */

static int set_prime(struct sample_job *s, struct rnn_error *err)
{
	const struct sample_args *o = s->o;
	const char *name = o->reading.prime_file != NULL ? input_name(o->reading.prime_file)
							 : "--prime";
	bool skip = reading_skips_unknown(o->reading.unknown);
	long long unknown = 0;

	if (input_is_standard(o->reading.prime_file))
		mention_terminal(o->general.quiet);
	if (o->reading.prime_file != NULL) {
		if (input_read_file(o->reading.prime_file, 0, &s->prime, &s->prime_bytes, err) < 0)
			return -1;
	} else {
		s->prime = xstrdup(o->prime != NULL ? o->prime : "");
		s->prime_bytes = strlen(s->prime);
	}
	if (s->prime_bytes > 0 &&
	    vocab_text(&s->a->vocab, name, s->prime, s->prime_bytes,
		       reading_invalid(o->reading.invalid), skip ? &unknown : NULL, &s->prime_ids,
		       &s->how.primes, NULL, err) < 0)
		return -1;
	if (unknown > 0)
		say(o->general.quiet, "warning: %s: %lld %s%s unknown to the model left out", name,
		    unknown, unit_word(s->a->unit), unknown == 1 ? "" : "s");
	if (s->how.primes == 0) {
		free(s->prime_ids);
		reading_default_prime(&s->a->vocab, s->a->start, &s->prime_ids, &s->how.primes);
	}
	s->how.prime = s->prime_ids;
	return 0;
}

/* ---- Stop strings ---- */

/* Encodes one stop string of `option` as number how.stops. One with a character unknown to the
 * model can never occur; this is a warning, not an error, so that a script may use the same stop
 * strings with any model. */
static int add_stop(struct sample_job *s, const char *option, const char *text, bool keep,
		    struct rnn_error *err)
{
	long long unknown = 0;
	uint16_t *ids;
	size_t n;

	if (vocab_piece(&s->a->vocab, option, text, strlen(text), &unknown, &ids, &n, err) < 0)
		return errorf(err, EX_DATAERR, "%s: is not UTF-8", option);
	if (unknown > 0) {
		say(s->o->general.quiet,
		    "warning: %s '%s' can never occur: the model does "
		    "not know all of its characters%s",
		    option, text,
		    strstr(text, "\\n") != NULL ? "; a newline is written $'\\n' in the shell"
						: "");
		free(ids);
		return 0;
	}
	if (strstr(text, "\\n") != NULL)
		say(s->o->general.quiet,
		    "note: %s '%s' has a backslash and an n; a newline is written $'\\n' in the "
		    "shell",
		    option, text);
	s->stop_text[s->how.stops] = text;
	s->stops[s->how.stops++] = (struct stop){.ids = ids, .n = n, .keep = keep};
	return 0;
}

static int set_stops(struct sample_job *s, struct rnn_error *err)
{
	const struct strings *stop = &s->o->stop, *after = &s->o->stop_after;
	size_t n = (size_t)stop->n + (size_t)after->n;

	s->stops = xcalloc(n, sizeof *s->stops);
	s->stop_text = xcalloc(n, sizeof *s->stop_text);
	s->how.stop = s->stops;
	for (int i = 0; i < stop->n; i++)
		if (add_stop(s, "--stop", stop->item[i], false, err) < 0)
			return -1;
	for (int i = 0; i < after->n; i++)
		if (add_stop(s, "--stop-after", after->item[i], true, err) < 0)
			return -1;
	return sample_args_check_end(s->o, s->how.stops, err);
}

/* A sample without end is what --length -1 means, but nothing can wait for it. */
static int check_match(const struct sample_job *s, struct rnn_error *err)
{
	const struct sample_args *o = s->o;
	const struct guide *g = s->how.guide;

	if (o->length >= 0 || g == NULL || g->match == NULL || !automaton_endless(g->match))
		return 0;
	if (o->count == 1 && !o->general.json && !sample_args_wait(o))
		return 0;
	return errorf(err, EX_USAGE, "--match: with --length -1 a sample may have no end, and %s",
		      o->count > 1      ? "no other could follow"
		      : o->general.json ? "its JSON object would not end"
					: "would be printed only when it is complete");
}

/* ---- Separator ---- */

/* Copies `text` with \0, \n, \t, \r and \\ replaced by the characters that they stand for; any other
 * backslash stands for itself. A 0 byte cannot be part of an argument, and xargs -0 needs it. */
static void set_separator(struct sample_job *s, const char *text)
{
	static const char letters[] = "0ntr\\", bytes[] = "\0\n\t\r\\";
	char *to = s->separator = xcalloc(strlen(text) + 1, 1);

	while (*text != 0) {
		const char *at = text[0] == '\\' && text[1] != 0 ? strchr(letters, text[1]) : NULL;
		*to++ = at != NULL ? bytes[at - letters] : *text;
		text += at != NULL ? 2 : 1;
	}
	s->separator_bytes = (size_t)(to - s->separator);
}

/* ---- Seed ---- */

/* Sets the seed. One that was not given is told, unless it does not matter: nothing is drawn, or
 * always the most likely symbol. A JSON object contains it. */
static void set_seed(struct sample_job *s, const struct options *line)
{
	bool given = options_given(line, "seed");

	s->how.seed = given ? s->o->seed : sampling_random_seed();
	s->tell_seed = !given && !s->o->general.json && s->o->length != 0 && s->o->beam == 0 &&
		       s->how.rule.value[FILTER_temperature] > 0;
}

void sample_job_tell_seed(const struct sample_job *s)
{
	say(s->o->general.quiet || !s->tell_seed,
	    "seed %" PRIu64 "; the same text again: --seed %" PRIu64, s->how.seed, s->how.seed);
}

/* ---- The job ---- */

int sample_job_init(struct sample_job *s, const struct options *line, const struct saved_model *a,
		    struct rnn_error *err)
{
	const struct sample_args *o = line->values;

	*s = (struct sample_job){.o = o, .a = a};
	s->how = (struct sample_options){
		.length = o->length,
		.least = o->least,
		.rule = sampling_settings(line, &o->sampling, &a->sampling),
		.count = (int)o->count,
		.threads = (int)o->general.threads,
	};
	if (o->separator != NULL)
		set_separator(s, o->separator);
	s->separated = o->separator != NULL || options_given(line, "count");
	s->how.repeat = o->repeat;
	if (set_prime(s, err) < 0 || set_stops(s, err) < 0 ||
	    sample_guide_init(&s->guide, &o->guide, a, o->length, o->general.quiet, &s->how.guide,
			      err) < 0 ||
	    check_match(s, err) < 0 || sample_kept_init(s, err) < 0)
		return -1;
	set_seed(s, line);
	return 0;
}

void sample_job_free(struct sample_job *s)
{
	for (int i = 0; i < s->how.stops; i++)
		free((void *)s->stops[i].ids);
	free(s->stops);
	free(s->stop_text);
	free(s->prime_ids);
	free(s->prime);
	free(s->separator);
	sample_kept_free(s);
	sample_guide_free(&s->guide);
}
