/*
 * mix_streams.h - reads several streams side by side with the members and the weights of one mixture.
 *
 * Networks read all streams at once, where their engine can. Other members read one after the other, each
 * from a state that is kept for it.
 */
#ifndef MIX_STREAMS_H
#define MIX_STREAMS_H

#include "run/mix.h"

struct mix_streams;

/* Returns B streams (1..MEMBER_STREAMS) at no defined place: each must be restored before it reads. They use
 * the members of x, which must outlive them, so that x must be restored before it reads again. */
struct mix_streams *mix_streams_new(struct mix *x, int B);
void mix_streams_free(struct mix_streams *s); /* NULL does nothing */

/* Estimates the bytes that mix_streams_new allocates. */
size_t mix_streams_bytes(const struct mix *x, int B);

/* Reads one symbol of each of the streams 0..n-1; the others may be anywhere after it. */
void mix_streams_read(struct mix_streams *s, const uint16_t *ids, int n);

/* Returns the row (V) of stream b; valid until the next call of a function of s or x. */
const float *mix_streams_row(struct mix_streams *s, int b);

/* As mix_save and mix_restore; states may be exchanged with these. */
void mix_streams_save(struct mix_streams *s, int b, float *state);
void mix_streams_restore(struct mix_streams *s, int b, const float *state);

#endif
