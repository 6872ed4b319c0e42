/* exact.h - weighs the texts of a guide's list by the probability that a model gives them. */
#ifndef EXACT_H
#define EXACT_H

#include "run/guide.h"
#include "run/predict.h"

/*
 * Allocates g->score and g->weight, and sets score[k] (g->list->n) to log p(k) and weight[i] to the sum of
 * p(k)^(1/temperature) over the texts k = 0..i of the list, up to a constant factor. p(k) is the
 * probability that a sample which is drawn freely from the symbols that g->may allows, after the state
 * `primed`, reads as text k and then leaves the list, which is certain if no text of the list begins with
 * text k and is longer. At temperature 0 only the likeliest text has a weight. p is a predictor of one
 * stream, whose state is lost. Returns false, with no weights, if *interrupted (may be NULL) is set
 * meanwhile.
 */
bool exact_weigh(struct guide *g, struct predictor *p, const float *primed, double temperature,
		 const volatile int *interrupted);

/* Takes the weight from the text ids (n) of the list. Returns whether another text has one. */
bool exact_leave_out(struct guide *g, double temperature, const uint16_t *ids, size_t n);

/* Estimates the bytes of the weights and of exact_weigh for a model. */
size_t exact_bytes(const struct guide *g, const struct model *m);

#endif
