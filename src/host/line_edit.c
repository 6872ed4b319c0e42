/* line_edit.c - see line_edit.h. */
#include "host/line_edit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef RNN_LIBEDIT
#include <dlfcn.h>
#include <editline/readline.h>
#include <locale.h>

static struct {
	bool tried;
	__typeof__(&readline) read;
	__typeof__(&add_history) remember;
	__typeof__(&stifle_history) limit;
} edit;

static void *find(void *handle, const char *name)
{
	return handle != NULL ? dlsym(handle, name) : NULL;
}

/* Sets the encoding of the terminal, by which libedit knows characters: it drops what is none. The C
 * locale has ASCII only, and often means that none was chosen; then it is UTF-8, as everywhere else. */
static void set_encoding(void)
{
	const char *name = setlocale(LC_CTYPE, "");

	if (name == NULL || strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0)
		setlocale(LC_CTYPE, "C.UTF-8");
}

/* Loads libedit once. Returns whether it can be used. */
static bool load(void)
{
	enum { HISTORY_LINES = 1000 };

	if (!edit.tried) {
		void *handle = dlopen(RNN_LIBEDIT, RTLD_NOW | RTLD_LOCAL);
		void *read = find(handle, "readline"), *remember = find(handle, "add_history"),
		     *limit = find(handle, "stifle_history");
		edit.tried = true;
		if (read != NULL && remember != NULL && limit != NULL) {
			memcpy(&edit.read, &read, sizeof read);
			memcpy(&edit.remember, &remember, sizeof remember);
			memcpy(&edit.limit, &limit, sizeof limit);
			set_encoding();
			edit.limit(HISTORY_LINES);
		}
	}
	return edit.limit != NULL;
}

static char *read_edited(const char *prompt)
{
	char *line = edit.read(prompt);

	if (line != NULL && line[strspn(line, " \t")] != 0)
		edit.remember(line);
	return line;
}
#else
static bool load(void)
{
	return false;
}

static char *read_edited(const char *prompt)
{
	(void)prompt;
	return NULL;
}
#endif

static char *read_plain(const char *prompt)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	fputs(prompt, stdout);
	fflush(stdout);
	n = getline(&line, &room, stdin);
	if (n < 0) {
		free(line);
		return NULL;
	}
	if (n > 0 && line[n - 1] == '\n')
		line[n - 1] = 0;
	return line;
}

char *line_edit_read(const char *prompt)
{
	return load() ? read_edited(prompt) : read_plain(prompt);
}
