/*
 * eval_ranks.h - rnn eval in several processes, which mpirun or srun has started.
 *
 * Files are dealt to the processes. Each scores its own and keeps the results; then rank 0 reads all files
 * in order, as a single process does, and takes the results instead of scoring. A file whose result
 * is missing, or belongs to another text, is scored by rank 0, so that errors are those of a single
 * process. The parts of a single file (--batch) are dealt in the same way: rank 0 collects the nats of
 * each symbol and adds them up in the order of a single process. What is neither many files nor in parts
 * is scored by rank 0 alone. Only rank 0 writes.
 */
#ifndef EVAL_RANKS_H
#define EVAL_RANKS_H

#include "cmd/eval_args.h"
#include "run/eval.h"

struct peers;
struct scoring;
struct scored_text;

/* The scorers whose work is shared. */
enum ranks_scorer { RANKS_PLAIN, RANKS_F32, RANKS_ADAPTED, RANKS_SCORERS };

/* How the work is shared. */
enum ranks_how { RANKS_ALONE, RANKS_FILES, RANKS_PARTS };

/* The scores of one file. */
struct ranks_result {
	bool known;
	uint64_t n, sum; /* number of symbols, and a checksum of them */
	struct score score[RANKS_SCORERS];
	float *nll, *adapted; /* (n) as in struct scored_text; owned; NULL: not needed */
};

struct eval_ranks {
	struct peers *peers; /* NULL: a single process */
	const struct strings *file;
	enum ranks_how how;
	int *owner;                       /* (file->n) the rank that scores each file; owned */
	struct ranks_result *result;      /* (file->n) owned */
	const struct ranks_result *given; /* for the text that is scored now; NULL: none */
	bool differ;                      /* this process has another number of files than rank 0 */
	bool agreed;                      /* all know how far the others have come */
	bool sharing, complete;           /* results are on their way to rank 0; it has them all */
};

/* Connects the processes and deals the files. Returns 0, or -1 with *err. */
int eval_ranks_open(struct eval_ranks *r, struct options *line, struct rnn_error *err);

/* Ends the connection. rc is the result of this process, *err its error. Returns the exit status, or
 * -1 with *err: in rank 0 those of a single process. */
int eval_ranks_close(struct eval_ranks *r, int rc, struct rnn_error *err);

/* Sets the parts of this process. */
void eval_ranks_share(const struct eval_ranks *r, struct eval_options *how);

/* Returns the files that this process opens as a single process does: all in rank 0. */
const struct strings *eval_ranks_files(const struct eval_ranks *r, const struct strings *file);

bool eval_ranks_idle(const struct eval_ranks *r);   /* it has nothing to do */
bool eval_ranks_silent(const struct eval_ranks *r); /* another one writes */

/* Makes the processes agree that they go on: each has come so far (rc 0), and has the same `what` as
 * rank 0, by its `sum`. Returns 0, or -1 in all with *err, which is that of the lowest rank that failed. */
int eval_ranks_agree(struct eval_ranks *r, int rc, uint64_t sum, const char *what,
		     struct rnn_error *err);

/* Does the same for a text that is scored in parts; else returns rc. */
int eval_ranks_same_text(struct eval_ranks *r, int rc, const struct scored_text *t,
			 struct rnn_error *err);

/* Scores the files of this process and keeps the results. */
void eval_ranks_score_own(struct scoring *e);

/* Rank 0: receives the result of file number i; eval_ranks_choose uses it for the text of that file.
 * Other ranks: sends the results. */
void eval_ranks_receive(struct scoring *e, int i);
void eval_ranks_choose(struct scoring *e, const struct scored_text *t);
void eval_ranks_hand_over(struct eval_ranks *r);

/* Scores a text as evaluator_run_from does, with the others or by their results. */
void eval_ranks_run(struct eval_ranks *r, enum ranks_scorer k, struct evaluator *evaluator,
		    const struct scored_text *t, struct score *s);

/* Sets *s to the score that another process has computed, if there is one. */
bool eval_ranks_given(const struct eval_ranks *r, enum ranks_scorer k, struct score *s);

#endif
