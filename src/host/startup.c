/*
 * startup.c - prepares the process: standard descriptors, environment of the libraries, limits.
 *
 * OpenBLAS chooses its kernels by the CPU's model number when it is loaded. Versions older than the
 * CPU (Debian 12 has 0.3.21) do not know the number and fall back to SSE3 kernels, at a fifth of
 * the speed; OPENBLAS_CORETYPE overrides the choice. OPENBLAS_NUM_THREADS is 1, because this
 * program distributes its work to threads itself, and more threads inside each product would only
 * compete with these. The program loads OpenBLAS after main has begun, so setting both variables
 * in main is in time.
 */
#include "host/startup.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ram.h"
#include "base/team.h"
#include "core/cpu.h"

enum { MIB = 1 << 20 };

void startup_files(void)
{
	/* Input is opened for writing and output for reading, so that using a closed stream still
	 * fails. */
	static const int mode[] = {O_WRONLY, O_RDONLY, O_RDWR};

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", mode[fd]) != fd)
			_exit(EX_OSERR);
}

/* Returns OpenBLAS's name for the kernels of this CPU's level, or NULL to leave the choice to
 * OpenBLAS: below AVX2 it knows all CPUs and has better kernels than those of the lowest level. */
static const char *coretype(void)
{
	const struct cpu_level *level = cpu_level();

	return level != cpu_level_at(0) ? level->openblas : NULL;
}

/* Set a variable unless it has a value already. */
static void set_if_unset(const char *name, const char *value)
{
	if (value != NULL && getenv(name) == NULL)
		setenv(name, value, 1);
}

void startup_environment(void)
{
	set_if_unset("OPENBLAS_CORETYPE", coretype());
	setenv("OPENBLAS_NUM_THREADS", "1", 1);
}

void startup_limits(void)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN); /* write then fails with EFBIG at the limit on file size */
#ifdef M_ARENA_MAX
	/* By default each thread gets a heap of its own, 64 MiB of address space. */
	if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
		mallopt(M_ARENA_MAX, 1);
#else
	(void)limit;
#endif
}

void startup_descriptors(int n)
{
	enum { OTHERS = 64 };
	struct rlimit limit;
	rlim_t want = (rlim_t)n + OTHERS;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= want)
		return;
	limit.rlim_cur = want < limit.rlim_max ? want : limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit); /* if it fails, opening the files reports the error */
}

static void *wait_for_all(void *gate)
{
	pthread_mutex_lock(gate);
	pthread_mutex_unlock(gate);
	return NULL;
}

/* Wait until the kernel has removed the threads that were joined: until then they count against
 * the limit on threads. /proc/self/task has 2 links and one per thread. */
static void wait_until_alone(void)
{
	struct stat tasks;

	for (int i = 0; i < 1000 && stat("/proc/self/task", &tasks) == 0 && tasks.st_nlink > 3; i++)
		usleep(100);
}

int startup_threads(int wanted, int others)
{
	int most = wanted + others, n = 0;
	pthread_t *thread = xcalloc((size_t)most, sizeof *thread);
	pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
	pthread_attr_t small;

	/* The threads exist at the same time, so that they count against the limit. Their stacks
	 * are small, because startup_memory checks the memory. */
	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 64 << 10);
	pthread_mutex_lock(&gate);
	while (n + 1 < most && pthread_create(&thread[n], &small, wait_for_all, &gate) == 0)
		n++;
	pthread_mutex_unlock(&gate);
	for (int i = 0; i < n; i++)
		pthread_join(thread[i], NULL);
	wait_until_alone();
	pthread_attr_destroy(&small);
	free(thread);
	return n + 1 - others > 1 ? n + 1 - others : 1;
}

/* Return the address space that the libraries take: 64 MiB of code, and 144 MiB per thread for its
 * stack and OpenBLAS's buffer of 128 MiB; oneDNN needs no more. */
static size_t library_bytes(int threads)
{
	return ((size_t)64 + 144 * (size_t)team_threads(threads)) * MIB;
}

int startup_memory(int threads, size_t bytes, struct rnn_error *err)
{
	uint64_t most = ram_total();
	struct rlimit limit;
	size_t need;

	if (bytes > most || __builtin_add_overflow(bytes, library_bytes(threads), &need))
		return errorf_code(
			err, EX_OSERR, RNN_ERROR_MEMORY,
			"not enough memory: this needs about %zu MiB, %zu MiB are available",
			bytes / MIB, (size_t)(most / MIB));
	if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
		return 0;
	void *p = mmap(NULL, need, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return errorf_code(err, EX_OSERR,
				   bytes > 0 ? RNN_ERROR_ADDRESS_SPACE : RNN_ERROR_THREADS_MEMORY,
				   "not enough memory: this needs about %zu MiB of address space; "
				   "raise the limit (ulimit -v)",
				   need / MIB);
	munmap(p, need);
	return 0;
}
