/* peers_impl.h - the members of struct peers, for peers.c, peers_watch.c and peers_add.c. */
#ifndef PEERS_IMPL_H
#define PEERS_IMPL_H

#include "core/peers.h"
#include "core/peers_mpi.h"

struct peers {
	int rank, size;
	struct peer *peer; /* (size); owned */
	int *seen;         /* (size) times in a row that a process was seen in a bad state; owned */
	void (*lost)(void *ctx, const char *text);
	void *lost_ctx;
	double looked; /* clock at the last look of peers_check */
	double worked; /* clock when this process last began to compute */
	real *room;    /* (rooms) sums of other processes; owned */
	size_t rooms;
};

/* Waits until all messages that were begun are done. `prompt`: the others answer as soon as they
 * have computed what this process has; else they may have other things to do. */
void peers_wait(struct peers *p, bool prompt);

#endif
