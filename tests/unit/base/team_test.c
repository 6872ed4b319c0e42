/* team_test.c - every thread of a team does its part of every piece of work, once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/team.h"

enum { MOST = 8, PIECES = 20000, ITEMS = 100 };

struct count {
	int calls[MOST]; /* by index; plain numbers, so that a thread out of order is a race */
	int workers;
	bool wrong;
};

static void count_call(void *ctx, int index, int workers)
{
	struct count *c = ctx;

	c->calls[index]++;
	if (index != team_index())
		c->wrong = true;
	if (index == 0)
		c->workers = workers;
}

static void each_worker_is_called_once(void **state)
{
	(void)state;
	for (int threads = 1; threads <= MOST; threads++) {
		struct team *t = team_new(threads);
		struct count c = {0};
		for (int k = 1; k <= PIECES / threads; k++) {
			team_run(t, count_call, &c);
			for (int i = 0; i < threads; i++)
				if (c.calls[i] != k)
					fail_msg("%d threads: worker %d was called %d times, not %d",
						 threads, i, c.calls[i], k);
			if (k % 1000 == 0)
				usleep(1000); /* long enough for workers to fall asleep */
		}
		assert_int_equal(c.workers, threads);
		assert_false(c.wrong);
		team_free(t);
	}
}

static void mark_item(void *ctx, int i)
{
	((unsigned char *)ctx)[i]++;
}

static void each_item_is_done_once(void **state)
{
	static const int length[] = {0, 1, 2, 7, ITEMS};

	(void)state;
	for (int threads = 0; threads <= 3; threads++) {
		struct team *t = team_new(threads);
		for (size_t k = 0; k < sizeof length / sizeof *length; k++)
			for (int again = 0; again < 200; again++) {
				unsigned char done[ITEMS] = {0};
				team_each(t, length[k], mark_item, done);
				for (int i = 0; i < ITEMS; i++)
					if (done[i] != (i < length[k]))
						fail_msg("%d threads, %d items: item %d was done %d times",
							 threads, length[k], i, done[i]);
			}
		team_free(t);
	}
}

/* A paced team changes its size as it likes, while the work stays whole. Slow parts of all but the
 * first worker make it try smaller sizes. */
struct uneven {
	atomic_int sum;
	int most, least;
};

static void work_unevenly(void *ctx, int index, int workers)
{
	struct uneven *u = ctx;

	for (int i = index; i < ITEMS; i += workers)
		atomic_fetch_add(&u->sum, i);
	if (index > 0)
		usleep(2000);
	if (index == 0 && workers > u->most)
		u->most = workers;
	if (index == 0 && workers < u->least)
		u->least = workers;
}

static void a_paced_team_does_all_the_work(void **state)
{
	struct uneven u = {.least = MOST};
	struct team *t = team_new(0);

	(void)state;
	for (int k = 0; k < 2000; k++) {
		atomic_store(&u.sum, 0);
		team_run(t, work_unevenly, &u);
		assert_int_equal(atomic_load(&u.sum), ITEMS * (ITEMS - 1) / 2);
	}
	if (t != NULL)
		assert_true(u.least < u.most);
	team_free(t);
}

static void none_is_the_caller_alone(void **state)
{
	struct count c = {0};

	(void)state;
	team_run(NULL, count_call, &c);
	assert_int_equal(c.calls[0], 1);
	assert_int_equal(c.workers, 1);
	assert_null(team_new(1));
	team_free(NULL);
	assert_int_equal(team_index(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_worker_is_called_once),
		cmocka_unit_test(each_item_is_done_once),
		cmocka_unit_test(a_paced_team_does_all_the_work),
		cmocka_unit_test(none_is_the_caller_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
