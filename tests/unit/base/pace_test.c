/* pace_test.c - the number of threads that a pace chooses on a simulated machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/pace.h"

/* A machine with `cores` cores, of which other programs keep `busy` busy from `since` to `till`.
 * A piece of work takes `work` seconds of one core. */
struct machine {
	int cores;
	double work, busy, since, till;
};

/* Seconds for a piece by n threads at time `now`, and the part of it that the first thread waits:
 * threads beyond the free cores share one with the other programs and take twice as long. */
static double piece(const struct machine *m, int n, double now, double *stalled)
{
	double busy = now >= m->since && now < m->till ? m->busy : 0;
	double alone = m->work / n, slow = n > m->cores - busy ? 3 * alone : alone;

	*stalled = slow - alone;
	return slow;
}

/* Run until `end`; returns the pieces done, and in *last the threads used at the end. */
static long simulate(const struct machine *m, int threads, bool paced, double end, int *last)
{
	struct pace p;
	double now = 1000, stalled;
	long pieces = 0;

	pace_init(&p, threads);
	for (end += now; now < end; pieces++) {
		double begin = now;
		now += piece(m, paced ? p.now : threads, now - 1000, &stalled);
		pace_note(&p, 1, begin, now - stalled, now);
	}
	*last = p.now;
	return pieces;
}

static void an_idle_machine_keeps_all(void **state)
{
	const struct machine m = {.cores = 4, .work = 1e-4};
	int last;

	(void)state;
	long with = simulate(&m, 4, true, 5, &last), without = simulate(&m, 4, false, 5, &last);
	assert_int_equal(with, without);
	assert_int_equal(last, 4);
}

static void a_busy_core_costs_one_thread(void **state)
{
	static const int cores[] = {2, 3, 4, 8};
	int last;

	(void)state;
	for (int i = 0; i < 4; i++) {
		const struct machine m = {.cores = cores[i], .work = 1e-4, .busy = 1, .till = 1e9};
		long paced = simulate(&m, m.cores, true, 5, &last);
		long one = simulate(&m, 1, false, 5, &last);
		if ((double)paced < 0.93 * (double)one)
			fail_msg("%d cores: %ld pieces, one thread does %ld", m.cores, paced, one);
	}
}

/* The first second matters: many programs end within it. */
static void a_short_run_is_not_slower_than_one_thread(void **state)
{
	const struct machine m = {.cores = 2, .work = 1e-4, .busy = 1, .till = 1e9};
	int last;

	(void)state;
	long paced = simulate(&m, 2, true, 0.6, &last), one = simulate(&m, 1, false, 0.6, &last);
	if ((double)paced < (double)one / 1.15)
		fail_msg("%ld pieces, one thread does %ld", paced, one);
}

static void threads_come_back(void **state)
{
	const struct machine m = {.cores = 2, .work = 1e-4, .busy = 1, .since = 1, .till = 3};
	int last;

	(void)state;
	simulate(&m, 2, true, 2.9, &last);
	assert_int_equal(last, 1);
	simulate(&m, 2, true, 7, &last);
	assert_int_equal(last, 2);
}

/* Several busy programs: it goes down step by step. */
static void as_few_as_needed(void **state)
{
	const struct machine m = {.cores = 8, .work = 1e-4, .busy = 5, .till = 1e9};
	int last;

	(void)state;
	simulate(&m, 8, true, 4.95, &last);
	assert_true(last <= 4);
}

/* Waiting that fewer threads do not cure (uneven work) is not asked about again and again. */
static void false_alarms_are_rare(void **state)
{
	struct pace p;
	double now = 0;
	long fewer = 0, pieces = 0;

	(void)state;
	pace_init(&p, 2);
	for (; now < 20; pieces++) {
		fewer += p.now < 2;
		double begin = now;
		now += p.now == 2 ? 1e-3 : 1.6e-3;
		pace_note(&p, 1, begin, p.now == 2 ? begin + 0.6e-3 : now, now);
	}
	if (fewer * 50 > pieces)
		fail_msg("%ld of %ld pieces with one thread", fewer, pieces);
}

/* Pieces of different lengths in turn, in some of which threads wait for each other: a window of
 * short ones is not mistaken for a gain. */
static void different_pieces_are_not_compared(void **state)
{
	static const struct {
		double one, two, stalled; /* seconds by one thread and by two; waiting of two */
	} kind[] = {{0.6, 0.4, 0.2}, {0.2, 0.1, 0.01}, {0.002, 0.0011, 0}, {0.001, 0.0006, 0}};
	struct pace p;
	double now = 0, slow = 0;

	(void)state;
	pace_init(&p, 2);
	for (unsigned i = 0; now < 60; i++) {
		unsigned k = i % 4;
		double begin = now, taken = p.now == 2 ? kind[k].two : kind[k].one;
		double stalled = p.now == 2 ? kind[k].stalled : 0;
		slow += p.now == 2 ? 0 : taken;
		now += taken;
		pace_note(&p, k + 1, begin, now - stalled, now);
	}
	if (slow > 0.3 * now)
		fail_msg("%.1f of %.1f seconds with one thread", slow, now);
}

/* Six of eight threads are the fastest, though they wait for each other; four are faster than eight. */
static void a_trial_is_compared_with_the_number_before(void **state)
{
	static const double seconds[] = {[1] = 0.4, [2] = 0.25, [4] = 0.14, [6] = 0.1, [8] = 0.3};
	struct pace p;
	double now = 0, with_six = 0;

	(void)state;
	pace_init(&p, 8);
	while (now < 60) {
		int n = p.now;
		double begin = now;
		assert_true(n <= 8 && seconds[n] > 0);
		now += seconds[n];
		with_six += n == 6 ? seconds[n] : 0;
		pace_note(&p, 1, begin, now - (n > 4 ? 0.5 * seconds[n] : 0), now);
	}
	assert_int_equal(p.kept, 6);
	if (with_six < 0.5 * now)
		fail_msg("%.1f of %.1f seconds with six threads", with_six, now);
}

/* In a trial, only pieces of kinds that were seen before it can tell whether it is faster. */
static void new_kinds_do_not_count(void **state)
{
	struct pace p;
	double now = 0;

	(void)state;
	pace_init(&p, 2);
	for (unsigned i = 0; now < 0.3; i++) {
		double begin = now, own = p.now == 2 ? 1e-3 : 3e-3;
		now += p.now == 2 ? 9e-3 : 3e-3;
		pace_note(&p, p.now == 2 || i % 4 == 0 ? 1 : i + 2, begin, begin + own, now);
	}
	assert_int_equal(p.kept, 1);
}

static void one_thread_has_no_choice(void **state)
{
	struct pace p;

	(void)state;
	pace_init(&p, 1);
	for (int i = 0; i < 1000; i++) {
		pace_note(&p, 1, i, i + 0.1, i + 1);
		assert_int_equal(p.now, 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_idle_machine_keeps_all),
		cmocka_unit_test(a_busy_core_costs_one_thread),
		cmocka_unit_test(a_short_run_is_not_slower_than_one_thread),
		cmocka_unit_test(threads_come_back),
		cmocka_unit_test(as_few_as_needed),
		cmocka_unit_test(false_alarms_are_rare),
		cmocka_unit_test(different_pieces_are_not_compared),
		cmocka_unit_test(a_trial_is_compared_with_the_number_before),
		cmocka_unit_test(new_kinds_do_not_count),
		cmocka_unit_test(one_thread_has_no_choice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
