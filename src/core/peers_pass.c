/* peers_pass.c - passes bytes between process 0 and one other. */
#include "core/peers_impl.h"

void peers_hand(struct peers *p, int from, void *data, size_t n)
{
	if (p->rank == 0 && from > 0)
		peers_mpi_receive(&p->messages, from, data, n);
	else if (p->rank == from && from > 0)
		peers_mpi_send(&p->messages, 0, data, n);
	peers_wait(p, false);
}

void peers_give(struct peers *p, int to, void *data, size_t n)
{
	if (p->rank == 0 && to > 0)
		peers_mpi_send(&p->messages, to, data, n);
	else if (p->rank == to && to > 0)
		peers_mpi_receive(&p->messages, 0, data, n);
	peers_wait(p, false);
}

void peers_listen(struct peers *p, void *data, size_t n)
{
	peers_mpi_receive(&p->messages, 0, data, n);
}

bool peers_heard(struct peers *p)
{
	return peers_mpi_done(&p->messages);
}

void peers_hear(struct peers *p)
{
	peers_wait(p, false);
}
