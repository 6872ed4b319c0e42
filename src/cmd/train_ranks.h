/* train_ranks.h - rnn train in several processes, which mpirun or srun has started. */
#ifndef TRAIN_RANKS_H
#define TRAIN_RANKS_H

#include "cmd/general.h"

struct peers;

/* Connects the processes that were started together, sets the number of threads of this one, and
 * says once which processes there are. *p is NULL if there is one. Returns 0, or -1 with *err. */
int train_ranks_open(struct peers **p, struct general_args *args, struct rnn_error *err);

/* Does the same for another command: lost(p, text) is called when a process is lost, see
 * peers_watch. */
int train_ranks_connect(struct peers **p, struct general_args *args,
			void (*lost)(void *peers, const char *text), struct rnn_error *err);

/* What a process other than rank 0 does: follows rank 0 until it ends. Returns the exit status. */
int train_ranks_follow(struct peers *p, const struct general_args *args);

/* Ends the work of all processes. p may be NULL. */
void train_ranks_close(struct peers *p);

#endif
