/*
 * team.h - a team of threads that shares one piece of work after another, each of some microseconds
 * or milliseconds: the products and steps of a network. The program computes in no other threads.
 *
 * Between two pieces of work the threads spin for some 50 microseconds, then sleep. The results of
 * the work must not depend on the number of threads that share it.
 */
#ifndef TEAM_H
#define TEAM_H

#include <stdint.h>

struct team;

/* Returns the number of threads that `asked` means: `asked` itself, or, if it is 0, the number of
 * cores that the process may use. */
int team_threads(int asked);

/*
 * Returns a team of the calling thread and others. If asked > 0, that many threads share every
 * piece of work. If it is 0, up to one thread per core does, and fewer while other programs keep
 * the cores busy (see pace.h). If the system refuses to start a thread, the team is smaller.
 * Returns NULL, which stands for the calling thread alone, if there are no others.
 */
struct team *team_new(int asked);
void team_free(struct team *t);

/* Calls work(ctx, index, workers) once in each of `workers` threads, with index 0 in the calling
 * thread, and waits for all. `workers` may be lower than the number of threads of the team. t may
 * be NULL. `work` must not call team_run or team_each. Calls with the same `kind`, any number above
 * 0, do about equally much: the number of threads is chosen by their times (pace.h). */
void team_run(struct team *t, uintptr_t kind, void (*work)(void *ctx, int index, int workers),
	      void *ctx);

/* Calls item(ctx, i) for i = 0 .. n - 1, each in the next thread that is free, and waits for
 * all. */
void team_each(struct team *t, int n, void (*item)(void *ctx, int i), void *ctx);

/* Like team_each, but each thread gets about n / workers neighbouring items, the same ones at every
 * call: for items that should stay in the cache of one core. */
void team_split(struct team *t, int n, void (*item)(void *ctx, int i), void *ctx);

/* Returns the index of the calling thread in its team; 0 for a thread of no team. */
int team_index(void);

#endif
