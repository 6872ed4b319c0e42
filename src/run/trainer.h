/*
 * trainer.h - the inside of a training, shared by its parts: trainer.c (clock, schedule, next
 * window), snapshot.c (taking, restoring and saving), validate.c, and train.c, the loop above them.
 */
#ifndef TRAINER_H
#define TRAINER_H

#include "core/optim.h"
#include "core/pass.h"
#include "run/train.h"
#include "text/batch.h"

/* Where a training stands, as numbers. */
struct position {
	uint64_t step;       /* updates made; those that were rolled back do not count */
	uint64_t epoch;      /* of the text, and the next window in it */
	uint64_t window;
	uint64_t adam_step;  /* updates that the moments have seen */
	uint64_t chars;      /* read by the updates made */
	uint64_t rollbacks;
	uint64_t next_valid; /* turn of the next validation, 1 to VALIDATIONS */
	uint64_t valid_step; /* of the last validation */
	double elapsed;      /* seconds, earlier sessions too */
	double rate;         /* factor of the learning rate: 1, halved by each rollback */
	double best_loss;    /* lowest on validation, nats per character; NaN: none yet */
};

/* Where a training stands, as vectors. */
struct vectors {
	float *w, *m, *v;    /* (n) weights and Adam's moments */
	float *states;       /* (work_state_size) carried states */
};

/* All that a training needs to go on. */
struct snapshot {
	struct position at;
	struct vectors copy; /* owned */
};

struct trainer {
	const struct train_options *o;
	struct saved_model *a;
	struct store *store;
	struct work *work;
	struct optim optim;
	struct batches batches;
	uint16_t *x, *y;         /* (B, T) the window: symbols and the symbols that follow them */
	float *grad;             /* (n) */
	double norm;             /* of the gradient */
	struct position now;     /* epoch, window, adam_step and elapsed: as of the last snapshot */
	struct snapshot good;    /* the last good one */
	struct {
		float *w;        /* (n) the best weights so far */
		bool unsaved;    /* they are not on disk */
	} best;
	struct {
		uint64_t steps;  /* 0: the budget is a time */
		double started;  /* the clock at elapsed 0 */
		double reserve;  /* seconds kept for the last validation */
	} budget;
	struct {
		struct evaluator *evaluator; /* NULL: no validation */
		uint16_t *ids;   /* (n) the text */
		size_t n;
		double at;       /* the clock after the last one */
		double cost;     /* seconds it took, or will take by a guess */
		bool done;       /* one was run, so that the cost is no guess */
	} valid;
	struct {
		bool all;        /* everything up to now is on disk */
		double at;       /* the clock at the last try */
		float *states;   /* (work_state_size) room for the carried states, see snapshot_sane */
	} saved;
	struct {
		double at;       /* the clock at the last step event */
		uint64_t chars;  /* read until then */
		uint64_t first_chars; /* read before this session */
		double loss_sum; /* nats per character, summed over the steps since then */
		uint64_t steps;  /* summed */
	} reported;
};

/* ---- trainer.c ---- */

double trainer_clock(void);                        /* seconds */
double trainer_elapsed(const struct trainer *t);   /* seconds of training, earlier sessions too */
double trainer_progress(const struct trainer *t);  /* share of the budget used, 0..1 */

/* Return the learning rate of update `step` (from 0), made when the share p of the budget (0..1)
 * is used: it rises linearly to `peak` over the first `warmup` updates, and falls to 0 at the
 * end of the budget by half a cosine, which counts from the beginning (Loshchilov and Hutter
 * 2017, one cycle). */
double trainer_rate(double peak, uint64_t step, uint64_t warmup, double p);

/* Fill in what all events have (step, epoch, progress, times), and hand the event over. */
void trainer_report(struct trainer *t, struct event e);

/* Return the loss of the next window, nats per character; its gradient into grad (n), unless
 * NULL. */
double trainer_next(struct trainer *t, real *grad);

double trainer_worst_loss(const struct trainer *t); /* a higher one means that training diverged */

/* ---- snapshot.c ---- */

void snapshot_init(struct trainer *t); /* room for one, and the position of a new training */
void snapshot_free(struct trainer *t);

void snapshot_take(struct trainer *t);    /* copy the training into t->good */
void snapshot_restore(struct trainer *t); /* and back */

/* Read t->good from the directory. -1 with *err: 65, 66, or what reading a file may end with. */
int snapshot_load(struct trainer *t, struct rnn_error *err);

/* Check that the next window's loss, weights and moments are all in bounds. Changes nothing. */
bool snapshot_sane(struct trainer *t, double *loss);

/* Take a snapshot and save it with the best weights; without validation the newest are the best.
 * -1 with *err if saving failed, or if the training has diverged (65), and then t->good is as
 * before. */
int snapshot_save(struct trainer *t, struct rnn_error *err);

/* ---- validate.c ---- */

/* How a text of n symbols is scored. */
struct eval_options validate_options(const struct train_options *o, size_t n);

/* Without validation where `valid` is NULL or shorter than two symbols. */
void validate_init(struct trainer *t, const struct corpus *valid);
void validate_free(struct trainer *t);
void validate_run(struct trainer *t);

/* Under a time budget, keep time for the last validation. */
void validate_reserve_time(struct trainer *t);

/* Is it time to validate, when the share p of the budget is used? Every 1/VALIDATIONS of it;
 * under a time budget not so often that validation takes more than a tenth of the time. */
bool validate_due(struct trainer *t, double p);

/* Set the next turn anew after a resume: under a larger budget the saved one may be far away. */
void validate_recount_turns(struct trainer *t);

#endif
