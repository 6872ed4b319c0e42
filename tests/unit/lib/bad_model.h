/* bad_model.h - bad models from tables: each row says how a good model is changed, and which error loading it must
 * give. Unless a row says otherwise, the manifest has the true size and checksum of the weights, so that the checks
 * after these are reached. */
#ifndef BAD_MODEL_H
#define BAD_MODEL_H

#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "small_model.h"
#include "store/manifest.h"

#define BLOB "weights-000001.safetensors"

enum kind {
	HEADER,   /* in the header of the weights, the first `from` becomes `to` */
	LENGTH,   /* the header's length field becomes `to` */
	FILE_IS,  /* the weights file holds only `to`; the manifest does not fit it */
	GROW,     /* the weights file is `to` bytes longer (negative: shorter) */
	HONEST,   /* the same, and the manifest has the new size and checksum */
	NUMBER,   /* float32 number `from` of the data becomes `to` */
	BYTE,     /* byte `from` of the data becomes `to` */
	MANIFEST, /* in model.json, without its self-checksum, the first `from` becomes `to` */
	CHECKED,  /* the same, with the old self-checksum */
	JSON_IS,  /* model.json holds only `to` */
	REPEAT,   /* model.json holds `from` repeated `to` times */
	PLACE,    /* file `from` is replaced by a `to` */
};

struct row {
	const char *name;
	enum kind kind;
	const char *from, *to, *message; /* NULL: a good model */
};

/* The parts of a good model. */
struct parts {
	const char *dir;
	struct saved_model a;
	char *header, *data;
	size_t bytes; /* of the data */
};

static inline void parts_read(struct parts *p, const char *scratch, enum storage storage)
{
	uint64_t length;
	size_t n;

	p->dir = xasprintf("%s/bad", scratch);
	sample_model(&p->a, "gru", 3);
	p->a.weights.storage = storage;
	sample_save(&p->a, p->dir, NULL);
	char *file = scratch_read(p->dir, BLOB, &n);
	memcpy(&length, file, sizeof length);
	p->header = xasprintf("%.*s", (int)length, file + 8);
	p->bytes = n - 8 - length;
	p->data = xcalloc(p->bytes, 1);
	memcpy(p->data, file + 8 + length, p->bytes);
	free(file);
}

/* Return `text` with the first `from` replaced by `to`; the caller frees it. */
static inline char *edited(const struct row *r, const char *text)
{
	const char *at = strstr(text, r->from);

	if (at == NULL)
		fail_msg("%s: no %s in %s", r->name, r->from, text);
	return xasprintf("%.*s%s%s", (int)(at - text), text, r->to, at + strlen(r->from));
}

/* Return the bytes of the row's weights file that the manifest describes. */
static inline char *make_blob(const struct parts *p, const struct row *r, size_t *bytes)
{
	char *header = r->kind == HEADER ? edited(r, p->header) : xstrdup(p->header);
	uint64_t n = strlen(header);
	long grow = r->kind == HONEST ? atol(r->to) : 0;
	char *file = xcalloc(8 + n + p->bytes + 64, 1);

	memcpy(file + 8, header, n);
	memcpy(file + 8 + n, p->data, p->bytes);
	*bytes = (size_t)((long)(8 + n + p->bytes) + grow);
	if (r->kind == NUMBER) {
		float x = strtof(r->to, NULL);
		memcpy(file + 8 + n + sizeof x * strtoul(r->from, NULL, 10), &x, sizeof x);
	}
	if (r->kind == BYTE)
		file[8 + n + strtoul(r->from, NULL, 10)] = (char)atoi(r->to);
	if (r->kind == LENGTH)
		n = strtoull(r->to, NULL, 10);
	memcpy(file, &n, sizeof n);
	free(header);
	return file;
}

static inline void write_manifest(const struct parts *p, const struct row *r, const char *blob,
				  size_t n)
{
	struct blob claim = {.file = BLOB,
			     .bytes = n,
			     .storage = p->a.weights.storage,
			     .crc32 = (uint32_t)crc32_z(0, (const unsigned char *)blob, n)};
	char *text = manifest_text(&p->a, &claim, NULL, false), *changed;

	if (r->kind == MANIFEST)
		drop_checksum(text);
	if (r->kind == MANIFEST || r->kind == CHECKED) {
		changed = edited(r, text);
		free(text);
		text = changed;
	}
	free(scratch_file(p->dir, "model.json", text, strlen(text)));
	free(text);
}

static inline void replace(const char *dir, const char *name, const char *by)
{
	char *path = xasprintf("%s/%s", dir, name);
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	assert_int_equal(unlink(path), 0);
	if (strcmp(by, "link") == 0)
		assert_int_equal(symlink("/dev/zero", path), 0);
	else if (strcmp(by, "fifo") == 0)
		assert_int_equal(mkfifo(path, 0666), 0);
	else if (strcmp(by, "directory") == 0)
		assert_int_equal(mkdir(path, 0777), 0);
	else if (strcmp(by, "socket") == 0) {
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);
		snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
		if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
			free(scratch_file(dir, name, "", 0)); /* too long a path for a socket */
		close(fd);
	}
	free(path);
}

static inline void repeat(const char *dir, const char *unit, size_t times)
{
	size_t n = strlen(unit);
	char *text = xcalloc(n * times, 1);

	for (size_t i = 0; i < times; i++)
		memcpy(text + i * n, unit, n);
	free(scratch_file(dir, "model.json", text, n * times));
	free(text);
}

static inline void make_model(const struct parts *p, const struct row *r)
{
	size_t n;
	char *blob = make_blob(p, r, &n), *path = scratch_file(p->dir, BLOB, blob, n);

	write_manifest(p, r, blob, n);
	if (r->kind == FILE_IS && r->to != NULL) {
		free(scratch_file(p->dir, BLOB, r->to, strlen(r->to)));
	} else if (r->kind == FILE_IS) {
		blob[n - 1] ^= 1;
		free(scratch_file(p->dir, BLOB, blob, n));
	} else if (r->kind == GROW) {
		if (truncate(path, (off_t)n + atol(r->to)) < 0)
			assert_int_equal(truncate(path, (off_t)n + 1), 0); /* not really 1 TB */
	} else if (r->kind == JSON_IS) {
		free(scratch_file(p->dir, "model.json", r->to, strlen(r->to)));
	} else if (r->kind == REPEAT) {
		repeat(p->dir, r->from, strtoul(r->to, NULL, 10));
	} else if (r->kind == PLACE) {
		replace(p->dir, r->from, r->to);
	}
	free(path);
	free(blob);
}

static inline double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline void remove_file(const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);

	assert_int_equal(remove(path), 0);
	free(path);
}

static inline void check(const struct parts *p, const struct row *r)
{
	struct saved_model a;
	struct rnn_error err = {0};

	make_model(p, r);
	double before = seconds();
	int rc = sample_load(&a, p->dir, &err);
	double spent = seconds() - before;
	saved_model_free(&a);
	if ((rc == 0) != (r->message == NULL))
		fail_msg("%s: %d %s", r->name, rc, err.text);
	if (rc < 0 && (err.status != EX_DATAERR || strstr(err.text, r->message) == NULL))
		fail_msg("%s: expected \"%s\", got %d \"%s\"", r->name, r->message, err.status,
			 err.text);
	if (spent > 5)
		fail_msg("%s: took %g seconds", r->name, spent);
	remove_file(p->dir, "model.json");
	if (strcmp(r->kind == PLACE ? r->to : "", "nothing") != 0)
		remove_file(p->dir, BLOB);
}

static inline void check_all(const char *scratch, enum storage storage, const struct row *row,
			     size_t n)
{
	struct parts p;

	parts_read(&p, scratch, storage);
	for (size_t i = 0; i < n; i++)
		check(&p, &row[i]);
	print_message("%zu rows\n", n);
	saved_model_free(&p.a);
	free(p.header);
	free(p.data);
	free((char *)p.dir);
}

#endif
