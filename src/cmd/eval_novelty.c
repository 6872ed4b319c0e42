/* eval_novelty.c - see eval_novelty.h. */
#include "cmd/eval_novelty.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/eval_scorers.h"
#include "cmd/reading.h"
#include "host/say.h"

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

int novelty_begin(struct scoring *e, struct rnn_error *err)
{
	struct eval_novelty *x = &e->novelty;
	long long unknown = 0; /* no symbol of a scored text is like them */

	int rc = vocab_text(e->v, input_name(e->o->novelty), x->text, x->bytes,
			    reading_invalid(e->o->invalid), &unknown, &x->from, &x->m, NULL, err);
	if (rc < 0)
		x->from = NULL;
	free(x->text);
	x->text = NULL;
	return rc;
}

/* Returns the longest common run as a string, in which control characters are escaped. */
static char *run_text(const struct vocab *v, const uint16_t *ids, size_t n)
{
	size_t shown = n < RUN_SHOWN ? n : RUN_SHOWN, at = 0;
	char *text = xcalloc(16 * shown + 4, 1);

	for (size_t i = 0; i < shown; i++) {
		char escaped[16];
		if (v->unit == UNIT_BYTE && v->symbol[ids[i]] >= 0x80)
			snprintf(escaped, sizeof escaped, "\\x%02x", (unsigned)v->symbol[ids[i]]);
		else
			symbol_escape(v->symbol[ids[i]], escaped);
		at += (size_t)snprintf(text + at, 16, "%s", escaped);
	}
	if (shown < n)
		memcpy(text + at, "...", 3);
	return text;
}

int novelty_score(struct scoring *e, const struct scored_text *t, struct rnn_error *err)
{
	struct eval_novelty *x = &e->novelty;
	const uint16_t *ids = t->ids + t->context;

	(void)err;
	novelty_measure(&x->last, ids, t->n - t->context, x->from, x->m);
	free(x->run);
	x->run = run_text(e->v, ids + x->last.at, x->last.longest);
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

void novelty_print_json(const struct scoring *e, struct jsonout *w)
{
	const struct novelty *r = &e->novelty.last;
	char key[16];

	jsonout_open(w, "novelty", '{');
	jsonout_uint(w, "longest", r->longest);
	jsonout_string(w, "run", e->novelty.run);
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

	free(x->text);
	free(x->from);
	free(x->run);
	free(x->sum_run);
}
