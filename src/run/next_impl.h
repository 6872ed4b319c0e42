/*
 * next_impl.h - the searcher of next.h.
 *
 * The prefixes form trees. The root is the text itself, or the word at its end where words complete
 * it. A prefix has two ways: directly after the text, and after the text and a blank. Both have
 * their own mass and state, but they lead to the same word, so they are one prefix and are read
 * together.
 *
 * A prefix whose last symbols may or may not belong to the word (an apostrophe, a part of a UTF-8
 * sequence) waits: if the word ends there, its probability belongs to the `owner`, the last prefix
 * before these symbols. So the probability of a word is known when the prefixes that wait for it
 * have been read.
 */
#ifndef NEXT_IMPL_H
#define NEXT_IMPL_H

#include "run/next.h"
#include "run/reader.h"
#include "text/word.h"

enum { STREAMS = 8, OPEN_MAX = 1 << 14 };
enum { DIRECT, SPACED, WAYS };

struct prefix {
	double p[WAYS];
	int parent;     /* index in `read`; -1 for a root */
	int owner;      /* of the probability that a word ends here; -1: it is no word */
	uint16_t id;    /* last symbol */
	uint16_t depth; /* symbols since the root */
	bool completes;
	bool waits;
	struct word word;
};

/* A prefix that was read. */
struct node {
	struct prefix prefix;
	int slot[WAYS];    /* state after it; -1: none */
	double word[WAYS]; /* probability that this is the word */
	double waiting;    /* mass of the open prefixes that wait for this word */
};

/* A prefix in the order of the results. */
struct rank {
	double p;
	int index;
};

struct next {
	struct next_options o;
	int V, streams, limit, blank; /* blank: its id, -1 if the model does not know it */
	struct reader *one, *many;    /* of 1 stream and of STREAMS; `many` may be NULL */
	size_t state;                 /* numbers of one */
	float *states;                /* (limit, state) */
	int slots;                    /* states in use */
	struct node *read;            /* (limit) */
	int reads;
	struct prefix *open; /* (OPEN_MAX) in no order */
	int opens;
	double floor, dropped, dropped_most; /* mass of what is not followed; its largest prefix */
	struct rank *rank;                   /* (limit) the words found, the likeliest first */
	int ranks;
	double *row[WAYS]; /* (V) probabilities after one prefix */
	double *first;     /* (V) after the text */
	struct next_result result;
};

static inline float *state_at(const struct next *s, int slot)
{
	return s->states + (size_t)slot * s->state;
}

static inline double mass(const double p[WAYS])
{
	return p[DIRECT] + p[SPACED];
}

/* Starts a search without prefixes. */
void next_clear(struct next *s);

/* Writes the probabilities of the next symbol in a saved state, at the temperature of the search, to p
 * (V). */
void next_row(struct next *s, int slot, double *p);

/* Distributes the mass of prefix `index`, which was read: to the word that ends there, to no word, and
 * to longer prefixes. Symbol `apart` (-1: none) is left out directly after it. */
void next_distribute(struct next *s, int index, int apart);

/* Reads open prefixes until the N most likely words are certain, or no memory is left. The words found
 * are then in s->rank. */
void next_search(struct next *s);

#endif
