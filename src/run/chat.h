/*
 * chat.h - a talk with a model, turn by turn.
 *
 * A talk is one text, which the model reads and writes in turn. Each line belongs to one of two
 * speakers, the user and the model, and begins with the prefix of its speaker:
 *
 *     A: Hello, how are you?        read: prefix and line of the user, newline, prefix of the model
 *     B: I am fine, thank you.      drawn: the answer, up to a newline
 *
 * Only the state of the network is kept, so a turn takes the same time and memory however long the
 * talk is.
 *
 * Several answers are drawn side by side, and the best one becomes part of the talk. An answer that
 * fits is one that the talk has made more likely than it is anyway; short empty phrases are likely
 * after everything. So the score of an answer T after the talk S is, per character,
 *
 *     (log p(T | S) - relevance log p(T)) / |T|
 *
 * as in Li, Galley, Brockett, Gao and Dolan 2016, "A Diversity-Promoting Objective Function for
 * Neural Conversation Models" (MMI-antiLM). p(T) is the probability of the answer at the start of a
 * talk, after the prefix of the model alone. The newline that ends the answer belongs to T.
 *
 * A talk may also learn from the lines of the user: a cache of them (text/cache.h), which has a
 * fixed size, makes what was said likelier. It predicts their next lines. Answers are drawn, and p(T | S) is computed, from the
 * normalised geometric mean of its distribution and the model's. So a symbol that the model excludes
 * stays unlikely, where the cache alone would put pieces of the user's lines into the answers. p(T)
 * is the model's own.
 */
#ifndef CHAT_H
#define CHAT_H

#include "core/filter.h"
#include "core/model.h"
#include "run/mix.h"
#include "store/talk.h"
#include "text/vocab.h"

enum { CHAT_ANSWERS_MAX = 64 };

/* Some symbols: ids (n), borrowed. */
struct symbols {
	const uint16_t *ids;
	size_t n;
};

struct chat_options {
	const struct vocab *vocab;  /* borrowed; it must have a newline */
	struct symbols start;       /* read before the first line */
	struct symbols user, model; /* the prefixes */
	int answers;                /* drawn for each turn, 1..CHAT_ANSWERS_MAX */
	int length;                 /* the most symbols of an answer, at least 2 */
	double relevance;           /* weight of log p(T) */
	struct rnn_sampling rule;
	uint64_t seed; /* answer k of turn t is drawn with numbers of its own */
	int threads;   /* as team_new takes it; the answers do not depend on it */
	bool adapt;    /* learn from the lines of the user */
	double weight; /* of the cache at first, if adapt */
	/* A mixture without a cache that predicts in place of the model, over the symbols of `vocab`;
	 * borrowed. Weights that are learned, are learned from the start and the lines of the user. NULL:
	 * the model alone. */
	struct mix *mix;
};

struct chat_answer {
	uint16_t *ids; /* (n) without the newline; not empty if the model knows another symbol */
	size_t n;
	bool ended;         /* it ended with a newline; else at the largest length */
	double nats, alone; /* -log p(T | S) and -log p(T), with the newline if it ended; alone is
	                       0 if it did not matter */
	double score;
};

struct chat;

/* Returns a talk with *m, the first model if there is a mixture, at its start. *m must outlive it. No other
 * function here allocates memory. */
struct chat *chat_new(const struct model *m, const struct chat_options *o);
void chat_free(struct chat *c); /* NULL does nothing */

/* Estimates the bytes that chat_new allocates for a model of m's layout, or for the mixture. Returns
 * SIZE_MAX if the sum overflows. */
size_t chat_bytes(const struct model *m, const struct chat_options *o);

/* Forgets the talk, and what was learned from it: the next line is the first. The random numbers go
 * on. */
void chat_reset(struct chat *c);

/* Reads a line of the user, without newlines, and answers it. If it is empty, the user says nothing,
 * and the model says a line. Returns the answers drawn (o->answers) and the index of the best one,
 * which is now part of the talk, in *best. They are valid until the next call. */
const struct chat_answer *chat_say(struct chat *c, const uint16_t *ids, size_t n, int *best);

/* Returns -log p of the last line of the user, with its newline, before it was learned; 0 if it was
 * empty, or if the talk does not adapt. */
double chat_user_nats(const struct chat *c);

void chat_set_temperature(struct chat *c, double temperature);
void chat_set_seed(struct chat *c, uint64_t seed);

/* Returns the number of floats that describe where a talk stands, and of weights that are learned. */
size_t chat_state_size(const struct chat *c);
int chat_learned_weights(const struct chat *c);

/* chat_get describes where the talk stands: it sets all members of *t but those that name the model or the mixture. chat_set goes on
 * from there: the answers will be those that the described talk would have had; if that did not adapt
 * and this one does, with an empty cache. If it did, this one must. In both, t->state has t->n floats,
 * t->n is chat_state_size, t->learned has room if this talk adapts, and t->mix.weight has chat_learned_weights. chat_set takes only a state that
 * chat_check has found good: that of chat_get is, that of a file may not be. chat_check returns 0, or -1
 * with *err: 65, "NAME: state: ...". */
void chat_get(const struct chat *c, struct talk *t);
int chat_check(const struct chat *c, const struct talk *t, const char *name, struct rnn_error *err);
void chat_set(struct chat *c, const struct talk *t);

#endif
