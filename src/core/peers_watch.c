/* peers_watch.c - waits for messages, and looks after the other processes meanwhile. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/pace.h"
#include "core/peers_impl.h"

enum {
	SPINS = 2000, /* tests before the process begins to sleep between them */
	NAP_NS = 50000,
	STOPPED_LOOKS = 20, /* a process that is seen stopped so often in a row does not answer */
};
static const double first_look = 0.5, between_looks = 0.2; /* seconds */
/* Processes that fail are reported by one that waits. Rank 0 comes first; the others wait longer by this. */
static const double rank_delay = 0.7;
/* All processes compute equally much. One that takes so many times as long as this one, and at least so many
 * seconds, is given up if its machine cannot be asked. */
static const double patience_factor = 10, patience_least = 8;

/* Returns the state of a process of this machine as /proc has it: 'R', 'S', 'T' ...; 0 if there is none. */
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

void peers_look(struct peers *p, double waited, bool prompt, double patience)
{
	const char *host = p->peer[p->rank].host;
	int far = -1;

	for (int i = 0; i < p->size; i++) {
		if (strcmp(p->peer[i].host, host) != 0) {
			far = i;
			continue;
		}
		char state = p->peer[i].pid > 0 && i != p->rank ? state_of(p->peer[i].pid) : 'R';
		p->stopped[i] = state == 'T' || state == 't' ? p->stopped[i] + 1 : 0;
		if (state == 0 || state == 'Z' || state == 'X')
			report(p, i, "has ended");
		else if (p->stopped[i] >= STOPPED_LOOKS)
			report(p, i, "is stopped");
	}
	if (far >= 0 && prompt && waited > patience)
		report(p, far, "does not answer, or another one there");
}

void peers_wait(struct peers *p, bool prompt)
{
	double begun = pace_clock(), patience = patience_factor * (begun - p->worked);
	double look = first_look + (p->rank > 0 ? rank_delay : 0), waited = 0, last = begun;
	static const struct timespec nap = {.tv_nsec = NAP_NS};

	if (p->worked == 0 || patience < patience_least)
		patience = patience_least;
	for (long i = 0; !peers_mpi_done(); i++) {
		if (i < SPINS)
			continue;
		nanosleep(&nap, NULL);
		double now = pace_clock(), step = now - last;
		waited += step < between_looks ? step
					       : between_looks; /* not while all were stopped */
		last = now;
		if (waited < look)
			continue;
		peers_look(p, waited, prompt, patience);
		look = waited + between_looks;
	}
	p->worked = pace_clock();
}
