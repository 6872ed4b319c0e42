/*
 * overlap.c - see overlap.h. Runs and lines are compared by a rolling hash (Karp and Rabin 1987): the
 * symbols s[0], ..., s[n-1] have the hash sum of (s[i] + 1) M^(n-1-i) modulo 2^64, with an odd M.
 */
#include "text/overlap.h"

#include <stdlib.h>
#include <string.h>

#define M UINT64_C(0x9e3779b97f4a7c15)

enum { STRIDE = OVERLAP_RUN / 2, FILTER = 1 << 20, BLOCK = 16384 };

/* A set of hashes with a weight each, as an open hash table. */
struct set {
	uint64_t *hash;   /* (mask + 1) */
	uint64_t *weight; /* (mask + 1) 0: the hash was found already */
	bool *used;       /* (mask + 1) */
	uint8_t *filter;  /* (FILTER / 8) bit b: the set has a hash whose 20 upper bits are b */
	size_t mask;
	uint64_t total,
		found;     /* sums of the weights of the hashes, each once, and of those found */
	uint64_t repeated; /* sum of the weights of hashes that were in the set when added */
};

static void set_init(struct set *s, size_t most)
{
	size_t places = 16;

	while (places < 2 * most)
		places *= 2;
	*s = (struct set){.mask = places - 1};
	s->hash = xcalloc(places, sizeof *s->hash);
	s->weight = xcalloc(places, sizeof *s->weight);
	s->used = xcalloc(places, sizeof *s->used);
	s->filter = xcalloc(FILTER / 8, 1);
}

static void set_free(struct set *s)
{
	free(s->hash);
	free(s->weight);
	free(s->used);
	free(s->filter);
}

/* Returns the place of the hash, or the free one where it belongs. Its lowest bits do not select the
 * first place, because they depend on the lowest bits of the symbols alone. */
static size_t set_place(const struct set *s, uint64_t hash)
{
	size_t i = (hash >> 32) & s->mask;

	while (s->used[i] && s->hash[i] != hash)
		i = (i + 1) & s->mask;
	return i;
}

/* Adds a hash. What occurs several times, as a refrain does, counts once. */
static void set_add(struct set *s, uint64_t hash, uint64_t weight)
{
	size_t i = set_place(s, hash), bit = hash >> 44;

	if (s->used[i]) {
		s->repeated += weight;
		return;
	}
	s->used[i] = true;
	s->hash[i] = hash;
	s->weight[i] = weight;
	s->total += weight;
	s->filter[bit / 8] |= (uint8_t)(1 << bit % 8);
}

/* Counts the hash as found, if it is in the set. Most are not, which the filter shows without a
 * look at the larger table. */
static inline void set_find(struct set *s, uint64_t hash)
{
	size_t bit = hash >> 44;

	if ((s->filter[bit / 8] >> bit % 8 & 1) == 0)
		return;
	size_t i = set_place(s, hash);
	if (s->used[i]) {
		s->found += s->weight[i];
		s->weight[i] = 0;
	}
}

/* Reads a text in blocks, one id after the other. */
struct walk {
	const struct corpus *c;
	size_t at;                        /* of the next symbol */
	size_t n;                         /* ids in the block */
	uint16_t id[OVERLAP_RUN + BLOCK]; /* those of the block before, and the block */
};

static struct walk *walk_new(const struct corpus *c)
{
	struct walk *w = xcalloc(1, sizeof *w);

	w->c = c;
	return w;
}

/* Reads the next block. Returns its ids, which follow the last OVERLAP_RUN ids of the one before; NULL at
 * the end. */
static const uint16_t *next_block(struct walk *w)
{
	if (w->at == w->c->n)
		return NULL;
	memmove(w->id, w->id + w->n, OVERLAP_RUN * sizeof *w->id);
	w->n = w->c->n - w->at < BLOCK ? w->c->n - w->at : BLOCK;
	corpus_copy(w->c, w->at, w->n, w->id + OVERLAP_RUN);
	w->at += w->n;
	return w->id + OVERLAP_RUN;
}

static inline uint64_t value(uint16_t id)
{
	return 1 + (uint64_t)id;
}

/* Calls set_add, or set_find if `find`, for the runs of c that begin at multiples of `stride`. */
static void visit_runs(const struct corpus *c, size_t stride, struct set *s, bool find)
{
	uint64_t hash = 0, oldest = 1; /* M^OVERLAP_RUN */
	struct walk *w = walk_new(c);
	size_t i = 0;

	for (int k = 0; k < OVERLAP_RUN; k++)
		oldest *= M;
	for (const uint16_t *id; (id = next_block(w)) != NULL;)
		for (const uint16_t *end = id + w->n; id < end; id++, i++) {
			hash = hash * M + value(*id);
			if (i >= OVERLAP_RUN)
				hash -= oldest * value(id[-OVERLAP_RUN]);
			if (i + 1 < OVERLAP_RUN)
				continue;
			if (find)
				set_find(s, hash);
			else if ((i + 1 - OVERLAP_RUN) % stride == 0)
				set_add(s, hash, 1);
		}
	free(w);
}

/* Calls set_add with the number of symbols, or set_find if `find`, for the lines of c. */
static void visit_lines(const struct corpus *c, struct set *s, bool find)
{
	uint64_t hash = 0, newline = (uint64_t)vocab_id(&c->vocab, '\n') + 1, length = 0;
	struct walk *w = walk_new(c);

	for (const uint16_t *id; (id = next_block(w)) != NULL;)
		for (const uint16_t *end = id + w->n; id < end; id++) {
			if (value(*id) != newline) {
				hash = hash * M + value(*id);
				length++;
				continue;
			}
			if (length >= OVERLAP_LINE && find)
				set_find(s, hash);
			else if (length >= OVERLAP_LINE)
				set_add(s, hash, length + 1);
			hash = length = 0;
		}
	free(w);
}

double overlap_share(const struct corpus *whole, const struct corpus *part)
{
	struct set runs, lines;
	double of_runs, of_lines;

	if (part->n < OVERLAP_LEAST)
		return 0;
	set_init(&runs, part->n / STRIDE);
	visit_runs(part, STRIDE, &runs, false);
	visit_runs(whole, 1, &runs, true);
	of_runs = (double)runs.found / (double)runs.total;
	set_free(&runs);
	set_init(&lines, part->n / OVERLAP_LINE);
	visit_lines(part, &lines, false);
	visit_lines(whole, &lines, true);
	of_lines = (double)lines.found / (double)(part->n - lines.repeated);
	set_free(&lines);
	return of_runs > of_lines ? of_runs : of_lines;
}
