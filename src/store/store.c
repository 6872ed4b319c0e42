/* store.c - locks a model directory, saves into it, and removes the files that its manifest does
 * not name. */
#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/blob.h"
#include "store/file.h"
#include "store/json.h"
#include "store/manifest.h"

#define LOCK_NAME ".lock"
#define TEMP_PREFIX MANIFEST_NAME ".tmp."

/* Report which process holds the lock, by the pid in the lock file. The pid serves this message
 * only; the lock itself is the flock. */
static int report_locked(int fd, const char *dir, struct rnn_error *err)
{
	char pid[24] = "";
	ssize_t n = pread(fd, pid, sizeof pid - 1, 0);

	pid[n > 0 ? strspn(pid, "0123456789") : 0] = 0;
	return errorf(err, EX_TEMPFAIL, "%s: another training (process %s) is writing to it", dir,
		      pid[0] != 0 ? pid : "unknown");
}

static int lock(struct store *s, struct rnn_error *err)
{
	char *path = xasprintf("%s/" LOCK_NAME, s->dir), pid[24];
	int rc = 0;

	s->lockfd = file_openat(s->dirfd, LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK);
	if (s->lockfd < 0) {
		rc = file_report(path, errno, EX_CANTCREAT, err);
	} else if (flock(s->lockfd, LOCK_EX | LOCK_NB) < 0) {
		rc = errno == EWOULDBLOCK ? report_locked(s->lockfd, s->dir, err)
					  : file_report(path, errno, EX_CANTCREAT, err);
	} else {
		int n = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
		if (ftruncate(s->lockfd, 0) < 0 || pwrite(s->lockfd, pid, (size_t)n, 0) < 0) {
			/* harmless (a full disk): report_locked then lacks the pid */
		}
	}
	free(path);
	return rc;
}

/* Make a directory and sync its parent. A directory that exists is no error. */
static int make_dir(const char *path, struct rnn_error *err)
{
	struct stat st;
	int rc = 0;

	if (mkdir(path, 0777) < 0) {
		int error = errno;
		return stat(path, &st) == 0 ? 0 : file_report(path, error, EX_CANTCREAT, err);
	}
	char *parent = file_parent_dir(path);
	int fd = file_openat(AT_FDCWD, parent, O_RDONLY | O_DIRECTORY);
	if (fd >= 0) { /* a parent without read permission cannot be synced */
		rc = file_sync_dir(fd, parent, err);
		close(fd);
	}
	free(parent);
	return rc;
}

static int make_dirs(const char *dir, struct rnn_error *err)
{
	char *path = xstrdup(dir);
	int rc = 0;

	for (char *p = path + 1; rc == 0 && path[0] != 0 && *p != 0; p++)
		if (*p == '/') {
			*p = 0;
			rc = make_dir(path, err);
			*p = '/';
		}
	if (rc == 0)
		rc = make_dir(path, err);
	free(path);
	return rc;
}

static int open_dir(struct store *s, struct rnn_error *err)
{
	struct stat st;

	if (stat(s->dir, &st) < 0 && make_dirs(s->dir, err) < 0)
		return -1;
	s->dirfd = file_openat(AT_FDCWD, s->dir, O_RDONLY | O_DIRECTORY);
	if (s->dirfd < 0 && errno == ENOTDIR)
		return errorf(err, EX_CANTCREAT, "%s: is a file; a model is a directory", s->dir);
	if (s->dirfd < 0)
		return file_report(s->dir, errno, EX_CANTCREAT, err);
	if (faccessat(s->dirfd, ".", W_OK | X_OK, AT_EACCESS) < 0)
		return file_report(s->dir, errno, EX_CANTCREAT, err);
	return 0;
}

static void note_generation(struct store *s, const char *name)
{
	long long generation = blob_generation(name);

	if (generation > 0 && (uint64_t)generation > s->generation)
		s->generation = (uint64_t)generation;
}

/* Set s->generation to the newest in the directory; with `collect`, remove the blobs and temporary
 * files that the manifest does not name. Errors are ignored: a later call removes the rest. */
static void scan_dir(struct store *s, bool collect)
{
	int fd = file_openat(s->dirfd, ".", O_RDONLY | O_DIRECTORY);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *e;

	if (d == NULL && fd >= 0)
		close(fd);
	while (d != NULL && (e = readdir(d)) != NULL) {
		bool ours = blob_generation(e->d_name) >= 0 ||
			    strncmp(e->d_name, TEMP_PREFIX, strlen(TEMP_PREFIX)) == 0;
		note_generation(s, e->d_name);
		if (collect && ours && strcmp(e->d_name, s->weights.file) != 0 &&
		    strcmp(e->d_name, s->state.file) != 0)
			unlinkat(s->dirfd, e->d_name, 0);
	}
	if (d != NULL)
		closedir(d);
}

/* Set s->weights and s->state to the files that the manifest names, and remove all other blobs.
 * Nothing is removed if the manifest cannot be read, because it may name any file. */
static void find_live_files(struct store *s, bool *exists)
{
	struct saved_model a;
	struct stat st;
	struct rnn_error state_err;

	*exists = fstatat(s->dirfd, MANIFEST_NAME, &st, AT_SYMLINK_NOFOLLOW) == 0;
	bool known = !*exists;
	if (*exists && manifest_read(&a, s->dirfd, s->dir, &state_err, NULL) == 0) {
		s->weights = a.weights;
		s->state = a.state;
		note_generation(s, s->weights.file); /* in case scan_dir fails */
		note_generation(s, s->state.file);
		known = state_err.status == 0;
		saved_model_free(&a);
	}
	/* An earlier process may have been killed between the rename of the manifest and the sync.
	 * The manifest on the disk may then name the old files, which must stay until the rename is
	 * on the disk, too. */
	scan_dir(s, known && file_sync_dir(s->dirfd, s->dir, NULL) == 0);
}

int store_open(struct store *s, const char *dir, bool *exists, struct rnn_error *err)
{
	*s = (struct store){.dir = xstrdup(dir), .dirfd = -1, .lockfd = -1, .logfd = -1};
	*exists = false;
	if (open_dir(s, err) < 0 || lock(s, err) < 0) {
		store_close(s);
		return -1;
	}
	find_live_files(s, exists);
	return 0;
}

void store_close(struct store *s)
{
	const int fd[] = {s->logfd, s->lockfd, s->dirfd};

	for (size_t i = 0; i < sizeof fd / sizeof *fd; i++)
		if (fd[i] >= 0)
			close(fd[i]);
	free(s->dir);
	*s = (struct store){.dirfd = -1, .lockfd = -1, .logfd = -1};
}

/* Write and sync the manifest under its temporary name. */
static int write_temp(const struct store *s, const char *temp, const char *text,
		      struct rnn_error *err)
{
	char *path = xasprintf("%s/%s", s->dir, temp);
	int rc = -1, fd;

	unlinkat(s->dirfd, temp, 0); /* an earlier process with the same pid may have left it */
	fd = file_create(s->dirfd, temp, path, err);
	if (fd >= 0) {
		bool ok = file_write(fd, path, text, strlen(text), err) == 0;
		rc = file_finish(fd, path, ok, err);
	}
	free(path);
	return rc;
}

static void discard(const struct store *s, const struct blob *b)
{
	if (b->file[0] != 0)
		unlinkat(s->dirfd, b->file, 0);
}

/* Sync the directory, then replace the manifest by one that names the new files, by one rename.
 * *renamed says whether the manifest was replaced; the call can still fail after that. */
static int commit(struct store *s, const struct saved_model *a, const struct blob *weights,
		  const struct blob *state, bool *renamed, struct rnn_error *err)
{
	char temp[64];
	char *text = manifest_text(a, weights, state->file[0] != 0 ? state : NULL, false);

	snprintf(temp, sizeof temp, TEMP_PREFIX "%ld", (long)getpid());
	int rc = file_sync_dir(s->dirfd, s->dir, err);
	if (rc == 0 && strlen(text) > JSON_MAX)
		rc = errorf(err, EX_DATAERR, "%s/" MANIFEST_NAME ": would be longer than %d bytes",
			    s->dir, JSON_MAX);
	if (rc == 0)
		rc = write_temp(s, temp, text, err);
	if (rc == 0 && renameat(s->dirfd, temp, s->dirfd, MANIFEST_NAME) < 0)
		rc = errorf(err, EX_IOERR, "%s/" MANIFEST_NAME ": %s", s->dir, strerror(errno));
	*renamed = rc == 0;
	if (rc < 0)
		unlinkat(s->dirfd, temp, 0);
	else
		rc = file_sync_dir(s->dirfd, s->dir, err);
	free(text);
	return rc;
}

int store_save(struct store *s, const struct saved_model *a, bool with_weights,
	       const struct state *state, struct rnn_error *err)
{
	struct blob weights = {0}, new_state = {0};
	bool renamed = false;
	int rc = 0;

	with_weights = with_weights || s->weights.file[0] == 0;
	s->generation++; /* also after a failure, so that no name is used twice */
	if (with_weights)
		rc = blob_write_weights(s, &a->model, a->weights.storage, &weights, err);
	if (rc == 0 && state != NULL)
		rc = blob_write_state(s, state, &new_state, err);
	if (rc == 0)
		rc = commit(s, a, with_weights ? &weights : &s->weights, &new_state, &renamed, err);
	if (!renamed) {
		discard(s, &weights);
		discard(s, &new_state);
		return rc;
	}
	if (with_weights)
		s->weights = weights;
	s->state = new_state;
	if (rc == 0) /* if the sync failed, the disk may hold either manifest: keep both's files */
		scan_dir(s, true);
	return rc;
}
