/* eval_likely.c - see eval_likely.h. */
#include "cmd/eval_likely.h"

#include <stdio.h>
#include <string.h>

#include "cmd/eval_scorers.h"
#include "text/word.h"

/* How many symbols before a place are scanned for a word that has begun there. */
enum { TAIL = 4 * NEXT_WORD_MAX };

/* ---- The stages ---- */

bool likely_wanted(const struct scoring *e)
{
	return e->o->likely > 0;
}

static struct next_options search_how(const struct scoring *e)
{
	return (struct next_options){
		.vocab = e->v,
		.words = (int)e->o->likely,
		.limit = LIKELY_LIMIT,
		.temperature = 1,
		.threads = e->how.threads,
	};
}

int likely_prepare(struct scoring *e, size_t *bytes, struct rnn_error *err)
{
	struct next_options how = search_how(e);

	(void)err;
	*bytes = size_sum(*bytes, 1, next_bytes(&e->a->model, &how));
	return 0;
}

int likely_begin(struct scoring *e, struct rnn_error *err)
{
	struct next_options how = search_how(e);

	(void)err;
	e->likely.search = next_new(&e->a->model, &how);
	return 0;
}

void likely_end(struct scoring *e)
{
	next_free(e->likely.search);
}

/* ---- A place ---- */

void likely_start(struct scoring *e)
{
	next_start(e->likely.search);
	e->likely.read = 0;
}

/* Returns the bytes that symbol i of the text takes there. */
static size_t symbol_bytes(const struct scoring *e, const struct scored_text *t, size_t i)
{
	char bytes[4];

	return (size_t)vocab_encode(e->v, t->ids[i], bytes);
}

/* Returns whether the text has unknown symbols directly before symbol i. U+FFFD may stand for a single
 * byte (--invalid replace). */
static bool is_gap(const struct scoring *e, const struct scored_text *t, size_t i)
{
	size_t taken = t->at[i] - t->at[i - 1], bytes = symbol_bytes(e, t, i - 1);

	return taken != bytes && !(e->v->symbol[t->ids[i - 1]] == UTF8_REPLACEMENT && taken == 1);
}

/* Returns how many symbols of ids[at..to) belong to the word there, which may have begun in the context: 0 if
 * there is none, or if a symbol in it is unknown. */
static size_t word_symbols(const struct scoring *e, const struct scored_text *t, size_t at,
			   size_t to)
{
	size_t tail = at < TAIL ? at : TAIL, n = 0;
	struct word w;

	word_scan(&w, e->v, t->ids + at - tail, tail);
	for (size_t i = at; i < to; i++) {
		if (i > at && is_gap(e, t, i))
			return 0;
		enum word_event event = word_step(&w, e->v->unit, e->v->symbol[t->ids[i]]);
		if (event == WORD_ENDS)
			break;
		n = event == WORD_GROWS ? i - at + 1 : n;
	}
	return n;
}

/* Returns the rank of the word ids[0..n) in the result, 0 if it is not there. `tail`: symbols before the place that
 * the search knows. */
static int find_rank(const struct next_result *r, size_t tail, const uint16_t *ids, size_t n)
{
	for (int i = 0; i < r->words && n > 0; i++) {
		const struct next_word *x = &r->word[i];
		if ((size_t)x->n == n && x->completes == (r->start < tail) &&
		    memcmp(x->ids, ids, n * sizeof *ids) == 0)
			return i + 1;
	}
	return 0;
}

void likely_find(struct scoring *e, const struct scored_text *t, size_t from, size_t to)
{
	struct eval_likely *x = &e->likely;
	size_t at = from, n = 0;

	x->result = NULL;
	x->rank = 0;
	while (at < to && (n = word_symbols(e, t, at, to)) == 0)
		do
			at++;
		while (at < to && is_gap(e, t, at));
	if (n == 0)
		at = from;
	if (at == to || at < t->first)
		return;
	size_t tail = at < TAIL ? at : TAIL;
	next_read(x->search, t->ids + x->read, at - x->read);
	x->read = at;
	x->result = next_find_here(x->search, t->ids + at - tail, tail);
	x->rank = find_rank(x->result, tail, t->ids + at, n);
}

/* ---- Output ---- */

/* Writes a word to `text`. Returns its bytes. */
static size_t word_text(const struct vocab *v, const struct next_word *w,
			char text[4 * NEXT_WORD_MAX])
{
	size_t n = 0;

	for (int i = 0; i < w->n; i++)
		n += (size_t)vocab_encode(v, w->ids[i], text + n);
	return n;
}

void likely_print_columns(const struct scoring *e)
{
	const struct eval_likely *x = &e->likely;
	char text[4 * NEXT_WORD_MAX];

	if (x->rank > 0)
		printf("\t%d", x->rank);
	else
		fputs("\t-", stdout);
	if (x->result == NULL || x->result->words == 0) {
		fputs("\t-\t-", stdout);
		return;
	}
	size_t n = word_text(e->v, &x->result->word[0], text);
	printf("\t%.4g\t", x->result->word[0].p);
	fwrite(text, 1, n, stdout);
}

void likely_print_json(const struct scoring *e, struct jsonout *w)
{
	const struct eval_likely *x = &e->likely;
	char text[4 * NEXT_WORD_MAX];

	if (x->rank > 0)
		jsonout_int(w, "rank", x->rank);
	else
		jsonout_null(w, "rank");
	jsonout_open(w, "likely", '[');
	for (int i = 0; x->result != NULL && i < x->result->words; i++) {
		size_t n = word_text(e->v, &x->result->word[i], text);
		jsonout_open(w, NULL, '{');
		jsonout_text(w, "word", text, n);
		jsonout_number(w, "p", x->result->word[i].p, NUMBER_DOUBLE);
		jsonout_close(w, '}');
	}
	jsonout_close(w, ']');
	if (x->result != NULL)
		jsonout_bool(w, "certain", x->result->certain);
	else
		jsonout_null(w, "certain");
}
