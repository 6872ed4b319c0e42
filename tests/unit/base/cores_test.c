/* cores_test.c - CPU quotas of control groups, from files made for it. */
#include <sys/stat.h>

#include "base/cores.h"
#include "scratch.h"

static char *write_file(const char *dir, const char *name, const char *text)
{
	return scratch_file(dir, name, text, strlen(text));
}

/* One row: the membership file, then pairs of file and content below the root, and the quota. */
static const struct {
	const char *membership, *file[6];
	int cores;
} row[] = {
	{"0::/a/b\n", {"a/b/cpu.max", "150000 100000\n"}, 2},
	{"0::/a/b\n", {"a/b/cpu.max", "max 100000\n"}, 0},
	{"0::/a/b\n", {"a/b/cpu.max", "max 100000\n", "a/cpu.max", "50000 100000\n"}, 1},
	{"0::/a/b\n", {"a/b/cpu.max", "400000 100000\n", "a/cpu.max", "300000 100000\n"}, 3},
	{"0::/\n", {"cpu.max", "200000 100000\n"}, 2},
	{"0::/a/b\n", {"a/b/cpu.max", "garbage\n"}, 0},
	{"0::/a/b\n", {"a/b/cpu.max", "0 100000\n"}, 0},
	{"0::/a/b\n", {"c/cpu.max", "100000 100000\n"}, 0},
	{"4:cpu,cpuacct:/a\n0::/\n",
	 {"cpu/a/cpu.cfs_quota_us", "250000\n", "cpu/a/cpu.cfs_period_us", "100000\n"},
	 3},
	{"4:cpu:/a\n",
	 {"cpu/a/cpu.cfs_quota_us", "-1\n", "cpu/a/cpu.cfs_period_us", "100000\n"},
	 0},
	{"4:cpuset:/a\n",
	 {"cpu/a/cpu.cfs_quota_us", "100000\n", "cpu/a/cpu.cfs_period_us", "100000\n"},
	 0},
	{"no line of the kind\n", {NULL}, 0},
};

static void quotas_are_read(void **state)
{
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char *root = xasprintf("%s/%zu", (char *)*state, i);
		static const char *const dirs[] = {"", "/a", "/a/b", "/c", "/cpu", "/cpu/a"};
		for (size_t k = 0; k < sizeof dirs / sizeof *dirs; k++) {
			char *dir = xasprintf("%s%s", root, dirs[k]);
			assert_int_equal(mkdir(dir, 0700), 0);
			free(dir);
		}
		char *membership = write_file(root, "membership", row[i].membership);
		for (int k = 0; k < 6 && row[i].file[k] != NULL; k += 2)
			free(write_file(root, row[i].file[k], row[i].file[k + 1]));
		int got = cores_quota(membership, root);
		if (got != row[i].cores)
			fail_msg("row %zu: %d cores, not %d", i, row[i].cores, got);
		free(membership);
		free(root);
	}
}

static void there_is_a_core(void **state)
{
	(void)state;
	assert_int_equal(cores_quota("/nonexistent", "/nonexistent"), 0);
	assert_true(cores_available() >= 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotas_are_read),
		cmocka_unit_test(there_is_a_core),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
