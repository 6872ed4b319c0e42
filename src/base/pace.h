/*
 * pace.h - how many threads to use when other programs want the same cores.
 *
 * Threads that meet after every small piece of work are only as fast as the slowest of them. When
 * another program takes part of one core, two threads can be several times slower than one. A pace
 * watches the pieces of work as they end: if the threads wait too long for each other, it tries
 * fewer threads, keeps the number that it measures to be the fastest, and tries all threads again
 * from time to time. Pieces differ in length, so a trial is judged by what pieces of the same kind
 * took before it. The number of threads changes during a run, and the results of the work must not
 * depend on it.
 *
 * A pace reads no clock: the caller passes all times, so that a test can choose them.
 */
#ifndef PACE_H
#define PACE_H

#include <stdbool.h>
#include <stdint.h>

enum { PACE_KINDS = 64 };

struct pace {
	int most; /* number of threads of the team */
	int kept; /* number of threads last found to be the fastest */
	int now;  /* threads for the next piece of work; not `kept` in a trial */
	struct {
		uintptr_t kind;
		double seconds; /* of a piece with `kept` threads, a mean over the recent past */
	} usual[PACE_KINDS];    /* kind k is at hash(k), or not known */
	double look_down;       /* the time from which on fewer threads may be tried */
	double look_up;         /* the time at which all threads are tried again, if kept < most */
	double hold;            /* seconds from a failed trial to the next */
	double tried;           /* seconds that the trial took so far */
	double spent;    /* seconds of work in the current window; in a trial, of known kinds */
	double stalled;  /* part of `spent` in which the caller waited for others */
	double expected; /* in a trial: seconds that its pieces would take with `kept` threads */
	long pieces;     /* pieces of work in the current window */
};

/* Starts a pace with all of `most` threads, 1 or more. */
void pace_init(struct pace *p, int most);

/* Records a piece of work that began at the time `begin`; the calling thread finished its part at
 * `own`, the last thread at `end` (pace_clock). Pieces of one kind, any number above 0, are about
 * equally long. Sets p->now for the next piece. */
void pace_note(struct pace *p, uintptr_t kind, double begin, double own, double end);

/* Returns the time of the monotonic clock, in seconds. */
double pace_clock(void);

#endif
