/* pace.c - see pace.h. */
#include "base/pace.h"

#include <stddef.h>
#include <time.h>

/* A window is long enough to contain several time slices of the scheduler (3 to 4 ms under Linux)
 * and several pieces of work. */
static const double window_seconds = 0.02;
static const long window_pieces = 3;

/* Waiting for other threads in more than this part of a window is a reason to try fewer. */
static const double stall_share = 0.25;

/* A trial must be faster by this factor to be kept. */
static const double gain = 1.05;

/* Seconds between trials; doubled after each that failed. After a long one it is more, so that at most
 * a part of the time is spent on them. */
static const double hold_least = 0.2, hold_most = 3, trial_share = 0.03;

/* The weight of a piece in the mean of its kind. */
static const double newest = 0.125;

void pace_init(struct pace *p, int most)
{
	*p = (struct pace){.most = most, .kept = most, .now = most, .hold = hold_least};
}

/* A window with p->kept threads has ended. */
static void end_regular(struct pace *p, double now)
{
	if (p->kept > 1 && now >= p->look_down && p->stalled > stall_share * p->spent)
		p->now = p->kept - (p->kept + 3) / 4;
	else if (p->kept < p->most && now >= p->look_up)
		p->now = p->most;
}

/* A window with another number of threads than p->kept has ended. */
static void end_trial(struct pace *p, double now)
{
	bool down = p->now < p->kept;
	double faster = p->expected / p->spent;
	double *again = down ? &p->look_down : &p->look_up;

	p->tried += p->spent;
	if (faster > gain) {
		p->tried = 0;
		p->kept = p->now;
		p->hold = hold_least;
		p->look_down = now;
		p->look_up = now + p->hold;
		for (int i = 0; i < PACE_KINDS; i++)
			p->usual[i].seconds /= faster;
		return;
	}
	if (down && p->now > 1) {
		p->now /= 2; /* other programs may want more cores than that left to them */
		return;
	}
	p->now = p->kept;
	*again = now + (p->hold > p->tried / trial_share ? p->hold : p->tried / trial_share);
	p->tried = 0;
	p->hold = 2 * p->hold < hold_most ? 2 * p->hold : hold_most;
}

/* Adds a piece to the window. In a trial, a kind that is not known yet tells nothing. */
static void add(struct pace *p, uintptr_t kind, double seconds, double stalled)
{
	size_t at = (size_t)((kind * UINT64_C(0x9e3779b97f4a7c15)) >> 32) % PACE_KINDS;
	bool trial = p->now != p->kept, known = p->usual[at].kind == kind;

	if (trial && !known)
		return;
	p->spent += seconds;
	p->stalled += stalled;
	p->pieces++;
	if (trial) {
		p->expected += p->usual[at].seconds;
		return;
	}
	if (!known)
		p->usual[at].seconds = seconds;
	p->usual[at].kind = kind;
	p->usual[at].seconds += newest * (seconds - p->usual[at].seconds);
}

void pace_note(struct pace *p, uintptr_t kind, double begin, double own, double end)
{
	if (p->most < 2)
		return;
	add(p, kind, end - begin, end - own);
	if (p->spent < window_seconds || p->pieces < window_pieces)
		return;
	if (p->now == p->kept)
		end_regular(p, end);
	else
		end_trial(p, end);
	p->spent = p->stalled = p->expected = 0;
	p->pieces = 0;
}

double pace_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}
