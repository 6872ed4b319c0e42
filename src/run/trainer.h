/*
 * trainer.h - the internal state of a training, shared by train.c (the loop), trainer.c (clock,
 * learning rate, events, the next window), snapshot.c (take, restore, save), validate.c and
 * preview.c (samples).
 */
#ifndef TRAINER_H
#define TRAINER_H

#include "core/filter.h"
#include "core/optim.h"
#include "core/pass.h"
#include "run/follow.h"
#include "run/train.h"
#include "text/batch.h"

/* The numbers of a snapshot. */
struct position {
	uint64_t step;      /* updates made, without those that were rolled back */
	uint64_t epoch;     /* passes over the text that are complete */
	uint64_t window;    /* index in this pass of the next window */
	uint64_t adam_step; /* updates that Adam's moments include */
	uint64_t chars;     /* characters read by the updates made */
	uint64_t rollbacks;
	uint64_t next_valid;  /* the next validation is at next_valid / VALIDATIONS of the budget */
	uint64_t valid_step;  /* step of the last validation */
	double elapsed;       /* seconds of training, including earlier sessions */
	double rate;          /* factor of the learning rate: 1, halved by each rollback */
	double best_loss;     /* lowest validation loss, nats per character; NaN: none yet */
	uint64_t valid_chars; /* characters that each validation scores; 0: not chosen yet */
	/* A number of updates, limit_steps, that must end within `limit` seconds (0: no limit). If
	 * they turn out to be too many, at late_at seconds of training (0: not so far), when the
	 * share late_share of them was made, the time ends the training. */
	uint64_t limit_steps;
	double limit, late_at, late_share;
};

/* The vectors of a snapshot. */
struct vectors {
	float *w, *m, *v; /* (n) weights and Adam's moments */
	float *states;    /* (work_state_size) hidden states of the B streams */
	float *momentum;  /* (n) of the outer step; NULL if there is none */
};

/* A copy of all that changes during training, from which training can continue. */
struct snapshot {
	struct position at;
	struct vectors
		copy; /* owned; if processes share the streams, states has those of this one */
	float *states; /* (all) the states of all streams: copy.states, unless processes share them */
	size_t all;
};

struct trainer {
	const struct train_options *o;
	struct saved_model *a;
	struct store *store;
	struct work *work;
	struct optim optim;
	struct batches batches;
	uint16_t *x, *y;      /* (T, own) the window: symbols, and the symbol that follows each */
	float *grad;          /* (n) */
	double norm;          /* norm of the gradient */
	int newline;          /* id of the newline, -1: none */
	struct position now;  /* adam_step and elapsed are those of the last snapshot */
	struct snapshot good; /* the last snapshot */
	struct {
		float *w;     /* (n) the best weights so far */
		bool unsaved; /* they are not on disk */
	} best;
	struct {
		uint64_t steps; /* 0: the budget is a time */
		double seconds; /* the time, or the limit on that of the steps; 0: none */
		double started; /* clock when elapsed was 0 */
		double reserve; /* seconds reserved for the last validation and save */
		double step_s;  /* seconds of an update, a mean over the recent past */
		uint64_t noted; /* updates in that mean */
	} budget;
	struct {
		struct evaluator *evaluator; /* NULL: no validation */
		uint16_t *ids;               /* (n) the validation text */
		size_t n;
		size_t chars; /* the evaluator is for so many, */
		bool shared;  /* and the processes share its streams */
		double at;    /* clock after the last validation, or at the start */
		double spent; /* seconds of the validations of this session */
		double cost;  /* seconds of the last of them; 0: none yet */
		double ratio; /* time to score a character / time to train on one; 0: unknown */
	} valid;
	struct {
		struct predictor *predictor; /* NULL: no samples */
		struct cand *scratch;        /* (V) */
		uint64_t step; /* of the last sample, or at which this session began */
		double began;  /* clock when this session began */
		double spent;  /* seconds of the samples of this session */
		double cost;   /* seconds of the last of them; 0: none yet */
	} preview;
	struct {
		bool all;      /* the disk has all progress up to now */
		double at;     /* clock at the last attempt to save */
		double cost;   /* seconds that a save takes */
		float *states; /* (work_state_size) scratch buffer of snapshot_sane */
	} saved;
	struct {                    /* see sync.h */
		float *momentum;    /* (n) of the outer step */
		float *m, *v;       /* (processes, n) in rank 0: the moments of all */
		struct order next;  /* other ranks: what comes after their updates */
		uint64_t processes; /* as in the state file */
	} sync;
	struct {
		double at;            /* clock at the last step event */
		uint64_t chars;       /* characters read until then */
		uint64_t first_chars; /* characters read before this session */
		double loss_sum; /* sum of the losses of the steps since then, nats per character */
		uint64_t steps;  /* number of these steps */
	} reported;
};

/* ---- trainer.c ---- */

double trainer_clock(void);                       /* monotonic clock, seconds */
double trainer_elapsed(const struct trainer *t);  /* seconds of training with earlier sessions */
double trainer_progress(const struct trainer *t); /* share of the budget used, 0..1 */

/* Returns whether the clock ends the training, not the number of updates. */
bool trainer_timed(const struct trainer *t);

/* Begins the clock of a training: sets the budget from the options and, of a resumed training, from
 * t->good. `entered` is the clock when train_run was called. */
void trainer_start_clock(struct trainer *t, double entered, bool resume);

/* Records that an update took `seconds`. */
void trainer_note_step(struct trainer *t, double seconds);

/* Updates the time that is reserved for the end of a training with a budget or limit of time, and
 * lets the clock end the training if its updates will not be made within the limit. */
void trainer_watch_time(struct trainer *t);

/* Returns the learning rate of update `step` (from 0) when the share p of the budget (0..1) is
 * used: peak * min(1, (step + 1) / warmup) * (1 + cos(pi p)) / 2, that is, a linear warm-up times a
 * cosine that falls to 0 at the end of the budget (Loshchilov and Hutter 2017, one cycle). */
double trainer_rate(double peak, uint64_t step, uint64_t warmup, double p);

/* Sets the members that all events have (step, epoch, progress, times), and passes the event to the
 * callback. */
void trainer_report(struct trainer *t, struct event e);

/* Reads the next window and returns its loss, nats per character. If grad (n) is not NULL, it is
 * set to the gradient. */
double trainer_next(struct trainer *t, real *grad);

/* Returns the signal that asks for something, see struct train_options, or 0. */
int trainer_signal(const struct trainer *t);

/* Returns the loss above which the training counts as diverged, nats per character. */
double trainer_loss_limit(const struct trainer *t);

/* Allocates what a training computes with: batches, workspace, optimizer, gradient, snapshot. B
 * and T must fit the text. Returns 0, or -1 with *err (64): too many processes. trainer_close
 * must be called in both cases. */
int trainer_open(struct trainer *t, const struct corpus *text, int B, int T, struct rnn_error *err);
void trainer_close(struct trainer *t);

/* Returns the shape of the workspace for B streams and windows of T. */
struct work_options trainer_work(const struct train_options *o, int B, int T);

/* Updates the weights by t->grad, whose norm is `norm`. */
void trainer_update(struct trainer *t, double norm, double lr);

/* ---- snapshot.c ---- */

/* Allocates a snapshot, and sets t->now and t->good to the position of a new training. */
void snapshot_init(struct trainer *t);
void snapshot_free(struct trainer *t);

void snapshot_take(struct trainer *t);    /* copies the training to t->good */
void snapshot_restore(struct trainer *t); /* copies t->good to the training */

/* Reads t->good from the directory of the model. Returns 0, or -1 with *err as from state_read. */
int snapshot_load(struct trainer *t, struct rnn_error *err);

/* Keep the hidden states of the streams, and set them back. */
void snapshot_keep(struct trainer *t);
void snapshot_back(struct trainer *t);

/* Sets *loss to the loss of the next window, and returns whether it is below trainer_loss_limit and
 * weights and moments are finite. The training is unchanged: the next step reads the same
 * window. */
bool snapshot_sane(struct trainer *t, double *loss);

/* Takes a snapshot and saves it with the best weights; these are the newest ones as long as there
 * is no validation loss. Returns 0, or -1 with *err: 65 the training has diverged or its text was
 * changed (t->good is unchanged), or the errors of store_save. */
int snapshot_save(struct trainer *t, struct rnn_error *err);

/* ---- validate.c ---- */

/* Returns the settings for scoring a validation text of n symbols, or with `beginning` the first n
 * of a longer one. */
struct eval_options validate_options(const struct train_options *o, size_t n, bool beginning);

/* Prepares validation on `valid`. If it is NULL or has fewer than two symbols, there will be
 * none. */
int validate_init(struct trainer *t, const struct corpus *valid, struct rnn_error *err);
void validate_free(struct trainer *t);

/*
 * Scores the validation text, keeps the weights if the loss is the lowest so far, and reports the
 * loss. If the budget is a time, the first call chooses how many characters all validations of the
 * training score: the whole text or its beginning, so that one takes about a fiftieth
 * of the budget. With a number of updates it is the whole text, whatever the speed.
 */
void validate_run(struct trainer *t);

/* What the other processes do of a validation of rank 0: score their streams of the first `chars`
 * characters. `temperature` is where the search for it begins. */
void validate_follow(struct trainer *t, size_t chars, double temperature);

/* Returns the estimated seconds of a validation at the present speed; 0 if there is none. */
double validate_seconds(const struct trainer *t);

/* Returns whether a validation is due when the share p of the budget is used, and if so, schedules
 * the next. One is due at every 1/VALIDATIONS of the budget; where the clock ends the training less
 * often, so that all validations together take at most a tenth of the time. */
bool validate_due(struct trainer *t, double p);

/* Returns whether a last validation may be run: not if the clock ends the training, there was no
 * validation before, and it would take more than a tenth of the time. */
bool validate_affordable(const struct trainer *t);

/* Begins the validations of a training whose clock has started. Chooses the number of characters
 * where it does not depend on the clock. After a resume with a larger budget it brings the next
 * validation forward, because next_valid was counted in parts of the smaller budget. */
void validate_start(struct trainer *t, bool resume);

/* ---- preview.c ---- */

/* Prepares the samples of the training, if its options ask for some. preview_start begins those
 * of a session whose clock has started. */
void preview_init(struct trainer *t);
void preview_start(struct trainer *t);
void preview_free(struct trainer *t);

/* Returns the bytes that preview_init allocates for a model of m's layout. */
size_t preview_bytes(const struct model *m, const struct train_options *o);

/* Draws and reports a sample if one is due after the update just made, or with `end` if the last
 * update has none yet. If there is a budget or limit of time, it is left out where the samples
 * would take more than a tenth of the time so far, and cut short where it takes more than was
 * expected. */
void preview_run(struct trainer *t, bool end);

/* Returns the estimated seconds of a sample; 0 if there are none. */
double preview_seconds(const struct trainer *t);

#endif
