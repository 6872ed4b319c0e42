/* peers.c - connects the processes of a training and passes bytes between them. */
#include "core/peers_impl.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cores.h"
#include "base/team.h"

/* ---- What the environment says ---- */

/* The launchers, by the variables that they set in each process. NULL: it does not set this. A
 * process that only PMIX_RANK describes learns their number from MPI. */
static const struct launcher {
	const char *rank, *size;
	bool connects; /* MPI can connect the processes */
} launchers[] = {
	{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", true}, /* mpirun of Open MPI */
	{"PMI_RANK", "PMI_SIZE", true},                  /* mpirun of MPICH, srun --mpi=pmi2 */
	{"PMIX_RANK", "SLURM_STEP_NUM_TASKS", true},     /* srun --mpi=pmix */
	{"SLURM_PROCID", "SLURM_STEP_NUM_TASKS", false}, /* srun --mpi=none */
};

static int number(const char *name, int fallback)
{
	const char *text = name != NULL ? getenv(name) : NULL;

	return text != NULL && *text != 0 ? atoi(text) : fallback;
}

/* Returns the launcher that has started this process with others, or NULL. */
static const struct launcher *find_launcher(void)
{
	for (size_t i = 0; i < sizeof launchers / sizeof *launchers; i++)
		if (getenv(launchers[i].rank) != NULL)
			return number(launchers[i].size, 2) > 1 ? &launchers[i] : NULL;
	return NULL;
}

int peers_started_rank(void)
{
	const struct launcher *l = find_launcher();

	return l != NULL ? number(l->rank, 0) : 0;
}

/* ---- Beginning and end ---- */

#ifndef RNN_MPI
int peers_mpi_start(int *rank, int *size, struct rnn_error *err)
{
	(void)rank;
	(void)size;
	return errorf(err, EX_USAGE,
		      "several processes were started together, but this build has no MPI; start "
		      "one, or build with RNN_MPI=ON (Debian: libopenmpi-dev)");
}

void peers_mpi_stop(void)
{
}

void peers_mpi_abort(int status)
{
	(void)status;
}

void peers_mpi_send(struct messages *m, int to, const void *data, size_t n)
{
	(void)m;
	(void)to;
	(void)data;
	(void)n;
}

void peers_mpi_receive(struct messages *m, int from, void *data, size_t n)
{
	(void)m;
	(void)from;
	(void)data;
	(void)n;
}

bool peers_mpi_done(struct messages *m)
{
	(void)m;
	return true;
}

bool peers_mpi_arrived(int from, int tag)
{
	(void)from;
	(void)tag;
	return false;
}
#endif

/* Returns a process's share of the cores of its machine, if `ranks` processes run there: the
 * cores that it was bound to, or, if it may use all, a part of them. */
static int share_of_cores(const struct peer *own, int ranks)
{
	int share = own->online / ranks > 1 ? own->online / ranks : 1;

	return own->cores < share ? own->cores : share;
}

static void describe(struct peer *own)
{
	strncpy(own->version, RNN_VERSION, sizeof own->version - 1);
	gethostname(own->host, sizeof own->host - 1);
	own->pid = (int32_t)getpid();
	own->cores = cores_available();
	own->online = (int32_t)sysconf(_SC_NPROCESSORS_ONLN);
}

/* Tells the others who this process is. */
static void introduce(struct peers *p, int threads)
{
	size_t *at = xcalloc((size_t)p->size + 1, sizeof *at);
	struct peer *own = &p->peer[p->rank];
	int here = 0;

	for (int i = 0; i <= p->size; i++)
		at[i] = (size_t)i * sizeof *own;
	describe(own);
	peers_collect(p, p->peer, at, true);
	for (int i = 0; i < p->size; i++)
		here += strcmp(p->peer[i].host, own->host) == 0;
	own->threads = threads > 0 ? threads : share_of_cores(own, here);
	peers_collect(p, p->peer, at, true);
	free(at);
}

static int check_versions(const struct peers *p, struct rnn_error *err)
{
	for (int i = 1; i < p->size; i++)
		if (strcmp(p->peer[i].version, p->peer[0].version) != 0)
			return errorf(err, EX_DATAERR,
				      "the processes run different versions: rank %d on %s has %s, "
				      "rank 0 on %s has %s",
				      i, p->peer[i].host, p->peer[i].version, p->peer[0].host,
				      p->peer[0].version);
	return 0;
}

/* Refuses a process that was started with others to which MPI does not connect it: each would
 * work by itself. Another MPI's mpirun is not known to Open MPI. */
static int check_alone(const struct launcher *l, struct rnn_error *err)
{
	int started = number(l->size, 1);

	if (started < 2)
		return 0;
	return errorf(err, EX_USAGE,
		      "%d processes were started together, but the MPI of this build does not "
		      "connect them; use its own mpirun",
		      started);
}

int peers_open(struct peers **out, int threads, struct rnn_error *err)
{
	const struct launcher *l = find_launcher();
	int rank = 0, size = 1;

	*out = NULL;
	if (l == NULL)
		return 0;
	if (!l->connects)
		return errorf(
			err, EX_USAGE,
			"several processes were started by srun without a way to connect them; "
			"use mpirun, or let srun connect them by PMIx");
	if (peers_mpi_start(&rank, &size, err) < 0)
		return -1;
	if (size < 2) {
		peers_mpi_stop();
		return check_alone(l, err);
	}
	struct peers *p = xcalloc(1, sizeof *p);
	*p = (struct peers){.rank = rank, .size = size};
	p->peer = xcalloc((size_t)size, sizeof *p->peer);
	p->seen = xcalloc((size_t)size, sizeof *p->seen);
	introduce(p, threads);
	if (check_versions(p, err) == 0) {
		*out = p;
		return 0;
	}
	peers_close(p);
	return -1;
}

void peers_close(struct peers *p)
{
	if (p == NULL)
		return;
	peers_mpi_stop();
	free(p->peer);
	free(p->seen);
	free(p->messages.item);
	peers_add_free(p);
	free(p);
}

/* Tells the others that are alive that this process has said why all end. MPI lets the main thread alone send;
 * another one can only end. */
static void take_leave(struct peers *p)
{
	static const char leave = 0;
	static const struct timespec nap = {.tv_nsec = 5000000};
	struct messages m = {.tag = PEERS_LEAVE};

	for (int i = 0; i < p->size; i++)
		if (i != p->rank && p->seen[i] == 0)
			peers_mpi_send(&m, i, &leave, 1);
	for (int i = 0; i < 20 && !peers_mpi_done(&m); i++)
		nanosleep(&nap, NULL);
}

void peers_abort(struct peers *p, int status)
{
	if (team_index() == 0)
		take_leave(p);
	peers_mpi_abort(status);
	_exit(status);
}

void peers_watch(struct peers *p, void (*lost)(void *ctx, const char *text), void *ctx)
{
	p->lost = lost;
	p->lost_ctx = ctx;
}

int peers_rank(const struct peers *p)
{
	return p != NULL ? p->rank : 0;
}

int peers_size(const struct peers *p)
{
	return p != NULL ? p->size : 1;
}

const struct peer *peers_at(const struct peers *p, int rank)
{
	return &p->peer[rank];
}

/* ---- Passing bytes ---- */

void peers_spread_to(struct peers *p, const bool *to, void *data, size_t n)
{
	for (int i = 1; i < p->size && p->rank == 0; i++)
		if (to == NULL || to[i])
			peers_mpi_send(&p->messages, i, data, n);
	if (p->rank > 0 && (to == NULL || to[p->rank]))
		peers_mpi_receive(&p->messages, 0, data, n);
	peers_wait(p, false);
}

void peers_spread(struct peers *p, void *data, size_t n)
{
	peers_spread_to(p, NULL, data, n);
}

static void collect(struct peers *p, void *data, const size_t *at, bool all, bool prompt)
{
	char *bytes = data;

	for (int i = 0; i < p->size; i++) {
		if (i == p->rank)
			continue;
		if (all || p->rank == 0)
			peers_mpi_receive(&p->messages, i, bytes + at[i], at[i + 1] - at[i]);
		if (all || i == 0)
			peers_mpi_send(&p->messages, i, bytes + at[p->rank],
				       at[p->rank + 1] - at[p->rank]);
	}
	peers_wait(p, prompt);
}

void peers_gather(struct peers *p, void *data, const size_t *at)
{
	collect(p, data, at, false, false);
}

void peers_collect(struct peers *p, void *data, const size_t *at, bool all)
{
	collect(p, data, at, all, true);
}
