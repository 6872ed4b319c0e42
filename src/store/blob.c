/* blob.c - writes weights and state as safetensors files under new names. */
#include "store/blob.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/file.h"
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

int blob_write_weights(const struct store *s, const struct model *m, struct blob *out,
		       struct rnn_error *err)
{
	struct safetensors content = {.tensors = m->params, .fd = -1};
	float *data = xcalloc(m->n, sizeof *data);

	content.tensor = xcalloc((size_t)m->params, sizeof *content.tensor);
	for (int i = 0; i < m->params; i++) {
		const struct param *p = &m->param[i];
		struct tensor *t = &content.tensor[i];
		param_export(p, m->w, data + p->at);
		snprintf(t->name, sizeof t->name, "%s", p->name);
		t->dims = p->cols > 0 ? 2 : 1;
		t->shape[0] = (uint64_t)p->rows;
		t->shape[1] = (uint64_t)p->cols;
		t->data = data + p->at;
	}
	int rc = blob_write(s, "weights", &content, out, err);
	free(content.tensor);
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
