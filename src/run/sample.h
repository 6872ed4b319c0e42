/*
 * sample.h - drawing text: one stream of reading and writing, filters over the next-symbol
 * distribution, stop strings, and whole samples handed to a sink.
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "core/pass.h"

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

/* ---- Choosing a symbol ---- */

/* One candidate symbol. */
struct cand { int id; float logp; };

/* A row per filter, applied in this order; `apply` gets n >= 1 candidates sorted by falling logp
 * (ties by rising id; not normalised) and returns how many stay, never 0. `value` reads the
 * filter's setting; `off` is the setting that changes nothing. */
struct filter {
	const char *name;
	double off;
	double (*value)(const struct rnn_sampling *how);
	int (*apply)(const struct cand *c, int n, double x);
};
extern const struct filter filter_table[]; /* top-k, top-p, min-p; ended by a row without name */

/*
 * Choose an id from log-probabilities (V): temperature, then the filters, then a draw with u in
 * [0, 1). Temperature 0 takes the most likely (lowest id among equals). `scratch` has V entries.
 * Always returns a valid id, also for NaN-free extremes share +-1e4.
 */
int sample_choose(int V, const float *logp, const struct rnn_sampling *how, double u,
		  struct cand *scratch);

/* ---- Stop strings ---- */

/*
 * Stop strings in a stream of ids. stops_push says what may be written now: the longest suffix that
 * could still become a stop string is held back. Of several stop strings that end at the same
 * place the longest counts. Strings have at least one id and are copied.
 */
struct stops;
struct stops *stops_new(const uint16_t *const *stop, const size_t *length, int count);
void stops_free(struct stops *s);

/* Start over, after the text ids[0..n) which is written already: a stop string may begin in it,
 * but one that ends in it does not count. */
void stops_start(struct stops *s, const uint16_t *ids, size_t n);

/* Push id; returns how many ids may be written now and points *ids at them (valid until the next
 * call). *hit is set to the index of the stop string that is complete, else to -1; after a hit
 * nothing more may be pushed before stops_start, and the stop string itself is never released. */
size_t stops_push(struct stops *s, uint16_t id, const uint16_t **ids, int *hit);

/* Ids still held, oldest first, at the end of the text: to be written if there was no hit. */
size_t stops_held(const struct stops *s, const uint16_t **ids);

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

/* The uniform number in [0, 1) that decides symbol `index` of the text with this seed. */
double sample_number(uint64_t seed, uint64_t index);

#endif
