/* saved_model_load.c - loads a model: reads the manifest, checks the weights file against it, then
 * reads the tensors. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/file.h"
#include "store/json.h"
#include "store/manifest.h"
#include "store/safetensors.h"
#include "text/input.h"

/* Check that a blob of `bytes` can hold the weights that the configuration implies, in BF16 or F32.
 * This comes before anything is read or allocated. */
static int check_size(const struct model *layout, uint64_t bytes, const char *path,
		      struct rnn_error *err)
{
	uint64_t n = layout->n; /* at most SIZE_MAX / 64, so 4 * n does not overflow */

	if (bytes < 2 * n || bytes > 4 * n + JSON_MAX + 8)
		return errorf(err, EX_DATAERR,
			      "%s: %" PRIu64 " bytes cannot hold the %" PRIu64
			      " weights that the config implies",
			      path, bytes, n);
	return 0;
}

/* Check that the weights fit into memory. This comes after the check of the file's size, whose
 * message is more precise. */
static int check_memory(const struct model *layout, const char *path, struct rnn_error *err)
{
	if (layout->n * (sizeof(real) + sizeof(float)) <= ram_total())
		return 0;
	return errorf(err, EX_OSERR, "%s: %zu weights do not fit into this machine's memory", path,
		      layout->n);
}

static void shape_text(char out[64], int dims, uint64_t rows, uint64_t cols)
{
	if (dims == 1)
		snprintf(out, 64, "(%" PRIu64 ")", rows);
	else
		snprintf(out, 64, "(%" PRIu64 ", %" PRIu64 ")", rows, cols);
}

static int check_param(const struct safetensors *s, const struct param *p, const char *path,
		       struct rnn_error *err)
{
	const struct tensor *t = safetensors_find(s, p->name);
	int dims = p->cols > 0 ? 2 : 1;
	char found[64], want[64];

	if (t == NULL)
		return errorf(err, EX_DATAERR, "%s: tensor %s: is missing", path, p->name);
	if (t->dims == dims && t->shape[0] == (uint64_t)p->rows &&
	    (dims == 1 || t->shape[1] == (uint64_t)p->cols))
		return 0;
	shape_text(found, t->dims, t->shape[0], t->shape[1]);
	shape_text(want, dims, (uint64_t)p->rows, (uint64_t)p->cols);
	return errorf(err, EX_DATAERR, "%s: tensor %s: has shape %s, the config implies %s", path,
		      p->name, found, want);
}

/* Check that the file holds exactly the tensors of the layout. */
static int check_params(const struct safetensors *s, const struct model *layout, const char *path,
			struct rnn_error *err)
{
	for (int i = 0; i < layout->params; i++)
		if (check_param(s, &layout->param[i], path, err) < 0)
			return -1;
	for (int k = 0; k < s->tensors; k++) {
		int i = 0;
		while (i < layout->params && strcmp(layout->param[i].name, s->tensor[k].name) != 0)
			i++;
		if (i == layout->params)
			return errorf(err, EX_DATAERR,
				      "%s: tensor %s: is not one that the config implies", path,
				      s->tensor[k].name);
	}
	return 0;
}

static int read_params(const struct safetensors *s, struct model *m, const char *path,
		       struct rnn_error *err)
{
	size_t largest = 0;
	int rc = 0;

	for (int i = 0; i < m->params; i++)
		if (m->param[i].n > largest)
			largest = m->param[i].n;
	float *tensor = xcalloc(largest, sizeof *tensor);
	for (int i = 0; i < m->params && rc == 0; i++) {
		const struct param *p = &m->param[i];
		rc = safetensors_read(s, safetensors_find(s, p->name), path, tensor, err);
		if (rc == 0)
			param_import(p, tensor, m->w);
	}
	free(tensor);
	return rc;
}

static int read_weights(struct saved_model *a, int dirfd, const char *path,
			const struct engine *engine, struct rnn_error *err)
{
	struct config cfg = a->model.cfg;
	struct safetensors s = {.fd = -1};
	struct model layout;

	if (model_layout(&layout, &cfg, err) < 0)
		return -1;
	int rc = check_size(&layout, a->weights.bytes, path, err);
	if (rc == 0)
		rc = safetensors_open(&s, dirfd, a->weights.file, path, a->weights.bytes,
				      a->weights.crc32, err);
	if (rc == 0)
		rc = check_memory(&layout, path, err);
	if (rc == 0)
		rc = check_params(&s, &layout, path, err);
	model_free(&layout);
	if (rc == 0)
		rc = model_init(&a->model, &cfg, engine, err);
	if (rc == 0)
		rc = read_params(&s, &a->model, path, err);
	safetensors_close(&s);
	return rc;
}

static int load_once(struct saved_model *a, int dirfd, const char *dir, const struct engine *engine,
		     struct rnn_error *err)
{
	if (manifest_read(a, dirfd, dir, NULL, err) < 0)
		return -1;
	char *path = xasprintf("%s/%s", dir, a->weights.file);
	int rc = read_weights(a, dirfd, path, engine, err);
	free(path);
	return rc;
}

int saved_model_load(struct saved_model *a, const char *dir, const struct engine *engine,
		     struct rnn_error *err)
{
	enum { TRIES = 10 };
	struct blob tried = {0};
	int rc = -1, dirfd = file_open_dir(dir, err);

	*a = (struct saved_model){0};
	if (dirfd < 0)
		return -1;
	/* If a training has replaced the weights after the manifest was read, the next try reads a
	 * manifest that names another file. An error for the same file twice is final. */
	for (int i = 0; i < TRIES; i++) {
		rc = load_once(a, dirfd, dir, engine, err);
		if (rc == 0)
			break;
		bool same = tried.crc32 == a->weights.crc32 &&
			    strcmp(tried.file, a->weights.file) == 0;
		tried = a->weights;
		saved_model_free(a);
		if (tried.file[0] == 0 || same)
			break;
	}
	close(dirfd);
	return rc;
}

char *saved_model_json(const struct saved_model *a)
{
	return manifest_text(a, &a->weights, a->has_state ? &a->state : NULL, true);
}
