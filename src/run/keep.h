/*
 * keep.h - draws samples until each is one to keep, and passes them on, in their order or by rank.
 *
 * Sample k is drawn with the seed of its number, try after try with streams 0, 1, ... of that seed. So
 * it is the same whatever the number of samples, unless it must differ from those before it, or the source
 * makes texts no more that are known.
 */
#ifndef KEEP_H
#define KEEP_H

#include "run/judge.h"
#include "run/take.h"

/* Makes takes for `count` draws, at most as many as the source can make at once. */
struct keep_source {
	void *ctx;
	int places;
	void (*make)(void *ctx, const struct sample_draw *draw, int count, struct take *out);
	/* Told of a text that is known, or that was kept if samples must differ; it makes it no more if it
	 * can. Returns whether it can make another. NULL: it makes texts again. */
	bool (*leave_out)(void *ctx, const uint16_t *ids, size_t n);
};

struct keep_options {
	struct keep_source source;
	struct judge *judge;
	int count; /* samples */
	uint64_t seed;
	int best_of; /* each try is this many draws, of which the likeliest per symbol is taken */
	int tries;   /* give up a sample after this many */
	bool rank;   /* pass on the likeliest sample per symbol first, when all are there */
	int (*emit)(void *ctx, const struct take *t);         /* 0; another value ends the job */
	void (*tell)(void *ctx, int sample, long long draws); /* after a round; may be NULL */
	void *ctx;
};

/* Why no further sample was found. */
struct keep_failure {
	int sample;                              /* its number */
	long long draws, stuck, known, repeated; /* of this sample, and what was wrong with them */
	bool none_left;                          /* the source can make no other text */
	bool spent;                              /* the source gave up the last one */
};

enum keep_result { KEEP_DONE, KEEP_GAVE_UP, KEEP_ENDED };

/* Returns KEEP_DONE; KEEP_GAVE_UP with *failure if a sample has no try left: the samples before it
 * were passed on; or KEEP_ENDED if emit ended the job. */
enum keep_result keep_run(const struct keep_options *o, struct keep_failure *failure);

/* Returns the source of free samples, and the number of them for which to make the sampler. */
struct keep_source keep_sampler(struct sampler *d);
int keep_sampler_count(int count, int best_of);

#endif
