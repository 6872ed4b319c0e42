/*
 * sample.h - draws whole samples of text that continue a prime, and passes them to a sink.
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "core/model.h"
#include "run/choose.h"
#include "run/mix_slots.h"
#include "run/stops.h"

/* A sampling job: `count` samples that continue one prime. Sample k (0-based) is drawn with seed +
 * k, so that it is the same whether it is drawn alone with that seed or among others. Symbol i of a
 * sample is decided by random number i of stream 0 of its seed. */
struct sample_options {
	const uint16_t *prime; /* (primes) ids read before drawing, never written */
	size_t primes;
	long long length; /* symbols to draw; -1: no end */
	/* The fewest symbols that a stop string may leave of a sample. While it would leave fewer,
	 * the symbol that completes it is not drawn: the others share its probability. If the model
	 * has no other symbol, the sample ends early. */
	long long least;
	struct rnn_sampling rule;
	const struct stop *stop; /* (stops) */
	int stops;
	int count;
	uint64_t seed;
	int threads;
	struct mix_slots *mix; /* what is mixed with the model's predictions; NULL: nothing */
	const volatile int *interrupted; /* stop early when not 0; NULL: never */
};

/* How a sample ended. */
struct sample_end {
	long long
		written;  /* symbols passed to `text`: those drawn, without a stop string cut off */
	long long scored; /* symbols drawn */
	double nats;      /* -log p summed over the symbols drawn, in the model's own distribution
			    * (temperature 1, no filter, no minimum) */
	int stop;         /* index of the stop string that ended the sample, or -1 */
};

/* The functions that receive the samples. `read`, which may be NULL, is called after each piece of
 * the prime with the number of its symbols read so far; its last call, with n == primes, comes
 * before the first sample, also if there is no prime. `text` gets drawn ids in order, sample by
 * sample. `end` is called at the end of each sample. They return 0; another value, after a failed
 * write, ends the job. */
struct sample_sink {
	void *ctx;
	int (*text)(void *ctx, int sample, const uint16_t *ids, size_t n);
	int (*end)(void *ctx, int sample, const struct sample_end *end);
	int (*read)(void *ctx, size_t n);
};

/* Estimates the bytes that sample_run allocates. Returns SIZE_MAX if the sum overflows. */
size_t sample_bytes(const struct model *m, const struct sample_options *o);

/* Draws the samples. When interrupted, it ends the samples that it has begun and begins no other.
 * Returns 0, or not 0 if a function of the sink did so. */
int sample_run(const struct model *m, const struct sample_options *o,
	       const struct sample_sink *sink);

#endif
