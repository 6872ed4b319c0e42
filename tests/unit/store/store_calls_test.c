/* store_calls_test.c - makes every system call of opening, saving and loading fail, alone or with
 * all calls after it, with each error. The directory must then hold the old or the new model, and
 * the failed function must report an error; interrupted and short calls must not be errors. Also
 * tests a model that is replaced while it is loaded, and a machine with little memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "small_model.h"

enum how { ERROR, HALF, NOTHING }; /* HALF, NOTHING: half or no bytes are transferred, no error */

/* The fault: call number `at`, counted while `on`, fails; with for_ever also all after it. */
static struct {
	bool on, for_ever, transfers; /* transfers: only calls that transfer data */
	enum how how;
	int at, calls, error;
} fault;

static bool fails(bool transfer)
{
	if (!fault.on || (fault.transfers && !transfer))
		return false;
	fault.calls++;
	if (fault.calls != fault.at && !(fault.for_ever && fault.calls > fault.at))
		return false;
	errno = fault.error;
	return true;
}

#define WRAP(type, name, params, args) \
	type __real_##name params; \
	type __wrap_##name params; \
	type __wrap_##name params \
	{ \
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
	(void)fd; /* not needed without a power cut, and slow */
	return fails(false) ? -1 : 0;
}

int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
	bool bad = fails(false);
	int error = errno, rc = __real_close(fd); /* close even if the call is to fail */

	errno = error;
	return bad ? -1 : rc;
}

DIR *__real_fdopendir(int fd);
DIR *__wrap_fdopendir(int fd);
DIR *__wrap_fdopendir(int fd)
{
	return fails(false) ? NULL : __real_fdopendir(fd);
}

/* A training that saves each time its weights are about to be read, up to a number of times. */
static struct {
	int times;
	struct store store;
	const struct saved_model *a;
} training;

int __real_openat(int fd, const char *path, int flags, ...);
int __wrap_openat(int fd, const char *path, int flags, ...);
int __wrap_openat(int fd, const char *path, int flags, ...)
{
	va_list ap;

	va_start(ap, flags);
	mode_t mode = (flags & O_CREAT) != 0 ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	if (training.times > 0 && strncmp(path, "weights-", 8) == 0 && (flags & O_CREAT) == 0) {
		struct rnn_error err;
		training.times--;
		assert_int_equal(store_save(&training.store, training.a, true, NULL, &err), 0);
	}
	return fails(false) ? -1 : __real_openat(fd, path, flags, mode);
}

static uint64_t memory; /* simulated memory of the machine; 0: the real one */

uint64_t __real_ram_total(void);
uint64_t __wrap_ram_total(void);
uint64_t __wrap_ram_total(void)
{
	return memory > 0 ? memory : __real_ram_total();
}

ssize_t __real_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n)
{
	if (!fails(true))
		return __real_write(fd, p, n);
	return fault.how == ERROR ? -1 : fault.how == HALF ? __real_write(fd, p, n / 2) : 0;
}

ssize_t __real_pread(int fd, void *p, size_t n, off_t at);
ssize_t __wrap_pread(int fd, void *p, size_t n, off_t at);
ssize_t __wrap_pread(int fd, void *p, size_t n, off_t at)
{
	if (!fails(true))
		return __real_pread(fd, p, n, at);
	return fault.how == ERROR ? -1 : fault.how == HALF ? __real_pread(fd, p, n / 2, at) : 0;
}

/* ---- Operations that run while calls fail ---- */

static int said(int rc, const struct rnn_error *err)
{
	if (rc < 0) {
		assert_true(err->status >= EX__BASE && err->status <= EX__MAX);
		assert_true(strlen(err->text) > 3);
	}
	return rc;
}

static int save(const char *dir, struct saved_model *a)
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
	if (rc == 0) /* save again, the state alone */
		rc = said(store_save(&s, a, false, &r.state, &err), &err);
	said(store_point_latest(dir, &err), &err);
	store_close(&s);
	return rc;
}

static int load(const char *dir)
{
	struct saved_model a;
	struct rows r;
	struct rnn_error err = {0};

	rows_init(&r);
	if (said(sample_load(&a, dir, &err), &err) < 0)
		return -1;
	free(saved_model_json(&a));
	saved_model_free(&a);
	return said(state_read(dir, &r.state, &err), &err);
}

static void fault_start(int at, int error, enum how how)
{
	fault.at = at;
	fault.error = error;
	fault.how = how;
	fault.calls = 0;
	fault.for_ever = false;
	fault.transfers = how != ERROR;
	fault.on = true;
}

/* Return whether a call has failed. */
static bool fault_stop(void)
{
	fault.on = false;
	return fault.calls >= fault.at;
}

static int descriptors(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static const int errors[] = {EIO,   ENOSPC, EACCES,      EMFILE,  ENOENT,
			     EINTR, EINVAL, EWOULDBLOCK, ENOTDIR, ELOOP};

/* Make each call fail in turn. Return how many failed. */
static int each_call(const char *dir, struct saved_model *a, int error, bool for_ever, enum how how)
{
	int n = 0, before = descriptors();

	for (bool fired = true; fired; n++) {
		float old = first_weight(dir);
		fill(&a->model, (float)(n % 7 + 1));
		fault_start(n + 1, error, how);
		fault.for_ever = for_ever;
		int saved = save(dir, a), loaded = load(dir);
		fired = fault_stop();
		assert_int_equal(descriptors(), before); /* no descriptor leaks */
		float now = first_weight(dir);
		assert_true(now == old || now == a->model.w[0]);
		assert_true(saved < 0 || now == a->model.w[0]);
		if (!fired || how == HALF)
			assert_true(saved == 0 && loaded == 0);
	}
	return n - 1;
}

static void test_calls(void **state)
{
	char *dir = xasprintf("%s/deep/m", (char *)*state);
	struct saved_model a;
	int faults = 0;

	sample_model(&a, "gru", 3);
	fill(&a.model, 1);
	assert_int_equal(save(dir, &a), 0);
	assert_int_equal(load(dir), 0);
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
		for (int for_ever = 0; for_ever < 2; for_ever++) {
			if (for_ever && errors[i] != EIO && errors[i] != ENOSPC)
				continue; /* EINTR for ever would never end */
			faults += each_call(dir, &a, errors[i], for_ever, ERROR);
		}
	faults += each_call(dir, &a, 0, false, HALF);
	faults += each_call(dir, &a, 0, false, NOTHING);
	print_message("%d faults\n", faults);
	assert_true(faults > 500);
	saved_model_free(&a);
	free(dir);
}

/* The same for a directory without a model: afterwards there is a new model or none. */
static void test_first_save(void **state)
{
	struct saved_model a, b;
	struct rnn_error err;
	bool fired = true;

	sample_model(&a, "rnn", 0);
	fill(&a.model, 2);
	for (int n = 0; fired; n++) {
		char *dir = xasprintf("%s/new%d/m", (char *)*state, n);
		fault_start(n + 1, EIO, ERROR);
		int saved = save(dir, &a);
		fired = fault_stop();
		int loaded = sample_load(&b, dir, &err);
		if (loaded == 0)
			saved_model_free(&b);
		else
			assert_int_equal(err.status, EX_NOINPUT);
		assert_true(saved < 0 || loaded == 0);
		free(dir);
	}
	saved_model_free(&a);
}

/* Files that end before their size, and writes that transfer nothing and report no error. */
static void test_nothing(void **state)
{
	char *dir = xasprintf("%s/m", (char *)*state);
	struct saved_model a, b;
	struct store s;
	struct rnn_error err;
	int n;

	sample_model(&a, "rnn", 0);
	fill(&a.model, 1);
	sample_save(&a, dir, NULL);
	for (n = 1;; n++) {
		fault_start(n, 0, NOTHING);
		fault.for_ever = true; /* otherwise the second try would succeed */
		int rc = sample_load(&b, dir, &err);
		bool fired = fault_stop();
		assert_int_equal(rc, fired ? -1 : 0);
		saved_model_free(&b);
		if (!fired)
			break;
		assert_error(&err, EX_DATAERR, "became shorter while it was read");
	}
	assert_int_equal(n - 1, 4 + a.model.params); /* manifest, checksum, header twice */
	fill(&a.model, 2);
	open_store(&s, dir, true);
	for (n = 1;; n++) {
		fault_start(n, 0, NOTHING);
		int rc = store_save(&s, &a, true, NULL, &err);
		bool fired = fault_stop();
		assert_int_equal(rc, fired ? -1 : 0);
		assert_true(first_weight(dir) == (fired ? 1 : 2));
		if (!fired)
			break;
		assert_error(&err, EX_IOERR, ": No space left on device");
	}
	assert_true(n > 2);
	store_close(&s);
	saved_model_free(&a);
	free(dir);
}

/* A load tries again if a training replaces the weights meanwhile, but not for ever. */
static void test_replaced(void **state)
{
	static const struct {
		int times;
		bool loads;
	} row[] = {{1, true}, {9, true}, {10, false}};
	char *dir = xasprintf("%s/m", (char *)*state);
	struct saved_model a, b;
	struct rnn_error err;

	sample_model(&a, "rnn", 0);
	fill(&a.model, 1);
	sample_save(&a, dir, NULL);
	training.a = &a;
	open_store(&training.store, dir, true);
	for (int same = 0; same < 2; same++)
		for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
			fill(&a.model, same ? 2 : (float)i + 3);
			training.times = row[i].times;
			int rc = sample_load(&b, dir, &err);
			assert_int_equal(training.times, 0);
			assert_int_equal(rc, row[i].loads ? 0 : -1);
			if (rc < 0)
				assert_error(&err, EX_DATAERR, ".safetensors: is missing");
			else
				assert_true(b.model.w[0] == a.model.w[0]);
			saved_model_free(&b);
		}
	store_close(&training.store);
	saved_model_free(&a);
	free(dir);
}

/* Weights of a wrong size whose first bytes cannot be read. */
static void test_wrong_size(void **state)
{
	static const struct {
		int at, status;
		const char *message;
	} row[] = {
		{1, EX_IOERR, "model.json: "},
		{2, EX_DATAERR, "is a git-lfs pointer"}, /* reported by the second try */
		{3, EX_IOERR, "model.json: "},
		{4, EX_DATAERR, "safetensors: has 43 bytes, model.json says "},
		{5, EX_DATAERR, "is a git-lfs pointer"},
	};
	static const char lfs[] = "version https://git-lfs.github.com/spec/v1\n";
	char *dir = xasprintf("%s/m", (char *)*state);
	struct saved_model a;
	struct rnn_error err;

	sample_model(&a, "rnn", 0);
	sample_save(&a, dir, NULL);
	saved_model_free(&a);
	free(scratch_file(dir, "weights-000001.safetensors", lfs, sizeof lfs - 1));
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		fault_start(row[i].at, EIO, ERROR);
		fault.transfers = true;
		int rc = sample_load(&a, dir, &err);
		assert_int_equal(fault_stop(), row[i].at < 5);
		assert_int_equal(rc, -1);
		assert_system_error(&err, row[i].status, row[i].message, EIO);
	}
	free(dir);
}

/* After a read error early in a long file, the rest is not read. */
static void test_long_state(void **state)
{
	enum { N = 200000 };
	char *dir = xasprintf("%s/m", (char *)*state);
	float *x = xcalloc(N, sizeof *x);
	struct state_vector vector = {"x", x, N};
	struct state rows = {NULL, 0, &vector, 1};
	struct saved_model a;
	struct rnn_error err;

	sample_model(&a, "rnn", 0);
	sample_save(&a, dir, &rows);
	fault_start(2, EIO, ERROR);
	fault.transfers = true;
	assert_int_equal(state_read(dir, &rows, &err), -1);
	fault_stop();
	assert_int_equal(fault.calls, 2); /* the manifest and the first part */
	assert_system_error(&err, EX_IOERR, "state-000001.safetensors: ", EIO);
	assert_int_equal(state_read(dir, &rows, &err), 0);
	saved_model_free(&a);
	free(x);
	free(dir);
}

/* A model is loaded only if the file, and twice the weights, fit into the memory. */
static void test_little_memory(void **state)
{
	char *dir = xasprintf("%s/m", (char *)*state), *fit;
	struct saved_model a, b;
	struct rnn_error err;

	sample_model(&a, "lstm", 0);
	sample_save(&a, dir, NULL);
	assert_int_equal(sample_load(&b, dir, &err), 0);
	uint64_t bytes = b.weights.bytes, twice = 8 * (uint64_t)b.model.n;
	saved_model_free(&b);
	assert_true(bytes < twice);
	memory = bytes - 1;
	assert_int_equal(sample_load(&b, dir, &err), -1);
	assert_error(&err, EX_OSERR, "safetensors: larger than this machine's memory");
	for (memory = bytes; memory < twice; memory += twice - bytes - 1) {
		assert_int_equal(sample_load(&b, dir, &err), -1);
		fit = xasprintf("%zu weights do not fit into this machine's memory", a.model.n);
		assert_error(&err, EX_OSERR, fit);
		free(fit);
	}
	memory = twice;
	assert_int_equal(sample_load(&b, dir, &err), 0);
	memory = 0;
	assert_same(&a, &b);
	saved_model_free(&b);
	saved_model_free(&a);
	free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_calls, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_first_save, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_nothing, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_replaced, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_wrong_size, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_long_state, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_little_memory, scratch_make, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
