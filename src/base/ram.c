/* ram.c - see ram.h. */
#include "base/ram.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Returns the number in the file `root``group`/memory.max; UINT64_MAX if the file contains "max" or
 * does not exist. */
static uint64_t group_limit(const char *root, const char *group)
{
	char *path = xasprintf("%s%s/memory.max", root, group);
	FILE *f = fopen(path, "re");
	unsigned long long bytes;
	uint64_t limit = f != NULL && fscanf(f, "%llu", &bytes) == 1 ? bytes : UINT64_MAX;

	if (f != NULL)
		fclose(f);
	free(path);
	return limit;
}

uint64_t ram_group_limit(const char *membership, const char *root)
{
	FILE *f = fopen(membership, "re");
	char line[4096], *slash;
	uint64_t least = UINT64_MAX, limit;

	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		char *group = line + 3;
		if (strncmp(line, "0::/", 4) != 0)
			continue;
		group[strcspn(group, "\n")] = 0;
		/* a group's limit applies to all groups inside it */
		while ((slash = strrchr(group, '/')) != NULL) {
			limit = group_limit(root, slash[1] != 0 ? group : "");
			least = limit < least ? limit : least;
			*slash = 0;
		}
		limit = group_limit(root, "");
		least = limit < least ? limit : least;
	}
	if (f != NULL)
		fclose(f);
	return least;
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
