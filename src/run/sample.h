/*
 * sample.h - draws whole samples of text that continue a prime, and passes them to a sink.
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "core/model.h"
#include "run/choose.h"
#include "run/guide.h"
#include "run/mix_slots.h"
#include "run/stops.h"

struct runs;

/* A sampling job: `count` samples that continue one prime. Sample k (0-based) is drawn with seed +
 * k, so that it is the same whether it is drawn alone with that seed or among others. Symbol i of a
 * sample is decided by random number i of stream 0 of its seed. */
struct sample_options {
	const uint16_t *prime; /* (primes) ids read before drawing, never written */
	size_t primes;
	bool hidden_prime; /* the prime is no part of the text in which runs are looked for */
	long long length;  /* symbols to draw; -1: no end */
	/* The fewest symbols that a stop string may leave of a sample. While it would leave fewer,
	 * the symbol that completes it is not drawn: the others share its probability. If the model
	 * has no other symbol, the sample ends early. */
	long long least;
	/* Runs that the samples must not contain (text/runs.h); NULL: none. The symbol that would
	 * complete one is not drawn: the others share its probability. A stop string of one symbol that
	 * is cut off may always be drawn. A sample that has no other symbol ends, and is `stuck`. */
	const struct runs *runs;
	struct rnn_sampling rule;
	double repeat;       /* strength of the penalty of run/repeat.h; 0: none */
	struct guide *guide; /* what may be drawn, not with stop strings if it says where a sample
				  * ends; NULL: anything. If it is exact, sample_run sets its weights */
	const struct stop *stop; /* (stops) */
	int stops;
	int count;
	uint64_t seed;
	int threads;
	struct mix_slots *mix; /* what is mixed with the model's predictions; NULL: nothing */
	const volatile int *interrupted; /* stop early when not 0; NULL: never */
};

/* What decides the random numbers of a sample: number i is rng_uniform(rng_key(seed, stream), i). */
struct sample_draw {
	uint64_t seed, stream;
};

/* How a sample ended. */
struct sample_end {
	struct sample_draw draw;
	long long
		written;  /* symbols passed to `text`: those drawn, without a stop string cut off */
	long long scored; /* symbols drawn */
	double nats;      /* -log p summed over the symbols drawn, in the model's own distribution
			    * (temperature 1, no filter, no minimum) */
	int stop;         /* index of the stop string that ended the sample, or -1 */
	bool stuck;       /* it ended because runs that must not be copied left no symbol */
	bool spent;       /* it was given up because it took too many symbols (run/lead.h) */
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

/*
 * The steps of sample_run, for callers that draw again. sample_new borrows the model and the options,
 * whose count is the number of samples that one sample_draw usually draws. sample_read_prime calls
 * only the sink's `read`. sample_draw, any number of times after it, draws `count` samples with the
 * random numbers of draw (count), NULL: those of o->seed; sample_side_by_side of them take as long as
 * one. Return 0, or not 0 if a function of the sink did so.
 */
struct sampler;
struct predictor;
struct sampler *sample_new(const struct model *m, const struct sample_options *o);
void sample_free(struct sampler *d);
int sample_read_prime(struct sampler *d, const struct sample_sink *sink);
int sample_side_by_side(const struct sampler *d);
int sample_draw(struct sampler *d, const struct sample_draw *draw, int count,
		const struct sample_sink *sink);

/* Draws the text ids (n) no more, if the samples are chosen by weight among the texts of a list. Returns
 * whether there is another to draw. */
bool sample_leave_out(struct sampler *d, const uint16_t *ids, size_t n);

/* Reads the prime with a predictor of one stream at its start, calls the sink's `read` (others than
 * sample_new use it), and saves the state after it to `primed`. Returns as sample_read_prime. */
int sample_feed_prime(struct predictor *reader, const struct sample_options *o,
		      const struct sample_sink *sink, float *primed);

#endif
