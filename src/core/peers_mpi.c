/* peers_mpi.c - the one place that calls MPI, whose library it loads at run time. */
#include "core/peers_mpi.h"

#include <dlfcn.h>
#include <mpi.h>
#include <signal.h>
#include <string.h>

/* The functions that are used, in the order of `names`. */
static struct {
	__typeof__(&MPI_Init_thread) init;
	__typeof__(&MPI_Finalize) finalize;
	__typeof__(&MPI_Abort) abort;
	__typeof__(&MPI_Comm_rank) rank;
	__typeof__(&MPI_Comm_size) size;
	__typeof__(&MPI_Isend) send;
	__typeof__(&MPI_Irecv) receive;
	__typeof__(&MPI_Testall) test;
	__typeof__(&MPI_Iprobe) probe;
} mpi;
static const char *const names[] = {"MPI_Init_thread", "MPI_Finalize",  "MPI_Abort",
				    "MPI_Comm_rank",   "MPI_Comm_size", "MPI_Isend",
				    "MPI_Irecv",       "MPI_Testall",   "MPI_Iprobe"};

/* In Open MPI the predefined handles are addresses of variables in the library, in others they
 * are constants. */
static MPI_Comm world;
static MPI_Datatype byte;

/* An int counts the bytes of a message. */
static const size_t message_most = (size_t)1 << 30;

static bool find_handles(void *library)
{
#ifdef OPEN_MPI
	void *comm = dlsym(library, "ompi_mpi_comm_world"), *type = dlsym(library, "ompi_mpi_byte");

	memcpy(&world, &comm, sizeof comm);
	memcpy(&byte, &type, sizeof type);
	return comm != NULL && type != NULL;
#else
	(void)library;
	world = MPI_COMM_WORLD;
	byte = MPI_BYTE;
	return true;
#endif
}

/* The modules of Open MPI expect its symbols to be global. */
static int load(struct rnn_error *err)
{
	void *library = dlopen(RNN_MPI, RTLD_NOW | RTLD_GLOBAL);

	if (library == NULL)
		return errorf(err, EX_OSERR, "MPI cannot be loaded: %s", dlerror());
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		void *function = dlsym(library, names[i]);
		if (function == NULL)
			return errorf(err, EX_OSERR, "MPI cannot be loaded: %s", dlerror());
		memcpy((char *)&mpi + i * sizeof function, &function, sizeof function);
	}
	if (!find_handles(library))
		return errorf(err, EX_OSERR,
			      "MPI cannot be loaded: %s is another MPI than that of "
			      "the build",
			      RNN_MPI);
	return 0;
}

/* Threads that MPI starts must leave all signals to the program's own. */
int peers_mpi_start(int *rank, int *size, struct rnn_error *err)
{
	sigset_t all, before;
	int level;

	if (load(err) < 0)
		return -1;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	int rc = mpi.init(NULL, NULL, MPI_THREAD_FUNNELED, &level);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc != MPI_SUCCESS)
		return errorf(err, EX_OSERR, "MPI does not start (error %d)", rc);
	mpi.rank(world, rank);
	mpi.size(world, size);
	return 0;
}

void peers_mpi_stop(void)
{
	mpi.finalize();
}

void peers_mpi_abort(int status)
{
	mpi.abort(world, status);
}

static MPI_Request *next_request(struct messages *m)
{
	if (m->n == m->room) {
		m->room = m->room * 2 + 64;
		m->item = xrealloc(m->item, (size_t)m->room, sizeof(MPI_Request));
	}
	return (MPI_Request *)m->item + m->n++;
}

void peers_mpi_send(struct messages *m, int to, const void *data, size_t n)
{
	for (size_t at = 0; at < n; at += message_most) {
		size_t part = n - at < message_most ? n - at : message_most;
		mpi.send((const char *)data + at, (int)part, byte, to, m->tag, world,
			 next_request(m));
	}
}

void peers_mpi_receive(struct messages *m, int from, void *data, size_t n)
{
	for (size_t at = 0; at < n; at += message_most) {
		size_t part = n - at < message_most ? n - at : message_most;
		mpi.receive((char *)data + at, (int)part, byte, from, m->tag, world,
			    next_request(m));
	}
}

bool peers_mpi_done(struct messages *m)
{
	int done = 1;

	if (m->n > 0)
		mpi.test(m->n, m->item, &done, MPI_STATUSES_IGNORE);
	if (done)
		m->n = 0;
	return done != 0;
}

bool peers_mpi_arrived(int from, int tag)
{
	int there = 0;

	mpi.probe(from, tag, world, &there, MPI_STATUS_IGNORE);
	return there != 0;
}
