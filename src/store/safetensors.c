/* safetensors.c - reads safetensors files, without trusting anything in them. */
#include "store/safetensors.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "store/file.h"
#include "store/int8.h"
#include "store/json.h"
#include "text/input.h"

enum { CHUNK = 256 << 10 };

static const struct {
	const char *name;
	uint64_t size;
} dtypes[] = {
	[DTYPE_F32] = {"F32", 4},
	[DTYPE_BF16] = {"BF16", 2},
	[DTYPE_I8] = {"I8", 1},
};
enum { DTYPES = sizeof dtypes / sizeof *dtypes };

const char *safetensors_dtype_name(enum dtype type)
{
	return dtypes[type].name;
}

size_t safetensors_dtype_size(enum dtype type)
{
	return (size_t)dtypes[type].size;
}

static int parse_dtype(const cJSON *o, const char *where, enum dtype *out, struct rnn_error *err)
{
	const char *name;

	if (json_get_string(o, where, "dtype", &name, err) < 0)
		return -1;
	for (int i = 0; i < DTYPES; i++)
		if (strcmp(name, dtypes[i].name) == 0) {
			*out = (enum dtype)i;
			return 0;
		}
	return errorf(err, EX_DATAERR, "%s: dtype: must be F32, BF16 or I8, not %.20s", where,
		      name);
}

/* Read member `key`, an array of lo to hi whole numbers, and return their count, or -1. */
static int parse_numbers(const cJSON *o, const char *where, const char *key, int lo, int hi,
			 uint64_t *out, struct rnn_error *err)
{
	const cJSON *item, *list = json_get_array(o, where, key, err);
	int n = 0;

	if (list == NULL)
		return -1;
	for (item = list->child; item != NULL; item = item->next) {
		int64_t x;
		if (n == hi || !json_whole(item, 0, INT64_MAX, &x))
			return errorf(err, EX_DATAERR, "%s: %s: must be %d to %d whole numbers",
				      where, key, lo, hi);
		out[n++] = (uint64_t)x;
	}
	if (n < lo)
		return errorf(err, EX_DATAERR, "%s: %s: must be %d to %d whole numbers", where, key,
			      lo, hi);
	return n;
}

static int parse_tensor(struct tensor *t, const cJSON *o, const char *where, uint64_t data_bytes,
			struct rnn_error *err)
{
	static const char *const keys[] = {"dtype", "shape", "data_offsets", NULL};
	uint64_t offset[2], size;

	if (json_known(o, where, keys, err) < 0 || parse_dtype(o, where, &t->dtype, err) < 0)
		return -1;
	t->dims = parse_numbers(o, where, "shape", 1, 2, t->shape, err);
	if (t->dims < 0 || parse_numbers(o, where, "data_offsets", 2, 2, offset, err) < 0)
		return -1;
	t->begin = offset[0];
	t->end = offset[1];
	if (t->begin > t->end || t->end > data_bytes)
		return errorf(err, EX_DATAERR,
			      "%s: data_offsets: %" PRIu64 " to %" PRIu64
			      " are not inside the %" PRIu64 " bytes of data",
			      where, t->begin, t->end, data_bytes);
	size = dtypes[t->dtype].size;
	for (int i = 0; i < t->dims; i++)
		if (__builtin_mul_overflow(size, t->shape[i], &size))
			size = UINT64_MAX;
	if (size != t->end - t->begin)
		return errorf(err, EX_DATAERR, "%s: shape and data_offsets disagree about the size",
			      where);
	return 0;
}

static int parse_meta(struct safetensors *s, const cJSON *o, const char *path,
		      struct rnn_error *err)
{
	const cJSON *item;
	size_t n = 0;

	if (!cJSON_IsObject(o))
		return errorf(err, EX_DATAERR, "%s: __metadata__: must be an object", path);
	for (item = o->child; item != NULL; item = item->next)
		n++;
	s->meta = xcalloc(n, sizeof *s->meta);
	for (item = o->child; item != NULL; item = item->next) {
		if (!cJSON_IsString(item))
			return errorf(err, EX_DATAERR, "%s: __metadata__: %.60s: must be a string",
				      path, item->string);
		s->meta[s->metas++] = (struct meta){xstrdup(item->string),
						    xstrdup(item->valuestring)};
	}
	return 0;
}

static int by_offset(const void *a, const void *b)
{
	const struct tensor *x = a, *y = b;

	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return (x->end > y->end) - (x->end < y->end);
}

/* Sort the tensors by offset and check that they fill the data without hole or overlap. */
static int check_offsets(struct safetensors *s, const char *path, uint64_t data_bytes,
			 struct rnn_error *err)
{
	uint64_t at = 0;

	qsort(s->tensor, (size_t)s->tensors, sizeof *s->tensor, by_offset);
	for (int i = 0; i < s->tensors; i++) {
		const struct tensor *t = &s->tensor[i];
		if (t->begin != at)
			return errorf(err, EX_DATAERR,
				      "%s: tensor %s: begins at %" PRIu64 " instead of %" PRIu64
				      ": a hole or an overlap",
				      path, t->name, t->begin, at);
		at = t->end;
	}
	if (at != data_bytes)
		return errorf(err, EX_DATAERR,
			      "%s: tensors end at %" PRIu64 " of %" PRIu64 " bytes of data", path,
			      at, data_bytes);
	return 0;
}

static int parse_entry(struct safetensors *s, const cJSON *item, const char *path,
		       uint64_t data_bytes, struct rnn_error *err)
{
	struct tensor *t = &s->tensor[s->tensors];

	if (strcmp(item->string, "__metadata__") == 0)
		return parse_meta(s, item, path, err);
	if (strlen(item->string) >= sizeof t->name)
		return errorf(err, EX_DATAERR, "%s: tensor %.60s...: name too long", path,
			      item->string);
	if (!cJSON_IsObject(item))
		return errorf(err, EX_DATAERR, "%s: %s: must be an object", path, item->string);
	strcpy(t->name, item->string);
	s->tensors++;
	char *where = xasprintf("%s: tensor %s", path, t->name);
	int rc = parse_tensor(t, item, where, data_bytes, err);
	free(where);
	return rc;
}

static int parse_header(struct safetensors *s, const cJSON *root, const char *path,
			uint64_t data_bytes, struct rnn_error *err)
{
	const cJSON *item;
	size_t n = 0;

	if (!cJSON_IsObject(root))
		return errorf(err, EX_DATAERR, "%s: the header must be an object", path);
	for (item = root->child; item != NULL; item = item->next)
		n++;
	if (n > TENSORS_MAX)
		return errorf(err, EX_DATAERR, "%s: more than %d tensors", path, TENSORS_MAX);
	s->tensor = xcalloc(n, sizeof *s->tensor);
	for (item = root->child; item != NULL; item = item->next)
		if (parse_entry(s, item, path, data_bytes, err) < 0)
			return -1;
	return check_offsets(s, path, data_bytes, err);
}

int safetensors_header(struct safetensors *s, const char *path, const char *json, size_t n,
		       uint64_t data_bytes, struct rnn_error *err)
{
	char *name = xasprintf("%s: header", path);
	cJSON *root = json_parse(name, json, n, err);

	free(name);
	if (root == NULL)
		return -1;
	int rc = parse_header(s, root, path, data_bytes, err);
	cJSON_Delete(root);
	return rc;
}

static uint64_t little_endian(const unsigned char *p)
{
	uint64_t x = 0;

	for (int i = 8; i-- > 0;)
		x = x << 8 | p[i];
	return x;
}

static int read_header(struct safetensors *s, const char *path, struct rnn_error *err)
{
	unsigned char prefix[8];

	if (s->bytes < sizeof prefix)
		return errorf(err, EX_DATAERR, "%s: too short for safetensors", path);
	if (file_read(s->fd, path, 0, prefix, sizeof prefix, err) < 0)
		return -1;
	uint64_t n = little_endian(prefix);
	if (n > s->bytes - sizeof prefix || n > JSON_MAX)
		return errorf(err, EX_DATAERR,
			      "%s: is not a safetensors file: header of %" PRIu64 " bytes", path,
			      n);
	char *json = xcalloc((size_t)n + 1, 1);
	s->data_at = sizeof prefix + n;
	int rc = file_read(s->fd, path, sizeof prefix, json, (size_t)n, err);
	if (rc == 0 && json[0] != '{')
		rc = errorf(err, EX_DATAERR,
			    "%s: is not a safetensors file: the header must begin with {", path);
	if (rc == 0)
		rc = safetensors_header(s, path, json, (size_t)n, s->bytes - s->data_at, err);
	free(json);
	return rc;
}

/* Report a wrong size and its likely cause. */
static int report_size(const struct safetensors *s, const char *path, uint64_t want,
		       struct rnn_error *err)
{
	char start[LFS_START];

	if (s->bytes >= sizeof start && file_read(s->fd, path, 0, start, sizeof start, NULL) == 0 &&
	    file_is_lfs_pointer(start, sizeof start))
		return errorf(err, EX_DATAERR,
			      "%s: is a git-lfs pointer, not the file; run git lfs pull", path);
	return errorf(err, EX_DATAERR,
		      "%s: has %" PRIu64 " bytes, model.json says %" PRIu64
		      ": %s; copy the model again",
		      path, s->bytes, want, s->bytes < want ? "cut short" : "changed or mangled");
}

static int check_content(const struct safetensors *s, const char *path, uint32_t want,
			 struct rnn_error *err)
{
	unsigned char *chunk = xcalloc(s->bytes < CHUNK ? (size_t)s->bytes : CHUNK, 1);
	uint32_t crc = 0;
	int rc = 0;

	for (uint64_t at = 0; at < s->bytes && rc == 0; at += CHUNK) {
		size_t n = s->bytes - at < CHUNK ? (size_t)(s->bytes - at) : CHUNK;
		rc = file_read(s->fd, path, at, chunk, n, err);
		crc = (uint32_t)crc32(crc, chunk, (uInt)n);
	}
	free(chunk);
	if (rc == 0 && crc != want)
		return errorf(err, EX_DATAERR,
			      "%s: checksum is %08" PRIx32 ", model.json says %08" PRIx32
			      ": damaged or of another model; copy the model again",
			      path, crc, want);
	return rc;
}

int safetensors_open(struct safetensors *s, int dirfd, const char *name, const char *path,
		     uint64_t want_bytes, uint32_t want_crc, struct rnn_error *err)
{
	int rc;

	*s = (struct safetensors){0};
	s->fd = file_open(dirfd, name, path, EX_DATAERR, &s->bytes, err);
	if (s->fd < 0)
		return -1;
	if (s->bytes != want_bytes)
		rc = report_size(s, path, want_bytes, err);
	else if (s->bytes > ram_total())
		rc = errorf(err, EX_OSERR, "%s: larger than this machine's memory", path);
	else
		rc = check_content(s, path, want_crc, err);
	if (rc == 0)
		rc = read_header(s, path, err);
	if (rc < 0)
		safetensors_close(s);
	return rc;
}

void safetensors_close(struct safetensors *s)
{
	for (int i = 0; i < s->metas; i++) {
		free(s->meta[i].key);
		free(s->meta[i].value);
	}
	free(s->meta);
	free(s->tensor);
	if (s->fd >= 0)
		close(s->fd);
	*s = (struct safetensors){.fd = -1};
}

const struct tensor *safetensors_find(const struct safetensors *s, const char *name)
{
	for (int i = 0; i < s->tensors; i++)
		if (strcmp(s->tensor[i].name, name) == 0)
			return &s->tensor[i];
	return NULL;
}

const char *safetensors_meta(const struct safetensors *s, const char *key)
{
	for (int i = 0; i < s->metas; i++)
		if (strcmp(s->meta[i].key, key) == 0)
			return s->meta[i].value;
	return NULL;
}

/* Reads n numbers in I8 from byte `at` of the file: `rows` rows, each with a scale. */
static int read_int8(const struct safetensors *s, const struct tensor *t, const float *scale,
		     size_t rows, uint64_t at, size_t n, const char *path, float *out,
		     struct rnn_error *err)
{
	int8_t *q = xcalloc(n, sizeof *q);
	int rc = file_read(s->fd, path, at, q, n, err);

	if (rc == 0 && !int8_numbers_sound(n, q))
		rc = errorf(err, EX_DATAERR,
			    "%s: tensor %s: has the number -128; it must be -127 to 127", path,
			    t->name);
	if (rc == 0)
		int8_load(rows, n / rows, q, scale, out);
	free(q);
	return rc;
}

int safetensors_read_rows(const struct safetensors *s, const struct tensor *t, const float *scale,
			  size_t from, size_t to, const char *path, float *out,
			  struct rnn_error *err)
{
	size_t size = (size_t)dtypes[t->dtype].size, cols = t->dims > 1 ? (size_t)t->shape[1] : 1;
	size_t n = (to - from) * cols, bytes = n * size;
	uint64_t at = s->data_at + t->begin + from * cols * size;
	/* Raw BF16 goes to the second half of out, so that widening in order overwrites only what
	 * was read already. */
	char *raw = (char *)out + n * sizeof *out - bytes;

	assert((scale != NULL) == (t->dtype == DTYPE_I8));
	if (n == 0)
		return 0;
	if (t->dtype == DTYPE_I8)
		return read_int8(s, t, scale, to - from, at, n, path, out, err);
	if (file_read(s->fd, path, at, raw, bytes, err) < 0)
		return -1;
	for (size_t i = 0; t->dtype == DTYPE_BF16 && i < n; i++) {
		uint16_t half;
		memcpy(&half, raw + 2 * i, sizeof half);
		uint32_t whole = (uint32_t)half << 16;
		memcpy(out + i, &whole, sizeof whole);
	}
	if (!floats_finite(out, n))
		return errorf(err, EX_DATAERR, "%s: tensor %s: has a number that is not finite",
			      path, t->name);
	return 0;
}

int safetensors_read(const struct safetensors *s, const struct tensor *t, const char *path,
		     float *out, struct rnn_error *err)
{
	return safetensors_read_rows(s, t, NULL, 0, (size_t)t->shape[0], path, out, err);
}
