/*
 * file.h - wraps the system calls on the files of a model directory: repeats calls that a signal
 * interrupted, and turns failures into a struct rnn_error with an exit status. `path` is the name
 * in messages. Functions that return int return -1 with *err on error.
 */
#ifndef FILE_H
#define FILE_H

#include "base/base.h"

enum { NAME_MAX_BYTES = 63, LFS_START = 23 };

/* Returns whether a manifest may name this file: 1 to 63 bytes, no '/', no leading '.'. */
bool file_name_plain(const char *name);

/* Calls openat, again after EINTR, and returns its result. O_CLOEXEC and O_NOCTTY are added to the
 * flags. */
int file_openat(int dirfd, const char *name, int flags);

/* Opens a model directory for reading and returns its descriptor. Errors: 66 missing or not a
 * directory, 77 permission, 71 no descriptors or memory. */
int file_open_dir(const char *dir, struct rnn_error *err);

/* Opens file `name` in directory dirfd for reading, sets *bytes to its size and returns its
 * descriptor. Errors: status `missing` if it does not exist, 65 if it is a symbolic link or not a
 * regular file, 77 permission, 71 no descriptors or memory, 74 if its size cannot be read, 65
 * anything else. */
int file_open(int dirfd, const char *name, const char *path, int missing, uint64_t *bytes,
	      struct rnn_error *err);

/* Reads n bytes from offset `at` into out. Errors: 74, or 65 if the file ends before. */
int file_read(int fd, const char *path, uint64_t at, void *out, size_t n, struct rnn_error *err);

/* Returns whether a file that begins with these n bytes is a git-lfs pointer, that is, a
 * placeholder for a file that was not fetched. False if n < LFS_START. */
bool file_is_lfs_pointer(const char *bytes, size_t n);

/* Creates file `name`, which must not exist yet, in directory dirfd, and returns a descriptor for
 * writing. Errors: 74, 77, 71. */
int file_create(int dirfd, const char *name, const char *path, struct rnn_error *err);

/* Writes all n bytes, in as many calls as needed. Errors: 74. */
int file_write(int fd, const char *path, const void *bytes, size_t n, struct rnn_error *err);

/* Syncs and closes a written file. If `ok` is false, an earlier write has failed with *err set:
 * then it only closes the file, and returns -1. Errors: 74. A failed sync is not repeated, because
 * the kernel may have dropped the data. */
int file_finish(int fd, const char *path, bool ok, struct rnn_error *err);

/* Syncs a directory, so that its entries survive a power cut. Errors: 74. */
int file_sync_dir(int dirfd, const char *path, struct rnn_error *err);

/* Returns `path` without its last component ("." if it has only one, "/" for "/" itself and for
 * what lies in it); the caller frees it. */
char *file_parent_dir(const char *path);

/* Sets *err to "PATH: reason" for a system call that failed with errno `error`, and returns -1. The
 * status is 71 if descriptors or memory ran out, 77 if permission is missing, else `status`. */
int file_report(const char *path, int error, int status, struct rnn_error *err);

#endif
