/* corpus_ids.c - the ids of a corpus: reading, counting, replacing them. */
#include <stdlib.h>
#include <string.h>

#include "text/corpus.h"

enum { BLOCK = 16384 };

static inline int id_at(const struct corpus *c, size_t i)
{
	return c->width == 1 ? ((const uint8_t *)c->id)[i] : ((const uint16_t *)c->id)[i];
}

void corpus_widen(struct corpus *c, size_t room)
{
	c->id = xrealloc(c->id, room, sizeof(uint16_t));
	c->width = 2;
	const uint8_t *narrow = c->id;
	uint16_t *wide = c->id;
	for (size_t i = c->n; i-- > 0;)
		wide[i] = narrow[i];
}

void corpus_map(struct corpus *c, const uint16_t *map, int size)
{
	int width = size > 256 ? 2 : 1;
	size_t n = 0;

	if (width > c->width)
		corpus_widen(c, c->n);
	for (size_t i = 0; i < c->n; i++) {
		uint16_t id = map[id_at(c, i)];
		if (id == CORPUS_OUT)
			continue;
		if (width == 1)
			((uint8_t *)c->id)[n++] = (uint8_t)id;
		else
			((uint16_t *)c->id)[n++] = id;
	}
	c->unknown = c->n - n;
	c->n = n;
	c->width = width;
}

void corpus_count(const struct corpus *c, uint64_t *count)
{
	uint16_t block[BLOCK];

	for (size_t at = 0; at < c->n; at += BLOCK) {
		size_t n = c->n - at < BLOCK ? c->n - at : BLOCK;
		corpus_copy(c, at, n, block);
		for (size_t i = 0; i < n; i++)
			count[block[i]]++;
	}
}

void corpus_copy(const struct corpus *c, size_t at, size_t n, uint16_t *out)
{
	if (c->files != NULL)
		corpus_files_read(c->files, &c->vocab, c->first + at, n, out);
	else if (c->width == 2)
		memcpy(out, (const uint16_t *)c->id + at, n * sizeof *out);
	else
		for (size_t i = 0; i < n; i++)
			out[i] = ((const uint8_t *)c->id)[at + i];
}

struct corpus corpus_cut(struct corpus *c, size_t n)
{
	struct corpus end = *c;

	c->n -= n;
	end.n = n;
	end.first += c->n;
	if (c->id != NULL)
		end.id = (char *)c->id + c->n * (size_t)c->width;
	return end;
}
