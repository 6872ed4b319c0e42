/*
 * novelty.h - how much of a text is copied from another one: its longest run that the other has as
 * well, and the share of its n-grams that the other has.
 */
#ifndef NOVELTY_H
#define NOVELTY_H

#include "text/suffixes.h"

enum { NOVELTY_LENGTHS = 4 };
extern const int novelty_length[NOVELTY_LENGTHS]; /* the n of the n-grams, ascending */

struct novelty {
	size_t longest; /* symbols of the longest common run; 0: none */
	size_t at, in;  /* where it begins in the text, for the first time, and in the other */
	uint64_t grams[NOVELTY_LENGTHS],
		seen[NOVELTY_LENGTHS]; /* of the text; those in the other */
};

/* Compares the text ids[0..n) with the other one, from[0..m). Runs are compared by 64-bit hashes. Takes
 * time in proportion to (n + m) log(longest), and 24 to 48 bytes for each symbol of the text. */
void novelty_measure(struct novelty *r, const uint16_t *ids, size_t n, const uint16_t *from,
		     size_t m);

/* Does the same for one of many short texts, given the suffixes of the other one: r->in is any of its places
 * in the other. Takes time in proportion to n log(m), for texts of up to NOVELTY_SHORT symbols. */
enum { NOVELTY_SHORT = 4096 };
void novelty_measure_short(struct novelty *r, const uint16_t *ids, size_t n,
			   const struct suffixes *from);

#endif
