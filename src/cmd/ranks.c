/* ranks.c - see ranks.h. */
#include "cmd/ranks.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "core/peers.h"
#include "host/say.h"

/* Waits a moment that is longer the higher the rank. What ends one process may end all; the first one
 * that reports it ends the others, so that one line says it. */
static void let_others_report(int rank)
{
	enum { MOMENT_MS = 500, MOST = 5 };
	int ms = MOMENT_MS * (rank < MOST ? rank : MOST);
	struct timespec moment = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};

	nanosleep(&moment, NULL);
}

/* Ends all processes when this one has no memory left. */
static void end_without_memory(void *ctx, const char *text)
{
	const struct peers *p = ctx;
	int rank = peers_rank(p);
	char line[256];
	int n = snprintf(line, sizeof line, "rnn: rank %d on %s: %s\n", rank,
			 peers_at(p, rank)->host, text);

	let_others_report(rank);
	if (write(STDERR_FILENO, line, (size_t)n) < 0) {
		/* the message is lost; the exit status still reports the failure */
	}
	peers_abort(ctx, EX_OSERR);
}

/* Returns the number of different hosts. */
static int count_hosts(const struct peers *p)
{
	int hosts = 0;

	for (int i = 0; i < peers_size(p); i++) {
		bool known = false;
		for (int k = 0; k < i; k++)
			known |= strcmp(peers_at(p, k)->host, peers_at(p, i)->host) == 0;
		hosts += !known;
	}
	return hosts;
}

static void say_ranks(const struct peers *p, bool quiet)
{
	int size = peers_size(p), hosts = count_hosts(p), least = peers_at(p, 0)->threads;
	int most = least;

	for (int i = 1; i < size; i++) {
		int threads = peers_at(p, i)->threads;
		least = threads < least ? threads : least;
		most = threads > most ? threads : most;
	}
	if (least == most)
		say(quiet, "%d ranks on %d host%s, %d thread%s each", size, hosts,
		    hosts == 1 ? "" : "s", most, most == 1 ? "" : "s");
	else
		say(quiet, "%d ranks on %d host%s, %d to %d threads each", size, hosts,
		    hosts == 1 ? "" : "s", least, most);
	for (int i = 0; i < size; i++) {
		const struct peer *r = peers_at(p, i);
		if (r->threads <= r->cores || r->cores >= r->online)
			continue;
		say(quiet,
		    "warning: rank %d on %s is bound to %d core%s of %d, but has %d threads; start "
		    "with mpirun --bind-to none",
		    i, r->host, r->cores, r->cores == 1 ? "" : "s", r->online, r->threads);
		break;
	}
}

int ranks_connect(struct peers **p, struct general_args *args,
		  void (*lost)(void *peers, const char *text), struct rnn_error *err)
{
	bool by_mpirun = getenv("OMPI_COMM_WORLD_RANK") != NULL;

	if (peers_open(p, (int)args->threads, err) < 0) {
		if (err->status == EX_DATAERR && peers_started_rank() > 0)
			exit(EX_DATAERR); /* all know it, rank 0 says it */
		return -1;
	}
	if (*p == NULL)
		return 0;
	int rank = peers_rank(*p);
	args->threads = peers_at(*p, rank)->threads;
	peers_watch(*p, lost, *p);
	memory_watch(end_without_memory, *p);
	/* An mpirun that is killed cannot end its processes. (Of other launchers it is not known that
	 * the thread that starts a process lives as long as the launcher.) */
	if (by_mpirun)
		prctl(PR_SET_PDEATHSIG, rank == 0 ? SIGTERM : SIGKILL);
	if (rank == 0)
		say_ranks(*p, args->quiet);
	return 0;
}

void ranks_disconnect(struct peers *p)
{
	memory_watch(NULL, NULL);
	peers_close(p);
}

_Noreturn void ranks_fail(struct peers *p, const struct rnn_error *err)
{
	int rank = peers_rank(p);

	let_others_report(rank);
	say(false, "rank %d on %s: %s", rank, peers_at(p, rank)->host, err->text);
	peers_abort(p, err->status);
}
