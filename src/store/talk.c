/*
 * talk.c - see talk.h. Writing; store/talk_read.c reads.
 *
 * The file is a JSON object. The state is a string of hex digits, eight for each number: the bits of
 * a float32, which a decimal number would need nine digits for. So are the weights of a talk that
 * adapts; the symbols that it has learned have four digits each. The weights of a mixture that are learned
 * are float64, with sixteen digits each.
 */
#include "store/talk_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "store/safetensors.h"
#include "store/self_sum.h"
#include "text/input.h"

const struct field talk_fields[] = {
	{"format", FIELD_STRING, offsetof(struct members, format), REQUIRED, 0, 0},
	{"version", FIELD_INT, offsetof(struct members, version), REQUIRED, 1, 1e9},
	{"model", FIELD_CRC, offsetof(struct members, model), REQUIRED, 0, 0},
	{"seed", FIELD_STRING, offsetof(struct members, seed), REQUIRED, 0, 0},
	{"turns", FIELD_UINT, offsetof(struct members, turns), REQUIRED, 0, 0},
	{"temperature", FIELD_FLOAT, offsetof(struct members, temperature), REQUIRED, 0, 1000},
	{"state", FIELD_STRING, offsetof(struct members, state), REQUIRED, 0, 0},
	{"said", FIELD_STRING, offsetof(struct members, said), OPTIONAL, 0, 0},
	{"weights", FIELD_STRING, offsetof(struct members, weights), OPTIONAL, 0, 0},
	{"members", FIELD_STRING, offsetof(struct members, members), OPTIONAL, 0, 0},
	{"names", FIELD_STRING, offsetof(struct members, names), OPTIONAL, 0, 0},
	{"mix", FIELD_STRING, offsetof(struct members, mix), OPTIONAL, 0, 0},
	{"mix_weights", FIELD_STRING, offsetof(struct members, mix_weights), OPTIONAL, 0, 0},
	{SELF_SUM_KEY, FIELD_STRING, offsetof(struct members, sum), OPTIONAL, 0, 0},
	{.key = NULL},
};

void members_free(struct members *m)
{
	free(m->format);
	free(m->seed);
	free(m->state);
	free(m->said);
	free(m->weights);
	free(m->members);
	free(m->names);
	free(m->mix);
	free(m->mix_weights);
	free(m->sum);
}

/* ---- Writing ---- */

/* Returns the bits of x (n) as hex digits; the caller frees them. */
static char *floats_text(const float *x, size_t n)
{
	char *text = xcalloc(n * DIGITS + 1, 1);

	for (size_t i = 0; i < n; i++) {
		uint32_t bits;
		memcpy(&bits, x + i, sizeof bits);
		snprintf(text + i * DIGITS, DIGITS + 1, "%08" PRIx32, bits);
	}
	return text;
}

/* Does the same with float64. */
static char *doubles_text(const double *x, int n)
{
	char *text = xcalloc((size_t)n * 2 * DIGITS + 1, 1);

	for (int i = 0; i < n; i++) {
		uint64_t bits;
		memcpy(&bits, x + i, sizeof bits);
		snprintf(text + i * 2 * DIGITS, 2 * DIGITS + 1, "%016" PRIx64, bits);
	}
	return text;
}

/* Does the same with symbols. */
static char *symbols_text(const uint16_t *id, size_t n)
{
	char *text = xcalloc(n * SYMBOL_DIGITS + 1, 1);

	for (size_t i = 0; i < n; i++)
		snprintf(text + i * SYMBOL_DIGITS, SYMBOL_DIGITS + 1, "%04" PRIx16, id[i]);
	return text;
}

static char *copy_text(const char *text)
{
	return text != NULL ? xstrdup(text) : NULL;
}

static char *file_text(const struct talk *t)
{
	const struct talk_mixture *x = &t->mix;
	struct members m = {
		.format = xstrdup(FORMAT),
		.version = VERSION,
		.model = t->model,
		.seed = xasprintf("%" PRIu64, t->seed),
		.turns = t->turns,
		.temperature = t->temperature,
		.state = floats_text(t->state, t->n),
		.said = t->adapts ? symbols_text(t->learned->text, t->learned->n) : NULL,
		.weights = t->adapts ? floats_text(t->learned->weight, CACHE_WEIGHTS) : NULL,
		.members = copy_text(x->members),
		.names = copy_text(x->names),
		.mix = copy_text(x->learned),
		.mix_weights = x->learned != NULL ? doubles_text(x->weight, x->weights) : NULL,
	};
	struct jsonout w = {.pretty = true};

	jsonout_open(&w, NULL, '{');
	fields_write(talk_fields, &w, &m);
	self_sum_write(&w);
	jsonout_close(&w, '}');
	members_free(&m);
	return jsonout_finish(&w);
}

/* The file that a save replaces, or makes. */
struct target {
	char *path; /* owned; with no symbolic link at its end */
	bool exists;
	mode_t mode; /* its permissions, if it exists */
};

/* Checks that an existing file is empty or a talk, so that a wrong name costs no other file. */
static int check_old(const char *path, const char *file, struct rnn_error *err)
{
	char start[4096 + 1] = "";
	int fd = file_openat(AT_FDCWD, file, O_RDONLY | O_NONBLOCK);
	ssize_t n;

	if (fd < 0)
		return file_report(path, errno, EX_CANTCREAT, err);
	do
		n = read(fd, start, sizeof start - 1);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		file_report(path, errno, EX_IOERR, err);
	close(fd);
	if (n < 0)
		return -1;
	if (n == 0 || strstr(start, "\"" FORMAT "\"") != NULL)
		return 0;
	return errorf(err, EX_CANTCREAT, "%s: exists, and is not the file of a talk", path);
}

static int target_find(struct target *t, const char *path, struct rnn_error *err)
{
	struct stat st;

	*t = (struct target){.path = realpath(path, NULL)};
	if (t->path == NULL && errno == ELOOP)
		return file_report(path, ELOOP, EX_CANTCREAT, err);
	if (t->path == NULL) {
		if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
			return errorf(err, EX_CANTCREAT,
				      "%s: is a symbolic link to a file that does not exist", path);
		t->path = xstrdup(path);
		return 0;
	}
	if (stat(t->path, &st) < 0)
		return file_report(path, errno, EX_CANTCREAT, err);
	if (S_ISDIR(st.st_mode))
		return file_report(path, EISDIR, EX_CANTCREAT, err);
	if (!S_ISREG(st.st_mode))
		return errorf(err, EX_CANTCREAT, "%s: is not a regular file", path);
	t->exists = true;
	t->mode = st.st_mode & 0777;
	return check_old(path, t->path, err);
}

/* Returns a name for the file while it is written, in the directory dir of its own; the caller frees
 * it. Only the start of a long name is taken: one of the largest length has no room for more. */
static char *temporary_name(const char *dir, const char *path)
{
	const char *slash = strrchr(path, '/');

	return xasprintf("%s/%.100s.tmp.%ld", dir, slash != NULL ? slash + 1 : path,
			 (long)getpid());
}

/* Writes the file under a temporary name in its directory, then renames it. `path` is its name in
 * messages. */
static int replace(const struct target *t, const char *path, const char *text,
		   struct rnn_error *err)
{
	char *dir = file_parent_dir(t->path);
	char *temp = temporary_name(dir, t->path);
	int dirfd = file_openat(AT_FDCWD, dir, O_RDONLY | O_DIRECTORY), rc = -1, fd = -1;

	unlink(temp); /* an earlier process with the same pid may have left it */
	if (dirfd < 0)
		file_report(dir, errno, EX_CANTCREAT, err);
	else
		fd = file_openat(AT_FDCWD, temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
	if (dirfd >= 0 && fd < 0)
		file_report(path, errno, EX_CANTCREAT, err);
	if (fd >= 0) {
		if (t->exists)
			fchmod(fd, t->mode); /* some file systems have no permissions */
		bool ok = file_write(fd, path, text, strlen(text), err) == 0;
		rc = file_finish(fd, path, ok, err);
		if (rc == 0 && rename(temp, t->path) < 0)
			rc = file_report(path, errno, EX_CANTCREAT, err);
		if (rc < 0)
			unlink(temp);
		else
			rc = file_sync_dir(dirfd, dir, err);
	}
	if (dirfd >= 0)
		close(dirfd);
	free(dir);
	free(temp);
	return rc;
}

int talk_save(const char *path, const struct talk *t, struct rnn_error *err)
{
	struct target target;
	char *text;
	int rc;

	if (!floats_finite(t->state, t->n))
		return errorf(err, EX_DATAERR, "%s: the state has a number that is not finite",
			      path);
	text = file_text(t);
	rc = strlen(text) > JSON_MAX
		     ? errorf(err, EX_DATAERR, "%s: would be longer than %d bytes", path, JSON_MAX)
		     : 0;
	if (rc == 0) {
		rc = target_find(&target, path, err);
		if (rc == 0)
			rc = replace(&target, path, text, err);
		free(target.path);
	}
	free(text);
	return rc;
}
