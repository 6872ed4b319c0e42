/* blob.c - writes weights and state as safetensors files under new names. */
#include "store/blob.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/file.h"
#include "store/int8.h"
#include "store/safetensors.h"

long long blob_generation(const char *name)
{
	static const char *const kinds[] = {"weights-", "state-"};
	enum { DIGITS_MIN = 6, DIGITS_MAX = 18 };

	for (int i = 0; i < 2; i++) {
		size_t n = strlen(kinds[i]);
		if (strncmp(name, kinds[i], n) != 0)
			continue;
		size_t digits = strspn(name + n, "0123456789");
		if (digits >= DIGITS_MIN && digits <= DIGITS_MAX &&
		    strcmp(name + n + digits, ".safetensors") == 0)
			return strtoll(name + n, NULL, 10);
	}
	return -1;
}

static int blob_write(const struct store *s, const char *kind, struct safetensors *content,
		      struct blob *out, struct rnn_error *err)
{
	snprintf(out->file, sizeof out->file, "%s-%06" PRIu64 ".safetensors", kind, s->generation);
	char *path = xasprintf("%s/%s", s->dir, out->file);
	int fd = file_create(s->dirfd, out->file, path, err), rc = -1;

	if (fd >= 0) {
		bool ok = safetensors_write(content, fd, path, err) == 0;
		rc = file_finish(fd, path, ok, err);
		if (rc < 0)
			unlinkat(s->dirfd, out->file, 0); /* if it fails, store.c does later */
	}
	if (rc < 0)
		out->file[0] = 0;
	out->bytes = content->bytes;
	out->crc32 = content->crc32;
	free(path);
	return rc;
}

/* Appends tensor p, whose numbers are `data`, to the content of a file. */
static void add_tensor(struct safetensors *content, const struct param *p, enum dtype dtype,
		       const void *data)
{
	struct tensor *t = &content->tensor[content->tensors++];

	snprintf(t->name, sizeof t->name, "%s", p->name);
	t->dtype = dtype;
	t->dims = p->cols > 0 ? 2 : 1;
	t->shape[0] = (uint64_t)p->rows;
	t->shape[1] = (uint64_t)p->cols;
	t->data = data;
}

/* Appends the scales (rows) of matrix p to the content of a file. */
static void add_scales(struct safetensors *content, const struct param *p, const float *scale)
{
	struct tensor *t = &content->tensor[content->tensors++];

	snprintf(t->name, sizeof t->name, "%s" SCALE_SUFFIX, p->name);
	t->dims = 1;
	t->shape[0] = (uint64_t)p->rows;
	t->data = scale;
}

/* Returns the number of scales, one for each row of a matrix. */
static size_t count_scales(const struct model *m)
{
	size_t n = 0;

	for (int i = 0; i < m->params; i++)
		n += m->param[i].cols > 0 ? (size_t)m->param[i].rows : 0;
	return n;
}

/* Sets content to the tensors of an int8 file: first all float32 vectors, so that they are aligned,
 * then the matrices. `data` has the numbers of all tensors, those of matrices become integers;
 * `scale` has room for the scales. */
static void fill_int8(struct safetensors *content, const struct model *m, float *data, float *scale)
{
	for (int i = 0; i < m->params; i++) {
		const struct param *p = &m->param[i];
		if (p->cols == 0) {
			add_tensor(content, p, DTYPE_F32, data + p->at);
			continue;
		}
		int8_store((size_t)p->rows, (size_t)p->cols, data + p->at, scale);
		add_scales(content, p, scale);
		scale += p->rows;
	}
	for (int i = 0; i < m->params; i++)
		if (m->param[i].cols > 0)
			add_tensor(content, &m->param[i], DTYPE_I8, data + m->param[i].at);
}

int blob_write_weights(const struct store *s, const struct model *m, enum storage storage,
		       struct blob *out, struct rnn_error *err)
{
	struct safetensors content = {.fd = -1};
	float *data = xcalloc(m->n, sizeof *data), *scale = NULL;

	content.tensor = xcalloc((size_t)m->params * 2, sizeof *content.tensor);
	for (int i = 0; i < m->params; i++)
		param_export(&m->param[i], m->w, data + m->param[i].at);
	if (storage == STORAGE_INT8) {
		scale = xcalloc(count_scales(m), sizeof *scale);
		fill_int8(&content, m, data, scale);
	}
	for (int i = 0; i < m->params && storage != STORAGE_INT8; i++)
		add_tensor(&content, &m->param[i], DTYPE_F32, data + m->param[i].at);
	int rc = blob_write(s, "weights", &content, out, err);
	out->storage = storage == STORAGE_INT8 ? STORAGE_INT8 : STORAGE_F32;
	free(content.tensor);
	free(scale);
	free(data);
	return rc;
}

/* Return the number as text that reads back to the same bits; the caller frees it. */
static char *exact_text(const struct state_number *n)
{
	return n->kind == NUM_U64 ? xasprintf("%" PRIu64, *n->at.u) : xasprintf("%a", *n->at.f);
}

int blob_write_state(const struct store *s, const struct state *state, struct blob *out,
		     struct rnn_error *err)
{
	struct safetensors content = {.tensors = state->vectors, .metas = state->numbers, .fd = -1};

	content.tensor = xcalloc((size_t)state->vectors, sizeof *content.tensor);
	for (int i = 0; i < state->vectors; i++) {
		struct tensor *t = &content.tensor[i];
		snprintf(t->name, sizeof t->name, "%s", state->vector[i].key);
		t->dims = 1;
		t->shape[0] = state->vector[i].n;
		t->data = state->vector[i].data;
	}
	content.meta = xcalloc((size_t)state->numbers, sizeof *content.meta);
	for (int i = 0; i < state->numbers; i++)
		content.meta[i] = (struct meta){xstrdup(state->number[i].key),
						exact_text(&state->number[i])};
	int rc = blob_write(s, "state", &content, out, err);
	safetensors_close(&content);
	return rc;
}
