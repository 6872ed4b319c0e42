/* store_log.c - appends lines to train.ndjson. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "store/store.h"

#define LOG_NAME "train.ndjson"

static int report(const struct store *s, int error, struct rnn_error *err)
{
	char *path = xasprintf("%s/" LOG_NAME, s->dir);
	int rc = file_report(path, error, EX_IOERR, err);

	free(path);
	return rc;
}

/* Truncate the file after its last newline: a kill or a full disk may have left part of a line. */
static int drop_partial_line(int fd)
{
	struct stat st;
	char block[4096];

	if (fstat(fd, &st) < 0)
		return -1;
	off_t keep = st.st_size;
	while (keep > 0) {
		size_t n = keep < (off_t)sizeof block ? (size_t)keep : sizeof block;
		if (pread(fd, block, n, keep - (off_t)n) != (ssize_t)n)
			return -1;
		const char *newline = memrchr(block, '\n', n);
		if (newline != NULL) {
			keep -= (off_t)(n - (size_t)(newline + 1 - block));
			break;
		}
		keep -= (off_t)n;
	}
	return keep < st.st_size ? ftruncate(fd, keep) : 0;
}

int store_log_start(struct store *s, bool fresh, struct rnn_error *err)
{
	if (s->logfd >= 0)
		close(s->logfd);
	s->logfd = file_openat(s->dirfd, LOG_NAME,
			       O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK |
				       (fresh ? O_TRUNC : 0));
	if (s->logfd < 0 || (!fresh && drop_partial_line(s->logfd) < 0))
		return report(s, errno, err);
	return 0;
}

int store_log(struct store *s, const char *line, struct rnn_error *err)
{
	size_t n = strlen(line);
	ssize_t put;

	if (s->logfd < 0 && store_log_start(s, false, err) < 0)
		return -1;
	do
		put = write(s->logfd, line, n);
	while (put < 0 && errno == EINTR);
	if (put == (ssize_t)n)
		return 0;
	int error = put < 0 ? errno : ENOSPC;
	if (put > 0 && drop_partial_line(s->logfd) < 0) {
		/* the next store_log_start tries again */
	}
	return report(s, error, err);
}
