/*
 * child_test.c - tests running a program on a text: its input, the count of its output, its exit,
 * and what it inherits.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "check.h"
#include "host/child.h"

enum { LARGE = 3 << 20 };

static struct rnn_error err;

#define PROGRAM(name) ((const char *const[]){name, NULL})
#define SHELL(script) ((const char *const[]){"sh", "-c", script, NULL})

static uint64_t size_of(const char *const *argv, const struct part *part, int parts)
{
	uint64_t size;

	err.text[0] = 0;
	if (child_output_size(argv, part, parts, &size, &err) != CHILD_DONE)
		fail_msg("%s: not run: %s", argv[0], err.text);
	return size;
}

static enum child_result result_of(const char *const *argv, size_t n)
{
	char *text = xcalloc(n, 1);
	uint64_t size;
	enum child_result rc = child_output_size(argv, &(struct part){text, n}, 1, &size, &err);

	free(text);
	return rc;
}

/* Check that no child is left, not even a zombie. */
static void assert_no_child(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static int descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (d != NULL && readdir(d) != NULL)
		n++;
	if (d != NULL)
		closedir(d);
	return n;
}

/* Texts of all sizes pass completely; input and output run concurrently. */
static void bytes_pass(void **state)
{
	static const size_t length[] = {0, 1, 100, 65536, 65537, LARGE};
	char *text = xcalloc(LARGE, 1);

	(void)state;
	for (size_t i = 0; i < sizeof length / sizeof *length; i++) {
		struct part whole = {text, length[i]};
		struct part parts[] = {{text, length[i] / 3}, {NULL, 0}, whole};
		assert_int_equal(size_of(SHELL("cat"), &whole, 1), length[i]);
		assert_int_equal(size_of(SHELL("cat"), parts, 3), length[i] + length[i] / 3);
		assert_int_equal(size_of(SHELL("cat >/dev/null"), &whole, 1), 0);
	}
	assert_int_equal(size_of(SHELL("head -c 1000000 /dev/zero; cat"),
				 &(struct part){text, LARGE}, 1),
			 LARGE + 1000000);
	assert_int_equal(size_of(SHELL("cat"), NULL, 0), 0);
	free(text);
	assert_no_child();
}

/* The child reads the parts in order and unchanged. */
static void parts_are_joined(void **state)
{
	const struct part parts[] = {{"ab", 2}, {"", 0}, {"cd\n", 3}};

	(void)state;
	assert_int_equal(size_of(SHELL("read -r x; [ \"$x\" = abcd ] && printf %s right"), parts,
				 3),
			 5);
}

/* Returns whether posix_spawn says that it cannot execute a program. POSIX also allows it to succeed
 * and the child to exit with 127, as happens where vfork is emulated by fork (QEMU, user mode). */
static bool spawn_tells(void)
{
	int status;
	pid_t pid;

	if (posix_spawn(&pid, "/no-such-program-here", NULL, NULL, (char *[]){"x", NULL}, NULL) !=
	    0)
		return true;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	check_that(WIFEXITED(status) && WEXITSTATUS(status) == 127, "status %d", status);
	return false;
}

static void what_cannot_start_is_told(void **state)
{
	(void)state;
	if (!spawn_tells()) {
		print_message("skipped: posix_spawn does not say here what it cannot execute\n");
		skip();
	}
	assert_int_equal(result_of(PROGRAM("no-such-program-here"), 10), CHILD_MISSING);
	assert_int_equal(result_of(PROGRAM("/etc/passwd/x"), 10), CHILD_MISSING);
	assert_int_equal(result_of(PROGRAM("/etc"), 10), CHILD_FAILED);
	assert_int_equal(err.status, EX_OSERR);
	assert_no_child();
}

static void an_end_is_told(void **state)
{
	(void)state;
	assert_int_equal(result_of(SHELL("cat; exit 3"), 10), CHILD_FAILED);
	assert_non_null(strstr(err.text, "status 3"));
	assert_int_equal(result_of(SHELL("kill -9 $$"), 10), CHILD_FAILED);
	assert_non_null(strstr(err.text, "status 137"));
	/* the child stops reading: this causes neither SIGPIPE nor an endless wait */
	assert_int_equal(result_of(SHELL("exit 0"), LARGE), CHILD_DONE);
	assert_int_equal(result_of(SHELL("head -c 10"), LARGE), CHILD_DONE);
	assert_int_equal(result_of(SHELL("exit 1"), LARGE), CHILD_FAILED);
	assert_no_child();
}

static void nothing_leaks(void **state)
{
	int before = descriptors(), open_fd = open("/", O_RDONLY);
	int hidden = open("/", O_RDONLY | O_CLOEXEC);

	(void)state;
	check_that(open_fd >= 0 && hidden >= 0, "%d, %d", open_fd, hidden);
	for (int i = 0; i < 20; i++) {
		result_of(SHELL("cat"), 1000);
		result_of((const char *const[]){"no-such-program-here", NULL}, 10);
	}
	assert_int_equal(descriptors(), before + 2);
	/* 0, 1, 2 and the directory that is listed */
	assert_int_equal(size_of(SHELL("ls /proc/self/fd | wc -l | tr -d '\\n'"), NULL, 0), 1);
	assert_int_equal(size_of(SHELL("[ $(ls /proc/self/fd | wc -l) = 4 ] && echo"), NULL, 0), 1);
	close(open_fd);
	close(hidden);
	/* the child's standard error does not reach ours, and option variables do not reach it */
	setenv("GZIP", "-1", 1);
	setenv("XZ_OPT", "-0", 1);
	setenv("ANYTHING", "else", 1);
	assert_int_equal(size_of(SHELL("echo noise >&2; echo \"$GZIP$XZ_OPT$ANYTHING\""), NULL, 0),
			 5);
	unsetenv("GZIP");
	unsetenv("XZ_OPT");
	unsetenv("ANYTHING");
}

static void ignore(int signal)
{
	(void)signal;
}

/* Send a signal every millisecond, without SA_RESTART. */
static void signals_interrupt_nothing(void **state)
{
	const struct itimerval often = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
	struct sigaction action = {.sa_handler = ignore}, old;
	char *text = xcalloc(LARGE, 1);

	(void)state;
	sigaction(SIGALRM, &action, &old);
	setitimer(ITIMER_REAL, &often, NULL);
	for (int i = 0; i < 5; i++)
		assert_int_equal(size_of(SHELL("sleep 0.05; cat"), &(struct part){text, LARGE}, 1),
				 LARGE);
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &old, NULL);
	free(text);
	assert_no_child();
}

/* The child has the default action for SIGPIPE and no blocked signals. */
static void signals_are_its_own(void **state)
{
	sigset_t all, old;

	(void)state;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	enum child_result rc = result_of(SHELL("kill -PIPE $$; exit 0"), 0);
	signal(SIGPIPE, SIG_DFL);
	assert_true(signal(SIGCHLD, SIG_DFL) == SIG_IGN); /* still ignored, as before */
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	assert_int_equal(rc, CHILD_FAILED);
	assert_non_null(strstr(err.text, "status 141"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_pass),
		cmocka_unit_test(parts_are_joined),
		cmocka_unit_test(what_cannot_start_is_told),
		cmocka_unit_test(an_end_is_told),
		cmocka_unit_test(nothing_leaks),
		cmocka_unit_test(signals_interrupt_nothing),
		cmocka_unit_test(signals_are_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
