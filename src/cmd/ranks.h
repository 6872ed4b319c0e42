/* ranks.h - the processes of a command that mpirun or srun has started. */
#ifndef RANKS_H
#define RANKS_H

#include "cmd/general.h"

struct peers;

/* Connects the processes that were started together, sets the number of threads of this one, and
 * says once which processes there are. *p is NULL if there is one. lost(p, text) is called when a
 * process is lost, see peers_watch. Returns 0, or -1 with *err. */
int ranks_connect(struct peers **p, struct general_args *args,
		  void (*lost)(void *peers, const char *text), struct rnn_error *err);

/* Ends the connection. p may be NULL. */
void ranks_disconnect(struct peers *p);

/* Says that this process has failed, and ends all. */
_Noreturn void ranks_fail(struct peers *p, const struct rnn_error *err);

#endif
