/* state.c - reads the state file of a model directory. */
#include "store/state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/file.h"
#include "store/manifest.h"
#include "store/safetensors.h"

/* Open the state file that the manifest of `dir` names. The caller frees *path, its name for
 * messages, which is NULL on error. */
static int open_state(struct safetensors *s, const char *dir, char **path, struct rnn_error *err)
{
	struct saved_model a;
	struct rnn_error state_err;
	int dirfd = file_open_dir(dir, err), rc;

	*path = NULL;
	if (dirfd < 0)
		return -1;
	rc = manifest_read(&a, dirfd, dir, &state_err, err);
	if (rc == 0 && state_err.status != 0)
		rc = errorf(err, state_err.status, "%s", state_err.text);
	else if (rc == 0 && !a.has_state)
		rc = errorf(err, EX_NOINPUT, "%s: was saved without a training state", dir);
	if (rc == 0) {
		*path = xasprintf("%s/%s", dir, a.state.file);
		rc = safetensors_open(s, dirfd, a.state.file, *path, a.state.bytes, a.state.crc32,
				      err);
		if (rc < 0) {
			free(*path);
			*path = NULL;
		}
	}
	saved_model_free(&a);
	close(dirfd);
	return rc;
}

static bool parse_u64(const char *text, uint64_t *out)
{
	char *end;

	if (strspn(text, "0123456789") != strlen(text) || text[0] == 0)
		return false;
	errno = 0;
	*out = strtoull(text, &end, 10);
	return errno == 0;
}

static bool parse_f64(const char *text, double *out)
{
	char *end;

	*out = strtod(text, &end);
	return end != text && *end == 0;
}

static int read_number(const struct safetensors *s, const struct state_number *n, const char *path,
		       struct rnn_error *err)
{
	const char *text = safetensors_meta(s, n->key);

	if (text == NULL && n->optional)
		return 0;
	if (text == NULL)
		return errorf(err, EX_DATAERR, "%s: %s: is missing", path, n->key);
	if (!(n->kind == NUM_U64 ? parse_u64(text, n->at.u) : parse_f64(text, n->at.f)))
		return errorf(err, EX_DATAERR, "%s: %s: cannot be read: %.60s", path, n->key, text);
	return 0;
}

static int read_vector(const struct safetensors *s, const struct state_vector *v, const char *path,
		       struct rnn_error *err)
{
	const struct tensor *t = safetensors_find(s, v->key);

	if (t == NULL)
		return errorf(err, EX_DATAERR, "%s: tensor %s: is missing", path, v->key);
	if (t->dims != 1 || t->dtype != DTYPE_F32 || t->shape[0] != v->n)
		return errorf(err, EX_DATAERR, "%s: tensor %s: must be a vector of %zu F32 numbers",
			      path, v->key, v->n);
	return safetensors_read(s, t, path, v->data, err);
}

int state_read(const char *dir, const struct state *state, struct rnn_error *err)
{
	struct safetensors s;
	char *path;
	int rc = open_state(&s, dir, &path, err);

	if (rc < 0)
		return -1;
	for (int i = 0; i < state->numbers && rc == 0; i++)
		rc = read_number(&s, &state->number[i], path, err);
	for (int i = 0; i < state->vectors && rc == 0; i++)
		rc = read_vector(&s, &state->vector[i], path, err);
	safetensors_close(&s);
	free(path);
	return rc;
}
