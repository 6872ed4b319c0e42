/*
 * safetensors.h - the container of weights and states: u64 header length (little-endian), JSON
 * header {name: {dtype, shape, data_offsets}, "__metadata__": {string: string}}, raw data.
 *
 * Reading treats the file as hostile: the header length, every shape product, offset and sum is
 * checked against the file's real size; tensors must be contiguous from 0 in some order without
 * hole or overlap and end exactly at the end of the file; names are unique.
 */
#ifndef SAFETENSORS_H
#define SAFETENSORS_H

#include "base/base.h"

enum dtype { DTYPE_F32, DTYPE_BF16 };

struct tensor {
	char name[64];
	enum dtype dtype;
	int dims;            /* 1 or 2 */
	uint64_t shape[2];
	uint64_t begin, end; /* bytes, from the start of the data */
	const float *data;   /* writing: the numbers (borrowed), F32 only */
};

struct meta { char *key, *value; };

struct safetensors {
	struct tensor *tensor; /* owned; after reading in order of `begin` */
	int tensors;
	struct meta *meta;     /* owned */
	int metas;
	int fd;                /* reading: open file; -1: none */
	uint64_t data_at;      /* offset of the data in the file */
	uint64_t bytes;        /* size of the file */
	uint32_t crc32;        /* of the whole file; set by writing */
};
enum { TENSORS_MAX = 4096 };

/* Open file `name` in directory dirfd (no symbolic link, regular files only), check it whole and
 * read its header. want_bytes and want_crc come from the manifest: a size that differs and a
 * checksum that differs are errors (65) that name expected and found. `path` is for messages. */
int safetensors_open(struct safetensors *s, int dirfd, const char *name, const char *path,
		     uint64_t want_bytes, uint32_t want_crc, struct rnn_error *err);

/* Read the header alone: n bytes of JSON (ended by a 0 byte) before data_bytes of data, into *s,
 * which starts as {.fd = -1}. */
int safetensors_header(struct safetensors *s, const char *path, const char *json, size_t n,
		       uint64_t data_bytes, struct rnn_error *err);

const struct tensor *safetensors_find(const struct safetensors *s, const char *name);
const char *safetensors_meta(const struct safetensors *s, const char *key); /* NULL: none */

/* Read one tensor as float (BF16 is widened) into out. Non-finite values are an error. */
int safetensors_read(const struct safetensors *s, const struct tensor *t, const char *path,
		     float *out, struct rnn_error *err);
/* Is there no NaN and no infinity in x[0..n)? */
bool floats_finite(const float *x, size_t n);

void safetensors_close(struct safetensors *s);

/* Write all tensors (with data) and metadata to fd, which is at 0; fills s->bytes and s->crc32.
 * The header is padded with spaces so that data starts at a multiple of 64. Does not sync. Numbers
 * that are not finite are an error (65). */
int safetensors_write(struct safetensors *s, int fd, const char *path, struct rnn_error *err);

#endif
