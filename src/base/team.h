/*
 * team.h - a pool of threads for tasks of a few microseconds: the matrix products and time steps of
 * reading or sampling text. Idle threads spin for about 50 microseconds before they sleep. OpenMP's
 * threads sleep at once (the program uses its passive wait policy, which suits a busy machine), and
 * waking them would take longer than the task.
 */
#ifndef TEAM_H
#define TEAM_H

struct team;

/* Returns `asked` if it is positive, else the number of cores that the process may run on. */
int team_threads(int asked);

/* Returns a team of the calling thread and threads - 1 new ones, or fewer if some cannot be
 * started. Returns NULL, a team of the calling thread alone, if threads < 2 or none can be
 * started. */
struct team *team_new(int threads);
void team_free(struct team *t);

/* Calls work(ctx, index, workers) once in each thread of the team, with index 0 in the calling
 * thread, and returns when all calls have returned. t may be NULL. */
void team_run(struct team *t, void (*work)(void *ctx, int index, int workers), void *ctx);

/* Returns the index of the calling thread in its team; 0 if it is in none. */
int team_index(void);

#endif
