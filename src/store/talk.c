/*
 * talk.c - see talk.h.
 *
 * The file is a JSON object. The state is a string of hex digits, eight for each number: the bits of
 * a float32, which a decimal number would need nine digits for.
 */
#include "store/talk.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/fields.h"
#include "store/file.h"
#include "store/safetensors.h"
#include "store/self_sum.h"
#include "text/input.h"

#define FORMAT "rnn-talk"
enum { VERSION = 1, DIGITS = 8 };

/* The members of the file. */
struct members {
	char *format, *seed, *state; /* owned */
	int version;
	uint32_t model;
	uint64_t turns;
	double temperature;
	char *sum; /* owned; of self_sum.h */
};

static const struct field fields[] = {
	{"format", FIELD_STRING, offsetof(struct members, format), REQUIRED, 0, 0},
	{"version", FIELD_INT, offsetof(struct members, version), REQUIRED, 1, 1e9},
	{"model", FIELD_CRC, offsetof(struct members, model), REQUIRED, 0, 0},
	{"seed", FIELD_STRING, offsetof(struct members, seed), REQUIRED, 0, 0},
	{"turns", FIELD_UINT, offsetof(struct members, turns), REQUIRED, 0, 0},
	{"temperature", FIELD_FLOAT, offsetof(struct members, temperature), REQUIRED, 0, 1000},
	{"state", FIELD_STRING, offsetof(struct members, state), REQUIRED, 0, 0},
	{SELF_SUM_KEY, FIELD_STRING, offsetof(struct members, sum), OPTIONAL, 0, 0},
	{.key = NULL},
};

static void members_free(struct members *m)
{
	free(m->format);
	free(m->seed);
	free(m->state);
	free(m->sum);
}

/* ---- Writing ---- */

static char *state_text(const struct talk *t)
{
	char *text = xcalloc(t->n * DIGITS + 1, 1);

	for (size_t i = 0; i < t->n; i++) {
		uint32_t bits;
		memcpy(&bits, t->state + i, sizeof bits);
		snprintf(text + i * DIGITS, DIGITS + 1, "%08" PRIx32, bits);
	}
	return text;
}

static char *file_text(const struct talk *t)
{
	struct members m = {
		.format = xstrdup(FORMAT),
		.version = VERSION,
		.model = t->model,
		.seed = xasprintf("%" PRIu64, t->seed),
		.turns = t->turns,
		.temperature = t->temperature,
		.state = state_text(t),
	};
	struct jsonout w = {.pretty = true};

	jsonout_open(&w, NULL, '{');
	fields_write(fields, &w, &m);
	self_sum_write(&w);
	jsonout_close(&w, '}');
	members_free(&m);
	return jsonout_finish(&w);
}

/* Writes the file under a temporary name in its directory, then renames it. */
static int replace(const char *path, const char *text, struct rnn_error *err)
{
	char *dir = file_parent_dir(path);
	char *temp = xasprintf("%s.tmp.%ld", path, (long)getpid());
	int dirfd = file_openat(AT_FDCWD, dir, O_RDONLY | O_DIRECTORY), rc = -1, fd = -1;

	unlink(temp); /* an earlier process with the same pid may have left it */
	if (dirfd < 0)
		file_report(dir, errno, EX_CANTCREAT, err);
	else
		fd = file_openat(AT_FDCWD, temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
	if (dirfd >= 0 && fd < 0)
		file_report(path, errno, EX_CANTCREAT, err);
	if (fd >= 0) {
		bool ok = file_write(fd, path, text, strlen(text), err) == 0;
		rc = file_finish(fd, path, ok, err);
		if (rc == 0 && rename(temp, path) < 0)
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
	char *text;
	int rc;

	if (!floats_finite(t->state, t->n))
		return errorf(err, EX_DATAERR, "%s: the state has a number that is not finite",
			      path);
	text = file_text(t);
	rc = strlen(text) > JSON_MAX
		     ? errorf(err, EX_DATAERR, "%s: would be longer than %d bytes", path, JSON_MAX)
		     : replace(path, text, err);
	free(text);
	return rc;
}

/* ---- Reading ---- */

static int parse_seed(const struct members *m, const char *path, uint64_t *seed,
		      struct rnn_error *err)
{
	size_t n = strlen(m->seed);

	errno = 0;
	*seed = strtoull(m->seed, NULL, 10);
	if (n > 0 && strspn(m->seed, "0123456789") == n && errno == 0)
		return 0;
	return errorf(err, EX_DATAERR, "%s: seed: must be a whole number below 2^64", path);
}

/* Reads the state into x (n). */
static int parse_state(const struct members *m, const char *path, float *x, size_t n,
		       struct rnn_error *err)
{
	if (strlen(m->state) != n * DIGITS || strspn(m->state, "0123456789abcdef") != n * DIGITS)
		return errorf(err, EX_DATAERR, "%s: state: must be %zu hex digits", path,
			      n * DIGITS);
	for (size_t i = 0; i < n; i++) {
		char hex[DIGITS + 1] = "";
		memcpy(hex, m->state + i * DIGITS, DIGITS);
		uint32_t bits = (uint32_t)strtoul(hex, NULL, 16);
		memcpy(x + i, &bits, sizeof bits);
	}
	if (!floats_finite(x, n))
		return errorf(err, EX_DATAERR, "%s: state: a number is not finite", path);
	return 0;
}

static int check_members(const struct members *m, const char *path, uint32_t model,
			 struct rnn_error *err)
{
	if (strcmp(m->format, FORMAT) != 0)
		return errorf(err, EX_DATAERR, "%s: format: must be " FORMAT ", not %.40s", path,
			      m->format);
	if (m->version > VERSION)
		return errorf(err, EX_DATAERR,
			      "%s: made by a newer rnn (format version %d); this program reads up "
			      "to %d",
			      path, m->version, VERSION);
	if (m->model != model)
		return errorf(err, EX_DATAERR,
			      "%s: a talk with another model: its weights have the checksum "
			      "%08" PRIx32 ", those of this model %08" PRIx32,
			      path, m->model, model);
	return 0;
}

static int read_root(const cJSON *root, const char *path, struct talk *t, struct rnn_error *err)
{
	struct members m = {0};
	float *x = xcalloc(t->n, sizeof *x);
	uint64_t seed;
	int rc = -1;

	if (!cJSON_IsObject(root))
		errorf(err, EX_DATAERR, "%s: must be an object", path);
	else if (fields_read(fields, root, path, &m, err) == 0 &&
		 check_members(&m, path, t->model, err) == 0 &&
		 parse_seed(&m, path, &seed, err) == 0 &&
		 parse_state(&m, path, x, t->n, err) == 0) {
		t->seed = seed;
		t->turns = m.turns;
		t->temperature = m.temperature;
		memcpy(t->state, x, t->n * sizeof *x);
		rc = 0;
	}
	members_free(&m);
	free(x);
	return rc;
}

int talk_parse(const char *path, const char *text, size_t bytes, struct talk *t,
	       struct rnn_error *err)
{
	cJSON *root = json_parse(path, text, bytes, err);
	int rc = -1;

	if (root != NULL && self_sum_check(root, path, text, bytes, err) == 0)
		rc = read_root(root, path, t, err);
	cJSON_Delete(root);
	return rc;
}

int talk_load(const char *path, struct talk *t, struct rnn_error *err)
{
	char *text;
	size_t bytes;

	if (input_read_file(path, JSON_MAX, &text, &bytes, err) < 0)
		return -1;
	int rc = talk_parse(path, text, bytes, t, err);
	free(text);
	return rc;
}
