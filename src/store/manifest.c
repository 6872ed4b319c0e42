/* manifest.c - reads model.json strictly and writes it, by the same tables of members. */
#include "store/manifest.h"

#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/fields.h"
#include "store/file.h"
#include "store/self_sum.h"

static const struct field config_fields[] = {
	{"cell", FIELD_CELL, offsetof(struct saved_model, model.cfg.cell), REQUIRED, 0, 0},
	{"layers", FIELD_INT, offsetof(struct saved_model, model.cfg.layers), REQUIRED, 1,
	 LAYERS_MAX},
	{"hidden", FIELD_INT, offsetof(struct saved_model, model.cfg.hidden), REQUIRED, 1,
	 HIDDEN_MAX},
	{"embed", FIELD_INT, offsetof(struct saved_model, model.cfg.embed), REQUIRED, 0,
	 HIDDEN_MAX},
	{"unit", FIELD_UNIT, offsetof(struct saved_model, unit), REQUIRED, 0, 0},
	{.key = NULL},
};

/* clang-format off */
#define BLOB_FIELDS \
	{"file", FIELD_NAME, offsetof(struct blob, file), REQUIRED, 0, 0}, \
	{"bytes", FIELD_UINT, offsetof(struct blob, bytes), REQUIRED, 0, 0}, \
	{"crc32", FIELD_CRC, offsetof(struct blob, crc32), REQUIRED, 0, 0}
/* clang-format on */

static const struct field weights_fields[] = {
	BLOB_FIELDS,
	{"storage", FIELD_INT8, offsetof(struct blob, storage), OPTIONAL, 0, 0},
	{.key = NULL},
};

static const struct field state_fields[] = {
	BLOB_FIELDS,
	{.key = NULL},
};

static const struct field training_fields[] = {
	{"corpus", FIELD_STRING, offsetof(struct training, corpus), OPTIONAL, 0, 0},
	{"texts", FIELD_STRING, offsetof(struct training, texts), OPTIONAL, 0, 0},
	{"newlines", FIELD_UINT, offsetof(struct training, newlines), OPTIONAL, 0, 0},
	{"bytes", FIELD_UINT, offsetof(struct training, bytes), OPTIONAL, 0, 0},
	{"crc32", FIELD_CRC, offsetof(struct training, crc32), OPTIONAL, 0, 0},
	{"valid_bytes", FIELD_UINT, offsetof(struct training, valid_bytes), OPTIONAL, 0, 0},
	{"valid_crc32", FIELD_CRC, offsetof(struct training, valid_crc32), OPTIONAL, 0, 0},
	{"options", FIELD_STRING, offsetof(struct training, options), OPTIONAL, 0, 0},
	{"engine", FIELD_STRING, offsetof(struct training, engine), OPTIONAL, 0, 0},
	{"best_loss", FIELD_DOUBLE, offsetof(struct training, best_loss), OPTIONAL, 0, DBL_MAX},
	{"temperature", FIELD_DOUBLE, offsetof(struct training, temperature), OPTIONAL, 0.1, 10},
	{"step", FIELD_UINT, offsetof(struct training, step), OPTIONAL, 0, 0},
	{"chars", FIELD_DOUBLE, offsetof(struct training, chars), OPTIONAL, 0, DBL_MAX},
	{"elapsed", FIELD_DOUBLE, offsetof(struct training, elapsed), OPTIONAL, 0, DBL_MAX},
	{"notes", FIELD_STRING, offsetof(struct training, notes), OPTIONAL, 0, 0},
	{.key = NULL},
};

static const struct field chat_fields[] = {
	{"user", FIELD_STRING, offsetof(struct speakers, user), REQUIRED, 0, 0},
	{"model", FIELD_STRING, offsetof(struct speakers, model), REQUIRED, 0, 0},
	{.key = NULL},
};

/* Fill row with the table of the sampling object, whose values are in struct saved_model: one row
 * per filter, the start, then the end. */
static void sampling_fields(struct field row[FILTERS + 2])
{
	for (int i = 0; i < FILTERS; i++) {
		const struct filter *f = filter_table[i];
		row[i] = (struct field){
			.key = f->key,
			.kind = f->whole ? FIELD_WHOLE : FIELD_FLOAT,
			.at = offsetof(struct saved_model, sampling.value) +
			      (size_t)i * sizeof(double),
			.presence = OPTIONAL,
			.lo = f->lo,
			.hi = f->hi,
		};
	}
	row[FILTERS] = (struct field){
		"start", FIELD_STRING, offsetof(struct saved_model, start), OPTIONAL, 0, 0};
	row[FILTERS + 1] = (struct field){.key = NULL};
}

/* Read object `key` of root through its table into the struct at `base`. */
static int read_part(const cJSON *root, const char *path, const char *key,
		     const struct field *table, void *base, struct rnn_error *err)
{
	const cJSON *o = json_get_object(root, path, key, err);

	if (o == NULL)
		return -1;
	char *where = xasprintf("%s: %s", path, key);
	int rc = fields_read(table, o, where, base, err);
	free(where);
	return rc;
}

static int read_format(const cJSON *root, const char *path, struct rnn_error *err)
{
	const char *format;
	int64_t version;

	if (!cJSON_IsObject(root))
		return errorf(err, EX_DATAERR, "%s: must be an object", path);
	if (json_get_string(root, path, "format", &format, err) < 0)
		return -1;
	if (strcmp(format, "rnn-model") != 0)
		return errorf(err, EX_DATAERR, "%s: format: must be rnn-model, not %.40s", path,
			      format);
	if (json_get_int(root, path, "version", 1, INT_MAX, &version, err) < 0)
		return -1;
	if (version > MANIFEST_VERSION)
		return errorf(err, EX_DATAERR,
			      "%s: made by a newer rnn (format version %d); "
			      "this program reads up to %d",
			      path, (int)version, MANIFEST_VERSION);
	return 0;
}

static int read_vocab(struct saved_model *a, const cJSON *root, const char *path,
		      struct rnn_error *err)
{
	const cJSON *item, *list = json_get_array(root, path, "vocab", err);
	struct rnn_error inner;
	int n = 0, rc = 0;

	if (list == NULL)
		return -1;
	uint32_t *symbol = xcalloc((size_t)cJSON_GetArraySize(list), sizeof *symbol);
	for (item = list->child; item != NULL; item = item->next) {
		int64_t c;
		if (n == VOCAB_MAX || !json_whole(item, 0, 0x10FFFF, &c)) {
			rc = errorf(err, EX_DATAERR,
				    "%s: vocab: must be at most %d code points or byte values",
				    path, VOCAB_MAX);
			break;
		}
		symbol[n++] = (uint32_t)c;
	}
	if (rc == 0 && vocab_init(&a->vocab, a->unit, symbol, n, &inner) < 0)
		rc = errorf(err, inner.status, "%s: vocab: %s", path, inner.text);
	free(symbol);
	a->model.cfg.vocab = n;
	return rc;
}

static int read_state(struct saved_model *a, const cJSON *root, const char *path,
		      struct rnn_error *state_err, struct rnn_error *err)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(root, "state");

	if (cJSON_IsNull(item))
		return 0;
	if (json_get_object(root, path, "state", err) == NULL)
		return -1;
	a->has_state = read_part(root, path, "state", state_fields, &a->state, state_err) == 0;
	if (!a->has_state)
		a->state = (struct blob){0};
	return 0;
}

/* Read the object "chat", which may be missing. */
static int read_chat(struct saved_model *a, const cJSON *root, const char *path,
		     struct rnn_error *err)
{
	struct rnn_error why;

	if (cJSON_GetObjectItemCaseSensitive(root, "chat") == NULL)
		return 0;
	if (read_part(root, path, "chat", chat_fields, &a->chat, err) < 0)
		return -1;
	if (speakers_check(&a->chat, &why) == 0)
		return 0;
	return errorf(err, why.status, "%s: chat: %s", path, why.text);
}

static int read_root(struct saved_model *a, const cJSON *root, const char *path,
		     struct rnn_error *state_err, struct rnn_error *err)
{
	static const char *const keys[] = {"format",  "version",    "config",   "vocab",
					   "weights", "state",      "training", "sampling",
					   "chat",    SELF_SUM_KEY, NULL};
	struct field sampling[FILTERS + 2];

	sampling_fields(sampling);
	if (read_format(root, path, err) < 0 || json_known(root, path, keys, err) < 0 ||
	    read_part(root, path, "config", config_fields, a, err) < 0 ||
	    read_vocab(a, root, path, err) < 0 ||
	    read_part(root, path, "weights", weights_fields, &a->weights, err) < 0 ||
	    read_state(a, root, path, state_err, err) < 0 ||
	    read_part(root, path, "training", training_fields, &a->training, err) < 0)
		return -1;
	if (read_part(root, path, "sampling", sampling, a, err) < 0)
		return -1;
	return read_chat(a, root, path, err);
}

int manifest_parse(struct saved_model *a, const char *path, const char *text, size_t n,
		   struct rnn_error *state_err, struct rnn_error *err)
{
	*a = (struct saved_model){
		.sampling = filter_neutral(),
	};
	training_init(&a->training);
	if (state_err != NULL)
		state_err->status = 0;
	cJSON *root = json_parse(path, text, n, err);
	if (root == NULL)
		return -1;
	int rc = read_root(a, root, path, state_err, err);
	if (rc == 0) /* last, because the other checks have more precise messages */
		rc = self_sum_check(root, path, text, n, err);
	cJSON_Delete(root);
	if (rc < 0)
		saved_model_free(a);
	return rc;
}

static int read_text(int dirfd, const char *dir, const char *path, char **text, size_t *n,
		     struct rnn_error *err)
{
	uint64_t bytes = 0;
	struct rnn_error inner;
	int fd = file_open(dirfd, MANIFEST_NAME, path, EX_NOINPUT, &bytes, &inner);

	*text = NULL;
	*n = 0;
	if (fd < 0 && inner.status == EX_NOINPUT)
		return errorf(err, EX_NOINPUT, "%s: holds no model (no " MANIFEST_NAME ")", dir);
	if (fd < 0)
		return errorf(err, inner.status, "%s", inner.text);
	int rc = 0;
	if (bytes > JSON_MAX) {
		rc = errorf(err, EX_DATAERR, "%s: longer than %d bytes", path, JSON_MAX);
	} else {
		*n = (size_t)bytes;
		*text = xcalloc(*n + 1, 1);
		rc = file_read(fd, path, 0, *text, *n, err);
	}
	if (rc == 0 && file_is_lfs_pointer(*text, *n))
		rc = errorf(err, EX_DATAERR,
			    "%s: is a git-lfs pointer, not the file; run git lfs pull", path);
	close(fd);
	return rc;
}

int manifest_read(struct saved_model *a, int dirfd, const char *dir, struct rnn_error *state_err,
		  struct rnn_error *err)
{
	char *path = xasprintf("%s/" MANIFEST_NAME, dir), *text;
	size_t n;
	int rc = read_text(dirfd, dir, path, &text, &n, err);

	*a = (struct saved_model){0};
	if (rc == 0)
		rc = manifest_parse(a, path, text, n, state_err, err);
	free(text);
	free(path);
	return rc;
}

static void write_part(struct jsonout *w, const char *key, const struct field *table,
		       const void *base)
{
	jsonout_open(w, key, '{');
	fields_write(table, w, base);
	jsonout_close(w, '}');
}

void manifest_config(struct jsonout *w, const char *key, const struct saved_model *a)
{
	write_part(w, key, config_fields, a);
}

char *manifest_text(const struct saved_model *a, const struct blob *weights,
		    const struct blob *state, bool info)
{
	struct jsonout w = {.pretty = true};
	struct field sampling[FILTERS + 2];

	jsonout_open(&w, NULL, '{');
	jsonout_string(&w, "format", "rnn-model");
	jsonout_int(&w, "version", MANIFEST_VERSION);
	manifest_config(&w, "config", a);
	jsonout_open(&w, "vocab", '[');
	for (int i = 0; i < a->vocab.size; i++)
		jsonout_uint(&w, NULL, a->vocab.symbol[i]);
	jsonout_close(&w, ']');
	write_part(&w, "weights", weights_fields, weights);
	if (state != NULL)
		write_part(&w, "state", state_fields, state);
	else
		jsonout_null(&w, "state");
	write_part(&w, "training", training_fields, &a->training);
	sampling_fields(sampling);
	write_part(&w, "sampling", sampling, a);
	if (a->chat.user != NULL)
		write_part(&w, "chat", chat_fields, &a->chat);
	if (info) {
		jsonout_uint(&w, "parameters", a->model.n);
		jsonout_uint(&w, "bytes", weights->bytes);
		jsonout_string(&w, "storage", storage_name(weights->storage));
	} else {
		self_sum_write(&w);
	}
	jsonout_close(&w, '}');
	return jsonout_finish(&w);
}
