/*
 * pass.h - running a model in a workspace: forward, loss, backward.
 */
#ifndef PASS_H
#define PASS_H

#include "core/work.h"

/*
 * Run t <= T steps from the carried state and carry the new one. x: ids (t, B), row by row.
 * With train and dropout > 0, masks are drawn from mask_key.
 */
void pass_forward(struct work *w, int t, const uint16_t *x, uint64_t mask_key);

/* Logits of the last pass_forward, before pass_loss or pass_logp changes them: row of step
 * `time`, stream b, (V). */
real *pass_logits(struct work *w, int time, int b);

/* Turn the logits rows of the last forward (all, or only the last step's) into log-probabilities
 * in place. */
void pass_logp(struct work *w, bool last_only);

/*
 * -log p(y) per position into nll (t, B; may be NULL) and, in training, the gradient of the mean
 * over the t*B positions into the logits rows. y: ids (t, B). Returns the sum over positions.
 */
double pass_loss(struct work *w, const uint16_t *y, float *nll);

/* After pass_forward and pass_loss: gradients of the mean loss into grad (m->n), overwritten. */
void pass_backward(struct work *w, real *grad);

/* pass_forward, pass_loss and pass_backward of a window in one go, which is faster: no thread waits
 * for another until the weights' gradients. Returns the loss, summed. */
double pass_learn(struct work *w, int t, const uint16_t *x, const uint16_t *y, uint64_t mask_key,
		   real *grad);

#endif
