/* eval_words.c - see eval_words.h. */
#include "cmd/eval_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "cmd/reading.h"

struct word_row {
	size_t at, bytes; /* the word */
	size_t all;       /* its bytes with the white space after it */
	double bits;
	uint64_t scored, unknown;
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Finds the word at byte `at`, and the white space after it. */
static struct word_row find_word(const struct scored_text *t, size_t at)
{
	struct word_row r = {.at = at};

	while (at + r.bytes < t->bytes && !is_space(t->text[at + r.bytes]))
		r.bytes++;
	r.all = r.bytes;
	while (at + r.all < t->bytes && is_space(t->text[at + r.all]))
		r.all++;
	return r;
}

/* Returns how many symbols the next n bytes of the text have. It was read before without an error. */
static uint64_t count_symbols(struct decoder *d, const char *text, size_t n, bool last)
{
	enum { CHUNK = 512 };
	uint32_t c[CHUNK + 4];
	uint64_t symbols = 0;

	for (size_t i = 0; i < n; i += CHUNK) {
		size_t part = n - i < CHUNK ? n - i : CHUNK;
		long long got = decoder_run(d, "", (const unsigned char *)text + i, part,
					    last && i + part == n, c, NULL, NULL);
		symbols += got > 0 ? (uint64_t)got : 0;
	}
	return symbols;
}

static void print_row(const struct scoring *e, const struct word_row *r,
		      const struct scored_text *t)
{
	printf("%zu\t%.9g\t%" PRIu64 "\t%" PRIu64 "\t", r->at, r->bits, r->scored, r->unknown);
	fwrite(t->text + r->at, 1, r->bytes, stdout);
	if (likely_wanted(e))
		likely_print_columns(e);
	putchar('\n');
}

static void print_json(const struct scoring *e, const struct word_row *r,
		       const struct scored_text *t)
{
	struct jsonout w = {0};

	jsonout_open(&w, NULL, '{');
	jsonout_string(&w, "file", t->file);
	jsonout_uint(&w, "offset", r->at);
	jsonout_text(&w, "word", t->text + r->at, r->bytes);
	jsonout_number(&w, "bits", r->bits, NUMBER_DOUBLE);
	jsonout_uint(&w, "scored", r->scored);
	jsonout_uint(&w, "unknown", r->unknown);
	if (likely_wanted(e))
		likely_print_json(e, &w);
	jsonout_close(&w, '}');
	char *line = jsonout_finish(&w);
	fputs(line, stdout);
	free(line);
}

/* Returns the first symbol from number i on that is not before byte `end` of the text. */
static size_t word_end(const struct scored_text *t, size_t i, size_t end)
{
	while (i < t->n && t->at[i] < end)
		i++;
	return i;
}

void words_print(struct scoring *e, const struct scored_text *t)
{
	double unknown_bits = score_unknown_bits(e->v->unit);
	struct decoder d;
	size_t i = t->context;

	decoder_init(&d, e->v->unit, reading_invalid(e->o->invalid));
	if (likely_wanted(e))
		likely_start(e);
	for (size_t at = 0; at < t->bytes && !ferror(stdout);) {
		struct word_row r = find_word(t, at);
		uint64_t known = 0;
		double nats = 0;
		if (likely_wanted(e))
			likely_find(e, t, i, word_end(t, i, at + r.bytes));
		for (; i < t->n && t->at[i] < at + r.all; i++, known++)
			if (i >= t->first) {
				nats += (double)t->nll[i];
				r.scored++;
			}
		at += r.all;
		r.unknown = count_symbols(&d, t->text + r.at, r.all, at == t->bytes) - known;
		r.bits = nats_to_bits(nats) + (double)r.unknown * unknown_bits;
		if (e->o->general.json)
			print_json(e, &r, t);
		else
			print_row(e, &r, t);
	}
}
