/* input.c - see input.h. */
#include "text/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool input_is_standard(const char *file)
{
	return file != NULL && strcmp(file, "-") == 0;
}

const char *input_name(const char *file)
{
	return strcmp(file, "-") == 0 ? "standard input" : file;
}

int input_status(int error)
{
	switch (error) {
	case EACCES:
	case EPERM:
		return EX_NOPERM;
	case EMFILE:
	case ENFILE:
	case ENOMEM:
		return EX_OSERR;
	case EIO:
		return EX_IOERR;
	default:
		return EX_NOINPUT;
	}
}

static int fail(const char *name, int error, struct rnn_error *err)
{
	return errorf(err, input_status(error), "%s: %s", name, strerror(error));
}

static int check_stat(const char *name, const struct stat *st, struct rnn_error *err)
{
	if (S_ISDIR(st->st_mode))
		return errorf(err, EX_NOINPUT, "%s: is a directory, not a text file", name);
	if (S_ISSOCK(st->st_mode))
		return errorf(err, EX_NOINPUT, "%s: is a socket, not a text file", name);
	return 0;
}

int input_check(const char *file, uint64_t *bytes, struct rnn_error *err)
{
	const char *name = input_name(file);
	struct stat st;

	*bytes = 0;
	if (name == file) {
		if (stat(file, &st) < 0)
			return fail(name, errno, err);
		if (check_stat(name, &st, err) < 0)
			return -1;
		if (faccessat(AT_FDCWD, file, R_OK, AT_EACCESS) < 0)
			return fail(name, errno, err);
	} else if (fstat(STDIN_FILENO, &st) < 0) {
		return fail(name, errno, err);
	} else if (check_stat(name, &st, err) < 0) {
		return -1;
	}
	if (S_ISREG(st.st_mode) && st.st_size > 0)
		*bytes = (uint64_t)st.st_size;
	return 0;
}

int input_open(struct input *in, const char *file, struct rnn_error *err)
{
	struct stat st;

	*in = (struct input){.name = input_name(file), .fd = STDIN_FILENO};
	if (in->name == file)
		do
			in->fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
		while (in->fd < 0 && errno == EINTR);
	if (in->fd < 0)
		return fail(in->name, errno, err);
	if (fstat(in->fd, &st) < 0 || (in->name == file && fcntl(in->fd, F_SETFL, 0) < 0)) {
		fail(in->name, errno, err);
	} else if (check_stat(in->name, &st, err) == 0) {
		in->device = S_ISBLK(st.st_mode) || (S_ISCHR(st.st_mode) && !isatty(in->fd));
		in->await_writer = S_ISFIFO(st.st_mode);
		in->regular = S_ISREG(st.st_mode);
		in->written = st.st_mtim;
		return 0;
	}
	input_close(in);
	return -1;
}

void input_close(struct input *in)
{
	if (in->fd > STDIN_FILENO)
		close(in->fd); /* only read from: nothing can be lost */
	in->fd = -1;
}

long long input_some(struct input *in, void *out, size_t n, struct rnn_error *err)
{
	struct pollfd writer = {.fd = in->fd, .events = POLLIN};
	ssize_t got;

	/* Without this wait, reading a FIFO before a writer has opened it would return 0, which is
	 * also its end. */
	while (in->await_writer && poll(&writer, 1, -1) < 0)
		if (errno != EINTR)
			return fail(in->name, errno, err);
	in->await_writer = false;
	do
		got = read(in->fd, out, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return errorf(err, EX_IOERR, "%s: %s", in->name, strerror(errno));
	if (got > 0 && in->device)
		return errorf(err, EX_DATAERR, "%s: is a device, not a text file", in->name);
	return got;
}

long long input_read(struct input *in, void *out, size_t n, struct rnn_error *err)
{
	size_t at = 0;

	while (at < n) {
		long long got = input_some(in, (char *)out + at, n - at, err);
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		at += (size_t)got;
	}
	return (long long)at;
}

/* Reads in to its end, into *text, which is first allocated with `room` bytes and grows. */
static int read_on(struct input *in, size_t room, size_t limit, char **text, size_t *bytes,
		   struct rnn_error *err)
{
	for (;;) {
		*text = xrealloc(*text, room, 1);
		long long got = input_read(in, *text + *bytes, room - *bytes, err);
		if (got < 0)
			return -1;
		*bytes += (size_t)got;
		if (limit > 0 && *bytes > limit)
			return errorf(err, EX_DATAERR, "%s: longer than %zu bytes", in->name,
				      limit);
		if (*bytes < room)
			break;
		if (room > ram_total() / 2)
			return errorf(err, EX_OSERR, "%s: too long for this machine's memory",
				      in->name);
		room *= 2;
	}
	(*text)[*bytes] = 0; /* the loop ends with *bytes < room */
	return 0;
}

int input_read_all(struct input *in, size_t limit, char **text, size_t *bytes,
		   struct rnn_error *err)
{
	enum { FIRST = 64 << 10 };
	struct stat st;
	uint64_t size = fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0
				? (uint64_t)st.st_size
				: 0;

	*text = NULL;
	*bytes = 0;
	if (limit > 0 && size > limit)
		size = limit;
	if (size > ram_total())
		return errorf(err, EX_OSERR, "%s: too long for this machine's memory", in->name);
	if (read_on(in, (size > FIRST ? size : FIRST) + 2, limit, text, bytes, err) == 0)
		return 0;
	free(*text);
	*text = NULL;
	return -1;
}

int input_read_file(const char *name, size_t limit, char **text, size_t *bytes,
		    struct rnn_error *err)
{
	struct input in;
	uint64_t size;

	*text = NULL;
	*bytes = 0;
	if (input_check(name, &size, err) < 0 || input_open(&in, name, err) < 0)
		return -1;
	int rc = input_read_all(&in, limit, text, bytes, err);
	input_close(&in);
	return rc;
}
