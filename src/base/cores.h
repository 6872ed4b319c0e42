/*
 * cores.h - how many processor cores this process may use.
 */
#ifndef CORES_H
#define CORES_H

/* Cores of the machine, less those outside the process' affinity mask, and no more than the CPU
 * quota of its control groups allows, rounded up; 1 or more. Read once. */
int cores_available(void);

/* The CPU quota of the control groups in `membership` (a file like /proc/self/cgroup), read below the
 * folder `root` (like /sys/fs/cgroup), in cores, rounded up; 0 without a quota. Versions 1 and 2. */
int cores_quota(const char *membership, const char *root);

#endif
