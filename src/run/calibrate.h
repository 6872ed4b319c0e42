/*
 * calibrate.h - the temperature at which a model predicts a text best (Guo et al. 2017, "On
 * calibration of modern neural networks").
 *
 * A network that has overfitted its text is too sure of itself on another. Dividing all logits by a
 * temperature above 1 repairs that. While the text is scored, the search multiplies the logits by a
 * few inverse temperatures around a guess; the one with the smallest loss wins.
 */
#ifndef CALIBRATE_H
#define CALIBRATE_H

#include "core/model.h"

struct calibration;

/* A search for a model of m's alphabet, over the predictions of `streams` streams. m may be freed
 * before it. */
struct calibration *calibrate_new(const struct model *m, int streams);
void calibrate_free(struct calibration *c); /* NULL does nothing */
size_t calibrate_bytes(const struct model *m, int streams); /* that calibrate_new allocates */

/* Start a search near the temperature `guess`; one that is not above 0 means 1. */
void calibrate_start(struct calibration *c, double guess);

/* Add the prediction of `symbol` by a row of logits (V), normalised or not, of a stream. Different
 * streams may be added by different threads at the same time. */
void calibrate_add(struct calibration *c, int stream, const float *logits, int symbol);

/* Returns the temperature with the smallest loss: 1, whose loss, summed over all predictions, is
 * `nats`; or one that was tried. *least: its loss, summed. */
double calibrate_temperature(const struct calibration *c, double nats, double *least);

#endif
