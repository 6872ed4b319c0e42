/*
 * talk.c - see talk.h.
 *
 * The file is a JSON object. The state is a string of hex digits, eight for each number: the bits of
 * a float32, which a decimal number would need nine digits for. So are the weights of a talk that
 * adapts; the symbols that it has learned have four digits each.
 */
#include "store/talk.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/fields.h"
#include "store/file.h"
#include "store/safetensors.h"
#include "store/self_sum.h"
#include "text/input.h"

#define FORMAT "rnn-talk"
enum { VERSION = 1, DIGITS = 8, SYMBOL_DIGITS = 4 };

/* The members of the file. */
struct members {
	char *format, *seed, *state; /* owned */
	char *said, *weights;        /* owned; both NULL if the talk does not adapt */
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
	{"said", FIELD_STRING, offsetof(struct members, said), OPTIONAL, 0, 0},
	{"weights", FIELD_STRING, offsetof(struct members, weights), OPTIONAL, 0, 0},
	{SELF_SUM_KEY, FIELD_STRING, offsetof(struct members, sum), OPTIONAL, 0, 0},
	{.key = NULL},
};

static void members_free(struct members *m)
{
	free(m->format);
	free(m->seed);
	free(m->state);
	free(m->said);
	free(m->weights);
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

/* Does the same with symbols. */
static char *symbols_text(const uint16_t *id, size_t n)
{
	char *text = xcalloc(n * SYMBOL_DIGITS + 1, 1);

	for (size_t i = 0; i < n; i++)
		snprintf(text + i * SYMBOL_DIGITS, SYMBOL_DIGITS + 1, "%04" PRIx16, id[i]);
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
		.state = floats_text(t->state, t->n),
		.said = t->adapts ? symbols_text(t->learned->text, t->learned->n) : NULL,
		.weights = t->adapts ? floats_text(t->learned->weight, CACHE_WEIGHTS) : NULL,
	};
	struct jsonout w = {.pretty = true};

	jsonout_open(&w, NULL, '{');
	fields_write(fields, &w, &m);
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

/* Returns the number that the next `digits` hex digits give. */
static uint32_t parse_hex(const char *text, size_t digits)
{
	char hex[DIGITS + 1] = "";

	memcpy(hex, text, digits);
	return (uint32_t)strtoul(hex, NULL, 16);
}

/* Reads the digits of member `key` into x (n). */
static int parse_floats(const char *text, const char *path, const char *key, float *x, size_t n,
			struct rnn_error *err)
{
	if (strlen(text) != n * DIGITS || strspn(text, "0123456789abcdef") != n * DIGITS)
		return errorf(err, EX_DATAERR, "%s: %s: must be %zu hex digits", path, key,
			      n * DIGITS);
	for (size_t i = 0; i < n; i++) {
		uint32_t bits = parse_hex(text + i * DIGITS, DIGITS);
		memcpy(x + i, &bits, sizeof bits);
	}
	if (!floats_finite(x, n))
		return errorf(err, EX_DATAERR, "%s: %s: a number is not finite", path, key);
	return 0;
}

/* Reads what was learned; symbols must be below `symbols`. */
static int parse_learned(const struct members *m, const char *path, int symbols,
			 struct cache_memory *to, struct rnn_error *err)
{
	size_t digits = strlen(m->said);

	if (digits % SYMBOL_DIGITS != 0 || strspn(m->said, "0123456789abcdef") != digits ||
	    digits > CACHE_TEXT * SYMBOL_DIGITS)
		return errorf(err, EX_DATAERR,
			      "%s: said: must be hex digits, %d for each of at most %d symbols",
			      path, SYMBOL_DIGITS, CACHE_TEXT);
	to->n = digits / SYMBOL_DIGITS;
	for (size_t i = 0; i < to->n; i++) {
		uint32_t id = parse_hex(m->said + i * SYMBOL_DIGITS, SYMBOL_DIGITS);
		if (id >= (uint32_t)symbols)
			return errorf(err, EX_DATAERR, "%s: said: %04" PRIx32 " is no symbol", path,
				      id);
		to->text[i] = (uint16_t)id;
	}
	if (parse_floats(m->weights, path, "weights", to->weight, CACHE_WEIGHTS, err) < 0)
		return -1;
	for (int i = 0; i < CACHE_WEIGHTS; i++)
		if (!(to->weight[i] >= 0 && to->weight[i] <= 1))
			return errorf(err, EX_DATAERR, "%s: weights: must be from 0 to 1", path);
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
	if ((m->said == NULL) != (m->weights == NULL))
		return errorf(err, EX_DATAERR, "%s: must have said and weights, or neither", path);
	return 0;
}

static int read_root(const cJSON *root, const char *path, struct talk *t, struct rnn_error *err)
{
	struct members m = {0};
	struct cache_memory learned = {0};
	float *x = xcalloc(t->n, sizeof *x);
	uint64_t seed;
	int rc = -1;

	if (!cJSON_IsObject(root))
		errorf(err, EX_DATAERR, "%s: must be an object", path);
	else if (fields_read(fields, root, path, &m, err) == 0 &&
		 check_members(&m, path, t->model, err) == 0 &&
		 parse_seed(&m, path, &seed, err) == 0 &&
		 parse_floats(m.state, path, "state", x, t->n, err) == 0 &&
		 (m.said == NULL || t->learned == NULL ||
		  parse_learned(&m, path, t->symbols, &learned, err) == 0)) {
		t->seed = seed;
		t->turns = m.turns;
		t->temperature = m.temperature;
		memcpy(t->state, x, t->n * sizeof *x);
		t->adapts = m.said != NULL;
		if (t->adapts && t->learned != NULL)
			*t->learned = learned;
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
	const char *file = strcmp(path, "-") == 0 ? "./-" : path; /* not standard input */
	char *text;
	size_t bytes;

	if (input_read_file(file, JSON_MAX, &text, &bytes, err) < 0)
		return -1;
	int rc = talk_parse(path, text, bytes, t, err);
	free(text);
	return rc;
}
