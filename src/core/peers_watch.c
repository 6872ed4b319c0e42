/* peers_watch.c - waits for messages, and looks after the other processes meanwhile. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/pace.h"
#include "core/peers_impl.h"

enum {
	SPINS = 2000, /* tests before the process begins to sleep between them */
	NAP_NS = 50000,
	CHECK_MOST = 5, /* looks, at most, that one late call of peers_check makes */
};
static const double between_looks = 0.2; /* seconds */

/* How often in a row a process must be seen in a bad state before it is reported: by rank 0, and
 * how much more often by the others. One reports it and ends all others, which must not report
 * these. mpirun ends all processes by itself when one has ended, within two seconds, and says
 * so. */
struct patience {
	int first, others, each;
};
static const struct patience for_ended = {2, 15, 5}, for_stopped = {20, 5, 5};
enum { LOOKS_AFTER_LEAVE = 15 }; /* more for one that has said why all end */
enum { RANKS_APART = 5 };        /* higher ranks are no more patient */

/* All processes compute equally much. One that takes so many times as long as this one, and at
 * least so many seconds, is given up if its machine cannot be asked. */
static const double patience_factor = 10, patience_least = 6;

static int looks_needed(const struct peers *p, const struct patience *t)
{
	int rank = p->rank < RANKS_APART ? p->rank : RANKS_APART;

	return t->first + (rank > 0 ? t->others + rank * t->each : 0);
}

/* Returns the state of a process of this machine as /proc has it: 'R', 'S', 'T' ...; 0 if there
 * is none. */
static char state_of(int pid)
{
	char path[64], state = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	f = fopen(path, "re");
	if (f == NULL)
		return 0;
	/* pid (name) state; a name may have blanks, but ours is short */
	if (fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
		state = 0;
	fclose(f);
	return state;
}

static void report(struct peers *p, int rank, const char *what)
{
	const struct peer *other = &p->peer[rank];
	char text[200];

	snprintf(text, sizeof text, "rank %d (process %d on %s) %s", rank, other->pid, other->host,
		 what);
	if (p->lost != NULL)
		p->lost(p->lost_ctx, text);
}

/* Looks at a process of this machine, and reports it if it is in a bad state for some time. */
static void look_at(struct peers *p, int rank)
{
	char state = state_of(p->peer[rank].pid);
	bool stopped = state == 'T' || state == 't';
	bool ended = state == 0 || state == 'Z' || state == 'X';

	p->seen[rank] = stopped || ended ? p->seen[rank] + 1 : 0;
	int needed = looks_needed(p, &for_ended);
	if (ended && p->seen[rank] >= needed && peers_mpi_arrived(rank, PEERS_LEAVE))
		needed += LOOKS_AFTER_LEAVE;
	if (ended && p->seen[rank] >= needed)
		report(p, rank, "has ended");
	else if (stopped && p->seen[rank] >= looks_needed(p, &for_stopped))
		report(p, rank, "is stopped");
}

/* Looks after the other processes, after `waited` seconds of waiting. */
static void look(struct peers *p, double waited, double patience)
{
	const char *host = p->peer[p->rank].host;

	for (int i = 0; i < p->size; i++) {
		if (i == p->rank || p->peer[i].pid == 0)
			continue;
		if (strcmp(p->peer[i].host, host) == 0)
			look_at(p, i);
		else if (waited > patience)
			report(p, i, "or another one on another machine does not answer");
	}
}

static bool all_done(struct peers *p)
{
	return peers_mpi_done(&p->messages) && peers_progress(p);
}

void peers_check(struct peers *p)
{
	double now = pace_clock(), looks = fmin((now - p->looked) / between_looks, CHECK_MOST);

	if (looks < 1)
		return;
	p->looked = now;
	for (int i = 0; i < (int)looks; i++)
		look(p, 0, (double)INFINITY);
}

void peers_wait(struct peers *p, bool prompt)
{
	static const struct timespec nap = {.tv_nsec = NAP_NS};
	double begun = pace_clock(), last = begun, waited = 0, next = between_looks;
	double patience = fmax(patience_factor * (begun - p->worked), patience_least);

	if (p->worked == 0) /* not all processes have started, perhaps */
		patience = 60;
	for (long i = 0; !all_done(p); i++) {
		if (i < SPINS)
			continue;
		nanosleep(&nap, NULL);
		double now = pace_clock();
		waited += fmin(now - last, between_looks); /* not while all were stopped */
		last = now;
		if (waited < next)
			continue;
		look(p, waited, prompt ? patience : (double)INFINITY);
		next = waited + between_looks;
	}
	p->worked = pace_clock();
}
