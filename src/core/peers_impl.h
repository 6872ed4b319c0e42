/* peers_impl.h - the members of struct peers, for peers.c, peers_watch.c and peers_add.c. */
#ifndef PEERS_IMPL_H
#define PEERS_IMPL_H

#include "core/peers.h"
#include "core/peers_mpi.h"

/* The tag of the message of a process that ends all others, and has said why. */
enum { PEERS_LEAVE = 32000 };

struct total;

struct peers {
	int rank, size;
	struct messages messages; /* of the calls that wait */

	struct peer *peer; /* (size); owned */
	int *seen;         /* (size) times in a row that a process was seen in a bad state; owned */
	void (*lost)(void *ctx, const char *text);
	void *lost_ctx;
	double looked;        /* clock at the last look of peers_check */
	double worked;        /* clock when this process last began to compute */
	struct total **total; /* (totals) additions; the first `adding` are under way; owned */
	int totals, adding;
};

/* Waits until all messages that were begun are done, and all additions. `prompt`: the others answer
 * as soon as they have computed what this process has; else they may have other things to do. */
void peers_wait(struct peers *p, bool prompt);

void peers_add_free(struct peers *p);

#endif
