/*
 * runs.c - see runs.h. A hash table has the beginnings of the runs, all but their last symbols. The
 * runs with the same beginning, one for each last symbol, are a list. A run is numbered by 1 + the
 * place where it begins.
 *
 * The hash is that of Karp and Rabin (1987): the symbols s[0], ..., s[n-1] have the hash sum of
 * (s[i] + 1) M^(n-1-i) modulo 2^64, with an odd M.
 */
#include "text/runs.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define M UINT64_C(0x9e3779b97f4a7c15)

struct runs {
	const uint16_t *id;
	int length;
	uint64_t oldest; /* M^(length - 1) */
	uint32_t *first; /* (mask + 1) the first run with a beginning; 0: free */
	size_t mask;
	uint32_t *next; /* (n + 1) by run; 0: none */
};

int runs_encode(const struct vocab *v, const char *name, const char *text, size_t bytes,
		enum invalid invalid, uint16_t **ids, size_t *n, struct rnn_error *err)
{
	enum { CHUNK = 512 };
	uint32_t symbol[CHUNK + 4];
	uint16_t *out = xcalloc(bytes, sizeof *out); /* a symbol takes at least one byte */
	struct decoder d;

	*n = 0;
	decoder_init(&d, v->unit, invalid);
	for (size_t i = 0; i < bytes; i += CHUNK) {
		bool last = bytes - i <= CHUNK;
		long long got = decoder_run(&d, name, (const unsigned char *)text + i,
					    last ? bytes - i : CHUNK, last, symbol, NULL, err);
		if (got < 0) {
			free(out);
			return -1;
		}
		for (long long k = 0; k < got; k++) {
			int id = vocab_id(v, symbol[k]);
			out[(*n)++] = id >= 0 ? (uint16_t)id : RUNS_BREAK;
		}
	}
	*ids = out;
	return 0;
}

uint64_t runs_hash_add(uint64_t hash, uint16_t id)
{
	return hash * M + 1 + id;
}

uint64_t runs_hash_remove(const struct runs *r, uint64_t hash, uint16_t first)
{
	return hash - r->oldest * (1 + (uint64_t)first);
}

static size_t table_places(size_t n)
{
	size_t places = 16;

	while (places < 2 * n)
		places *= 2;
	return places;
}

size_t runs_bytes(size_t n)
{
	return size_sum(0, table_places(n) + n + 1, sizeof(uint32_t));
}

int runs_length(const struct runs *r)
{
	return r->length;
}

/* Returns the place of the beginning `text` in the table, or the free one where it belongs. */
static size_t table_find(const struct runs *r, const uint16_t *text, uint64_t hash)
{
	size_t n = (size_t)(r->length - 1) * sizeof *text;
	size_t i = (hash >> 32) & r->mask;

	while (r->first[i] != 0 && memcmp(r->id + r->first[i] - 1, text, n) != 0)
		i = (i + 1) & r->mask;
	return i;
}

uint32_t runs_find(const struct runs *r, const uint16_t *last, uint64_t hash)
{
	return r->first[table_find(r, last, hash)];
}

uint32_t runs_next(const struct runs *r, uint32_t run)
{
	return r->next[run];
}

uint16_t runs_symbol(const struct runs *r, uint32_t run)
{
	return r->id[run - 1 + (uint32_t)r->length - 1];
}

static void add(struct runs *r, size_t at, uint64_t hash)
{
	uint32_t *to = &r->first[table_find(r, r->id + at, hash)];
	uint16_t last = r->id[at + (size_t)r->length - 1];

	for (; *to != 0; to = &r->next[*to])
		if (runs_symbol(r, *to) == last)
			return;
	*to = (uint32_t)at + 1;
}

struct runs *runs_new(const uint16_t *ids, size_t n, int length)
{
	struct runs *r = xcalloc(1, sizeof *r);
	size_t known = 0, N = (size_t)length - 1; /* symbols of a beginning */
	uint64_t hash = 0;

	assert(length >= 2 && n <= RUNS_TEXT_MAX);
	r->id = ids;
	r->length = length;
	r->oldest = 1;
	for (size_t i = 0; i < N; i++)
		r->oldest *= M;
	r->mask = table_places(n) - 1;
	r->first = xcalloc(r->mask + 1, sizeof *r->first);
	r->next = xcalloc(n + 1, sizeof *r->next);
	/* Before symbol i is added, hash is that of the min(known, N) symbols before it. */
	for (size_t i = 0; i < n; i++) {
		known = ids[i] == RUNS_BREAK ? 0 : known + 1;
		if (known > N)
			add(r, i - N, hash);
		hash = known == 0 ? 0 : runs_hash_add(hash, ids[i]);
		if (known > N)
			hash = runs_hash_remove(r, hash, ids[i - N]);
	}
	return r;
}

void runs_free(struct runs *r)
{
	if (r == NULL)
		return;
	free(r->first);
	free(r->next);
	free(r);
}
