/* ram.c - see ram.h. */
#include "base/ram.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cgroup.h"

struct search {
	const char *root;
	uint64_t least; /* bytes */
};

/* The file ROOT GROUP/memory.max holds a number, or the word max. */
static void visit(void *ctx, const char *group)
{
	struct search *s = ctx;
	char *path = xasprintf("%s%s/memory.max", s->root, group);
	FILE *f = fopen(path, "re");
	unsigned long long bytes;

	if (f != NULL && fscanf(f, "%llu", &bytes) == 1 && bytes < s->least)
		s->least = bytes;
	if (f != NULL)
		fclose(f);
	free(path);
}

uint64_t ram_group_limit(const char *membership, const char *root)
{
	struct search s = {.root = root, .least = UINT64_MAX};

	cgroup_walk(membership, NULL, visit, &s);
	return s.least;
}

static uint64_t total;

static void measure(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
	uint64_t machine = pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page : UINT64_MAX;
	uint64_t groups = ram_group_limit("/proc/self/cgroup", "/sys/fs/cgroup");

	total = groups < machine ? groups : machine;
}

/* The files are read once because a sandbox may hide them later. */
uint64_t ram_total(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, measure);
	return total;
}
