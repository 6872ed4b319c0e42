/*
 * cgroup.h - the control groups of this process (Linux), which may limit its memory and its cores.
 */
#ifndef CGROUP_H
#define CGROUP_H

/*
 * Call visit(ctx, group) for the control group of the process and for each group that contains it,
 * the root ("") last: a limit of any of them counts. `membership` is a file like /proc/self/cgroup.
 * controller NULL means the unified hierarchy of version 2, else a controller of version 1 ("cpu").
 * Does nothing if there is no such file or line.
 */
void cgroup_walk(const char *membership, const char *controller,
		 void (*visit)(void *ctx, const char *group), void *ctx);

#endif
