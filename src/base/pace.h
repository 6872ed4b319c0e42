/*
 * pace.h - how many threads to use when other programs want the same cores.
 *
 * Threads that meet after every small piece of work are only as fast as the slowest of them. When
 * another program takes part of one core, two threads can be several times slower than one. A pace
 * watches the pieces of work as they end: where the threads wait for each other too long it tries
 * fewer of them, keeps the number that it measures to be the fastest, and tries all of them again
 * from time to time. So the results of the work must not depend on the number of threads.
 *
 * A pace is plain numbers: it reads no clock, so that a test can tell it any time.
 */
#ifndef PACE_H
#define PACE_H

#include <stdbool.h>

struct pace {
	int most;               /* threads that there are */
	int kept;               /* the number last found to be the fastest */
	int now;                /* the number for the next piece of work; not `kept` in a trial */
	double rate;            /* pieces a second with `kept` threads, in the last window */
	double look_down;       /* fewer may be tried from this time on */
	double look_up;         /* all are tried again at this time, where fewer are kept */
	double hold;            /* seconds until the next trial when one has failed */
	double spent;           /* seconds of work in the current window, */
	double stalled;         /* of those, the ones in which the caller waited for others, */
	long pieces;            /* and the pieces of work */
};

/* Start with all of `most` (1 or more) threads. */
void pace_init(struct pace *p, int most);

/* Take note of a piece of work that began at `begin`; the calling thread had done its part at `own`,
 * and all had at `end` (seconds of a monotonic clock). Sets p->now for the next piece. */
void pace_note(struct pace *p, double begin, double own, double end);

/* Seconds of the monotonic clock. */
double pace_clock(void);

#endif
