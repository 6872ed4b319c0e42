/* safetensors_test.c - a file is read as it was written; damaged files are refused. */
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "scratch.h"
#include "store/json.h"
#include "store/safetensors.h"

static const float numbers[] = {1, -2.5f, 0, 3e-38f, 5, 6, 1e-45f};

/* Write "m" (2, 3) and "v" (1) to file `name`; returns its size and checksum. */
static struct safetensors write_sample(const char *dir, const char *name)
{
	struct tensor tensor[] = {
		{.name = "m", .dims = 2, .shape = {2, 3}, .data = numbers},
		{.name = "v", .dims = 1, .shape = {1}, .data = numbers + 6},
	};
	struct meta meta[] = {{(char[]){"step"}, (char[]){"12\"\n"}}};
	struct safetensors s = {.tensor = tensor, .tensors = 2, .meta = meta, .metas = 1};
	struct rnn_error err;
	char *path = xasprintf("%s/%s", dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	assert_return_code(fd, 0);
	assert_int_equal(safetensors_write(&s, fd, path, &err), 0);
	assert_int_equal(close(fd), 0);
	free(path);
	return s;
}

/* Open and read every tensor of a file with the given size and checksum. */
static int load(const char *dir, const char *name, uint64_t bytes, uint32_t crc,
		struct rnn_error *err)
{
	struct safetensors s;
	int dirfd = open(dir, O_RDONLY | O_DIRECTORY);
	int rc = safetensors_open(&s, dirfd, name, name, bytes, crc, err);

	close(dirfd);
	if (rc < 0)
		return -1;
	for (int i = 0; i < s.tensors && rc == 0; i++) {
		/* the exact size, so that a sanitizer finds any overflow */
		const struct tensor *t = &s.tensor[i];
		uint64_t n = t->shape[0] * (t->dims > 1 ? t->shape[1] : 1);
		float *out = xcalloc(n, sizeof *out);
		rc = safetensors_read(&s, t, name, out, err);
		free(out);
	}
	safetensors_close(&s);
	return rc;
}

static void comes_back(void **state)
{
	struct safetensors written = write_sample(*state, "s"), s;
	int dirfd = open(*state, O_RDONLY | O_DIRECTORY);
	struct rnn_error err;
	float out[6];

	assert_int_equal(safetensors_open(&s, dirfd, "s", "s", written.bytes, written.crc32, &err),
			 0);
	close(dirfd);
	assert_int_equal(s.tensors, 2);
	assert_int_equal(s.data_at % 64, 0);
	assert_int_equal(s.data_at + 7 * 4, s.bytes);
	assert_string_equal(safetensors_meta(&s, "step"), "12\"\n");
	assert_null(safetensors_meta(&s, "none"));
	assert_null(safetensors_find(&s, "none"));
	const struct tensor *m = safetensors_find(&s, "m");
	assert_int_equal(m->dims, 2);
	assert_int_equal(m->shape[1], 3);
	assert_int_equal(safetensors_read(&s, m, "s", out, &err), 0);
	assert_memory_equal(out, numbers, sizeof out);
	assert_int_equal(safetensors_read(&s, safetensors_find(&s, "v"), "s", out, &err), 0);
	assert_memory_equal(out, numbers + 6, sizeof *out);
	safetensors_close(&s);
}

static void refuses_any_other_length(void **state)
{
	struct safetensors s = write_sample(*state, "s");
	struct rnn_error err;
	size_t n;
	char *bytes = scratch_read(*state, "s", &n);

	for (n = 0; n <= s.bytes + 8; n++) { /* zeros follow */
		uint32_t crc = (uint32_t)crc32(0, (unsigned char *)bytes, (uInt)n);
		free(scratch_file(*state, "cut", bytes, n));
		if (n == s.bytes) {
			assert_int_equal(load(*state, "cut", n, crc, &err), 0);
			continue;
		}
		assert_int_equal(load(*state, "cut", s.bytes, s.crc32, &err), -1);
		assert_error(&err, EX_DATAERR, n < s.bytes ? "cut short" : "changed or mangled");
		/* even if the manifest has this length, the structure is wrong */
		assert_int_equal(load(*state, "cut", n, crc, &err), -1);
		assert_int_equal(err.status, EX_DATAERR);
	}
	free(bytes);
}

static void refuses_any_flipped_bit(void **state)
{
	struct safetensors s = write_sample(*state, "s");
	struct rnn_error err;
	size_t n;
	char *bytes = scratch_read(*state, "s", &n);
	int refused = 0;

	assert_int_equal(n, s.bytes);
	for (uint64_t bit = 0; bit < s.bytes * 8; bit++) {
		bytes[bit / 8] ^= (char)(1 << bit % 8);
		uint32_t crc = (uint32_t)crc32(0, (unsigned char *)bytes, (uInt)s.bytes);
		free(scratch_file(*state, "flip", bytes, s.bytes));
		assert_int_equal(load(*state, "flip", s.bytes, s.crc32, &err), -1);
		assert_error(&err, EX_DATAERR, "checksum is");
		/* with a correct checksum: refused, or a harmless change such as another name */
		if (load(*state, "flip", s.bytes, crc, &err) < 0) {
			assert_int_equal(err.status, EX_DATAERR);
			refused++;
		}
		bytes[bit / 8] ^= (char)(1 << bit % 8);
	}
	assert_true(refused > 300);
	free(bytes);
}

#define T(dtype, shape, from, to) \
	"{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":[" from "," to "]}"

static void checks_headers(void **state)
{
	static const struct {
		const char *json;
		uint64_t data;
		const char *message;
	} row[] = {
		{"{}", 0, NULL},
		{"{\"a\":" T("F32", "[2]", "0", "8") "}", 8, NULL},
		{"{\"b\":" T("F32", "[1]", "4", "8") ",\"a\":" T("F32", "[1]", "0", "4") "}", 8,
		 NULL},
		{"{\"a\":" T("BF16", "[2,3]", "0", "12") ",\"__metadata__\":{\"k\":\"v\"}}", 12,
		 NULL},
		{"{\"a\":" T("I8", "[2,3]", "4", "10") ",\"b\":" T("F32", "[1]", "0", "4") "}", 10,
		 NULL},
		{"{\"a\":" T("I8", "[2,3]", "0", "24") "}", 24, "disagree"},
		{"{\"a\":" T("U8", "[2]", "0", "2") "}", 2, "must be F32, BF16 or I8, not U8"},
		{"[]", 0, "the header must be an object"},
		{"{\"a\":1}", 0, "a: must be an object"},
		{"{}", 1, "tensors end at 0 of 1 bytes"},
		{"{\"a\":" T("F16", "[2]", "0", "4") "}", 4, "must be F32, BF16 or I8, not F16"},
		{"{\"a\":" T("F32", "[2]", "0", "4") "}", 4, "shape and data_offsets disagree"},
		{"{\"a\":" T("F32", "[2]", "0", "8") "}", 4, "0 to 8 are not inside the 4 bytes"},
		{"{\"a\":" T("F32", "[1]", "8", "4") "}", 8, "8 to 4 are not inside"},
		{"{\"a\":" T("F32", "[1]", "4", "8") "}", 8, "begins at 4 instead of 0"},
		{"{\"a\":" T("F32", "[1]", "0", "4") ",\"b\":" T("F32", "[1]", "0", "4") "}", 4,
		 "a hole or an overlap"},
		{"{\"a\":" T("F32", "[1]", "0", "4") "}", 8, "tensors end at 4 of 8 bytes"},
		{"{\"a\":" T("F32", "[4294967296,4294967296]", "0", "0") "}", 0, "disagree"},
		{"{\"a\":" T("F32", "[2147483648,2147483648]", "0", "0") "}", 0, "disagree"},
		{"{\"a\":" T("F32", "[9007199254740991,1024]", "0", "0") "}", 0, "disagree"},
		{"{\"a\":" T("F32", "[]", "0", "4") "}", 4, "shape: must be 1 to 2 whole numbers"},
		{"{\"a\":" T("F32", "[1,1,1]", "0", "4") "}", 4, "shape: must be 1 to 2"},
		{"{\"a\":" T("F32", "[-1]", "0", "4") "}", 4, "shape: must be 1 to 2"},
		{"{\"a\":" T("F32", "[1.5]", "0", "4") "}", 4, "shape: must be 1 to 2"},
		{"{\"a\":" T("F32", "1", "0", "4") "}", 4, "shape: must be an array"},
		{"{\"a\":" T("F32", "[1]", "0", "4,4") "}", 4, "data_offsets: must be 2 to 2"},
		{"{\"a\":" T("F32", "[1]", "0", "1e300") "}", 4, "data_offsets: must be 2 to 2"},
		{"{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype: is missing"},
		{"{\"a\":{\"x\":1}}", 4, "tensor a: x: unknown key"},
		{"{\"__metadata__\":{\"k\":1}}", 0, "__metadata__: k: must be a string"},
		{"{\"__metadata__\":[]}", 0, "__metadata__: must be an object"},
		{"{\"a\":" T("F32", "[0]", "0", "0") ",\"a\":" T("F32", "[0]", "0", "0") "}", 0,
		 "occurs twice"},
		{"{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":" T(
			 "F32", "[1]", "0", "4") "}",
		 4, "name too long"},
		{"{", 0, "header: byte 1"},
	};
	struct rnn_error err;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct safetensors s = {.fd = -1};
		int rc = safetensors_header(&s, "f", row[i].json, strlen(row[i].json), row[i].data,
					    &err);
		safetensors_close(&s);
		if ((rc == 0) != (row[i].message == NULL))
			fail_msg("%s: %d", row[i].json, rc);
		if (rc < 0)
			assert_error(&err, EX_DATAERR, row[i].message);
	}
}

/* A header with one empty tensor too many is refused. */
static void limits_the_tensors(void **state)
{
	static const char one[] = "\"%05d\":" T("F32", "[0]", "0", "0") ",";
	char *json = xcalloc(TENSORS_MAX + 1, sizeof one + 1), *at = json;
	struct rnn_error err;

	(void)state;
	*at++ = '{';
	for (int i = 0; i <= TENSORS_MAX; i++) {
		struct safetensors s = {.fd = -1};
		at += sprintf(at, one, i);
		if (i < TENSORS_MAX - 1)
			continue;
		at[-1] = '}';
		int rc = safetensors_header(&s, "f", json, (size_t)(at - json), 0, &err);
		assert_int_equal(rc, i < TENSORS_MAX ? 0 : -1);
		assert_int_equal(s.tensors, i < TENSORS_MAX ? TENSORS_MAX : 0);
		safetensors_close(&s);
		at[-1] = ',';
	}
	assert_error(&err, EX_DATAERR, "f: more than 4096 tensors");
	free(json);
}

/* A header of JSON_MAX bytes is parsed; one byte more is refused. */
static void limits_the_header(void **state)
{
	for (uint64_t n = JSON_MAX; n <= JSON_MAX + 1; n++) {
		unsigned char *file = xcalloc(n + 8, 1);
		struct rnn_error err;
		for (int i = 0; i < 8; i++)
			file[i] = (unsigned char)(n >> 8 * i);
		memset(file + 8, ' ', n);
		file[8] = '{';
		file[8 + n - 1] = '}';
		free(scratch_file(*state, "long", file, n + 8));
		uint32_t crc = (uint32_t)crc32(0, file, (uInt)n + 8);
		int rc = load(*state, "long", n + 8, crc, &err);
		assert_int_equal(rc, n > JSON_MAX ? -1 : 0);
		if (rc < 0)
			assert_error(&err, EX_DATAERR,
				     "long: is not a safetensors file: header of "
				     "8388609 bytes");
		free(file);
	}
}

/* Write a file with this header and data, which has one tensor "a". */
static int load_crafted(const char *dir, const char *json, const void *data, size_t n,
			struct rnn_error *err)
{
	unsigned char file[512] = {0};
	size_t length = strlen(json), bytes = 8 + length + n;

	file[0] = (unsigned char)length;
	memcpy(file + 8, json, length);
	memcpy(file + 8 + length, data, n);
	free(scratch_file(dir, "crafted", file, bytes));
	return load(dir, "crafted", bytes, (uint32_t)crc32(0, file, (uInt)bytes), err);
}

static void refuses_numbers_that_are_not_finite(void **state)
{
	static const char json[] = "{\"a\":" T("F32", "[3]", "0", "12") "}";
	static const char half[] = "{\"a\":" T("BF16", "[3]", "0", "6") "}";
	float data[] = {1, 2, 3};
	uint16_t halves[] = {0x3f80, 0x4000, 0x0001};
	const float bad[] = {NAN, -NAN, INFINITY, -INFINITY};
	struct rnn_error err;

	assert_int_equal(load_crafted(*state, json, data, sizeof data, &err), 0);
	for (int i = 0; i < 12; i++) {
		float saved = data[i % 3];
		data[i % 3] = bad[i / 3];
		assert_int_equal(load_crafted(*state, json, data, sizeof data, &err), -1);
		assert_error(&err, EX_DATAERR, "tensor a: has a number that is not finite");
		data[i % 3] = saved;
	}
	assert_int_equal(load_crafted(*state, half, halves, sizeof halves, &err), 0);
	halves[1] = 0x7f80;
	assert_int_equal(load_crafted(*state, half, halves, sizeof halves, &err), -1);
	assert_error(&err, EX_DATAERR, "not finite");

	struct tensor tensor = {.name = "a", .dims = 1, .shape = {1}, .data = bad};
	struct safetensors s = {.tensor = &tensor, .tensors = 1};
	int fd = open("/dev/null", O_WRONLY);
	assert_int_equal(safetensors_write(&s, fd, "f", &err), -1);
	assert_error(&err, EX_DATAERR, "f: a: a number is not finite");
	close(fd);
}

static void widens_bf16(void **state)
{
	static const char json[] = "{\"a\":" T("BF16", "[5]", "0", "10") "}";
	const uint16_t halves[] = {0x3f80, 0xc000, 0, 0x4049, 0x0080};
	const float want[] = {1, -2, 0, 3.140625f, 0x1p-126f};
	struct safetensors s;
	struct rnn_error err;
	float out[5];

	assert_int_equal(load_crafted(*state, json, halves, sizeof halves, &err), 0);
	size_t n;
	char *bytes = scratch_read(*state, "crafted", &n);
	int dirfd = open(*state, O_RDONLY | O_DIRECTORY);
	assert_int_equal(safetensors_open(&s, dirfd, "crafted", "f", n,
					  (uint32_t)crc32(0, (unsigned char *)bytes, (uInt)n),
					  &err),
			 0);
	assert_int_equal(safetensors_read(&s, &s.tensor[0], "f", out, &err), 0);
	assert_memory_equal(out, want, sizeof want);
	safetensors_close(&s);
	close(dirfd);
	free(bytes);
}

static void refuses_other_kinds_of_files(void **state)
{
	static const char lfs[] = "version https://git-lfs.github.com/spec/v1\noid sha256:0\n";
	struct safetensors s = write_sample(*state, "s");
	char *dir = *state, *link = xasprintf("%s/link", dir), *fifo = xasprintf("%s/fifo", dir);
	char *sub = xasprintf("%s/sub", dir);
	struct rnn_error err;
	const struct {
		const char *name, *message;
	} row[] = {
		{"link", "is a symbolic link"},   {"fifo", "is not a regular file"},
		{"sub", "is not a regular file"}, {"none", "none: is missing"},
		{"lfs", "is a git-lfs pointer"},
	};

	assert_int_equal(symlink("s", link), 0);
	assert_int_equal(mkfifo(fifo, 0666), 0);
	assert_int_equal(mkdir(sub, 0777), 0);
	free(scratch_file(dir, "lfs", lfs, sizeof lfs - 1));
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_int_equal(load(dir, row[i].name, s.bytes, s.crc32, &err), -1);
		assert_error(&err, EX_DATAERR, row[i].message);
	}
	free(link);
	free(fifo);
	free(sub);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back),
		cmocka_unit_test(refuses_any_other_length),
		cmocka_unit_test(refuses_any_flipped_bit),
		cmocka_unit_test(checks_headers),
		cmocka_unit_test(limits_the_tensors),
		cmocka_unit_test(limits_the_header),
		cmocka_unit_test(refuses_numbers_that_are_not_finite),
		cmocka_unit_test(widens_bf16),
		cmocka_unit_test(refuses_other_kinds_of_files),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
