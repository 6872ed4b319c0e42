/*
 * team.h - threads that share one small piece of work after the other, some microseconds each:
 * products and steps when text is read or drawn. Between two pieces they wait by spinning for a moment
 * before they sleep, which OpenMP, told to be kind to a busy machine, does not.
 */
#ifndef TEAM_H
#define TEAM_H

struct team;

/* The threads meant by `asked`: so many, or for 0 one for each core that the process may run on. */
int team_threads(int asked);

/* The caller and threads - 1 others; NULL where that makes no team. */
struct team *team_new(int threads);
void team_free(struct team *t);
int team_size(const struct team *t); /* 1 for NULL */

/* Run work(ctx, part, parts) for every part, part 0 in the calling thread, and wait for all. */
void team_run(struct team *t, void (*work)(void *ctx, int part, int parts), void *ctx);

/* Which part of its team the calling thread does; 0 outside of any. */
int team_part(void);

#endif
