/*
 * trainer.h - the inside of a training, shared by its parts: train.c (the loop), validate.c, snapshot.c
 * (what can be gone back to and saved), and trainer.c below them.
 */
#ifndef TRAINER_H
#define TRAINER_H

#include "core/optim.h"
#include "core/pass.h"
#include "run/train.h"
#include "text/batch.h"

struct snapshot {
	float *w, *m, *v, *states;
	uint64_t step, epoch, window, adam_step, chars, rollbacks, next_valid, valid_step;
	double elapsed, rate, best_loss, best_step;
};

struct trainer {
	const struct train_options *o;
	struct saved_model *a;
	struct store *store;
	struct work *work;
	struct optim optim;
	struct batches batches;
	struct evaluator *evaluator;  /* NULL: no validation */
	uint16_t *valid, *x, *y;
	size_t valids;
	float *grad, *best, *kept;    /* kept: carried states during a probe */
	bool best_new;                /* best is not on disk */
	bool saved;                   /* all of now is */
	bool validated;
	struct snapshot now, good;    /* the numbers of now; the last snapshot */
	uint64_t total;               /* steps of the budget; 0: it is a time */
	double started, reserve;      /* clock at elapsed 0; seconds kept for the last validation */
	double valid_cost, valid_at;  /* seconds of the last validation; when it was */
	double saved_at, reported_at;
	double loss_sum, norm;
	uint64_t loss_count, first_chars, reported_chars;
};

/* ---- trainer.c ---- */

double trainer_clock(void);                        /* seconds */
double trainer_elapsed(const struct trainer *t);   /* seconds of training, earlier sessions too */
double trainer_progress(const struct trainer *t);  /* share of the budget used, 0..1 */
void trainer_report(struct trainer *t, struct event e);
double trainer_next(struct trainer *t, real *grad); /* the next window's loss; grad may be NULL */
double trainer_worst_loss(const struct trainer *t); /* the highest that a training may have */

/* ---- snapshot.c ---- */

void snapshot_take(struct trainer *t);
void snapshot_restore(struct trainer *t);
int snapshot_load(struct trainer *t, struct rnn_error *err); /* from the directory */

/* Are loss, weights and moments all in bounds? Looks at the next step's loss and changes nothing. */
bool snapshot_sane(struct trainer *t, double *loss);

/* Write a snapshot and the best weights. Without validation the newest are the best. */
int snapshot_save(struct trainer *t, struct rnn_error *err);

/* ---- validate.c ---- */

struct eval_options validate_options(const struct train_options *o, size_t n);
void validate_set_text(struct trainer *t, const struct corpus *valid); /* NULL or short: none */
void validate_run(struct trainer *t);

/* Keep time for the last validation. */
void validate_reserve_time(struct trainer *t);

/* Every 1/VALIDATIONS of the budget; under a time budget not so often that it eats the time. */
bool validate_due(struct trainer *t, double p);

/* The next turn to validate, where a budget was made larger: the old one may be past its end. */
void validate_recount_turns(struct trainer *t);

#endif
