/* team.c - see team.h. */
#include "base/team.h"

#include <omp.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/denormals.h"

enum { SPINS = 4000 }; /* about 50 microseconds */

struct member {
	struct team *team;
	int part;
	pthread_t thread;
};

struct team {
	void (*work)(void *ctx, int part, int parts);
	void *ctx;
	int parts;
	atomic_uint turn;      /* counts the pieces of work */
	atomic_int busy;       /* members that have not finished the turn */
	atomic_int sleepers;
	atomic_bool end;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct member member[];
};

static _Thread_local int this_part;

int team_part(void)
{
	return this_part;
}

static void relax(void)
{
#ifdef RNN_X86
	__builtin_ia32_pause();
#endif
}

/* Wait for a turn after `last`. */
static unsigned next_turn(struct team *t, unsigned last)
{
	unsigned turn;

	for (int i = 0; i < SPINS; i++) {
		if ((turn = atomic_load_explicit(&t->turn, memory_order_acquire)) != last)
			return turn;
		relax();
	}
	pthread_mutex_lock(&t->lock);
	atomic_fetch_add(&t->sleepers, 1);
	while ((turn = atomic_load(&t->turn)) == last)
		pthread_cond_wait(&t->wake, &t->lock);
	atomic_fetch_sub(&t->sleepers, 1);
	pthread_mutex_unlock(&t->lock);
	return turn;
}

static void *member_main(void *arg)
{
	struct member *m = arg;
	struct team *t = m->team;

	denormals_flush();
	this_part = m->part;
	for (unsigned turn = 0;;) {
		turn = next_turn(t, turn);
		if (atomic_load_explicit(&t->end, memory_order_relaxed))
			return NULL;
		t->work(t->ctx, m->part, t->parts);
		atomic_fetch_sub_explicit(&t->busy, 1, memory_order_release);
	}
}

static void begin_turn(struct team *t)
{
	atomic_store_explicit(&t->busy, t->parts - 1, memory_order_relaxed);
	atomic_fetch_add(&t->turn, 1);
	/* A member that this does not see asleep has yet to look at the turn under the lock. */
	if (atomic_load(&t->sleepers) > 0) {
		pthread_mutex_lock(&t->lock);
		pthread_cond_broadcast(&t->wake);
		pthread_mutex_unlock(&t->lock);
	}
}

int team_threads(int asked)
{
	return asked > 0 ? asked : omp_get_num_procs();
}

struct team *team_new(int threads)
{
	struct team *t;

	if (threads < 2)
		return NULL;
	t = xcalloc(1, sizeof *t + (size_t)threads * sizeof *t->member);
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->wake, NULL);
	for (t->parts = 1; t->parts < threads; t->parts++) {
		struct member *m = &t->member[t->parts];
		*m = (struct member){.team = t, .part = t->parts};
		if (pthread_create(&m->thread, NULL, member_main, m) != 0)
			break; /* fewer will do */
	}
	if (t->parts > 1)
		return t;
	team_free(t);
	return NULL;
}

void team_free(struct team *t)
{
	if (t == NULL)
		return;
	atomic_store(&t->end, true);
	begin_turn(t);
	for (int i = 1; i < t->parts; i++)
		pthread_join(t->member[i].thread, NULL);
	pthread_mutex_destroy(&t->lock);
	pthread_cond_destroy(&t->wake);
	free(t);
}

int team_size(const struct team *t)
{
	return t != NULL ? t->parts : 1;
}

void team_run(struct team *t, void (*work)(void *ctx, int part, int parts), void *ctx)
{
	if (t == NULL) {
		work(ctx, 0, 1);
		return;
	}
	t->work = work;
	t->ctx = ctx;
	begin_turn(t);
	work(ctx, 0, t->parts);
	for (int i = 0; atomic_load_explicit(&t->busy, memory_order_acquire) > 0; i++)
		if (i < SPINS)
			relax();
		else
			sched_yield();
}
