/* eval_novelty.c - see eval_novelty.h. */
#include "cmd/eval_novelty.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/eval_scorers.h"
#include "cmd/reading.h"
#include "host/say.h"
#include "host/startup.h"
#include "text/runs.h"

enum { RUN_SHOWN = 200 }; /* symbols of a run that are printed at most */

bool novelty_wanted(const struct scoring *e)
{
	return e->o->novelty != NULL;
}

int novelty_gather(struct scoring *e, struct rnn_error *err)
{
	return eval_texts_read_other(&e->texts, e->o->novelty, &e->novelty.text, &e->novelty.bytes,
				     err);
}

/* Prepares the other text for comparisons with many lines. */
static int sort_suffixes(struct scoring *e, struct rnn_error *err)
{
	struct eval_novelty *x = &e->novelty;

	if (x->m > SUFFIXES_TEXT_MAX)
		return errorf(err, EX_DATAERR, "%s: longer than %d %ss", input_name(e->o->novelty),
			      SUFFIXES_TEXT_MAX, unit_word(e->v->unit));
	if (startup_memory(e->how.threads, suffixes_bytes(x->m), err) < 0)
		return -1;
	x->suffixes = suffixes_new(x->from, x->m);
	return 0;
}

int novelty_begin(struct scoring *e, struct rnn_error *err)
{
	struct eval_novelty *x = &e->novelty;
	int rc = runs_encode(e->v, input_name(e->o->novelty), x->text, x->bytes,
			     reading_invalid(e->o->invalid), &x->from, &x->m, err);

	if (rc < 0)
		x->from = NULL;
	free(x->text);
	x->text = NULL;
	return rc == 0 && e->o->by_line ? sort_suffixes(e, err) : rc;
}

/* Returns the longest common run as a string. With `escape`, control characters are escaped; NUL, and bytes
 * that are not ASCII, always are. */
static char *run_text(const struct vocab *v, bool escape, const uint16_t *ids, size_t n)
{
	size_t shown = n < RUN_SHOWN ? n : RUN_SHOWN, at = 0;
	char *text = xcalloc(16 * shown + 4, 1);

	for (size_t i = 0; i < shown; i++) {
		char escaped[16] = "";
		uint32_t symbol = v->symbol[ids[i]];
		bool high = v->unit == UNIT_BYTE && symbol >= 0x80;
		if (!escape && symbol != 0 && !high)
			vocab_encode(v, ids[i], escaped);
		else if (high)
			snprintf(escaped, sizeof escaped, "\\x%02x", (unsigned)symbol);
		else
			symbol_escape(symbol, escaped);
		at += (size_t)snprintf(text + at, 16, "%s", escaped);
	}
	if (shown < n)
		memcpy(text + at, "...", 3);
	return text;
}

int novelty_score(struct scoring *e, const struct scored_text *t, struct rnn_error *err)
{
	struct eval_novelty *x = &e->novelty;
	uint16_t *ids;
	size_t n;

	if (runs_encode(e->v, t->name, t->text, t->bytes, reading_invalid(e->o->invalid), &ids, &n,
			err) < 0)
		return -1;
	/* What the model does not know is like nothing, also not like what it does not know there. */
	for (size_t i = 0; i < n; i++)
		if (ids[i] == RUNS_BREAK)
			ids[i] = NOVELTY_UNKNOWN;
	novelty_measure(&x->last, ids, n, x->from, x->m);
	free(x->run);
	x->run = run_text(e->v, !e->o->general.json, ids + x->last.at, x->last.longest);
	free(ids);
	for (int i = 0; i < NOVELTY_LENGTHS; i++) {
		x->sum.grams[i] += x->last.grams[i];
		x->sum.seen[i] += x->last.seen[i];
	}
	if (x->last.longest > x->sum.longest || x->sum_run == NULL) {
		free(x->sum_run);
		x->sum_run = xstrdup(x->run);
		x->sum.longest = x->last.longest;
	}
	return 0;
}

void novelty_score_line(struct eval_novelty *x, const struct eval_args *o, const struct vocab *v,
			const uint16_t *ids, size_t n)
{
	if (n <= NOVELTY_SHORT)
		novelty_measure_short(&x->last, ids, n, x->suffixes);
	else
		novelty_measure(&x->last, ids, n, x->from, x->m);
	if (!o->general.json)
		return;
	free(x->run);
	x->run = run_text(v, false, ids + x->last.at, x->last.longest);
}

void novelty_total(struct scoring *e)
{
	struct eval_novelty *x = &e->novelty;

	if (!novelty_wanted(e))
		return;
	x->last = x->sum;
	free(x->run);
	x->run = xstrdup(x->sum_run);
}

static double share(const struct novelty *r, int i)
{
	return r->grams[i] > 0 ? (double)r->seen[i] / (double)r->grams[i] : NAN;
}

void novelty_print(const struct scoring *e)
{
	const struct novelty *r = &e->novelty.last;
	char *name = xstrdup(input_name(e->o->novelty));

	text_plain(name);
	printf("  copied from %s: at most %zu %s%s in a row: '%s'\n", name, r->longest,
	       unit_word(e->v->unit), r->longest == 1 ? "" : "s", e->novelty.run);
	free(name);
	for (int i = 0; i < NOVELTY_LENGTHS && r->grams[i] > 0; i++)
		printf("%s %.2f %% of the %d-grams",
		       i > 0 ? "," : "  seen there:", 100 * share(r, i), novelty_length[i]);
	if (r->grams[0] > 0)
		putchar('\n');
}

void novelty_print_columns(const struct eval_novelty *x)
{
	const struct novelty *r = &x->last;

	printf("%zu\t", r->longest);
	for (int i = 0; i < NOVELTY_LENGTHS; i++)
		if (r->grams[i] > 0)
			printf("%.4f\t", share(r, i));
		else
			fputs("-\t", stdout);
}

void novelty_print_json(const struct scoring *e, struct jsonout *w)
{
	novelty_write_json(&e->novelty, w);
}

void novelty_write_json(const struct eval_novelty *x, struct jsonout *w)
{
	const struct novelty *r = &x->last;
	char key[16];

	jsonout_open(w, "novelty", '{');
	jsonout_uint(w, "longest", r->longest);
	jsonout_string(w, "run", x->run);
	jsonout_open(w, "seen", '{');
	for (int i = 0; i < NOVELTY_LENGTHS; i++) {
		snprintf(key, sizeof key, "%d", novelty_length[i]);
		jsonout_number(w, key, share(r, i), NUMBER_DOUBLE);
	}
	jsonout_close(w, '}');
	jsonout_close(w, '}');
}

void novelty_end(struct scoring *e)
{
	struct eval_novelty *x = &e->novelty;

	suffixes_free(x->suffixes);
	free(x->text);
	free(x->from);
	free(x->run);
	free(x->sum_run);
}
