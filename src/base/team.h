/*
 * team.h - threads that share one piece of work after another, some microseconds or milliseconds
 * each: the products and steps of a network. The only threads of the program that compute.
 *
 * Between two pieces of work the threads spin for some 50 microseconds, then sleep. The results of
 * the work must not depend on the number of threads that share it.
 */
#ifndef TEAM_H
#define TEAM_H

struct team;

/* The number of threads meant by `asked`: itself, or for 0 the cores that the process may use. */
int team_threads(int asked);

/*
 * A team of the calling thread and others. asked > 0: that many threads share every piece of work.
 * 0: up to one for each core, and fewer while other programs keep the cores busy (see pace.h).
 * Fewer threads are started if the system refuses more. NULL stands for the calling thread alone.
 */
struct team *team_new(int asked);
void team_free(struct team *t);

/* Call work(ctx, index, workers) once in each of `workers` threads, with index 0 in the calling
 * thread, and wait for all. t may be NULL. Calls do not nest. */
void team_run(struct team *t, void (*work)(void *ctx, int index, int workers), void *ctx);

/* Call item(ctx, i) for i = 0 .. n - 1, each in the next thread that is free, and wait for all. */
void team_each(struct team *t, int n, void (*item)(void *ctx, int i), void *ctx);

/* The same with n / workers neighbouring items for each thread, the same ones at every call: for items
 * that should stay in the cache of one core. */
void team_split(struct team *t, int n, void (*item)(void *ctx, int i), void *ctx);

/* Index of the calling thread in its team; 0 outside of any. */
int team_index(void);

#endif
