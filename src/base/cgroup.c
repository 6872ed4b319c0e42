/* cgroup.c - see cgroup.h. */
#include "base/cgroup.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Is `name` one of the words of `list`, which commas part? */
static bool listed(const char *list, const char *name)
{
	size_t n = strlen(name), word;

	for (;; list += word + 1) {
		word = strcspn(list, ",");
		if (word == n && strncmp(list, name, n) == 0)
			return true;
		if (list[word] == 0)
			return false;
	}
}

/* The group in a line NUMBER:CONTROLLERS:GROUP that is about the controller; NULL in others. */
static char *group_of(char *line, const char *controller)
{
	char *controllers = strchr(line, ':'), *group;

	line[strcspn(line, "\n")] = 0;
	if (controllers == NULL || (group = strchr(++controllers, ':')) == NULL)
		return NULL;
	*group++ = 0;
	if (controller == NULL ? *controllers != 0 : !listed(controllers, controller))
		return NULL;
	return *group == '/' ? group : NULL;
}

void cgroup_walk(const char *membership, const char *controller,
		 void (*visit)(void *ctx, const char *group), void *ctx)
{
	FILE *f = fopen(membership, "re");
	char line[4096], *group, *slash;

	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		if ((group = group_of(line, controller)) == NULL)
			continue;
		while ((slash = strrchr(group, '/')) != NULL) {
			if (slash[1] != 0)
				visit(ctx, group);
			*slash = 0;
		}
		visit(ctx, "");
	}
	if (f != NULL)
		fclose(f);
}
