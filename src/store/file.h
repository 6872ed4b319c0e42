/*
 * file.h - system calls on the files of a model directory, repeated after signals, with errors that
 * carry a status.
 */
#ifndef FILE_H
#define FILE_H

#include "base/base.h"

enum { NAME_MAX_BYTES = 63, LFS_START = 23 };

/* May a manifest name this file? A plain name: no '/', no leading '.', 1 to 63 bytes. */
bool file_name_plain(const char *name);

/* Call openat, again after a signal. Child programs do not inherit the descriptor. */
int file_openat(int dirfd, const char *name, int flags);

/* Open a model directory to read from it. -1 with *err: 66 missing or no directory, 77, 71. */
int file_open_dir(const char *dir, struct rnn_error *err);

/* Open file `name` of dirfd to read: a regular file, no symbolic link. `path` is for messages.
 * Returns the descriptor with *bytes set, or -1 with *err: `missing` when there is none, 77
 * permission, 71 no descriptors, 65 anything else. */
int file_open(int dirfd, const char *name, const char *path, int missing, uint64_t *bytes,
	      struct rnn_error *err);

/* Read n bytes from offset `at`. -1 with *err (74; 65 if the file ends before). */
int file_read(int fd, const char *path, uint64_t at, void *out, size_t n, struct rnn_error *err);

/* Is a file that begins with these n bytes (LFS_START of them suffice) a git-lfs pointer, which
 * stands for a file that was not fetched? */
bool file_is_lfs_pointer(const char *bytes, size_t n);

/* Create a file in dirfd and open it to write. It must not exist. */
int file_create(int dirfd, const char *name, const char *path, struct rnn_error *err);

/* Write all n bytes, in as many calls as it takes. */
int file_write(int fd, const char *path, const void *bytes, size_t n, struct rnn_error *err);

/* Sync (unless `ok` is false) and close; 0 only if `ok` and both succeeded. A failed sync is not
 * tried again: the system may have dropped the data. */
int file_finish(int fd, const char *path, bool ok, struct rnn_error *err);

int file_sync_dir(int dirfd, const char *path, struct rnn_error *err);

/* Return the directory that holds the last component of `path` ("." or "/" at the top); the caller
 * frees it. */
char *file_parent_dir(const char *path);

/* Fill *err for a failed system call and return -1: "PATH: reason" with `status`, but 71 without
 * descriptors or memory and 77 without permission. */
int file_report(const char *path, int error, int status, struct rnn_error *err);

#endif
