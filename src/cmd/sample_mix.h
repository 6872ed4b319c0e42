/* sample_mix.h - several models at once in rnn sample. */
#ifndef SAMPLE_MIX_H
#define SAMPLE_MIX_H

#include "cmd/mix_use.h"
#include "cmd/sample_args.h"
#include "run/sample.h"

/* {0}: a single model. */
struct sample_mix {
	const struct sample_args *o; /* NULL: a single model */
	struct mix_use use;
	struct mix_slots *slots;
};

/* Loads what the options name besides the first model, if there is anything, and reads its text. The first
 * model must have all characters of the others, because only its own are drawn. Returns 0, or -1 with
 * *err. *x must be closed in any case. */
int sample_mix_open(struct sample_mix *x, const struct options *line,
		    const struct saved_model *first, struct rnn_error *err);
void sample_mix_close(struct sample_mix *x);

/* Estimates the bytes that sample_mix_begin allocates. */
size_t sample_mix_bytes(const struct sample_mix *x);

/* Makes the mixture, which reads the prime of the job, a part of the job. Weights that are to be learned are
 * learned from the prime. */
int sample_mix_begin(struct sample_mix *x, struct sample_options *how, struct rnn_error *err);

#endif
