/*
 * cores.h - how many processor cores this process may use.
 */
#ifndef CORES_H
#define CORES_H

/* Returns the number of cores in the affinity mask of the process, or the CPU quota of its control
 * groups, rounded up, if that is lower; at least 1. The first call reads it; later ones return the
 * same. */
int cores_available(void);

/* Returns the lowest CPU quota of the process's control group (version 1 or 2) and the groups that
 * contain it, in cores, rounded up; 0 if none has a quota. `membership` is a file like
 * /proc/self/cgroup that names the group, `root` the folder of all groups (/sys/fs/cgroup). */
int cores_quota(const char *membership, const char *root);

#endif
