/* limits_test.c - tests the sandbox, the check of memory, limits of control groups, and closed
 * descriptors. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/sandbox.h"
#include "host/startup.h"
#include "base/ram.h"
#include "run/eval.h"
#include "check.h"
#include "small_model.h"

enum { NO_SANDBOX = 99 };

/* Run f in a new process. Return its exit status, or 128 + N after signal N. */
static int in_child(int (*f)(void))
{
	int status;
	pid_t pid = fork();

	check_that(pid >= 0, "fork: %s", strerror(errno));
	if (pid == 0)
		_exit(f());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int refused(long result, int error)
{
	return result == -1 && errno == error;
}

/* Return the number of the first check that fails, 0 if none, or NO_SANDBOX. */
static int try_to_break_out(void)
{
	char *const argv[] = {NULL};
	int here = open("/", O_RDONLY | O_DIRECTORY), null = open("/dev/null", O_RDWR);

	if (!sandbox_enter())
		return NO_SANDBOX;
	if (!refused(open("/etc/passwd", O_RDONLY), EPERM))
		return 1;
	if (!refused(openat(here, "etc/passwd", O_RDONLY), EPERM))
		return 2;
	if (!refused(open("sandbox-was-here", O_WRONLY | O_CREAT, 0600), EPERM))
		return 3;
	if (!refused(creat("sandbox-was-here", 0600), EPERM))
		return 4;
	if (!refused(execv("/bin/true", argv), ENOSYS))
		return 5;
	if (fork() != -1)
		return 6;
	if (!refused(socket(AF_UNIX, SOCK_STREAM, 0), ENOSYS))
		return 7;
	if (!refused(kill(getppid(), 0), ENOSYS))
		return 8;
	if (!refused(unlink("/none"), ENOSYS) || !refused(rename("/none", "/other"), ENOSYS) ||
	    !refused(mkdir("/none", 0700), ENOSYS) || !refused(symlink("a", "/none"), ENOSYS) ||
	    !refused(chmod("/none", 0), ENOSYS) || !refused(truncate("/none", 0), ENOSYS))
		return 9;
	if (write(null, "x", 1) != 1 || close(null) != 0)
		return 10;
	return 0;
}

/* Skips the test if its child said that it cannot enter a sandbox. */
static void skip_without_sandbox(int rc)
{
	if (rc != NO_SANDBOX)
		return;
	print_message("skipped: the build or the system has no seccomp filters\n");
	skip();
}

static void test_sandbox(void **state)
{
	int rc = in_child(try_to_break_out);

	(void)state;
	skip_without_sandbox(rc);
	assert_int_equal(rc, 0);
}

static void *one_more(void *x)
{
	++*(int *)x;
	return x;
}

/* A loaded model can be used in the sandbox: threads, the engine's code, memory, a normal exit. */
static int work_inside(void)
{
	struct saved_model a;
	struct eval_options how = {.batch = 8, .threads = 2};
	struct score s = {0};
	uint16_t ids[2000];
	pthread_t thread;
	int x = 0;

	sample_model(&a, "lstm", 3);
	for (int i = 0; i < 2000; i++)
		ids[i] = (uint16_t)(i % 5);
	if (!sandbox_enter())
		return NO_SANDBOX;
	if (pthread_create(&thread, NULL, one_more, &x) != 0 || pthread_join(thread, NULL) != 0 ||
	    x != 1)
		return 1;
	struct evaluator *e = evaluator_new(&a.model, &how);
	evaluator_run(e, ids, 2000, NULL, &s);
	evaluator_free(e);
	if (s.scored != 1999)
		return 2;
	free(xcalloc(100 << 20, 1));
	saved_model_free(&a);
	return 0;
}

static void test_work_inside(void **state)
{
	int rc = in_child(work_inside);

	(void)state;
	skip_without_sandbox(rc);
	assert_int_equal(rc, 0);
}

static int abort_inside(void)
{
	struct rlimit none = {0};

	setrlimit(RLIMIT_CORE, &none);
	if (!sandbox_enter())
		return NO_SANDBOX;
	abort();
}

static void test_abort_inside(void **state)
{
	int rc = in_child(abort_inside);

	(void)state;
	skip_without_sandbox(rc);
	assert_int_equal(rc, 128 + SIGABRT);
}

static void test_memory(void **state)
{
	struct rnn_error err = {0};

	(void)state;
	assert_int_equal(startup_memory(1, 1 << 20, &err), 0);
	assert_int_equal(startup_memory(1, SIZE_MAX, &err), -1);
	assert_error(&err, EX_OSERR, "not enough memory");
	assert_int_equal(startup_memory(1, (size_t)ram_total() + 1, &err), -1);
	assert_error(&err, EX_OSERR, "not enough memory: this needs about");
	assert_int_equal(err.code, RNN_ERROR_MEMORY);
}

/* Returns whether the system enforces a limit on address space. Emulators of user mode (QEMU) accept
 * the limit and ignore it. */
static int limit_holds(void)
{
	struct rlimit limit = {.rlim_cur = 150 << 20, .rlim_max = RLIM_INFINITY};

	return setrlimit(RLIMIT_AS, &limit) == 0 &&
	       mmap(NULL, 1 << 30, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED;
}

static int with_little_memory(void)
{
	struct rlimit limit = {.rlim_cur = 150 << 20, .rlim_max = RLIM_INFINITY};
	struct rnn_error err = {0};

	if (setrlimit(RLIMIT_AS, &limit) != 0)
		return 1;
	startup_limits();
	if (startup_memory(1, 0, &err) != -1 || err.status != EX_OSERR ||
	    err.code != RNN_ERROR_THREADS_MEMORY || strstr(err.text, "ulimit -v") == NULL)
		return 2;
	return startup_memory(1, 1, &err) == -1 && err.code == RNN_ERROR_ADDRESS_SPACE &&
			       malloc(1 << 20) != NULL
		       ? 0
		       : 3;
}

static void test_little_memory(void **state)
{
	(void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	print_message("skipped: sanitizers need more memory than the limit\n");
	skip();
#endif
	if (!in_child(limit_holds)) {
		print_message("skipped: this system does not enforce limits on address space\n");
		skip();
	}
	assert_int_equal(in_child(with_little_memory), 0);
}

static void test_descriptors(void **state)
{
	struct rlimit before, after;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	startup_descriptors(1);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &after), 0);
	check_that(after.rlim_cur >= before.rlim_cur, "%llu, %llu before",
		   (unsigned long long)after.rlim_cur, (unsigned long long)before.rlim_cur);
	startup_descriptors(1 << 30);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &after), 0);
	check_that(after.rlim_cur == after.rlim_max, "%llu of %llu",
		   (unsigned long long)after.rlim_cur, (unsigned long long)after.rlim_max);
	setrlimit(RLIMIT_NOFILE, &before);
}

static int without_descriptors(void)
{
	close(0);
	close(1);
	close(2);
	startup_files();
	char c;
	return open("/dev/null", O_RDONLY) > 2 && refused(read(0, &c, 1), EBADF) &&
			       refused(write(1, "x", 1), EBADF)
		       ? 0
		       : 1;
}

static void test_closed(void **state)
{
	(void)state;
	assert_int_equal(in_child(without_descriptors), 0);
}

static void test_groups(void **state)
{
	const char *dir = *state;
	char *in = xasprintf("%s/a", dir), *deep = xasprintf("%s/a/b", dir);

	assert_int_equal(mkdir(in, 0700), 0);
	assert_int_equal(mkdir(deep, 0700), 0);
	free(scratch_file(dir, "a/memory.max", "5000\n", 5));
	free(scratch_file(dir, "a/b/memory.max", "max\n", 4));
	static const struct {
		const char *membership;
		uint64_t want;
	} row[] = {
		{"0::/a/b\n", 5000},
		{"0::/a\n", 5000},
		{"0::/\n", UINT64_MAX},
		{"4:memory:/a\n0::/a/b\n", 5000},
		{"4:memory:/a\n", UINT64_MAX},
		{"0::/a/none/deeper", 5000},
		{"", UINT64_MAX},
		{"0::", UINT64_MAX},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char *file = scratch_file(dir, "membership", row[i].membership,
					  strlen(row[i].membership));
		uint64_t got = ram_group_limit(file, dir);
		if (got != row[i].want)
			fail_msg("row %zu, '%s': %llu, not %llu", i, row[i].membership,
				 (unsigned long long)got, (unsigned long long)row[i].want);
		free(file);
	}
	free(scratch_file(dir, "memory.max", "77", 2));
	char *file = scratch_file(dir, "membership", "0::/a/b\n", 8);
	assert_int_equal(ram_group_limit(file, dir), 77);
	assert_int_equal(ram_group_limit("/none", dir), UINT64_MAX);
	check_that(ram_total() > 1 << 20, "%llu", (unsigned long long)ram_total());
	free(file);
	free(in);
	free(deep);
}

static void test_plain_text(void **state)
{
	char text[] = "a\033[1m\r\n\x7f\xc2\x9b"
		      "2J\xc3\xa9\xc2\xa0\xc2";
	size_t big = size_sum(SIZE_MAX - 1, 1, 1);

	(void)state;
	text_plain(text);
	assert_string_equal(text, "a?[1m?????2J\xc3\xa9\xc2\xa0\xc2");
	assert_int_equal(big, SIZE_MAX);
	assert_int_equal(size_sum(SIZE_MAX, 1, 1), SIZE_MAX);
	assert_int_equal(size_sum(1, SIZE_MAX, 2), SIZE_MAX);
	assert_int_equal(size_sum(1, 2, 3), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sandbox),
		cmocka_unit_test(test_work_inside),
		cmocka_unit_test(test_abort_inside),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_little_memory),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_closed),
		cmocka_unit_test_setup_teardown(test_groups, scratch_make, scratch_remove),
		cmocka_unit_test(test_plain_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
