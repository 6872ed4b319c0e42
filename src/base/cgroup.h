/*
 * cgroup.h - the control groups of this process (Linux), which may limit its memory and its cores.
 */
#ifndef CGROUP_H
#define CGROUP_H

/*
 * Calls visit(ctx, group) for the control group of the process and for each group that contains it,
 * the root ("") last: a limit of any of them counts. `membership` is a file like /proc/self/cgroup.
 * `controller` names a controller of version 1 ("cpu"); NULL stands for the unified hierarchy of
 * version 2. Does nothing if the file is missing or has no line for the controller.
 */
void cgroup_walk(const char *membership, const char *controller,
		 void (*visit)(void *ctx, const char *group), void *ctx);

#endif
