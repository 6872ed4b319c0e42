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

struct worker {
	struct team *team;
	int index;
	pthread_t thread;
};

struct team {
	void (*work)(void *ctx, int index, int workers);
	void *ctx;
	int workers;             /* includes the calling thread, which is worker 0 */
	atomic_uint generation;  /* number of calls of `work` begun, modulo 2^32 */
	atomic_int busy;         /* workers that have not finished the current generation */
	atomic_int sleepers;
	atomic_bool end;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct worker worker[];  /* (threads of team_new); element 0 is unused */
};

static _Thread_local int this_index;

int team_index(void)
{
	return this_index;
}

static void relax(void)
{
#ifdef RNN_X86
	__builtin_ia32_pause();
#endif
}

/* Waits until the generation is no longer `last`, and returns the new one. */
static unsigned next_generation(struct team *t, unsigned last)
{
	unsigned generation;

	for (int i = 0; i < SPINS; i++) {
		generation = atomic_load_explicit(&t->generation, memory_order_acquire);
		if (generation != last)
			return generation;
		relax();
	}
	pthread_mutex_lock(&t->lock);
	atomic_fetch_add(&t->sleepers, 1);
	while ((generation = atomic_load(&t->generation)) == last)
		pthread_cond_wait(&t->wake, &t->lock);
	atomic_fetch_sub(&t->sleepers, 1);
	pthread_mutex_unlock(&t->lock);
	return generation;
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;
	struct team *t = w->team;

	denormals_flush();
	this_index = w->index;
	for (unsigned generation = 0;;) {
		generation = next_generation(t, generation);
		if (atomic_load_explicit(&t->end, memory_order_relaxed))
			return NULL;
		t->work(t->ctx, w->index, t->workers);
		atomic_fetch_sub_explicit(&t->busy, 1, memory_order_release);
	}
}

static void begin_generation(struct team *t)
{
	atomic_store_explicit(&t->busy, t->workers - 1, memory_order_relaxed);
	atomic_fetch_add(&t->generation, 1);
	/* No wake-up is lost: a worker that is not counted as a sleeper yet will read the new
	 * generation before it waits. */
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
	t = xcalloc(1, sizeof *t + (size_t)threads * sizeof *t->worker);
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->wake, NULL);
	for (t->workers = 1; t->workers < threads; t->workers++) {
		struct worker *w = &t->worker[t->workers];
		*w = (struct worker){.team = t, .index = t->workers};
		if (pthread_create(&w->thread, NULL, worker_main, w) != 0)
			break; /* go on with fewer workers */
	}
	if (t->workers > 1)
		return t;
	team_free(t);
	return NULL;
}

void team_free(struct team *t)
{
	if (t == NULL)
		return;
	atomic_store(&t->end, true);
	begin_generation(t);
	for (int i = 1; i < t->workers; i++)
		pthread_join(t->worker[i].thread, NULL);
	pthread_mutex_destroy(&t->lock);
	pthread_cond_destroy(&t->wake);
	free(t);
}

void team_run(struct team *t, void (*work)(void *ctx, int index, int workers), void *ctx)
{
	if (t == NULL) {
		work(ctx, 0, 1);
		return;
	}
	t->work = work;
	t->ctx = ctx;
	begin_generation(t);
	work(ctx, 0, t->workers);
	for (int i = 0; atomic_load_explicit(&t->busy, memory_order_acquire) > 0; i++)
		if (i < SPINS)
			relax();
		else
			sched_yield();
}
