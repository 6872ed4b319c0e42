/* train_curve.h - the losses of a training, collected from its events, as a small curve. */
#ifndef TRAIN_CURVE_H
#define TRAIN_CURVE_H

#include "store/event.h"

enum { CURVE_POINTS = 512 };

struct curve_point {
	uint64_t step;
	double loss; /* bits per symbol */
};

/* Points by rising step. Of more than CURVE_POINTS, every second, fourth, ... is kept. */
struct curve_series {
	struct curve_point point[CURVE_POINTS];
	size_t n, seen, every;
};

/* All zero is an empty curve. */
struct train_curve {
	struct curve_series valid, train;
	double window; /* characters of an update; 0: unknown */
};

/* Adds the losses of steps and validations. After a training went back, those that it left are
 * removed. Events of other kinds do nothing. */
void train_curve_add(struct train_curve *c, const struct event *e);

/* Draws the validation loss as a line, and the training loss as dots, from the first validation to the
 * last, on standard error: 8 lines, of at most 60 columns and at most `columns`. With fewer than 4
 * validations, or 40 columns, it does nothing. */
void train_curve_print(const struct train_curve *c, enum unit unit, int columns);

#endif
