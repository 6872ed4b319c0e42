/* member_impl.h - the members of member.h: member_network.c has the networks, member.c the others. */
#ifndef MEMBER_IMPL_H
#define MEMBER_IMPL_H

#include "run/member.h"

/* What the members of a kind do. A network reads all steps at once (read), counts read them as their
 * rows are asked for (advance: up to step i); the other function is NULL. */
struct kind {
	void (*start)(struct member *k);
	void (*read)(struct member *k);
	void (*advance)(struct member *k, int i);
	const float *(*row)(struct member *k, int i);
	void (*end)(struct member *k);
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
	double *p;      /* (V) */
	uint16_t *text; /* (n) what was learned, in room for MEMBER_CACHE */
	size_t n;
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

extern const struct kind network_kind;

/* member_twin and member_copy for networks. */
struct member *network_twin(const struct member *k, int steps);
void network_copy(struct member *to, const struct member *from);

#endif
