/* member_impl.h - the members of member.h: member_network.c has the networks, member_counts.c those that
 * count. */
#ifndef MEMBER_IMPL_H
#define MEMBER_IMPL_H

#include "run/member.h"

/* What the members of a kind do. A network reads all steps at once (read), counts read them as their
 * rows are asked for (advance: up to step i); the other function is NULL. So are those that a kind does
 * not need, or that nobody needs of it. */
struct kind {
	void (*start)(struct member *k);
	void (*read)(struct member *k);
	void (*advance)(struct member *k, int i);
	const float *(*row)(struct member *k, int i);
	void (*end)(struct member *k);
	void (*mark)(struct member *k);
	size_t (*state_size)(const struct member *k);
	void (*save)(struct member *k, float *state);
	void (*restore)(struct member *k, const float *state);
	int (*state_check)(const struct member *k, const float *state, const char *name,
			   struct rnn_error *err);
};

struct network {
	struct predictor *predictor; /* NULL: adapter */
	struct adapter *adapter;
	const struct model *m; /* of a member that does not learn */
	int threads, own;      /* own: symbols of its alphabet */
	int *id; /* (V) its id of each symbol, -1: none; NULL: the alphabets are equal */
	float known, lacking; /* added to the row of its symbols; log-probability of the others */
	int at[MEMBER_STEPS]; /* the step of its own after each step; -1: `held` */
	float *held;          /* (own) the row before the last read */
	bool begun;           /* something was read */
	int last;             /* the last step of its own read */
};

struct counts {
	const struct ngram *base; /* the counts of a text; NULL: none */
	struct ngram *learned;    /* of a cache: these and those of what was read; owned */
	struct ngram_context context;
	double *p; /* (V) */
	uint16_t *
		text; /* (n) of n-grams the last symbols; of a cache what it has counted, in room for
	                   MEMBER_CACHE, but for what follows the mark */
	size_t n;
	struct ngram_mark empty; /* of a cache: nothing was read */
	/* of a cache after member_mark: */
	bool marked;
	struct ngram_mark mark;
	struct ngram_context origin; /* at the mark */
	uint16_t path[MEMBER_PATH];  /* (steps) what was counted since */
	int steps;
};

struct member {
	const struct kind *kind;
	int V;
	float *row;                 /* (V) */
	uint16_t ids[MEMBER_STEPS]; /* (t) the last read */
	int t, done;                /* steps that counts have taken of it */
	struct network net;
	struct counts counts;
	const float *given;
};

/* Returns a member without what its kind needs. */
struct member *member_new(const struct kind *kind, int V);

extern const struct kind network_kind, ngram_kind;

/* member_twin and member_copy for networks, and member_copy for n-grams. */
struct member *network_twin(const struct member *k, int steps);
void network_copy(struct member *to, const struct member *from);
void ngram_member_copy(struct member *to, const struct member *from);

/* Returns a predictor of B streams beside k, or NULL: k is no network, or its engine cannot read streams
 * side by side so that they do not depend on each other. */
struct predictor *network_streams(const struct member *k, int B);
size_t network_streams_bytes(const struct member *k, int B); /* estimate of what it allocates */

/* Reads one symbol of each stream with a predictor of network_streams. A stream whose symbol the network
 * lacks stays where it is: `kept` (B, member_state_size) is scratch memory. */
void network_read_streams(const struct member *k, struct predictor *p, int B, const uint16_t *ids,
			  float *kept);

/* Returns a row of the network over the symbols of the mixture; valid until the next row of k. */
const float *network_map(struct member *k, const float *row);

#endif
