/*
 * train.h - trains a model: reads windows of T characters from B streams that carry their state,
 * until a budget is used up, with validation and checkpoints.
 */
#ifndef TRAIN_H
#define TRAIN_H

#include "run/eval.h"
#include "store/event.h"
#include "store/store.h"
#include "text/corpus.h"

struct train_options {
	int batch, seq; /* B streams, T characters a window */
	double epochs;  /* the budget: exactly one of epochs, steps, seconds is > 0; or seconds
	                   beside one of the others, as a limit, see train_run */
	uint64_t steps;
	double seconds;
	double began;    /* clock (pace_clock) from which seconds counts: when the command began, so
	                 that reading the text is included; 0: from the call of train_run */
	double lr;       /* peak learning rate */
	uint64_t warmup; /* steps until the peak */
	double clip, decay, dropout; /* gradient norm limit (0: none), weight decay, dropout rate */
	double save_every;           /* seconds between saves; 0: save after every step */
	uint64_t seed;
	int threads; /* as team_new takes it */
	struct peers
		*peers; /* the processes that share the training, this one being rank 0; borrowed;
	                         NULL: none */
	uint64_t
		sync_every; /* updates of each process between two averages of their weights (sync.h);
	                        0: the gradient of each update is that of all */
	double measure;     /* seconds for measuring the speed before a new training, at
	                                most a fiftieth of its budget; 0: do not measure */
	double speed;       /* characters per second of training, where that was measured
	                         before, so that train_run need not do it; 0: unknown */
	volatile int *signal; /* the flag of signals_catch: SIGUSR1 asks for a save and is
	                                then cleared, another number asks for a save and the end;
	                                NULL: no signals */
	void (*report)(void *ctx, const struct event *e); /* receives the events, or NULL */
	void *report_ctx;
	const char *options; /* JSON object of the options, for the start event; or NULL */
	/* Samples that show what the model has learned: one every so many updates (0: none), and
	 * one at the end. `prime` (primes) is read before each; borrowed. */
	uint64_t sample_every;
	const uint16_t *prime;
	size_t primes;
};

/* Estimates the bytes that train_run allocates, plus those of the weights, for a model of m's
 * layout (m may lack weights), a training text of n symbols and a validation text of `valid`
 * symbols. Returns SIZE_MAX if the sum overflows. */
size_t train_bytes(const struct model *m, size_t n, size_t valid, const struct train_options *o);

/*
 * Trains a->model, whose weights are initialised, on `text`, and saves it into `store`. The weights
 * saved are those with the lowest loss on `valid`, or the newest if valid->n < 2. With `resume`,
 * the training continues from the state in the directory. If the text is too small for B * T
 * characters, B and T are reduced and a warning event is reported. Returns 0 when the budget is
 * used up (*done is true) or after a signal (*done is false), or -1 with *err: 65 the text is too
 * short, the training diverged too often, or the state is bad; 66 no state; 74 and others from
 * saving.
 *
 * If the budget is a time, it includes the last validation and save; the learning rate follows the
 * share of the time that has passed, so that it ends near 0 at any speed. With a number of updates
 * or passes nothing depends on the clock, unless there is a limit on the seconds and the updates
 * turn out to be too many for it: then the rest of the learning rate's schedule follows the rest of
 * the time. A resumed training keeps its limit as long as its number of updates is the same.
 *
 * Samples do not change a training whose length is a number of updates without a limit. Otherwise
 * their time counts, and they take at most a tenth of it: those for which it is not enough are left
 * out or shorter.
 */
int train_run(struct saved_model *a, const struct corpus *text, const struct corpus *valid,
	      struct store *store, bool resume, const struct train_options *o, bool *done,
	      struct rnn_error *err);

/*
 * What the other processes of a training do: take part in what rank 0 does in train_run, until train_dismiss, which
 * rank 0 must call at the end, whatever happened. Returns 0, or -1 with *err: the engine of rank 0 cannot be used here.
 */
int train_follow(struct peers *peers, int threads, struct rnn_error *err);
void train_dismiss(struct peers *peers);

#endif
