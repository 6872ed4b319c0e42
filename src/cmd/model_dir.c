/* model_dir.c - see model_dir.h. */
#include "cmd/model_dir.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/say.h"
#include "store/store.h"
#include "text/input.h"

#define MODELS "models"
#define LATEST MODELS "/latest"
#define SHIPPED MODELS "/default"

bool model_dir_has_model(const char *dir)
{
	char *path = xasprintf("%s/model.json", dir);
	bool has = access(path, F_OK) == 0;

	free(path);
	return has;
}

/* Returns the directory of the running program, or NULL if it is unknown. The caller frees it. */
static char *program_dir(void)
{
	char *path = realpath("/proc/self/exe", NULL);
	char *slash = path != NULL ? strrchr(path, '/') : NULL;

	if (slash != NULL)
		*slash = 0;
	return path;
}

/* Looks in the current directory, next to the build directory, and where it is installed: relative
 * to the program, so that an installation may be moved, then at the configured path. */
char *model_dir_shipped(void)
{
	char *dir = program_dir();
	char *candidate[] = {
		xstrdup(SHIPPED),
		xasprintf("%s/../" SHIPPED, dir != NULL ? dir : "."),
		xasprintf("%s/../share/rnn/default", dir != NULL ? dir : "."),
		xstrdup(RNN_DATADIR "/default"),
	};
	char *found = NULL;

	for (size_t i = 0; i < sizeof candidate / sizeof *candidate; i++)
		if (found == NULL && model_dir_has_model(candidate[i]))
			found = candidate[i];
		else
			free(candidate[i]);
	free(dir);
	return found;
}

char *model_dir_to_read(const char *model, struct rnn_error *err)
{
	const char *variable = getenv("RNN_MODEL");
	struct stat st;
	char *dir;

	if (model != NULL && *model == 0) {
		errorf(err, EX_USAGE, "--model: the name of the directory is empty");
		return NULL;
	}
	if (model != NULL)
		return xstrdup(model);
	if (variable != NULL && *variable != 0) {
		if (stat(variable, &st) == 0 || errno != ENOENT)
			return xstrdup(variable);
		errorf(err, EX_NOINPUT, "%s: no such model; the variable RNN_MODEL names it",
		       variable);
		return NULL;
	}
	/* A dangling link must be an error, not silently replaced by another model: so lstat. */
	if (lstat(LATEST, &st) == 0)
		return xstrdup(LATEST);
	dir = model_dir_shipped();
	if (dir == NULL)
		errorf(err, EX_NOINPUT,
		       "no model: train one with 'rnn train FILE', or name its "
		       "directory with -m DIR");
	return dir;
}

char *model_dir_to_train(const char *model, const char *file, struct rnn_error *err)
{
	const char *name = strrchr(file, '/'), *dot;
	char *dir;

	if (model != NULL && *model == 0) {
		errorf(err, EX_USAGE, "--model: the name of the directory is empty");
		return NULL;
	}
	if (model != NULL)
		return xstrdup(model);
	name = input_is_standard(file) ? "stdin" : name != NULL ? name + 1 : file;
	dot = strrchr(name, '.');
	if (dot == NULL || dot == name)
		dot = name + strlen(name);
	dir = xasprintf(MODELS "/%.*s", (int)(dot - name), name);
	if (*name == 0 || strcmp(dir, MODELS "/.") == 0 || strcmp(dir, MODELS "/..") == 0 ||
	    strcmp(dir, LATEST) == 0) {
		errorf(err, EX_USAGE, "%s: no model can be named after this file; use -m DIR",
		       file);
		free(dir);
		return NULL;
	}
	return dir;
}

char *model_dir_to_resume(const char *model, struct rnn_error *err)
{
	char target[PATH_MAX];
	ssize_t n;

	if (model != NULL)
		return model_dir_to_train(model, "", err);
	n = readlink(LATEST, target, sizeof target - 1);
	if (n <= 0) {
		errorf(err, EX_NOINPUT,
		       "there is no " LATEST " to resume; name the text of the training, or the "
		       "model's directory with -m DIR");
		return NULL;
	}
	target[n] = 0;
	return *target == '/' ? xstrdup(target) : xasprintf(MODELS "/%s", target);
}

bool model_dir_same(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Is `name` a file that a training writes, or hidden (".", "..", the lock)? */
static bool ours(const char *name)
{
	static const char *const start[] = {"model.json", "weights-", "state-", "train.ndjson"};

	for (size_t i = 0; i < sizeof start / sizeof *start; i++)
		if (strncmp(name, start[i], strlen(start[i])) == 0)
			return true;
	return *name == '.' || strcmp(name, "lock") == 0;
}

int model_dir_check_foreign(const char *dir, struct rnn_error *err)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	int rc = 0;

	if (d == NULL && errno == ENOENT)
		return 0;
	if (d == NULL)
		return errorf(err, errno == EACCES ? EX_NOPERM : EX_CANTCREAT, "%s: %s", dir,
			      strerror(errno));
	while (rc == 0 && (entry = readdir(d)) != NULL)
		if (!ours(entry->d_name))
			rc = errorf(err, EX_CANTCREAT,
				    "%s: this directory holds other files "
				    "('%s'); choose another one with -m, or use it with --force",
				    dir, entry->d_name);
	closedir(d);
	return rc;
}

void model_dir_set_latest(const char *dir, bool quiet)
{
	char *path = realpath(dir, NULL), *models = realpath(MODELS, NULL);
	char *slash = path != NULL ? strrchr(path, '/') : NULL;
	struct rnn_error err;

	if (slash != NULL && models != NULL && strlen(models) == (size_t)(slash - path) &&
	    strncmp(models, path, (size_t)(slash - path)) == 0) {
		char *target = xasprintf(MODELS "%s", slash);
		if (store_point_latest(target, &err) < 0)
			say(quiet, "warning: %s", err.text);
		free(target);
	}
	free(path);
	free(models);
}
