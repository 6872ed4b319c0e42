/* corpus_finish.c - the alphabet of a text, when all of it was read. */
#include <stdlib.h>
#include <string.h>

#include "text/corpus_impl.h"

enum { LISTED = 20 };

static int by_symbol(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Removes the symbols that occur less often than min_count from the alphabet that was found. */
static void drop_rare(struct corpus_reader *r)
{
	struct vocab *f = &r->found.v;
	struct corpus *c = r->c;
	uint64_t *count = r->count != NULL ? r->count : xcalloc((size_t)f->size, sizeof *count);
	int kept = 0;

	if (r->count == NULL)
		corpus_count(c, count); /* of provisional ids */
	for (int i = 0; i < f->size; i++)
		if (count[i] >= r->o->min_count)
			f->symbol[kept++] = f->symbol[i];
		else if (c->files != NULL)
			c->unknown += count[i];
	c->unknown_kinds = f->size - kept;
	f->size = kept;
	if (r->count == NULL)
		free(count);
}

/* Sorts the alphabet that was found, replaces the provisional ids by the ranks in it, and skips ids
 * of symbols that are not in it any more. `kinds` is the number of provisional ids. */
static void renumber(struct corpus_reader *r, int kinds)
{
	struct vocab *f = &r->found.v;
	uint16_t *rank = xcalloc((size_t)kinds, sizeof *rank);

	for (int i = 0; i < kinds; i++)
		rank[i] = CORPUS_OUT;
	qsort(f->symbol, (size_t)f->size, sizeof *f->symbol, by_symbol);
	for (int i = 0; i < f->size; i++)
		rank[vocab_id(f, f->symbol[i])] = (uint16_t)i;
	if (r->c->files == NULL)
		corpus_map(r->c, rank, f->size);
	else
		r->c->n -= r->c->unknown; /* of those that drop_rare removed */
	free(rank);
}

/* Reports the unknown symbols: lists up to LISTED of them and says how many there are. */
static int report_unknown(const struct corpus_reader *r, struct rnn_error *err)
{
	const struct vocab *f = &r->found.v;
	char list[LISTED * 34 + 8] = "";
	size_t n = 0;

	for (int i = 0; i < f->size && i < LISTED; i++) {
		char what[32];
		symbol_describe(r->o->unit, f->symbol[i], what);
		for (const char *p = i > 0 ? ", " : ""; *p != 0; p++)
			list[n++] = *p;
		memcpy(list + n, what, strlen(what));
		n += strlen(what);
	}
	if (f->size > LISTED)
		memcpy(list + n, ", ...", sizeof ", ...");
	return errorf_code(err, EX_DATAERR, RNN_ERROR_UNKNOWN_CORPUS,
			   "%s: %d symbol%s not in the model's alphabet: %s", r->unknown_in,
			   f->size, f->size == 1 ? " is" : "s are", list);
}

/* Finds the places of the symbols in the files, if some bytes are not symbols. */
static int find_places(struct corpus *c, struct rnn_error *err)
{
	size_t n = c->n;

	c->width = c->vocab.size > 256 ? 2 : 1;
	if (n == c->bytes)
		return 0;
	if (corpus_files_index(c->files, &c->vocab, &n, err) < 0)
		return -1;
	return n == c->n ? 0
			 : errorf(err, EX_DATAERR, "%s: was changed while it was read",
				  c->source.file[0]);
}

int corpus_finish(struct corpus_reader *r, const char *name, struct rnn_error *err)
{
	struct corpus *c = r->c;

	if (c->bytes == 0)
		return errorf(err, EX_DATAERR, "%s: is empty", name);
	if (c->unknown > 0 && !r->o->skip_unknown)
		return report_unknown(r, err);
	if (c->n == 0)
		return errorf(err, EX_DATAERR, "%s: has no %s", name,
			      c->unknown == 0           ? "text"
			      : r->v->unit == UNIT_BYTE ? "byte of the model's alphabet"
							: "character of the model's alphabet");
	c->unknown_kinds = r->o->vocab != NULL ? r->found.v.size : 0;
	if (r->o->vocab == NULL) {
		int kinds = r->found.v.size;
		if (r->o->min_count > 1)
			drop_rare(r);
		renumber(r, kinds);
	}
	if (c->n == 0)
		return errorf(err, EX_DATAERR, "%s: no %s occurs at least %llu times", name,
			      unit_word(r->v->unit), (unsigned long long)r->o->min_count);
	if (vocab_init(&c->vocab, r->v->unit, r->v->symbol, r->v->size, err) < 0)
		return -1;
	if (c->files != NULL)
		return find_places(c, err);
	c->id = xrealloc(c->id, c->n, (size_t)c->width); /* free the unused room */
	return 0;
}
