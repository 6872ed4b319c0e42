/* store_latest.c - sets the symbolic link `latest` to the newest model. */
#include <errno.h>
#include <string.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "store/store.h"

/* Return the last component of dir, or "" if it is ".", ".." or missing; the caller frees it. */
static char *last_component(const char *dir)
{
	size_t end = strlen(dir), start;

	while (end > 0 && dir[end - 1] == '/')
		end--;
	for (start = end; start > 0 && dir[start - 1] != '/'; start--)
		;
	char *name = xasprintf("%.*s", (int)(end - start), dir + start);
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		name[0] = 0;
	return name;
}

static int replace_link(const char *target, const char *link, struct rnn_error *err)
{
	struct stat st;

	if (lstat(link, &st) == 0 && !S_ISLNK(st.st_mode))
		return errorf(err, EX_CANTCREAT, "%s: is not a symbolic link; not changed", link);
	char *temp = xasprintf("%s.tmp.%ld", link, (long)getpid());
	int rc = 0;
	unlink(temp); /* an earlier process with the same pid may have left it */
	if (symlink(target, temp) < 0 || rename(temp, link) < 0) {
		rc = file_report(link, errno, EX_CANTCREAT, err);
		unlink(temp);
	}
	free(temp);
	return rc;
}

int store_point_latest(const char *dir, struct rnn_error *err)
{
	char *name = last_component(dir);
	int rc = 0;

	if (name[0] != 0 && strcmp(name, "latest") != 0) {
		char *parent = file_parent_dir(dir), *link = xasprintf("%s/latest", parent);
		rc = replace_link(name, link, err);
		free(link);
		free(parent);
	}
	free(name);
	return rc;
}
