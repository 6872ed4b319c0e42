/*
 * team.c - see team.h.
 *
 * A piece of work is announced by one atomic word, `call`: a count of the pieces so far and the
 * number of threads that share this one. A worker whose index is not below that number parks until
 * the number rises, so that announcing work neither wakes the worker nor waits for it.
 */
#include "base/team.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/cores.h"
#include "base/denormals.h"
#include "base/pace.h"

enum {
	SPINS = 4000,          /* about 50 microseconds */
	WORKERS_BITS = 12,     /* of `call` that hold the number of threads */
	STACK_BYTES = 8 << 20, /* what oneDNN may need, whatever the system's default is */
};

struct worker {
	struct team *team;
	int index;
	pthread_t thread;
};

struct team {
	void (*work)(void *ctx, int index, int workers);
	void *ctx;
	int workers;         /* threads there are, with the calling thread, which is worker 0 */
	atomic_uint call;    /* count of the pieces << WORKERS_BITS | threads that share it */
	atomic_int busy;     /* workers that have not finished the current piece */
	atomic_int sleepers; /* workers that wait for `wake` */
	atomic_int level;    /* workers from this index on are parked */
	atomic_bool end;
	bool paced;
	struct pace pace;
	pthread_mutex_t lock;
	pthread_cond_t wake, unpark;
	struct worker worker[]; /* (threads asked for); the first is not used */
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

static int shared_by(unsigned call)
{
	return (int)(call & ((1u << WORKERS_BITS) - 1));
}

/* Wait for a call other than `last`, and return it. */
static unsigned next_call(struct team *t, unsigned last)
{
	unsigned call;

	for (int i = 0; i < SPINS; i++) {
		call = atomic_load_explicit(&t->call, memory_order_acquire);
		if (call != last)
			return call;
		relax();
	}
	pthread_mutex_lock(&t->lock);
	atomic_fetch_add(&t->sleepers, 1);
	while ((call = atomic_load(&t->call)) == last)
		pthread_cond_wait(&t->wake, &t->lock);
	atomic_fetch_sub(&t->sleepers, 1);
	pthread_mutex_unlock(&t->lock);
	return call;
}

static void park(struct team *t, int index)
{
	pthread_mutex_lock(&t->lock);
	while (atomic_load(&t->level) <= index && !atomic_load(&t->end))
		pthread_cond_wait(&t->unpark, &t->lock);
	pthread_mutex_unlock(&t->lock);
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;
	struct team *t = w->team;

	denormals_flush();
	this_index = w->index;
	for (unsigned call = 0;;) {
		call = next_call(t, call);
		if (atomic_load_explicit(&t->end, memory_order_relaxed))
			return NULL;
		if (w->index >= shared_by(call)) {
			park(t, w->index);
			continue;
		}
		t->work(t->ctx, w->index, shared_by(call));
		atomic_fetch_sub_explicit(&t->busy, 1, memory_order_release);
	}
}

static void announce(struct team *t, int workers)
{
	unsigned count = (atomic_load_explicit(&t->call, memory_order_relaxed) >> WORKERS_BITS) + 1;

	atomic_store_explicit(&t->busy, workers - 1, memory_order_relaxed);
	if (atomic_load_explicit(&t->level, memory_order_relaxed) != workers) {
		pthread_mutex_lock(&t->lock);
		atomic_store(&t->level, workers);
		pthread_cond_broadcast(&t->unpark);
		pthread_mutex_unlock(&t->lock);
	}
	atomic_store(&t->call, count << WORKERS_BITS | (unsigned)workers);
	/* A worker that is not counted as asleep here has yet to read the call under the lock. */
	if (atomic_load(&t->sleepers) > 0) {
		pthread_mutex_lock(&t->lock);
		pthread_cond_broadcast(&t->wake);
		pthread_mutex_unlock(&t->lock);
	}
}

int team_threads(int asked)
{
	return asked > 0 ? asked : cores_available();
}

static void start_workers(struct team *t, int threads)
{
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	for (t->workers = 1; t->workers < threads; t->workers++) {
		struct worker *w = &t->worker[t->workers];
		*w = (struct worker){.team = t, .index = t->workers};
		if (pthread_create(&w->thread, &attr, worker_main, w) != 0)
			break;
	}
	pthread_attr_destroy(&attr);
}

struct team *team_new(int asked)
{
	int threads = team_threads(asked);
	struct team *t;

	if (threads < 2)
		return NULL;
	t = xcalloc(1, sizeof *t + (size_t)threads * sizeof *t->worker);
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->wake, NULL);
	pthread_cond_init(&t->unpark, NULL);
	atomic_store(&t->level, threads);
	start_workers(t, threads);
	t->paced = asked == 0;
	pace_init(&t->pace, t->workers);
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
	announce(t, t->workers);
	pthread_mutex_lock(&t->lock);
	pthread_cond_broadcast(&t->unpark);
	pthread_mutex_unlock(&t->lock);
	for (int i = 1; i < t->workers; i++)
		pthread_join(t->worker[i].thread, NULL);
	pthread_mutex_destroy(&t->lock);
	pthread_cond_destroy(&t->wake);
	pthread_cond_destroy(&t->unpark);
	free(t);
}

/* Share a piece of work among `workers` threads. */
static void share(struct team *t, int workers, void (*work)(void *ctx, int index, int workers),
		  void *ctx)
{
	if (workers < 2) {
		work(ctx, 0, 1);
		return;
	}
	t->work = work;
	t->ctx = ctx;
	announce(t, workers);
	work(ctx, 0, workers);
}

static void wait_for_all(struct team *t)
{
	for (int i = 0; atomic_load_explicit(&t->busy, memory_order_acquire) > 0; i++)
		if (i < SPINS)
			relax();
		else
			sched_yield();
}

void team_run(struct team *t, uintptr_t kind, void (*work)(void *ctx, int index, int workers),
	      void *ctx)
{
	if (t == NULL) {
		work(ctx, 0, 1);
	} else if (!t->paced) {
		share(t, t->workers, work, ctx);
		wait_for_all(t);
	} else {
		double begin = pace_clock();
		share(t, t->pace.now, work, ctx);
		double own = pace_clock();
		wait_for_all(t);
		pace_note(&t->pace, kind, begin, own, pace_clock());
	}
}

struct each {
	void (*item)(void *ctx, int i);
	void *ctx;
	int n;
	atomic_int next;
};

static void take_items(void *ctx, int index, int workers)
{
	struct each *e = ctx;
	int i;

	(void)index;
	(void)workers;
	while ((i = atomic_fetch_add_explicit(&e->next, 1, memory_order_relaxed)) < e->n)
		e->item(e->ctx, i);
}

void team_each(struct team *t, int n, void (*item)(void *ctx, int i), void *ctx)
{
	struct each e = {.item = item, .ctx = ctx, .n = n};

	team_run(t, (uintptr_t)item, take_items, &e);
}

static void take_block(void *ctx, int index, int workers)
{
	const struct each *e = ctx;
	int from = (int)((long long)e->n * index / workers);
	int to = (int)((long long)e->n * (index + 1) / workers);

	for (int i = from; i < to; i++)
		e->item(e->ctx, i);
}

void team_split(struct team *t, int n, void (*item)(void *ctx, int i), void *ctx)
{
	team_run(t, (uintptr_t)item, take_block, &(struct each){.item = item, .ctx = ctx, .n = n});
}
