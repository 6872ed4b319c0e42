/*
 * member.h - what a mixture of predictions consists of: networks, n-gram counts, and a cache of the
 * text that was read.
 *
 * A member reads one stream of symbols and gives the log-probabilities of the symbol that comes next.
 * All members of a mixture have one alphabet. A network whose own is smaller gives each symbol that it
 * lacks the probability MEMBER_LACKING, and shares the rest among its own; such symbols of the text
 * are left out of what it reads.
 */
#ifndef MEMBER_H
#define MEMBER_H

#include "run/adapt.h"
#include "text/ngram.h"
#include "text/vocab.h"

enum { MEMBER_STEPS = ADAPT_SEGMENT }; /* symbols of the longest read */

/* The order of n-grams. A cache knows the last MEMBER_CACHE symbols, or half as many at least. */
enum { MEMBER_ORDER = 10, MEMBER_CACHE = 1 << 18 };

/* The most symbols that a cache counts after a mark. */
enum { MEMBER_PATH = 72 };

enum { MEMBER_STREAMS = 128 }; /* that are read side by side, at most */

#define MEMBER_LACKING 1e-6

struct member;

/* Return members. What they are given is borrowed and must outlive them: a model with alphabet `own`,
 * where `all` is that of the mixture; the same, learning from what it reads as adapt.h describes; and
 * counts over `V` symbols. A cache counts the n-grams of what it reads, in addition to those of `base`, if
 * that is not NULL. */
struct member *member_network(const struct model *m, const struct vocab *own,
			      const struct vocab *all, int threads);
struct member *member_adapting(const struct model *m, const struct vocab *own,
			       const struct vocab *all, const struct adapt_options *o);
struct member *member_ngram(const struct ngram *g, int V);
struct member *member_cache(const struct ngram *base, int V);
/* A member whose rows the caller gives; and one that reads apart from k, at most `steps` symbols at once,
 * with its weights or counts, and is where k is. k is a network that does not learn, or an n-gram model. */
struct member *member_given(int V);
struct member *member_twin(const struct member *k, int steps);
void member_free(struct member *k); /* NULL does nothing */

/* Sets the next row of a member_given, log-probabilities (V); borrowed. */
void member_give(struct member *k, const float *row);

/* Puts a twin of `from`, or `from`'s own origin, where `from` is. */
void member_copy(struct member *to, const struct member *from);

/* Estimate the bytes that member_network or member_adapting, and member_cache take, for V symbols in
 * the mixture. Return SIZE_MAX if the sum overflows. */
size_t member_network_bytes(const struct model *m, int V);
size_t member_adapting_bytes(const struct model *m, int V, const struct adapt_options *o);
size_t member_cache_bytes(int V);

/* Puts the member to its start, as if nothing had been read. */
void member_start(struct member *k);

/* Reads t symbols (1..MEMBER_STEPS). */
void member_read(struct member *k, const uint16_t *ids, int t);

/* Save where the member is into `state`, or go on from there: a flat array of member_state_size floats,
 * of which ids have an exact value. Not for a network that learns, nor for rows that are given. A cache
 * saves what was read since member_mark, and its state is only good until the next member_start;
 * member_state_check, which is for states from a file, is not for it. It returns 0, or -1 with *err: 65,
 * "NAME: state: ...". */
void member_mark(struct member *k);
size_t member_state_size(const struct member *k);
void member_save(struct member *k, float *state);
void member_restore(struct member *k, const float *state);
int member_state_check(const struct member *k, const float *state, const char *name,
		       struct rnn_error *err);

/* Returns the row (V) of log-probabilities after step i of the last read, or with i = -1 before it.
 * The steps must be asked for in ascending order. Valid until the next call for this member. */
const float *member_row(struct member *k, int i);

/* Returns the row after all that was read. */
const float *member_next(struct member *k);

#endif
