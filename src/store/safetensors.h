/*
 * safetensors.h - reads and writes safetensors, the file format of weights and states: header
 * length (u64, little-endian), JSON header {name: {dtype, shape, data_offsets}, "__metadata__":
 * {string: string}}, raw data.
 *
 * Reading trusts nothing in the file: header length, shapes, offsets and their products and sums
 * are checked against the real size of the file; the tensors must fill the data without hole or
 * overlap; their names must be unique.
 */
#ifndef SAFETENSORS_H
#define SAFETENSORS_H

#include "base/base.h"

enum dtype { DTYPE_F32, DTYPE_BF16, DTYPE_I8 };

struct tensor {
	char name[64];
	enum dtype dtype;
	int dims;            /* 1 or 2 */
	uint64_t shape[2];   /* rows, columns */
	uint64_t begin, end; /* bytes, from the start of the data */
	const void *data;    /* writing: the numbers, borrowed; F32 or I8 */
};

struct meta {
	char *key, *value;
};

struct safetensors {
	struct tensor *tensor; /* owned; after reading sorted by `begin` */
	int tensors;
	struct meta *meta; /* owned */
	int metas;
	int fd;           /* reading: open file; -1: none */
	uint64_t data_at; /* offset of the data in the file */
	uint64_t bytes;   /* size of the file */
	uint32_t crc32;   /* of the whole file; set by writing */
};
enum { TENSORS_MAX = 4096 };

/* Opens file `name` in directory dirfd by file_open, compares its size and checksum with those of
 * the manifest (want_bytes, want_crc), and reads its header. safetensors_close frees *s. Returns 0,
 * or -1 with *err: 65 a bad file, 71 larger than this machine's memory or no descriptors, 74 a
 * failed read, 77 permission. `path` is for messages. */
int safetensors_open(struct safetensors *s, int dirfd, const char *name, const char *path,
		     uint64_t want_bytes, uint32_t want_crc, struct rnn_error *err);

/* Parses a header into *s, which must be {.fd = -1} before. The header is n bytes of JSON and a 0
 * byte; data_bytes is the size of the data that follows it in the file. Errors: 65, 71. */
int safetensors_header(struct safetensors *s, const char *path, const char *json, size_t n,
		       uint64_t data_bytes, struct rnn_error *err);

/* Return the tensor of this name, or the metadata value of this key; NULL if there is none. */
const struct tensor *safetensors_find(const struct safetensors *s, const char *name);
const char *safetensors_meta(const struct safetensors *s, const char *key);

/* Reads the numbers of tensor t, which is not I8, into out, BF16 widened to float. Errors: 65 a number
 * that is not finite, 74. */
int safetensors_read(const struct safetensors *s, const struct tensor *t, const char *path,
		     float *out, struct rnn_error *err);

/* Reads rows [from, to) of tensor t, a vector's rows being its numbers, into out. I8 is multiplied by
 * the scales of these rows, scale (to - from), which is NULL for other types. Errors: 65 a number that
 * is not finite, or -128 in I8; 74. */
int safetensors_read_rows(const struct safetensors *s, const struct tensor *t, const float *scale,
			  size_t from, size_t to, const char *path, float *out,
			  struct rnn_error *err);

/* Return the name of a type in files, and the bytes of a number. */
const char *safetensors_dtype_name(enum dtype type);
size_t safetensors_dtype_size(enum dtype type);

/* Returns whether all of x[0..n) are finite. */
bool floats_finite(const float *x, size_t n);

void safetensors_close(struct safetensors *s);

/* Writes the tensors and metadata of *s to the empty file fd, and sets begin and end of each
 * tensor, s->bytes and s->crc32. Spaces pad the header so that the data starts at a multiple of 64.
 * The file is not synced. Errors: 65 a number that is not finite, 74. */
int safetensors_write(struct safetensors *s, int fd, const char *path, struct rnn_error *err);

#endif
