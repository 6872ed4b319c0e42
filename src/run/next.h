/*
 * next.h - the most likely continuations of a text: characters, and words.
 *
 * The next word is what follows the text up to the first symbol that is not a part of it
 * (text/word.h), directly or after one blank:
 *
 *     text        next word                                                  probability of "mat"
 *     on the      " mat": a blank and a word; "the" may also be completed    p(" mat", then no letter)
 *     on the_     "mat", where _ is a blank                                  p("mat", then no letter)
 *     on the m    "mat", which completes "m"                                 p("at", then no letter)
 *     he said:    "mat" or " mat", which are the same word                   the sum of both
 *
 * A word that completes the last one of the text and an equal word that follows it are different
 * results. The rest of the probability is that of texts that go on with no word (`none`).
 *
 * The search is best-first. A prefix is a sequence of symbols that may be the start of a word; its
 * mass is its probability. In each round the open prefixes with the largest masses are read side by
 * side, and each of them gives its part of the words that end there, and longer prefixes. It ends
 * when no open prefix can change the N most likely words, or when the memory for states is used up.
 */
#ifndef NEXT_H
#define NEXT_H

#include "core/model.h"
#include "run/mix.h"
#include "text/vocab.h"

enum {
	NEXT_WORD_MAX = 64, /* symbols that the search adds to a word at most */
	NEXT_LIMIT = 4096,  /* states, or as many as fit in 64 MiB (64 at least) */
};

struct next_options {
	const struct vocab *vocab; /* borrowed */
	int words;                 /* N >= 0 */
	int limit;                 /* states, that is prefixes read, at most; >= 2 */
	double temperature;        /* divides the log-probabilities; 0: only the likeliest symbol */
	int threads;               /* as team_new takes it; the results do not depend on it */
	/* A mixture that predicts in place of the model, over the symbols of `vocab`; borrowed. Its weights,
	 * if they are learned, are those after the text; a cache counts the text and each prefix. NULL: the
	 * model alone. */
	struct mix *mix;
};

struct next_word {
	double p;
	bool completes;              /* it begins with the symbols of the text from `start` on */
	bool blank;                  /* more likely after a blank than directly */
	int n;                       /* symbols of the word that follow the text and the blank */
	uint16_t ids[NEXT_WORD_MAX]; /* (n) */
};

struct next_result {
	const double *p;        /* (V) of the next symbol; they sum to 1 */
	size_t start;           /* index in the text of the word that it ends in */
	struct next_word *word; /* (words) the likeliest first */
	int words;              /* N or fewer */
	double others;          /* sum of the words found that are not in the list */
	double none;            /* p(no word follows) */
	double open;            /* what the search did not follow: bounds the error of every p */
	bool certain;           /* no other word is more likely than those in the list, and
	                           what their p lack was too small to follow */
};

struct next;

/* Returns a searcher for *m, the first model if there is a mixture, which must outlive it. No other function here
 * allocates memory, but for the counts of a cache in the mixture. */
struct next *next_new(const struct model *m, const struct next_options *o);
void next_free(struct next *s); /* NULL does nothing */

/* Estimates the bytes that next_new allocates for a model of m's layout, or for the mixture. Returns
 * SIZE_MAX if the sum overflows. */
size_t next_bytes(const struct model *m, const struct next_options *o);

/* Finds what follows the text ids[0..n), which is read from the zero state. The sum of all words,
 * `others`, `none` and `open` is 1. The result is valid until the next call. */
const struct next_result *next_find(struct next *s, const uint16_t *ids, size_t n);

/* Does the same at several places of one text, without a mixture: next_start begins it, next_read reads on, and next_find_here
 * finds what follows what was read, of which ids[0..n) are the last symbols, as many as the word that it ends
 * in has at least. Then the text can be read on. */
void next_start(struct next *s);
void next_read(struct next *s, const uint16_t *ids, size_t n);
const struct next_result *next_find_here(struct next *s, const uint16_t *ids, size_t n);

#endif
