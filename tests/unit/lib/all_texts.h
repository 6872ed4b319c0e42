/* all_texts.h - all texts of a model with three symbols, with their probabilities, to compare draws with. */
#ifndef ALL_TEXTS_H
#define ALL_TEXTS_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check.h"
#include "run/predict.h"
#include "run/take.h"
#include "tiny_model.h"

enum { SYMBOLS = 3, LENGTH = 4, NUMBERS = 4 * 4 * 4 * 4 };

/* Returns the number of a text of up to LENGTH ids; no two texts have the same. */
static inline int text_number(const uint16_t *text, size_t n)
{
	int number = 0, scale = 1;

	for (size_t i = 0; i < n; i++, scale *= SYMBOLS + 1)
		number += (text[i] + 1) * scale;
	return number;
}

/* Calls visit for every text of up to `most` ids that begins with text[0..n), which has -log p `nats`. It
 * returns whether the text goes on. */
static inline void
visit_texts(struct predictor *reader, uint16_t *text, size_t n, double nats, size_t most,
	    bool (*visit)(void *ctx, const uint16_t *text, size_t n, double nats), void *ctx)
{
	double next[SYMBOLS];

	if (!visit(ctx, text, n, nats) || n == most)
		return;
	predict_reset(reader);
	predict_feed(reader, text, n);
	for (int id = 0; id < SYMBOLS; id++)
		next[id] = (double)predict_next(reader, 0)[id];
	for (int id = 0; id < SYMBOLS; id++) {
		text[n] = (uint16_t)id;
		visit_texts(reader, text, n + 1, nats - next[id], most, visit, ctx);
	}
}

/* Does so with a reader of its own. */
static inline void all_texts(const struct model *m, size_t most,
			     bool (*visit)(void *ctx, const uint16_t *text, size_t n, double nats),
			     void *ctx)
{
	uint16_t text[32];
	struct predictor *reader =
		predict_new(m, &(struct predict_options){.streams = 1, .steps = 32, .threads = 1});

	assert_true(most <= 32);
	visit_texts(reader, text, 0, 0, most, visit, ctx);
	predict_free(reader);
}

/* Compares how often texts were drawn with their probabilities, which need not sum to 1, by chi-square:
 * mean cells - 1, variance twice that; five standard deviations. */
static inline void check_counts(const int *seen, const double *weight, int n, const char *what)
{
	double sum = 0, chi = 0;
	int cells = 0, draws = 0;

	for (int i = 0; i < n; i++) {
		sum += weight[i];
		draws += seen[i];
	}
	for (int i = 0; i < n; i++) {
		double expect = weight[i] / sum * draws;
		check_that(weight[i] > 0 || seen[i] == 0, "%s: text %d", what, i);
		if (expect < 5)
			continue;
		chi += (seen[i] - expect) * (seen[i] - expect) / expect;
		cells++;
	}
	check_that(cells > 1 && chi < cells + 5 * sqrt(2.0 * cells), "%s: chi %g of %d", what, chi,
		   cells);
}

#endif
