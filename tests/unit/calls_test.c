/* calls_test.c - every system call that opening, saving and loading make fails once, and from some
 * call on, with each error: what is in the directory afterwards is the old model or the new one,
 * whoever failed said why, and an interrupted call or a short one is no failure at all. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sample_model.h"

/* What fails: call number `at` (counted while `on`), or all from there. */
static struct {
	bool on, for_ever, cut; /* cut: transfer less than asked for instead */
	int at, calls, error;
} fault;

static bool fails(bool transfer)
{
	if (!fault.on || (fault.cut && !transfer))
		return false;
	fault.calls++;
	if (fault.calls != fault.at && !(fault.for_ever && fault.calls > fault.at))
		return false;
	errno = fault.error;
	return true;
}

#define WRAP(type, name, params, args)                             \
	type __real_##name params;                                 \
	type __wrap_##name params;                                 \
	type __wrap_##name params                                  \
	{                                                          \
		return fails(false) ? (type)-1 : __real_##name args; \
	}

WRAP(int, fstat, (int fd, struct stat *st), (fd, st))
WRAP(int, fstatat, (int fd, const char *p, struct stat *st, int f), (fd, p, st, f))
WRAP(int, ftruncate, (int fd, off_t n), (fd, n))
WRAP(int, mkdir, (const char *p, mode_t m), (p, m))
WRAP(int, flock, (int fd, int how), (fd, how))
WRAP(int, renameat, (int a, const char *p, int b, const char *q), (a, p, b, q))
WRAP(int, rename, (const char *p, const char *q), (p, q))
WRAP(int, symlink, (const char *p, const char *q), (p, q))
WRAP(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at))

int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
	(void)fd; /* no power is cut here, and disks are slow */
	return fails(false) ? -1 : 0;
}

int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
	bool bad = fails(false);
	int error = errno, rc = __real_close(fd); /* it is closed all the same */

	errno = error;
	return bad ? -1 : rc;
}

int __real_openat(int fd, const char *path, int flags, ...);
int __wrap_openat(int fd, const char *path, int flags, ...);
int __wrap_openat(int fd, const char *path, int flags, ...)
{
	va_list ap;

	va_start(ap, flags);
	mode_t mode = (flags & O_CREAT) != 0 ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	return fails(false) ? -1 : __real_openat(fd, path, flags, mode);
}

ssize_t __real_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n)
{
	if (!fails(true))
		return __real_write(fd, p, n);
	return fault.cut ? __real_write(fd, p, n / 2) : -1;
}

ssize_t __real_pread(int fd, void *p, size_t n, off_t at);
ssize_t __wrap_pread(int fd, void *p, size_t n, off_t at);
ssize_t __wrap_pread(int fd, void *p, size_t n, off_t at)
{
	if (!fails(true))
		return __real_pread(fd, p, n, at);
	return fault.cut ? __real_pread(fd, p, n / 2, at) : -1;
}

/* ---- What is done while calls fail ---- */

static int said(int rc, const struct rnn_error *err)
{
	if (rc < 0) {
		assert_true(err->status >= EX__BASE && err->status <= EX__MAX);
		assert_true(strlen(err->text) > 3);
	}
	return rc;
}

static int save(const char *dir, struct artifact *a)
{
	struct store s;
	struct rows r;
	struct rnn_error err = {0};
	bool exists;
	int rc;

	rows_init(&r);
	if (said(store_open(&s, dir, &exists, &err), &err) < 0)
		return -1;
	said(store_log_start(&s, false, &err), &err);
	said(store_log(&s, "{\"event\":\"step\"}\n", &err), &err);
	rc = said(store_save(&s, a, true, &r.state, &err), &err);
	if (rc == 0) /* once more, the state alone */
		rc = said(store_save(&s, a, false, &r.state, &err), &err);
	said(store_point_latest(dir, &err), &err);
	store_close(&s);
	return rc;
}

static int load(const char *dir)
{
	struct artifact a;
	struct rows r;
	struct rnn_error err = {0};

	rows_init(&r);
	if (said(sample_load(&a, dir, &err), &err) < 0)
		return -1;
	char *json = artifact_json(dir, &a, &err);
	if (json == NULL)
		said(-1, &err);
	free(json);
	artifact_free(&a);
	return said(store_state(dir, &r.state, &err), &err);
}

static const int errors[] = {EIO, ENOSPC, EACCES, EMFILE, ENOENT, EINTR, EINVAL, EWOULDBLOCK,
			     ENOTDIR, ELOOP};

/* Make call after call fail until none is left; returns how many failed. */
static int each_call(const char *dir, struct artifact *a, int error, bool for_ever, bool cut)
{
	int n = 0;

	for (bool fired = true; fired; n++) {
		float old = first_weight(dir);
		fill(&a->model, (float)(n % 7 + 1));
		fault.at = n + 1;
		fault.error = error;
		fault.for_ever = for_ever;
		fault.cut = cut;
		fault.calls = 0;
		fault.on = true;
		int saved = save(dir, a), loaded = load(dir);
		fault.on = false;
		fired = fault.calls >= fault.at;
		float now = first_weight(dir);
		assert_true(now == old || now == a->model.w[0]);
		assert_true(saved < 0 || now == a->model.w[0]);
		if (!fired || cut)
			assert_true(saved == 0 && loaded == 0);
	}
	return n - 1;
}

static void test_calls(void **state)
{
	char *dir = xasprintf("%s/deep/m", (char *)*state);
	struct artifact a;
	int faults = 0;

	sample_model(&a, "gru", 3);
	fill(&a.model, 1);
	assert_int_equal(save(dir, &a), 0);
	assert_int_equal(load(dir), 0);
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
		for (int for_ever = 0; for_ever < 2; for_ever++) {
			if (for_ever && errors[i] != EIO && errors[i] != ENOSPC)
				continue; /* the rest is for now, and EINTR would be for ever */
			faults += each_call(dir, &a, errors[i], for_ever, false);
		}
	faults += each_call(dir, &a, 0, false, true);
	print_message("%d faults\n", faults);
	assert_true(faults > 500);
	artifact_free(&a);
	free(dir);
}

/* The same where nothing is yet: either a model comes to be, or none. */
static void test_first_save(void **state)
{
	struct artifact a, b;
	struct rnn_error err;
	bool fired = true;

	sample_model(&a, "rnn", 0);
	fill(&a.model, 2);
	for (int n = 0; fired; n++) {
		char *dir = xasprintf("%s/new%d/m", (char *)*state, n);
		fault.at = n + 1;
		fault.error = EIO;
		fault.for_ever = fault.cut = false;
		fault.calls = 0;
		fault.on = true;
		int saved = save(dir, &a);
		fault.on = false;
		fired = fault.calls >= fault.at;
		int loaded = sample_load(&b, dir, &err);
		if (loaded == 0)
			artifact_free(&b);
		else
			assert_int_equal(err.status, EX_NOINPUT);
		assert_true(saved < 0 || loaded == 0);
		free(dir);
	}
	artifact_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_calls, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_first_save, scratch_make, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
