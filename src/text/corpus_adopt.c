/* corpus_adopt.c - maps a text that was read with its own alphabet to that of a model, extended by
 * the symbols that the model lacks. */
#include <stdlib.h>

#include "text/corpus.h"

/* The union of two alphabets. */
struct merged {
	uint32_t *symbol; /* (n) ascending */
	int n;
	uint16_t *map; /* (V of the text) ids of the text's symbols in it, or CORPUS_OUT */
	int added, left_out;
};

/* Merges the alphabet of a model with that of a text, whose symbols occur count[id] times. */
static struct merged merge(const struct vocab *model, const struct vocab *text,
			   const uint64_t *count, uint64_t min_count)
{
	struct merged u = {0};
	int i = 0, k = 0;

	u.symbol = xcalloc((size_t)model->size + (size_t)text->size, sizeof *u.symbol);
	u.map = xcalloc((size_t)text->size, sizeof *u.map);
	while (i < model->size || k < text->size) {
		bool ours = i < model->size &&
			    (k == text->size || model->symbol[i] <= text->symbol[k]);
		bool theirs = k < text->size &&
			      (i == model->size || text->symbol[k] <= model->symbol[i]);
		bool kept = ours || count[k] >= min_count;
		if (theirs)
			u.map[k] = kept ? (uint16_t)u.n : CORPUS_OUT;
		u.added += kept && !ours;
		u.left_out += !kept;
		if (kept)
			u.symbol[u.n++] = ours ? model->symbol[i] : text->symbol[k];
		i += ours;
		k += theirs;
	}
	return u;
}

/* A text that stays in its files has no ids, but if symbols are left out, the others get other places. */
static int replace_ids(struct corpus *c, const struct merged *u, const struct vocab *v,
		       struct rnn_error *err)
{
	size_t before = c->n;
	int rc = 0;

	if (c->files == NULL) {
		corpus_map(c, u->map, u->n);
		return 0;
	}
	if (u->left_out > 0)
		rc = corpus_files_index(c->files, v, &c->n, err);
	c->unknown = before - c->n;
	c->width = u->n > 256 ? 2 : 1;
	return rc;
}

int corpus_adopt(struct corpus *c, const char *name, const struct vocab *model, uint64_t min_count,
		 struct rnn_error *err)
{
	uint64_t *count = xcalloc((size_t)c->vocab.size, sizeof *count);
	struct vocab v = {0};
	int rc = 0;

	corpus_count(c, count);
	struct merged u = merge(model, &c->vocab, count, min_count);
	if (u.n > VOCAB_MAX)
		rc = errorf(err, EX_DATAERR,
			    "%s: with the alphabet of the model more than %d different characters",
			    name, VOCAB_MAX);
	else
		rc = vocab_init(&v, model->unit, u.symbol, u.n, err);
	if (rc == 0) {
		rc = replace_ids(c, &u, &v, err);
		c->unknown_kinds = u.left_out;
		c->added = u.added;
		vocab_free(&c->vocab);
		c->vocab = v;
		if (rc == 0 && c->n == 0)
			rc = errorf(err, EX_DATAERR,
				    "%s: no %s is known to the model or occurs at least %llu times",
				    name, unit_word(v.unit), (unsigned long long)min_count);
	}
	free(u.symbol);
	free(u.map);
	free(count);
	return rc;
}
