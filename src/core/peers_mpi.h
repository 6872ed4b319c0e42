/* peers_mpi.h - the functions of MPI that peers.c uses. Only peers_mpi.c knows MPI; it is
 * missing in builds without it. */
#ifndef PEERS_MPI_H
#define PEERS_MPI_H

#include "base/base.h"

/* Messages that are on their way. Those between two processes with the same tag arrive in order. */
struct messages {
	int tag;
	void *item; /* (room) requests of MPI; owned */
	int n, room;
};

/* Loads MPI and starts it. Returns 0, or -1 with *err (71). */
int peers_mpi_start(int *rank, int *size, struct rnn_error *err);
void peers_mpi_stop(void);
void peers_mpi_abort(int status);

/* Begin to send n bytes to a process, or to receive them from it. */
void peers_mpi_send(struct messages *m, int to, const void *data, size_t n);
void peers_mpi_receive(struct messages *m, int from, void *data, size_t n);

/* Makes progress; returns whether everything that was begun is done. */
bool peers_mpi_done(struct messages *m);

/* Returns whether a message has arrived that is not received yet. */
bool peers_mpi_arrived(int from, int tag);

#endif
