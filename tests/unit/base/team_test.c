/* team_test.c - every worker of a team runs once for each piece of work, in its own thread, and sees what
 * the piece before it wrote. ThreadSanitizer runs this too (scripts/test tsan). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/team.h"

#ifdef __SANITIZE_THREAD__ /* finds a race when it happens once, and takes ten times as long */
enum { PIECES = 200 };
#else
enum { PIECES = 800 };
#endif
enum { WORKERS = 8, ITEMS = 100 };

/* What each worker saw; a worker writes its own row alone. */
struct row {
	int workers, runs, own_index;
	int read; /* the sum of all rows' `runs` of the piece before, added up */
};

struct piece {
	const struct row *before; /* (workers) the rows of the piece before, or NULL */
	struct row row[WORKERS];
};

static void work(void *ctx, int index, int workers)
{
	struct piece *t = ctx;
	struct row *r = &t->row[index];

	r->workers = workers;
	r->runs++;
	r->own_index = team_index();
	for (int i = 0; t->before != NULL && i < workers; i++)
		r->read += t->before[i].runs;
}

static void check_piece(const struct piece *t, int workers, int piece)
{
	for (int i = 0; i < workers; i++) {
		const struct row *r = &t->row[i];
		if (r->workers != workers || r->runs != 1 || r->own_index != i ||
		    r->read != (t->before != NULL ? workers : 0))
			fail_msg(
				"piece %d, index %d of %d: %d workers, %d runs, own_index %d, read %d",
				piece, i, workers, r->workers, r->runs, r->own_index, r->read);
	}
	for (int i = workers; i < WORKERS; i++)
		assert_int_equal(t->row[i].runs, 0);
}

static void every_worker_runs_once(void **state)
{
	(void)state;
	for (int threads = 2; threads <= WORKERS; threads++) {
		struct team *team = team_new(threads);
		struct piece piece[2];

		assert_non_null(team);
		for (int i = 0; i < PIECES; i++) {
			struct piece *t = &piece[i % 2];
			*t = (struct piece){.before = i > 0 ? piece[1 - i % 2].row : NULL};
			team_run(team, 1, work, t);
			check_piece(t, threads, i);
			if (i ==
			    PIECES / 2) /* long enough for the others to stop spinning and sleep */
				nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
		}
		team_free(team);
	}
}

/* Teams do not disturb each other, and one that never worked can be freed. */
static void several_teams(void **state)
{
	struct team *team[] = {team_new(2), team_new(3), team_new(4)};

	(void)state;
	for (int i = 0; i < 300; i++) {
		struct piece t = {0};
		team_run(team[i % 2], 1, work, &t);
		check_piece(&t, 2 + i % 2, i);
	}
	for (int i = 0; i < 3; i++)
		team_free(team[i]);
}

/* Without a team the caller does the work alone. */
static void no_team(void **state)
{
	struct piece t = {0};

	(void)state;
	assert_null(team_new(1));
	team_run(NULL, 1, work, &t);
	check_piece(&t, 1, 0);
	assert_int_equal(team_index(), 0);
	team_free(NULL);
	assert_int_equal(team_threads(3), 3);
	assert_in_range(team_threads(0), 1, 1 << 16);
}

static void mark_item(void *ctx, int i)
{
	((unsigned char *)ctx)[i]++;
}

/* By team_each and by team_split. */
static void each_item_is_done_once(void **state)
{
	static void (*const run[])(struct team *, int, void (*)(void *, int),
				   void *) = {team_each, team_split};
	static const int length[] = {0, 1, 2, 7, ITEMS};

	(void)state;
	for (int threads = 0; threads <= 3; threads++) {
		struct team *t = team_new(threads);
		for (size_t k = 0; k < sizeof length / sizeof *length; k++)
			for (int again = 0; again < 200; again++) {
				unsigned char done[ITEMS] = {0};
				run[again % 2](t, length[k], mark_item, done);
				for (int i = 0; i < ITEMS; i++)
					if (done[i] != (i < length[k]))
						fail_msg(
							"%d threads, %d items: item %d was done %d times",
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
	struct uneven u = {.least = WORKERS};
	struct team *t = team_new(0);

	(void)state;
	for (int k = 0; k < 2000; k++) {
		atomic_store(&u.sum, 0);
		team_run(t, 1, work_unevenly, &u);
		assert_int_equal(atomic_load(&u.sum), ITEMS * (ITEMS - 1) / 2);
	}
	if (t != NULL)
		assert_true(u.least < u.most);
	team_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_worker_runs_once),
		cmocka_unit_test(several_teams),
		cmocka_unit_test(no_team),
		cmocka_unit_test(each_item_is_done_once),
		cmocka_unit_test(a_paced_team_does_all_the_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
