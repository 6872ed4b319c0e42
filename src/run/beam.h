/*
 * beam.h - searches for the likeliest texts after a prime.
 *
 * A text ends with a stop string or has the full length. Of all beginnings of equal length the search
 * follows the `width` likeliest; a text that ends is compared with the others by its probability, the
 * model's own. Where no more than `width` beginnings of any length exist, the result is the maximum.
 */
#ifndef BEAM_H
#define BEAM_H

#include "run/take.h"

enum { BEAM_WIDTH_MAX = 1024 };

struct beam_options {
	/* prime, length >= 0, least, stops, count, threads, and of the guide the characters */
	const struct sample_options *how;
	int width; /* 1..BEAM_WIDTH_MAX, at least how->count */
};

/* Estimates the bytes that beam_run allocates. Returns SIZE_MAX if the sum overflows. */
size_t beam_bytes(const struct model *m, const struct beam_options *o);

/* Searches, and calls emit for the how->count likeliest texts that it finds, the likeliest first, or for
 * all if there are fewer. Of the sink, it calls `read`. Returns 0, or not 0 if a function did so. */
int beam_run(const struct model *m, const struct beam_options *o, const struct sample_sink *sink,
	     int (*emit)(void *ctx, const struct take *t));

#endif
