/* file.c - system calls on the files of a model directory. */
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool file_name_plain(const char *name)
{
	size_t n = strlen(name);

	return n >= 1 && n <= NAME_MAX_BYTES && name[0] != '.' && strchr(name, '/') == NULL;
}

char *file_parent_dir(const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	while (n > 0 && path[n - 1] != '/')
		n--;
	while (n > 1 && path[n - 1] == '/')
		n--;
	return n == 0 ? xstrdup(".") : xasprintf("%.*s", (int)n, path);
}

int file_report(const char *path, int error, int status, struct rnn_error *err)
{
	if (error == EMFILE || error == ENFILE || error == ENOMEM)
		status = EX_OSERR;
	else if (error == EACCES || error == EPERM)
		status = EX_NOPERM;
	return errorf(err, status, "%s: %s", path, strerror(error));
}

int file_openat(int dirfd, const char *name, int flags)
{
	int fd;

	do
		fd = openat(dirfd, name, flags | O_CLOEXEC | O_NOCTTY, 0666);
	while (fd < 0 && errno == EINTR);
	return fd;
}

int file_open_dir(const char *dir, struct rnn_error *err)
{
	int fd = file_openat(AT_FDCWD, dir, O_RDONLY | O_DIRECTORY);

	if (fd >= 0)
		return fd;
	if (errno == ENOENT)
		return errorf(err, EX_NOINPUT, "%s: no such model", dir);
	if (errno == ENOTDIR)
		return errorf(err, EX_NOINPUT, "%s: not a directory; a model is a directory", dir);
	return file_report(dir, errno, EX_NOINPUT, err);
}

int file_open(int dirfd, const char *name, const char *path, int missing, uint64_t *bytes,
	      struct rnn_error *err)
{
	struct stat st;
	int fd = file_openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0 && errno == ENOENT)
		return errorf(err, missing, "%s: is missing", path);
	if (fd < 0 && errno == ELOOP)
		return errorf(err, EX_DATAERR, "%s: is a symbolic link, not a file", path);
	if (fd < 0)
		return file_report(path, errno, EX_DATAERR, err);
	if (fstat(fd, &st) < 0) {
		file_report(path, errno, EX_IOERR, err);
	} else if (!S_ISREG(st.st_mode)) {
		errorf(err, EX_DATAERR, "%s: is not a regular file", path);
	} else {
		*bytes = (uint64_t)st.st_size;
		return fd;
	}
	close(fd);
	return -1;
}

int file_read(int fd, const char *path, uint64_t at, void *out, size_t n, struct rnn_error *err)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = pread(fd, (char *)out + done, n - done, (off_t)(at + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errorf(err, EX_IOERR, "%s: %s", path, strerror(errno));
		if (got == 0)
			return errorf(err, EX_DATAERR, "%s: became shorter while it was read",
				      path);
		done += (size_t)got;
	}
	return 0;
}

bool file_is_lfs_pointer(const char *bytes, size_t n)
{
	return n >= LFS_START && memcmp(bytes, "version https://git-lfs", LFS_START) == 0;
}

int file_create(int dirfd, const char *name, const char *path, struct rnn_error *err)
{
	int fd = file_openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);

	return fd >= 0 ? fd : file_report(path, errno, EX_IOERR, err);
}

int file_write(int fd, const char *path, const void *bytes, size_t n, struct rnn_error *err)
{
	size_t done = 0;

	while (done < n) {
		ssize_t put = write(fd, (const char *)bytes + done, n - done);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return errorf(err, EX_IOERR, "%s: %s", path,
				      strerror(put < 0 ? errno : ENOSPC));
		done += (size_t)put;
	}
	return 0;
}

static int sync_again(int fd)
{
	int rc;

	do
		rc = fsync(fd);
	while (rc < 0 && errno == EINTR);
	return rc;
}

int file_finish(int fd, const char *path, bool ok, struct rnn_error *err)
{
	if (ok && sync_again(fd) < 0) {
		errorf(err, EX_IOERR, "%s: %s", path, strerror(errno));
		ok = false;
	}
	if (close(fd) < 0 && errno != EINTR && ok) { /* Linux closes fd even if it returns EINTR */
		errorf(err, EX_IOERR, "%s: %s", path, strerror(errno));
		ok = false;
	}
	return ok ? 0 : -1;
}

int file_sync_dir(int dirfd, const char *path, struct rnn_error *err)
{
	/* EINVAL: this file system does not support fsync of directories */
	if (sync_again(dirfd) < 0 && errno != EINVAL)
		return errorf(err, EX_IOERR, "%s: %s", path, strerror(errno));
	return 0;
}
