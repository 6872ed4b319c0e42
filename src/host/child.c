/*
 * child.c - runs a program, feeds its standard input and counts its output.
 *
 * The child's input is a socket, not a pipe, because send with MSG_NOSIGNAL does not raise SIGPIPE
 * when the child stops reading. So the handler of SIGPIPE need not be changed.
 */
#include "host/child.h"

#include <dirent.h>
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

/* Environment variables from which compressors take options. */
static const char *const option_variables[] = {
	"GZIP=", "BZIP=", "BZIP2=", "XZ_OPT=", "XZ_DEFAULTS=",
};

/* The descriptors of the child's standard input and output: [0] is our end, [1] the child's. */
struct ends {
	int in[2], out[2];
};

/* Return the environment without option_variables; the caller frees the array, not the strings. */
static char **plain_environment(void)
{
	size_t n = 0, kept = 0;
	char **copy;

	while (environ[n] != NULL)
		n++;
	copy = xcalloc(n + 1, sizeof *copy);
	for (size_t i = 0; i < n; i++) {
		bool keep = true;
		for (size_t k = 0; k < sizeof option_variables / sizeof *option_variables; k++) {
			const char *name = option_variables[k];
			keep &= strncmp(environ[i], name, strlen(name)) != 0;
		}
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

/* Keep the descriptors above standard error from the child. Ours have O_CLOEXEC, but those inherited
 * from our parent may lack it. Not every C library has posix_spawn_file_actions_addclosefrom_np. */
static void keep_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL)
		if (atoi(e->d_name) > STDERR_FILENO)
			fcntl(atoi(e->d_name), F_SETFD, FD_CLOEXEC);
	if (d != NULL)
		closedir(d);
}

/* Start the child with e->in[1] and e->out[1] as standard input and output. Return 0 or an
 * errno. */
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
	keep_descriptors();
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

/* Send as much of the parts as the socket takes without blocking, from part *at on. Close *to when
 * all is sent or the child does not read any more. */
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
		close_end(to); /* the child's exit status says whether this is an error */
	}
}

/* Read once, and add the number of bytes to *size. Close *from at the end of the output. */
static void drain(int *from, uint64_t *size)
{
	char chunk[16384];
	ssize_t n = read(*from, chunk, sizeof chunk);

	if (n > 0)
		*size += (uint64_t)n;
	else if (n == 0 || errno != EINTR)
		close_end(from);
}

/* Feed and drain the child at the same time: if either waited for the other to end, both programs
 * could block on full buffers. */
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

/* Wait for the end of the child. Return its exit status, 128 + N after signal N. */
static int wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return EX_OSERR;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Feed the child, count its output, and return its exit status. */
static int serve(struct ends *e, pid_t child, const struct part *part, int parts, uint64_t *size)
{
	struct part *left = xcalloc((size_t)parts, sizeof *left);

	for (int i = 0; i < parts; i++)
		left[i] = part[i];
	pump(e, left, parts, size);
	free(left);
	return wait_for(child);
}

static enum child_result failed(const char *program, int error, struct rnn_error *err)
{
	errorf(err, EX_OSERR, "%s: %s", program, strerror(error));
	return CHILD_FAILED;
}

static enum child_result run(const char *const *argv, const struct part *part, int parts,
			     uint64_t *size, struct rnn_error *err)
{
	enum { NOT_FOUND = 127 }; /* exit status if posix_spawnp cannot report a missing program */
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
	status = serve(&e, child, part, parts, size);
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
	struct sigaction old, plain = {.sa_handler = SIG_DFL};

	/* Our parent may have left SIGCHLD ignored; waitpid would then get no exit status. */
	sigaction(SIGCHLD, &plain, &old);
	*size = 0;
	enum child_result result = run(argv, part, parts, size, err);
	sigaction(SIGCHLD, &old, NULL);
	return result;
}
