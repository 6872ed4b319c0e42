/* saved_model_load.c - loads a model: reads the manifest, checks the weights file against it, then
 * reads the tensors. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/file.h"
#include "store/int8.h"
#include "store/json.h"
#include "store/manifest.h"
#include "store/safetensors.h"
#include "text/input.h"

/* The largest magnitude of a weight. With it all sums of a model of any shape are finite in float32. */
static const float weight_most = 1e9F;

/* Check that a blob can hold the weights that the configuration implies: in BF16 or F32, or in I8 with
 * scales, which are fewer than the weights. This comes before anything is read or allocated. */
static int check_size(const struct model *layout, const struct blob *blob, const char *path,
		      struct rnn_error *err)
{
	uint64_t n = layout->n; /* at most SIZE_MAX / 64, so 5 * n does not overflow */
	bool int8 = blob->storage == STORAGE_INT8;

	if (blob->bytes < (int8 ? n : 2 * n) || blob->bytes > (int8 ? 5 * n : 4 * n) + JSON_MAX + 8)
		return errorf(err, EX_DATAERR,
			      "%s: %" PRIu64 " bytes cannot hold the %" PRIu64
			      " weights that the config implies",
			      path, blob->bytes, n);
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

/* Check that the file has tensor `name` with this shape (cols 0: a vector). */
static int check_shape(const struct safetensors *s, const char *name, int rows, int cols,
		       const char *path, struct rnn_error *err)
{
	const struct tensor *t = safetensors_find(s, name);
	int dims = cols > 0 ? 2 : 1;
	char found[64], want[64];

	if (t == NULL)
		return errorf(err, EX_DATAERR, "%s: tensor %s: is missing", path, name);
	if (t->dims == dims && t->shape[0] == (uint64_t)rows &&
	    (dims == 1 || t->shape[1] == (uint64_t)cols))
		return 0;
	shape_text(found, t->dims, t->shape[0], t->shape[1]);
	shape_text(want, dims, (uint64_t)rows, (uint64_t)cols);
	return errorf(err, EX_DATAERR, "%s: tensor %s: has shape %s, the config implies %s", path,
		      name, found, want);
}

/* Check that tensor `name`, which the file has, is of a type that the storage allows: with int8, I8
 * for a matrix and F32 for a vector, else F32 or BF16. */
static int check_dtype(const struct safetensors *s, const char *name, bool matrix,
		       enum storage storage, const char *path, struct rnn_error *err)
{
	enum dtype type = safetensors_find(s, name)->dtype;
	bool int8 = storage == STORAGE_INT8;

	if (int8 ? type == (matrix ? DTYPE_I8 : DTYPE_F32) : type != DTYPE_I8)
		return 0;
	return errorf(err, EX_DATAERR,
		      "%s: tensor %s: has dtype %s; model.json, %s \"storage\": \"int8\", "
		      "implies %s",
		      path, name, safetensors_dtype_name(type), int8 ? "with" : "without",
		      !int8    ? "F32 or BF16"
		      : matrix ? "I8"
			       : "F32");
}

/* Return the name of the scales of a matrix; the caller frees it. */
static char *scale_name(const struct param *p)
{
	return xasprintf("%s" SCALE_SUFFIX, p->name);
}

/* Check that the file has tensor p, and its scales if it is a matrix in int8. */
static int check_param(const struct safetensors *s, const struct param *p, enum storage storage,
		       const char *path, struct rnn_error *err)
{
	bool matrix = p->cols > 0;

	if (check_shape(s, p->name, p->rows, p->cols, path, err) < 0 ||
	    check_dtype(s, p->name, matrix, storage, path, err) < 0)
		return -1;
	if (storage != STORAGE_INT8 || !matrix)
		return 0;
	char *name = scale_name(p);
	int rc = check_shape(s, name, p->rows, 0, path, err);
	if (rc == 0)
		rc = check_dtype(s, name, false, storage, path, err);
	free(name);
	return rc;
}

/* Return whether a file may have a tensor of this name: that of p, or of its scales in int8. */
static bool is_name_of(const char *name, const struct param *p, enum storage storage)
{
	size_t n = strlen(p->name);

	if (strncmp(name, p->name, n) != 0)
		return false;
	return name[n] == 0 ||
	       (storage == STORAGE_INT8 && p->cols > 0 && strcmp(name + n, SCALE_SUFFIX) == 0);
}

/* Check that the file holds exactly the tensors of the layout. */
static int check_params(const struct safetensors *s, const struct model *layout,
			enum storage storage, const char *path, struct rnn_error *err)
{
	for (int i = 0; i < layout->params; i++)
		if (check_param(s, &layout->param[i], storage, path, err) < 0)
			return -1;
	for (int k = 0; k < s->tensors; k++) {
		int i = 0;
		while (i < layout->params &&
		       !is_name_of(s->tensor[k].name, &layout->param[i], storage))
			i++;
		if (i == layout->params)
			return errorf(err, EX_DATAERR,
				      "%s: tensor %s: is not one that the config implies", path,
				      s->tensor[k].name);
	}
	return 0;
}

/* Read the scales (rows) of matrix p in int8, and check them. */
static int read_scales(const struct safetensors *s, const struct param *p, const char *path,
		       float *scale, struct rnn_error *err)
{
	char *name = scale_name(p);
	int rc = safetensors_read(s, safetensors_find(s, name), path, scale, err);

	if (rc == 0 && !int8_scales_sound((size_t)p->rows, scale))
		rc = errorf(err, EX_DATAERR,
			    "%s: tensor %s: has a number that is negative or too large for a scale",
			    path, name);
	free(name);
	return rc;
}

/* Check that none of the weights w (n) is so large that scores could overflow. */
static int check_sizes(const float *w, size_t n, const char *path, const char *name,
		       struct rnn_error *err)
{
	for (size_t i = 0; i < n; i++)
		if (fabsf(w[i]) > weight_most)
			return errorf(err, EX_DATAERR,
				      "%s: tensor %s: has the weight %.3g; the largest is %.0e",
				      path, name, (double)w[i], (double)weight_most);
	return 0;
}

/* Read tensor p into m->w, so many rows at a time as a processor's cache holds. */
static int read_param(const struct safetensors *s, const struct param *p, struct model *m,
		      const char *path, struct rnn_error *err)
{
	enum { NUMBERS = 1 << 14 };
	const struct tensor *t = safetensors_find(s, p->name);
	size_t rows = (size_t)p->rows, cols = p->cols > 0 ? (size_t)p->cols : 1;
	size_t most = cols < NUMBERS ? NUMBERS / cols : 1;
	float *part = xcalloc(most * cols, sizeof *part), *scale = NULL;
	int rc = 0;

	if (t->dtype == DTYPE_I8) {
		scale = xcalloc(rows, sizeof *scale);
		rc = read_scales(s, p, path, scale, err);
	}
	for (size_t from = 0, to; from < rows && rc == 0; from = to) {
		to = rows - from < most ? rows : from + most;
		rc = safetensors_read_rows(s, t, scale != NULL ? scale + from : NULL, from, to,
					   path, part, err);
		if (rc == 0)
			rc = check_sizes(part, (to - from) * cols, path, p->name, err);
		if (rc == 0)
			param_import_rows(p, from, to, part, m->w);
	}
	free(scale);
	free(part);
	return rc;
}

static int read_params(const struct safetensors *s, struct model *m, const char *path,
		       struct rnn_error *err)
{
	for (int i = 0; i < m->params; i++)
		if (read_param(s, &m->param[i], m, path, err) < 0)
			return -1;
	return 0;
}

static int read_weights(struct saved_model *a, int dirfd, const char *path,
			const struct engine *engine, struct rnn_error *err)
{
	struct config cfg = a->model.cfg;
	struct safetensors s = {.fd = -1};
	struct model layout;

	if (model_layout(&layout, &cfg, err) < 0)
		return -1;
	int rc = check_size(&layout, &a->weights, path, err);
	if (rc == 0)
		rc = safetensors_open(&s, dirfd, a->weights.file, path, a->weights.bytes,
				      a->weights.crc32, err);
	if (rc == 0)
		rc = check_memory(&layout, path, err);
	if (rc == 0)
		rc = check_params(&s, &layout, a->weights.storage, path, err);
	model_free(&layout);
	if (rc == 0)
		rc = model_init(&a->model, &cfg, engine, err);
	if (rc == 0)
		rc = read_params(&s, &a->model, path, err);
	for (int i = 0; i < s.tensors; i++)
		if (s.tensor[i].dtype == DTYPE_BF16)
			a->weights.storage = STORAGE_BF16;
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
