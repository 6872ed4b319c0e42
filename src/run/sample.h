/*
 * sample.h - drawing text: one stream of reading and writing, filters over the next-symbol
 * distribution, stop strings, and whole samples handed to a sink.
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "core/pass.h"
#include "run/choose.h"
#include "run/stops.h"

/* ---- One text being read and continued ---- */

struct stream;
/* At the zero state. `share` (may be NULL): work_options.share */
struct stream *stream_new(const struct model *m, int threads, const struct work *share);
void stream_free(struct stream *s);
void stream_reset(struct stream *s);
void stream_copy(struct stream *to, const struct stream *from); /* same model */
void stream_feed(struct stream *s, const uint16_t *ids, size_t n);

/* Natural log-probabilities of the next symbol (V), valid until the next call on this stream;
 * uniform before anything was read. */
const float *stream_logp(const struct stream *s);

/* ---- Whole samples ---- */

/* A sampling job: `count` samples from one prime. Sample k (0-based) is drawn with seed + k, so
 * that it is the same drawn alone with that seed or among others. Symbol i of a sample is drawn
 * with number i of stream 0 of its seed. */
struct sample_options {
	const uint16_t *prime;   /* (primes) ids read before drawing, never written */
	size_t primes;
	long long length;        /* symbols to draw; -1: no end */
	struct rnn_sampling how;
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

/* Draw. `nats` at the end is -log p summed over the drawn symbols under the model's own
 * distribution (temperature 1, no filter). -1 only if the sink said so. */
int sample_run(const struct model *m, const struct sample_options *o,
	       const struct sample_sink *sink);

#endif
