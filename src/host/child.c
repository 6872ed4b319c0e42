/*
 * child.c - see child.h. The child's input is a socket, not a pipe: send can be told not to
 * raise SIGPIPE when the child stops reading, so that no signal handler changes hands.
 */
#include "host/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Variables in which compressors look for options. */
static const char *const options_in[] = {"GZIP=", "BZIP=", "BZIP2=", "XZ_OPT=", "XZ_DEFAULTS="};

/* Where the child's standard input and output are, our end first. */
struct ends {
	int in[2], out[2];
};

/* The environment without those; the strings are borrowed. */
static char **plain_environment(void)
{
	size_t n = 0, kept = 0;
	char **copy;

	while (environ[n] != NULL)
		n++;
	copy = xcalloc(n + 1, sizeof *copy);
	for (size_t i = 0; i < n; i++) {
		bool keep = true;
		for (size_t k = 0; k < sizeof options_in / sizeof *options_in; k++)
			keep &= strncmp(environ[i], options_in[k], strlen(options_in[k])) != 0;
		if (keep)
			copy[kept++] = environ[i];
	}
	return copy;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int open_ends(struct ends *e)
{
	int pipe[2];

	*e = (struct ends){{-1, -1}, {-1, -1}};
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, e->in) < 0)
		return -1;
	if (pipe2(pipe, O_CLOEXEC) < 0) {
		close_end(&e->in[0]);
		close_end(&e->in[1]);
		return -1;
	}
	e->out[0] = pipe[0];
	e->out[1] = pipe[1];
	return 0;
}

/* Start the child at its ends; 0, or an errno. */
static int start(const char *const *argv, const struct ends *e, pid_t *child)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	char **env = plain_environment();
	sigset_t none, ours;
	int error;

	sigemptyset(&none);
	sigemptyset(&ours);
	sigaddset(&ours, SIGPIPE);
	sigaddset(&ours, SIGXFSZ);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, e->in[1], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, e->out[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
	/* ours close by themselves; what the caller of this program left open does not */
	posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
#endif
	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &ours);
	error = posix_spawnp(child, argv[0], &files, &how, (char *const *)argv, env);
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&files);
	free(env);
	return error;
}

/* Send what the socket takes of the parts; closes *to when all is sent or nobody reads. */
static void feed(int *to, struct part *part, int parts, int *at)
{
	ssize_t n;

	while (*at < parts && part[*at].n == 0)
		++*at;
	if (*at == parts) {
		close_end(to);
		return;
	}
	n = send(*to, part[*at].bytes, part[*at].n, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n >= 0) {
		part[*at].bytes += n;
		part[*at].n -= (size_t)n;
	} else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
		close_end(to); /* its exit status will tell */
	}
}

/* Count what has come; closes *from at the end. */
static void drain(int *from, uint64_t *size)
{
	char chunk[16384];
	ssize_t n = read(*from, chunk, sizeof chunk);

	if (n > 0)
		*size += (uint64_t)n;
	else if (n == 0 || errno != EINTR)
		close_end(from);
}

/* Both at once, or each would wait for the other. */
static void pump(struct ends *e, struct part *part, int parts, uint64_t *size)
{
	int at = 0;

	while (e->out[0] >= 0) {
		struct pollfd p[] = {{e->in[0], POLLOUT, 0}, {e->out[0], POLLIN, 0}};
		if (poll(p, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			close_end(&e->out[0]);
			break;
		}
		if (p[0].revents != 0)
			feed(&e->in[0], part, parts, &at);
		if (p[1].revents != 0)
			drain(&e->out[0], size);
	}
	close_end(&e->in[0]);
}

/* The exit status of the child, 128 + N after signal N. */
static int finish(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return EX_OSERR;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Feed the child, count, and wait for its end; its exit status. */
static int attend(struct ends *e, pid_t child, const struct part *part, int parts, uint64_t *size)
{
	struct part *left = xcalloc((size_t)parts, sizeof *left);

	for (int i = 0; i < parts; i++)
		left[i] = part[i];
	pump(e, left, parts, size);
	free(left);
	return finish(child);
}

static enum child_result failed(const char *program, int error, struct rnn_error *err)
{
	errorf(err, EX_OSERR, "%s: %s", program, strerror(error));
	return CHILD_FAILED;
}

static enum child_result run(const char *const *argv, const struct part *part, int parts,
			     uint64_t *size, struct rnn_error *err)
{
	enum { NOT_FOUND = 127 }; /* of a C library whose spawn cannot tell */
	struct ends e;
	pid_t child;
	int error, status;

	if (open_ends(&e) < 0)
		return failed(argv[0], errno, err);
	error = start(argv, &e, &child);
	close_end(&e.in[1]);
	close_end(&e.out[1]);
	if (error != 0) {
		close_end(&e.in[0]);
		close_end(&e.out[0]);
		bool missing = error == ENOENT || error == ENOTDIR;
		return missing ? CHILD_MISSING : failed(argv[0], error, err);
	}
	status = attend(&e, child, part, parts, size);
	if (status == NOT_FOUND)
		return CHILD_MISSING;
	if (status == 0)
		return CHILD_DONE;
	errorf(err, EX_OSERR, "%s: failed with status %d", argv[0], status);
	return CHILD_FAILED;
}

enum child_result child_output_size(const char *const *argv, const struct part *part, int parts,
				    uint64_t *size, struct rnn_error *err)
{
	struct sigaction old, usual = {.sa_handler = SIG_DFL};

	/* Whoever started us may have it ignored, and then no child leaves a status. */
	sigaction(SIGCHLD, &usual, &old);
	*size = 0;
	enum child_result result = run(argv, part, parts, size, err);
	sigaction(SIGCHLD, &old, NULL);
	return result;
}
