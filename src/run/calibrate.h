/*
 * calibrate.h - the temperature at which a model predicts a text best (Guo et al. 2017, "On
 * calibration of modern neural networks").
 *
 * A network that has learnt its text too well is too sure of itself on another. Dividing all logits by
 * one temperature above 1 repairs that. The search multiplies them by a few inverse temperatures
 * around a guess while the text is scored, and takes the one of the smallest loss.
 */
#ifndef CALIBRATE_H
#define CALIBRATE_H

#include "core/model.h"

struct calibration;

/* A search for a model of m's alphabet, over the predictions of `streams` streams. m must outlive it. */
struct calibration *calibrate_new(const struct model *m, int streams);
void calibrate_free(struct calibration *c); /* NULL does nothing */
size_t calibrate_bytes(const struct model *m, int streams); /* that calibrate_new allocates */

/* Start a search near the temperature `guess`; one that is not above 0 means 1. */
void calibrate_start(struct calibration *c, double guess);

/* Add the prediction of `symbol` by a row of logits (V), normalised or not, of a stream. Different
 * streams may be added by different threads at the same time. */
void calibrate_add(struct calibration *c, int stream, const float *logits, int symbol);

/* The temperature of the smallest loss: 1, whose loss over all predictions is `nats` in total, or one
 * that was tried. *least: its loss, in nats in total. */
double calibrate_temperature(const struct calibration *c, double nats, double *least);

#endif
