/* safetensors_write.c - writes safetensors files and computes their size and checksum. */
#include <string.h>
#include <stdlib.h>
#include <zlib.h>

#include "store/file.h"
#include "store/safetensors.h"
#include "store/jsonout.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "safetensors files are little-endian; byte swapping is not implemented"
#endif

bool floats_finite(const float *x, size_t n)
{
	const uint32_t exponent = 0x7f800000;
	uint32_t bad = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t bits;
		memcpy(&bits, x + i, sizeof bits);
		bad |= (bits & exponent) == exponent;
	}
	return bad == 0;
}

static int put(struct safetensors *s, int fd, const char *path, const void *bytes, size_t n,
	       struct rnn_error *err)
{
	if (file_write(fd, path, bytes, n, err) < 0)
		return -1;
	s->bytes += n;
	s->crc32 = (uint32_t)crc32_z(s->crc32, bytes, n);
	return 0;
}

static void header_numbers(struct jsonout *w, const char *key, const uint64_t *x, int n)
{
	jsonout_open(w, key, '[');
	for (int i = 0; i < n; i++)
		jsonout_uint(w, NULL, x[i]);
	jsonout_close(w, ']');
}

/* Set the offsets of the tensors, one after the other, and return the padded header, without the
 * length field; *bytes is its size. */
static char *header_text(struct safetensors *s, size_t *bytes)
{
	struct jsonout w = {0};
	uint64_t at = 0;

	jsonout_open(&w, NULL, '{');
	if (s->metas > 0) {
		jsonout_open(&w, "__metadata__", '{');
		for (int i = 0; i < s->metas; i++)
			jsonout_string(&w, s->meta[i].key, s->meta[i].value);
		jsonout_close(&w, '}');
	}
	for (int i = 0; i < s->tensors; i++) {
		struct tensor *t = &s->tensor[i];
		t->begin = at;
		at += t->shape[0] * (t->dims > 1 ? t->shape[1] : 1) *
		      safetensors_dtype_size(t->dtype);
		t->end = at;
		jsonout_open(&w, t->name, '{');
		jsonout_string(&w, "dtype", safetensors_dtype_name(t->dtype));
		header_numbers(&w, "shape", t->shape, t->dims);
		header_numbers(&w, "data_offsets", (const uint64_t[]){t->begin, t->end}, 2);
		jsonout_close(&w, '}');
	}
	jsonout_close(&w, '}');
	char *text = jsonout_finish(&w);
	size_t n = strlen(text);
	*bytes = (n + 8 + 63) / 64 * 64 - 8;
	text = xrealloc(text, *bytes, 1);
	memset(text + n - 1, ' ', *bytes - n + 1); /* replaces the newline, too */
	return text;
}

int safetensors_write(struct safetensors *s, int fd, const char *path, struct rnn_error *err)
{
	unsigned char prefix[8];
	size_t n;
	char *header = header_text(s, &n);

	s->bytes = 0;
	s->crc32 = 0;
	for (int i = 0; i < 8; i++)
		prefix[i] = (unsigned char)((uint64_t)n >> (8 * i));
	int rc = put(s, fd, path, prefix, sizeof prefix, err);
	if (rc == 0)
		rc = put(s, fd, path, header, n, err);
	free(header);
	for (int i = 0; i < s->tensors && rc == 0; i++) {
		const struct tensor *t = &s->tensor[i];
		size_t bytes = (size_t)(t->end - t->begin);
		if (t->dtype == DTYPE_F32 && !floats_finite(t->data, bytes / sizeof(float)))
			rc = errorf(err, EX_DATAERR, "%s: %s: a number is not finite", path,
				    t->name);
		else
			rc = put(s, fd, path, t->data, bytes, err);
	}
	return rc;
}
