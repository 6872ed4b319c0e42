/*
 * ram.h - how much memory the process may use.
 */
#ifndef RAM_H
#define RAM_H

#include "base/base.h"

/* Returns the bytes of memory that this process may use: the machine's physical memory or the limit
 * of its control groups, whichever is less. The first call reads it; later ones return the same. */
uint64_t ram_total(void);

/* Returns the lowest memory.max of the process's control group (Linux cgroup 2) and the groups that
 * contain it, or UINT64_MAX if none has a limit. `membership` is a file like /proc/self/cgroup that
 * names the group, `root` the folder of all groups. */
uint64_t ram_group_limit(const char *membership, const char *root);

#endif
