/*
 * train.h - the training loop: windows over B carried streams, a budget, validation, checkpoints.
 */
#ifndef TRAIN_H
#define TRAIN_H

#include "run/eval.h"
#include "store/event.h"
#include "store/store.h"
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
	double measure;              /* seconds to measure the speed before a new training, at most a
	                                fiftieth of its budget; 0: do not measure */
	volatile int *signal;        /* SIGUSR1 asks for a save and is then cleared; any other
	                                number for a save and the end; NULL: nobody asks */
	void (*report)(void *ctx, const struct event *e);
	void *report_ctx;
	const char *options;         /* for the start event: JSON object */
};

/* Estimate the bytes that train_run allocates, with those of the weights, for a model of m's
 * layout (no weights needed) and texts of n and valid symbols; SIZE_MAX if that overflows. */
size_t train_bytes(const struct model *m, size_t n, size_t valid, const struct train_options *o);

/*
 * Train a->model (initialised) on `text`, choose the best weights on `valid` (n may be 0), and save
 * into `store`. With `resume` the state is read from the directory first. Batch and seq shrink to
 * fit a small text, with a warning event. Returns 0, or -1 with *err. After a signal it saves and
 * returns 0 as well; *done tells whether the budget was used up.
 */
int train_run(struct saved_model *a, const struct corpus *text, const struct corpus *valid,
	      struct store *store, bool resume, const struct train_options *o, bool *done,
	      struct rnn_error *err);

#endif
