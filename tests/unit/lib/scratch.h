/* scratch.h - helpers for tests with files: a scratch directory and files in it. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"

/* Creates an empty directory; *state owns its name. */
static inline int scratch_make(void **state)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = xasprintf("%s/rnn-test-XXXXXX", tmp != NULL ? tmp : "/tmp");

	*state = mkdtemp(dir);
	return *state != NULL ? 0 : -1;
}

static inline int scratch_remove(void **state)
{
	char *command = xasprintf("rm -rf '%s'", (char *)*state);
	int rc = system(command);

	free(command);
	free(*state);
	return rc;
}

/* Writes n bytes to the file `name` in dir. Returns its path, which the caller frees. */
static inline char *scratch_file(const char *dir, const char *name, const void *bytes, size_t n)
{
	char *path = xasprintf("%s/%s", dir, name);
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	return path;
}

/* Returns the content of a file as a string of *n bytes, which the caller frees. */
static inline char *scratch_read(const char *dir, const char *name, size_t *n)
{
	enum { ROOM = 1 << 20 };
	char *path = xasprintf("%s/%s", dir, name), *text = xcalloc(ROOM, 1);
	FILE *f = fopen(path, "rb");

	assert_non_null(f);
	*n = fread(text, 1, ROOM - 1, f);
	assert_in_range(*n, 0, ROOM - 2);
	fclose(f);
	free(path);
	return text;
}

/* Checks the status of an error, and that its message contains `part`. */
static inline void assert_error(const struct rnn_error *err, int status, const char *part)
{
	if (err->status != status || strstr(err->text, part) == NULL)
		fail_msg("expected %d with \"%s\", got %d \"%s\"", status, part, err->status,
			 err->text);
}

/* The same, where the message contains `part`, or `part` and the words of the C library for an
 * errno if `part` ends with ": ". */
static inline void assert_system_error(const struct rnn_error *err, int status, const char *part,
				       int error)
{
	size_t n = strlen(part);
	bool words = n > 1 && strcmp(part + n - 2, ": ") == 0;
	char *whole = xasprintf("%s%s", part, words ? strerror(error) : "");

	assert_error(err, status, whole);
	free(whole);
}

#endif
