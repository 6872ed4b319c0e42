/* predict_lab.h - helpers for tests of predictors: the models to try, and their rows by a workspace. */
#ifndef PREDICT_LAB_H
#define PREDICT_LAB_H

#include <math.h>

#include "run/predict.h"
#include "tiny_model.h"

enum { V = 16, H = 20, N = 90, T = 8, B = 5 };

/* The i-th model to try; false after the last. */
static inline bool setup_at(int i, struct model *m)
{
	int cell = i % (CELLS * 2), format = i / (CELLS * 2) - 1;

	if (format == FORMATS)
		return false;
	tiny_model(m, &(struct config){&cell_table[cell / 2], V, 2, H, cell % 2 * 5},
		   format < 0 ? test_engine("openblas", false)
			      : engine_pick("native", false, (enum format)format, NULL));
	m->format = format < 0 ? FORMAT_F32 : (enum format)format;
	for (size_t k = 0; k < m->n; k++)
		m->w[k] *= 2; /* so that predictions depend on the text */
	return true;
}

static inline struct predictor *predictor(const struct model *m, int streams, int steps)
{
	return predict_new(m, &(struct predict_options){.streams = streams,
							.steps = steps,
							.threads = 1});
}

/* The rows after 0, 1, ... N symbols of ids, by a workspace that reads one at a time. */
static inline void rows_by_hand(const struct model *m, const uint16_t *ids, float (*row)[V])
{
	struct work *w = work_new(m, &(struct work_options){.B = 1, .T = 1, .threads = 1});

	for (int v = 0; v < V; v++)
		row[0][v] = -logf(V);
	for (int i = 0; i < N; i++) {
		pass_forward(w, 1, ids + i, 0);
		pass_logp(w, true);
		memcpy(row[i + 1], pass_logits(w, 0, 0), sizeof row[0]);
	}
	work_free(w);
}

#endif
