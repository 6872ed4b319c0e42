/*
 * mix_slots.h - a mixture for each of several streams of one predictor, whose rows are those of its first
 * member.
 */
#ifndef MIX_SLOTS_H
#define MIX_SLOTS_H

#include "run/mix.h"

enum { MIX_SLOTS = 64 };

struct mix_slots;

/* Returns the mixtures of all streams, which go on from where x is, with its weights as they are now; x is
 * owned from now on. Its members are networks, of which the first stands for the predictor, and n-gram
 * counts. */
struct mix_slots *mix_slots_new(struct mix *x);
void mix_slots_free(struct mix_slots *s); /* NULL does nothing */

/* Returns the row (V) of stream b (0..MIX_SLOTS-1), where logp (V) is that of the predictor: at the start
 * of a sample, after what x has read (`first`), or after symbol `id` of the sample, which is read. Valid
 * until the next call for this stream. Allocates memory at the first call for a stream. */
const float *mix_slots_row(struct mix_slots *s, int b, bool first, uint16_t id, const float *logp);

#endif
