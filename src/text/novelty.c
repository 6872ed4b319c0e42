/*
 * novelty.c - see novelty.h. The runs of one length are compared by a rolling hash (Karp and Rabin
 * 1987) modulo the prime 2^61 - 1. If the texts share a run, they share all shorter ones in it, so
 * bisection finds the length of the longest.
 */
#include "text/novelty.h"

#include <stdlib.h>

const int novelty_length[NOVELTY_LENGTHS] = {4, 8, 16, 32};

static const uint64_t PRIME = (UINT64_C(1) << 61) - 1, BASE = UINT64_C(0x1d6f9a3b5c7e4825);

/* Returns a b modulo PRIME, for a, b < PRIME. */
static uint64_t times(uint64_t a, uint64_t b)
{
	uint64_t a1 = a >> 32, a0 = a & UINT32_MAX, b1 = b >> 32, b0 = b & UINT32_MAX;
	uint64_t middle = a1 * b0 + a0 * b1; /* below 2^62 */
	uint64_t low = a0 * b0;
	/* a1 b1 2^64 = a1 b1 2^3; middle 2^32 = (middle >> 29) 2^61 + (middle mod 2^29) 2^32 */
	uint64_t sum = (a1 * b1 << 3) + (middle >> 29) +
		       ((middle & ((UINT64_C(1) << 29) - 1)) << 32);

	sum = (sum & PRIME) + (sum >> 61) + (low & PRIME) + (low >> 61);
	sum = (sum & PRIME) + (sum >> 61);
	return sum >= PRIME ? sum - PRIME : sum;
}

/* A window of `length` symbols that moves over a text. */
struct window {
	const uint16_t *ids;
	size_t length;
	uint64_t hash, oldest; /* BASE^(length - 1) */
};

static void window_open(struct window *w, const uint16_t *ids, size_t length)
{
	*w = (struct window){.ids = ids, .length = length, .oldest = 1};
	for (size_t i = 0; i < length; i++) {
		w->hash = (times(w->hash, BASE) + ids[i] + 1) % PRIME;
		if (i > 0)
			w->oldest = times(w->oldest, BASE);
	}
}

/* Moves the window from position `at` to at + 1. */
static void window_move(struct window *w, size_t at)
{
	uint64_t gone = times(w->oldest, (uint64_t)w->ids[at] + 1);

	w->hash = times((w->hash + PRIME - gone) % PRIME, BASE);
	w->hash = (w->hash + w->ids[at + w->length] + 1) % PRIME;
}

/* An open hash table from the hashes of runs to the first place of each in the other text, + 1; 0: empty;
 * NOWHERE: not found there. */
static const size_t NOWHERE = SIZE_MAX;

struct places {
	uint64_t *hash;
	size_t *place, mask;
};

static size_t places_slot(const struct places *p, uint64_t hash)
{
	size_t i = (size_t)(rng_bits(hash, 0)) & p->mask;

	while (p->place[i] != 0 && p->hash[i] != hash)
		i = (i + 1) & p->mask;
	return i;
}

static void places_init(struct places *p, size_t most)
{
	size_t slots = 16;

	while (slots < most + most / 2)
		slots *= 2;
	p->mask = slots - 1;
	p->hash = xcalloc(slots, sizeof *p->hash);
	p->place = xcalloc(slots, sizeof *p->place);
}

static void places_free(struct places *p)
{
	free(p->hash);
	free(p->place);
}

/* Puts the runs of `length` symbols of the text into a table, without a place. */
static void add_runs(struct places *p, const uint16_t *ids, size_t n, size_t length)
{
	struct window w;

	window_open(&w, ids, length);
	for (size_t i = 0;; window_move(&w, i++)) {
		size_t slot = places_slot(p, w.hash);
		p->hash[slot] = w.hash;
		p->place[slot] = NOWHERE;
		if (i + length == n)
			break;
	}
}

/* Notes for the runs in the table where the other text has them first. */
static void find_runs(struct places *p, const uint16_t *from, size_t m, size_t length)
{
	struct window w;

	window_open(&w, from, length);
	for (size_t i = 0;; window_move(&w, i++)) {
		size_t slot = places_slot(p, w.hash);
		if (p->place[slot] == NOWHERE)
			p->place[slot] = i + 1;
		if (i + length == m)
			break;
	}
}

/* Returns how many runs of `length` symbols of the text the other has. The first one is put into *at and
 * *in. */
static uint64_t count_common(const uint16_t *ids, size_t n, const uint16_t *from, size_t m,
			     size_t length, size_t *at, size_t *in)
{
	struct places p;
	struct window w;
	uint64_t common = 0;

	if (n < length || m < length)
		return 0;
	places_init(&p, n - length + 1);
	add_runs(&p, ids, n, length);
	find_runs(&p, from, m, length);
	window_open(&w, ids, length);
	for (size_t i = 0;; window_move(&w, i++)) {
		size_t place = p.place[places_slot(&p, w.hash)];
		if (place != NOWHERE && common++ == 0) {
			*at = i;
			*in = place - 1;
		}
		if (i + length == n)
			break;
	}
	places_free(&p);
	return common;
}

static void find_longest(struct novelty *r, const uint16_t *ids, size_t n, const uint16_t *from,
			 size_t m)
{
	size_t above = 1,
	       most = n < m ? n : m; /* no common run of `above` symbols, or more than most */

	while (above <= most && count_common(ids, n, from, m, above, &r->at, &r->in) > 0) {
		r->longest = above;
		above *= 2;
	}
	above = above > most + 1 ? most + 1 : above;
	while (r->longest + 1 < above) {
		size_t length = r->longest + (above - r->longest) / 2;
		if (count_common(ids, n, from, m, length, &r->at, &r->in) > 0)
			r->longest = length;
		else
			above = length;
	}
}

void novelty_measure(struct novelty *r, const uint16_t *ids, size_t n, const uint16_t *from,
		     size_t m)
{
	size_t at, in;

	*r = (struct novelty){0};
	for (int i = 0; i < NOVELTY_LENGTHS; i++) {
		size_t length = (size_t)novelty_length[i];
		r->grams[i] = n < length ? 0 : n - length + 1;
		r->seen[i] = count_common(ids, n, from, m, length, &at, &in);
	}
	find_longest(r, ids, n, from, m);
}

void novelty_measure_short(struct novelty *r, const uint16_t *ids, size_t n,
			   const struct suffixes *from)
{
	*r = (struct novelty){0};
	for (int i = 0; i < NOVELTY_LENGTHS; i++)
		r->grams[i] = n < (size_t)novelty_length[i] ? 0 : n - (size_t)novelty_length[i] + 1;
	for (size_t at = 0; at < n; at++) {
		size_t in, length = suffixes_longest(from, ids + at, n - at, &in);
		for (int i = 0; i < NOVELTY_LENGTHS; i++)
			r->seen[i] += length >= (size_t)novelty_length[i];
		if (length > r->longest) {
			r->longest = length;
			r->at = at;
			r->in = in;
		}
	}
}
