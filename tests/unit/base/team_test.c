/* team_test.c - teams of threads: every part runs once a turn, in its own thread, and a turn sees what
 * the turn before it wrote. ThreadSanitizer runs this too (scripts/test tsan). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "base/team.h"

enum { PARTS = 8, TURNS = 2000 };

/* What each part saw; a part writes its own row alone. */
struct row {
	int parts, runs, team_part;
	int read; /* the sum of all rows' `runs` of the turn before, added up */
};

struct turn {
	const struct row *before; /* (parts) the rows of the turn before, or NULL */
	struct row row[PARTS];
};

static void work(void *ctx, int part, int parts)
{
	struct turn *t = ctx;
	struct row *r = &t->row[part];

	r->parts = parts;
	r->runs++;
	r->team_part = team_index();
	for (int i = 0; t->before != NULL && i < parts; i++)
		r->read += t->before[i].runs;
}

static void check_turn(const struct turn *t, int parts, int turn)
{
	for (int i = 0; i < parts; i++) {
		const struct row *r = &t->row[i];
		if (r->parts != parts || r->runs != 1 || r->team_part != i ||
		    r->read != (t->before != NULL ? parts : 0))
			fail_msg("turn %d, part %d of %d: %d parts, %d runs, team_part %d, read %d", turn,
				 i, parts, r->parts, r->runs, r->team_part, r->read);
	}
	for (int i = parts; i < PARTS; i++)
		assert_int_equal(t->row[i].runs, 0);
}

static void every_part_runs_once(void **state)
{
	(void)state;
	for (int threads = 2; threads <= PARTS; threads++) {
		struct team *team = team_new(threads);
		struct turn turn[2];

		assert_non_null(team);
		for (int i = 0; i < TURNS; i++) {
			struct turn *t = &turn[i % 2];
			*t = (struct turn){.before = i > 0 ? turn[1 - i % 2].row : NULL};
			team_run(team, work, t);
			check_turn(t, threads, i);
			if (i == TURNS / 2) /* long enough for the others to stop spinning and sleep */
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
		struct turn t = {0};
		team_run(team[i % 2], work, &t);
		check_turn(&t, 2 + i % 2, i);
	}
	for (int i = 0; i < 3; i++)
		team_free(team[i]);
}

/* Without a team the caller does the work alone. */
static void no_team(void **state)
{
	struct turn t = {0};

	(void)state;
	assert_null(team_new(0));
	assert_null(team_new(1));
	team_run(NULL, work, &t);
	check_turn(&t, 1, 0);
	assert_int_equal(team_index(), 0);
	team_free(NULL);
	assert_int_equal(team_threads(3), 3);
	assert_in_range(team_threads(0), 1, 1 << 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_part_runs_once),
		cmocka_unit_test(several_teams),
		cmocka_unit_test(no_team),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
