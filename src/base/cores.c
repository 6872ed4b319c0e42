/* cores.c - see cores.h. */
#include "base/cores.h"

#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/base.h"
#include "base/cgroup.h"

struct search {
	const char *root;
	double least; /* cores */
};

/* The first numbers in the file ROOT+FOLDER GROUP/NAME into x; returns how many there are. */
static int read_numbers(const char *root, const char *folder, const char *group, const char *name,
			double *x, double *y)
{
	char *path = xasprintf("%s%s%s/%s", root, folder, group, name);
	FILE *f = fopen(path, "re");
	int n = f != NULL ? fscanf(f, "%lf %lf", x, y) : 0;

	if (f != NULL)
		fclose(f);
	free(path);
	return n;
}

static void note(struct search *s, double quota, double period)
{
	if (quota > 0 && period > 0)
		s->least = fmin(s->least, quota / period);
}

/* Version 2: "QUOTA PERIOD" in microseconds; without a quota the first word is max. */
static void visit_unified(void *ctx, const char *group)
{
	struct search *s = ctx;
	double quota, period;

	if (read_numbers(s->root, "", group, "cpu.max", &quota, &period) == 2)
		note(s, quota, period);
}

/* Version 1: a file each; without a quota it is -1. */
static void visit_cpu(void *ctx, const char *group)
{
	struct search *s = ctx;
	double quota, period, none;

	if (read_numbers(s->root, "/cpu", group, "cpu.cfs_quota_us", &quota, &none) == 1 &&
	    read_numbers(s->root, "/cpu", group, "cpu.cfs_period_us", &period, &none) == 1)
		note(s, quota, period);
}

int cores_quota(const char *membership, const char *root)
{
	struct search s = {.root = root, .least = 1e6};

	cgroup_walk(membership, NULL, visit_unified, &s);
	cgroup_walk(membership, "cpu", visit_cpu, &s);
	return s.least < 1e6 ? (int)ceil(s.least) : 0;
}

/* The cores in the affinity mask of the process; all if it cannot be read. */
static int affine_cores(void)
{
	enum { CORES_MOST = 1 << 14 };
	cpu_set_t *set = CPU_ALLOC(CORES_MOST);
	size_t bytes = CPU_ALLOC_SIZE(CORES_MOST);
	long n = 0;

	if (set != NULL && sched_getaffinity(0, bytes, set) == 0)
		n = CPU_COUNT_S(bytes, set);
	CPU_FREE(set);
	if (n < 1)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	return n > 0 ? (int)n : 1;
}

static int cores;

static void count(void)
{
	int affine = affine_cores(), quota = cores_quota("/proc/self/cgroup", "/sys/fs/cgroup");

	cores = quota > 0 && quota < affine ? quota : affine;
}

int cores_available(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, count);
	return cores;
}
