/*
 * calibrate.h - finds the temperature at which a model predicts a text best (Guo et al. 2017, "On
 * calibration of modern neural networks").
 *
 * A network that has overfitted its text is too sure of itself on another. Dividing all logits by a
 * temperature above 1 corrects this. While the text is scored, the search tries a few temperatures
 * around a guess and keeps the one with the smallest loss.
 */
#ifndef CALIBRATE_H
#define CALIBRATE_H

#include "core/model.h"

struct calibration;

/* Returns a search for a model of m's alphabet, over the predictions of `streams` streams. m may be
 * freed before the search. */
struct calibration *calibrate_new(const struct model *m, int streams);
void calibrate_free(struct calibration *c);                 /* NULL does nothing */
size_t calibrate_bytes(const struct model *m, int streams); /* bytes that calibrate_new allocates */

/* Starts a search near the temperature `guess`, or near 1 if `guess` is not above 0. */
void calibrate_start(struct calibration *c, double guess);

/* Adds one prediction of a stream: `logits` is its row (V), normalised or not, and `symbol` is the
 * symbol that followed. Different streams may be added by different threads at the same time. */
void calibrate_add(struct calibration *c, int stream, const float *logits, int symbol);

/* Returns the losses of the streams so far, in their order; each has calibrate_stream_bytes bytes. */
void *calibrate_nats(struct calibration *c);
size_t calibrate_stream_bytes(void);

/* Returns the temperature with the smallest loss, among those tried and 1. `nats` is the loss at 1,
 * summed over all predictions; *least gets that at the temperature returned. */
double calibrate_temperature(const struct calibration *c, double nats, double *least);

#endif
