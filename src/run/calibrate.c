/* calibrate.c - see calibrate.h. */
#include "run/calibrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernels.h"

/* Inverse temperatures are whole multiples of 1 / INVERSE_1. TRIALS neighbours are tried; the
 * middle one is the guess, brought into [MIDDLE_MIN, MIDDLE_MAX]. */
enum { TRIALS = 5, INVERSE_1 = 20, MIDDLE_MIN = 6, MIDDLE_MAX = 30 };

struct calibration {
	const struct kernels *kernels;
	int V, streams;
	int first;    /* the smallest that is tried, in units of 1 / INVERSE_1 */
	real *row;    /* (streams, V) scratch */
	double *nats; /* (streams, TRIALS) losses so far */
};

struct calibration *calibrate_new(const struct model *m, int streams)
{
	struct calibration *c = xcalloc(1, sizeof *c);

	c->kernels = m->kernels;
	c->V = m->cfg.vocab;
	c->streams = streams;
	c->row = xcalloc((size_t)streams * (size_t)c->V, sizeof *c->row);
	c->nats = xcalloc((size_t)streams * TRIALS, sizeof *c->nats);
	return c;
}

void calibrate_free(struct calibration *c)
{
	if (c == NULL)
		return;
	free(c->row);
	free(c->nats);
	free(c);
}

size_t calibrate_bytes(const struct model *m, int streams)
{
	const struct calibration *c;

	return size_sum(0, (size_t)streams,
			(size_t)m->cfg.vocab * sizeof *c->row + TRIALS * sizeof *c->nats);
}

void calibrate_start(struct calibration *c, double guess)
{
	int middle = guess > 0 ? (int)lround(fmin(INVERSE_1 / guess, MIDDLE_MAX)) : INVERSE_1;

	c->first = (middle > MIDDLE_MIN ? middle : MIDDLE_MIN) - TRIALS / 2;
	memset(c->nats, 0, (size_t)c->streams * TRIALS * sizeof *c->nats);
}

void calibrate_add(struct calibration *c, int stream, const float *logits, int symbol)
{
	real *row = c->row + (size_t)stream * (size_t)c->V;

	for (int k = 0; k < TRIALS; k++) {
		real inverse = (real)(c->first + k) / INVERSE_1;
		for (int v = 0; v < c->V; v++)
			row[v] = inverse * logits[v];
		c->kernels->logp(c->V, row);
		c->nats[stream * TRIALS + k] -= (double)row[symbol];
	}
}

void *calibrate_nats(struct calibration *c)
{
	return c->nats;
}

size_t calibrate_stream_bytes(void)
{
	return TRIALS * sizeof(double);
}

double calibrate_temperature(const struct calibration *c, double nats, double *least)
{
	int best = INVERSE_1;

	*least = nats;
	for (int k = 0; k < TRIALS; k++) {
		double sum = 0;
		for (int b = 0; b < c->streams; b++)
			sum += c->nats[b * TRIALS + k];
		if (sum < *least) {
			*least = sum;
			best = c->first + k;
		}
	}
	return (double)INVERSE_1 / best;
}
