/*
 * ram.h - how much memory there is.
 */
#ifndef RAM_H
#define RAM_H

#include "base/base.h"

/* Bytes of memory that this process may fill: the machine's, or what its control groups leave. */
uint64_t ram_total(void);

/* The least memory.max among the control group that `membership` (as /proc/self/cgroup) names and
 * those it is in, below the folder `root`; UINT64_MAX where none is set. For Linux's cgroup 2. */
uint64_t ram_groups(const char *membership, const char *root);

#endif
