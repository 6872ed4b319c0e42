/* train_ranks.h - rnn train in several processes, which mpirun or srun has started. */
#ifndef TRAIN_RANKS_H
#define TRAIN_RANKS_H

#include "cmd/general.h"

struct peers;

/* Connects the processes, see ranks_connect. */
int train_ranks_open(struct peers **p, struct general_args *args, struct rnn_error *err);

/* What a process other than rank 0 does: follows rank 0 until it ends. Returns the exit status. */
int train_ranks_follow(struct peers *p, const struct general_args *args);

/* Ends the work of all processes. p may be NULL. */
void train_ranks_close(struct peers *p);

#endif
