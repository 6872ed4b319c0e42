/*
 * sample.h - draws whole samples of text that continue a prime, and passes them to a sink.
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "core/model.h"
#include "run/choose.h"
#include "run/stops.h"

/* A sampling job: `count` samples that continue one prime. Sample k (0-based) is drawn with seed +
 * k, so that it is the same whether it is drawn alone with that seed or among others. Symbol i of a
 * sample is decided by random number i of stream 0 of its seed. */
struct sample_options {
	const uint16_t *prime; /* (primes) ids read before drawing, never written */
	size_t primes;
	long long length; /* symbols to draw; -1: no end */
	struct rnn_sampling rule;
	const uint16_t *const *stop;
	const size_t *stop_length;
	int stops;
	int count;
	uint64_t seed;
	int threads;
	const volatile int *interrupted; /* stop early when not 0; NULL: never */
};

/* The functions that receive the samples. `text` gets drawn ids in order, sample by sample. `end`
 * is called at the end of each sample; its `stop` is the index of the stop string that ended the
 * sample, or -1. They return 0; another value, after a failed write, ends the job. */
struct sample_sink {
	void *ctx;
	int (*text)(void *ctx, int sample, const uint16_t *ids, size_t n);
	int (*end)(void *ctx, int sample, double nats, long long drawn, int stop);
};

/* Estimates the bytes that sample_run allocates. Returns SIZE_MAX if the sum overflows. */
size_t sample_bytes(const struct model *m, const struct sample_options *o);

/* Draws the samples. The `nats` passed to `end` is the sum of -log p over the drawn symbols of the
 * sample in the model's own distribution (temperature 1, no filter). When interrupted, it ends the
 * samples that it has begun and begins no other. Returns 0, or not 0 if a function of the sink did
 * so. */
int sample_run(const struct model *m, const struct sample_options *o,
	       const struct sample_sink *sink);

#endif
