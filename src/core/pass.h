/*
 * pass.h - runs a model in a workspace: forward, loss, backward. B, T and V are the workspace's
 * streams, its longest window, and the model's symbols.
 */
#ifndef PASS_H
#define PASS_H

#include "core/work.h"

/*
 * Runs t steps (1..T) from the carried state, and carries the state after them. x has the ids,
 * (t, B). If the workspace trains with dropout > 0, masks are drawn from the random stream
 * mask_key.
 */
void pass_forward(struct work *w, int t, const uint16_t *x, uint64_t mask_key);

/* Returns the row (V) of step `time` and stream b of the last pass_forward: logits, until pass_logp
 * or pass_loss replaces them. */
real *pass_logits(struct work *w, int time, int b);

/* Replaces the logits of the last pass_forward, of all steps or only of the last one, by
 * log-probabilities. */
void pass_logp(struct work *w, bool last_only);

/*
 * Returns the loss of the last pass_forward, the sum of -log p(y) over its t*B positions. y has the
 * ids to predict, (t, B); nll (t, B; may be NULL) receives the terms. If the workspace trains, the
 * logits are replaced by the gradient of the mean loss.
 */
double pass_loss(struct work *w, const uint16_t *y, float *nll);

/* Computes the gradient of the mean loss in grad (m->n), which is overwritten. To be called after
 * pass_forward and pass_loss. */
void pass_backward(struct work *w, real *grad);

/*
 * Computes, for each stream, the squared norms of the gradient of -log p(y) after the last step of
 * pass_forward with respect to the states before each step. y (B) has the ids to predict. squares
 * (parts, t, B): part 0 has |d loss / d h|^2, the sum over the units of all layers;
 * part 1 has |d loss / d c|^2 if the cell has a c (work_state_parts). Number i of the t is about the
 * state that enters step i, whose h and c are independent variables. To be called after pass_forward,
 * in place of pass_loss and pass_backward, in a workspace that trains without dropout.
 */
void pass_state_gradient(struct work *w, const uint16_t *y, double *squares);

/* Does pass_forward, pass_loss and pass_backward of one window, and returns the summed loss. It is
 * faster than three calls because threads wait for each other only before the weight gradients. */
double pass_learn(struct work *w, int t, const uint16_t *x, const uint16_t *y, uint64_t mask_key,
		  real *grad);

#endif
