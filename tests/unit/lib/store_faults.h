/* store_faults.h - the system calls of saving and loading, which can be made to fail. A test that includes it is
 * linked with their wrappers. */
#ifndef STORE_FAULTS_H
#define STORE_FAULTS_H

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

static inline bool fails(bool transfer)
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

static inline void fault_start(int at, int error, enum how how)
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
static inline bool fault_stop(void)
{
	fault.on = false;
	return fault.calls >= fault.at;
}

#endif
