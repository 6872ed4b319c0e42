/*
 * train.h - the training loop: windows over B carried streams, a budget, validation, checkpoints.
 */
#ifndef TRAIN_H
#define TRAIN_H

#include "run/eval.h"
#include "store/event.h"
#include "text/corpus.h"

struct train_options {
	int batch, seq;              /* B streams, T characters a window */
	double epochs;               /* budget: one of the three is > 0 */
	uint64_t steps;
	double seconds;
	double lr;
	uint64_t warmup;             /* steps */
	double clip, decay, dropout;
	double save_every;           /* seconds; 0: after every step */
	uint64_t seed;
	int threads;
	double measure;              /* seconds to measure the speed for, ahead of a new training, but for
	                                no more than a fiftieth of it; 0: not */
	volatile int *signal;        /* SIGUSR1 asks for a save and is then cleared; any other
	                                number for a save and the end; NULL: nobody asks */
	void (*report)(void *ctx, const struct event *e);
	void *report_ctx;
	const char *options;         /* for the start event: JSON object */
};

/* About the bytes that train_run takes, and the weights themselves, for a model of m's layout (no
 * weights needed) and texts of n and valid symbols; SIZE_MAX if it overflows. */
size_t train_bytes(const struct model *m, size_t n, size_t valid, const struct train_options *o);

/*
 * Train a->model (initialised) on `text`, with `valid` (n may be 0) for choosing the best weights,
 * saving into `store`. With `resume` the state is read from the directory first. Batch and seq
 * shrink to fit a small text, with a warning event. Returns 0, or -1 with *err. After an
 * interrupt it has saved and returns 0; *done tells whether the budget was used up.
 */
int train_run(struct saved_model *a, const struct corpus *text, const struct corpus *valid,
	      struct store *store, bool resume, const struct train_options *o, bool *done,
	      struct rnn_error *err);

#endif
