/*
 * sample.h - drawing text: whole samples that continue a prime, handed to a sink.
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
	const uint16_t *prime;   /* (primes) ids read before drawing, never written */
	size_t primes;
	long long length;        /* symbols to draw; -1: no end */
	struct rnn_sampling rule;
	const uint16_t *const *stop;
	const size_t *stop_length;
	int stops;
	int count;
	uint64_t seed;
	int threads;
	const volatile int *interrupted; /* stop early when not 0; NULL: never */
};

/* Where samples go. `text` receives drawn ids in order, sample by sample; `end` closes one; `stop`
 * is the index of the stop string that ended it or -1. Non-zero ends the job (write error). */
struct sample_sink {
	void *ctx;
	int (*text)(void *ctx, int sample, const uint16_t *ids, size_t n);
	int (*end)(void *ctx, int sample, double nats, long long drawn, int stop);
};

/* About the bytes that sample_run takes. */
size_t sample_bytes(const struct model *m, const struct sample_options *o);

/* Draw the samples. `nats` at the end of one is -log p summed over its drawn symbols under the
 * model's own distribution (temperature 1, no filter). Returns -1 only if the sink said so. When
 * interrupted, it ends the samples that are begun and begins no other. */
int sample_run(const struct model *m, const struct sample_options *o,
	       const struct sample_sink *sink);

#endif
