/*
 * team.h - threads that share one small piece of work after the other, some microseconds each:
 * products and time steps when text is read or drawn. Between two pieces they spin for a moment
 * before they sleep; OpenMP's threads, under the wait policy that suits a busy machine, sleep at
 * once.
 */
#ifndef TEAM_H
#define TEAM_H

struct team;

/* The number of threads meant by `asked`: itself, or for 0 one for each core that the process may
 * run on. */
int team_threads(int asked);

/* A team of the calling thread and threads - 1 others (fewer if they cannot be started). NULL
 * stands for the calling thread alone: for threads < 2, or if no other can be started. */
struct team *team_new(int threads);
void team_free(struct team *t);

/* Call work(ctx, index, workers) once in every thread of the team, with index 0 in the calling
 * thread, and wait for all. t may be NULL. */
void team_run(struct team *t, void (*work)(void *ctx, int index, int workers), void *ctx);

/* Index of the calling thread in its team; 0 outside of any. */
int team_index(void);

#endif
