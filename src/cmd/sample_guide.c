/* sample_guide.c - see sample_guide.h. */
#include "cmd/sample_guide.h"

#include <stdlib.h>
#include <string.h>

#include "host/say.h"
#include "run/matches.h"
#include "text/input.h"
#include "text/line_input.h"
#include "text/symbol_set.h"

#define AT(member) offsetof(struct guide_args, member)

const struct option_row guide_rows[] = {
	{
		.name = "only",
		.type = OPT_LIST,
		.at = AT(only),
		.arg = "CHARS",
		.help = "draw only these, for example 'a-z \\n'",
	},
	{
		.name = "without",
		.type = OPT_LIST,
		.at = AT(without),
		.arg = "CHARS",
		.help = "never draw these; upper and lower case differ",
	},
	{
		.name = "match",
		.type = OPT_TEXT,
		.at = AT(match),
		.arg = "REGEX",
		.help = "the sample, without prime, matches as a whole (PCRE2)",
	},
	{
		.name = "one-of",
		.type = OPT_TEXT,
		.at = AT(one_of),
		.arg = "FILE",
		.path = PATH_TEXT,
		.help = "the sample is a line of FILE",
	},
	{
		.name = "exact",
		.type = OPT_FLAG,
		.at = AT(exact),
		.help = "of REGEX or FILE, draw whole texts by probability",
	},
	{0},
};

bool guide_args_end(const struct guide_args *o)
{
	return o->match != NULL || o->one_of != NULL;
}

/* ---- Characters ---- */

static int add_set(const struct vocab *v, const char *option, const struct strings *list,
		   bool quiet, bool *has, struct rnn_error *err)
{
	int unknown = 0;
	uint32_t first = 0;
	char symbol[32];
	struct rnn_error why;

	for (int i = 0; i < list->n; i++)
		if (symbol_set_add(v, list->item[i], has, &unknown, &first, &why) < 0)
			return errorf(err, EX_USAGE, "--%s: %s", option, why.text);
	if (unknown > 0 && !quiet) {
		symbol_describe(v->unit, first, symbol);
		say(false, "note: --%s: the model lacks %s%s", option, symbol,
		    unknown > 1 ? " and others" : "");
	}
	return 0;
}

/* Sets g->may if the options ask for it. */
static int set_may(struct sample_guide *g, const struct guide_args *o, const struct vocab *v,
		   bool quiet, struct rnn_error *err)
{
	bool *not = xcalloc((size_t)v->size, sizeof *not ), any = false;
	int rc;

	g->may = xcalloc((size_t)v->size, sizeof *g->may);
	rc = add_set(v, "only", &o->only, quiet, g->may, err);
	if (rc == 0)
		rc = add_set(v, "without", &o->without, true, not, err);
	for (int i = 0; i < v->size; i++) {
		g->may[i] = (o->only.n == 0 || g->may[i]) && !not [i];
		any |= g->may[i];
	}
	free(not );
	if (rc == 0 && !any)
		rc = errorf(err, EX_USAGE, "--%s leaves no character of the model",
			    o->only.n > 0 ? "only" : "without");
	g->guide.may = g->may;
	return rc;
}

/* ---- An expression ---- */

static int set_match(struct sample_guide *g, const struct guide_args *o,
		     const struct saved_model *a, long long length, struct rnn_error *err)
{
	struct rnn_error why;
	const char *word = unit_word(a->unit);

	if (automaton_init(&g->match, o->match, strlen(o->match), &a->vocab, g->may, &why) < 0)
		return errorf(err, why.status, "--match: %s", why.text);
	if (!automaton_reaches(&g->match, AUTOMATON_START, -1))
		return errorf(err, EX_USAGE, "--match: no text of %ss that may be drawn matches",
			      word);
	if (!automaton_reaches(&g->match, AUTOMATON_START, length))
		return errorf(err, EX_USAGE,
			      "--match: a match has at least %lld %s%s, more than --length %lld",
			      g->match.least[AUTOMATON_START], word,
			      g->match.least[AUTOMATON_START] == 1 ? "" : "s", length);
	g->guide.match = &g->match;
	if (!o->exact)
		return 0;
	if (!matches_list(&g->match, length, &g->list))
		return errorf(err, EX_USAGE,
			      "--exact: more than %d texts match, too many to weigh each",
			      MATCHES_MAX);
	g->guide.match = NULL;
	g->guide.list = &g->list;
	return 0;
}

/* ---- A list ---- */

/* Why lines are left out. */
struct left_out {
	size_t unknown, longer, excluded, lines;
};

static bool excluded(const struct sample_guide *g, const uint16_t *ids, size_t n)
{
	for (size_t i = 0; g->may != NULL && i < n; i++)
		if (!g->may[ids[i]])
			return true;
	return false;
}

static int add_line(struct sample_guide *g, const struct vocab *v, const char *name,
		    const char *line, size_t bytes, long long length, struct left_out *out,
		    struct rnn_error *err)
{
	long long unknown = 0;
	uint16_t *ids;
	size_t n;

	out->lines++;
	bytes = line_length(line, bytes);
	if (bytes == 0)
		return 0;
	if (vocab_piece(v, name, line, bytes, &unknown, &ids, &n, err) < 0)
		return errorf(err, EX_DATAERR, "%s: line %zu is not UTF-8", name, out->lines);
	out->unknown += unknown > 0;
	out->longer += unknown == 0 && length >= 0 && n > (size_t)length;
	out->excluded += unknown == 0 && excluded(g, ids, n);
	if (unknown == 0 && (length < 0 || n <= (size_t)length) && !excluded(g, ids, n))
		choices_add(&g->list, ids, n);
	free(ids);
	return 0;
}

static void tell_left_out(const char *name, const struct left_out *out, bool quiet)
{
	static const char *const why[] = {"with characters unknown to the model",
					  "longer than --length",
					  "that --only or --without exclude"};
	const size_t count[] = {out->unknown, out->longer, out->excluded};

	for (size_t i = 0; i < 3; i++)
		if (count[i] > 0)
			say(quiet, "note: %s: %zu line%s left out, %s", name, count[i],
			    count[i] == 1 ? "" : "s", why[i]);
}

static int set_list(struct sample_guide *g, const struct guide_args *o, const struct vocab *v,
		    long long length, bool quiet, struct rnn_error *err)
{
	const char *name = input_name(o->one_of);
	struct left_out out = {0};
	size_t bytes;
	char *text;
	int rc = 0;

	if (input_is_standard(o->one_of))
		mention_terminal(quiet);
	if (input_read_file(o->one_of, 0, &text, &bytes, err) < 0)
		return -1;
	choices_init(&g->list);
	for (char *at = text, *end = text + bytes; at < end && rc == 0;) {
		char *line = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)((line != NULL ? line : end) - at);
		rc = add_line(g, v, name, at, n, length, &out, err);
		at += n + 1;
	}
	free(text);
	if (rc < 0)
		return -1;
	choices_sort(&g->list);
	tell_left_out(name, &out, quiet);
	if (g->list.n == 0)
		return out.longer == 0
			       ? errorf(err, EX_DATAERR, "%s: no line that could be drawn", name)
			       : errorf(err, EX_DATAERR,
					"%s: no line that could be drawn with --length %lld", name,
					length);
	g->guide.list = &g->list;
	return 0;
}

/* ---- All ---- */

int sample_guide_init(struct sample_guide *g, const struct guide_args *o,
		      const struct saved_model *a, long long length, bool quiet,
		      struct guide **guide, struct rnn_error *err)
{
	int rc = 0;

	*g = (struct sample_guide){.guide = {.V = a->vocab.size, .exact = o->exact}};
	*guide = NULL;
	if (o->exact && !guide_args_end(o))
		return errorf(err, EX_USAGE, "--exact needs --one-of or --match");
	if (o->only.n == 0 && o->without.n == 0 && !guide_args_end(o))
		return 0;
	*guide = &g->guide;
	if (o->only.n + o->without.n > 0)
		rc = set_may(g, o, &a->vocab, quiet, err);
	if (rc == 0 && o->match != NULL)
		rc = set_match(g, o, a, length, err);
	if (rc == 0 && o->one_of != NULL)
		rc = set_list(g, o, &a->vocab, length, quiet, err);
	return rc;
}

void sample_guide_free(struct sample_guide *g)
{
	automaton_free(&g->match);
	choices_free(&g->list);
	free(g->may);
	free(g->guide.score);
	free(g->guide.weight);
	*g = (struct sample_guide){0};
}
