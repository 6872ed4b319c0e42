/*
 * saved_model_bad_test.c - loads bad models. Each row says how a good model is changed, and which
 * error loading it must give. Unless a row says otherwise, the manifest has the true size and
 * checksum of the weights, so that the checks after these are reached. manifest_test.c changes
 * members of the manifest. The first rows are the bug classes of the security advisories for GGUF,
 * a similar format.
 */
#include <stddef.h>
#include <sys/resource.h>
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

/* A manifest without the word crc32, but for `key`. */
#define SMALL_MODEL(key, value) \
	"{\"format\":\"rnn-model\",\"version\":1,\"config\":{\"cell\":\"rnn\",\"layers\":1," \
	"\"hidden\":1,\"embed\":0,\"unit\":\"byte\"},\"vocab\":[0],\"weights\":{\"file\":\"w\"," \
	"\"bytes\":1,\"crc3\\u0032\":\"00000000\"},\"state\":null,\"training\":{}," \
	"\"sampling\":{},\"" key "\":" value "}"

struct row {
	const char *name;
	enum kind kind;
	const char *from, *to, *message; /* NULL: a good model */
};

/* Changes of a model that is stored in float32. */
static const struct row rows[] = {
	{"nothing changed", HEADER, "", "", NULL},
	{"count times size overflows", HEADER, "[5,3]", "[4503599627370496,4096]",
	 "tensor embed.weight: shape and data_offsets disagree about the size"},
	{"product wraps to the true size", HEADER, "[5,3]", "[3361,1372117232498479]",
	 "shape and data_offsets disagree"},
	{"offset at the top of 64 bits", HEADER, "[0,60]", "[0,18446744073709551615]",
	 "data_offsets: must be 2 to 2 whole numbers"},
	{"offset beyond the file", HEADER, "[0,60]", "[0,60000]", "0 to 60000 are not inside the"},
	{"sum of offset and size wraps", HEADER, "[0,60]", "[9007199254740991,59]",
	 "9007199254740991 to 59 are not inside"},
	{"elements fit, bytes do not", HEADER, "[5,3]", "[5,12]", "disagree about the size"},
	{"bytes counted as elements", HEADER, "[0,60]", "[0,15]", "disagree about the size"},
	{"length cast to less", HEADER, "[5,3]", "[4294967301,3]", "disagree about the size"},
	{"negative offset", HEADER, "[0,60]", "[-1,60]", "data_offsets: must be 2 to 2"},
	{"negative shape", HEADER, "[5,3]", "[-5,-3]", "shape: must be 1 to 2 whole numbers"},
	{"end before begin", HEADER, "[0,60]", "[60,0]", "60 to 0 are not inside"},
	{"header of 2^64-1 bytes", LENGTH, "", "18446744073709551615",
	 "is not a safetensors file: header of 18446744073709551615 bytes"},
	{"header length plus 8 wraps", LENGTH, "", "18446744073709551608",
	 "is not a safetensors file"},
	{"header of 2^63 bytes", LENGTH, "", "9223372036854775808", "is not a safetensors file"},
	{"header of 100 MB", LENGTH, "", "100000000", "header of 100000000 bytes"},
	{"header of a byte too many", LENGTH, "", "2201", "is not a safetensors file"},
	{"header of no bytes", LENGTH, "", "0", "the header must begin with {"},
	{"header cut", LENGTH, "", "100", "header: byte"},
	{"header reaching into the data", LENGTH, "", "900", "header: byte"},

	{"two tensors of one name", HEADER, "rnn.bias_hh_l0", "rnn.bias_ih_l0",
	 "key \"rnn.bias_ih_l0\" occurs twice"},
	{"overlap", HEADER, "[60,204]", "[56,200]", "begins at 56 instead of 60: a hole or an"},
	{"hole", HEADER, "[60,204]", "[64,208]", "begins at 64 instead of 60: a hole or an"},
	{"all in the same place", HEADER, "[60,204]", "[0,144]", "instead of 60: a hole or an"},
	{"tensor of no size", HEADER, "\"shape\":[5,3],\"data_offsets\":[0,60]",
	 "\"shape\":[0,3],\"data_offsets\":[0,0]", "begins at 60 instead of 0"},
	{"data that no tensor names", HONEST, "", "4", "tensors end at"},
	{"data cut", HONEST, "", "-4", "are not inside the"},
	{"missing tensor", HEADER, "out.bias", "out.bios", "tensor out.bias: is missing"},
	{"missing by letter case", HEADER, "out.bias", "Out.bias", "out.bias: is missing"},
	{"tensor without a name", HEADER, "out.bias", "", "out.bias: is missing"},
	{"tensor with a long name", HEADER, "out.bias",
	 "out.biasssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss",
	 "name too long"},
	{"escape in a name", HEADER, "out.bias", "out\\u0000bias", "U+0000 in a string"},
	{"transposed", HEADER, "[5,3]", "[3,5]",
	 "tensor embed.weight: has shape (3, 5), the config implies (5, 3)"},
	{"flattened", HEADER, "[5,3]", "[15]", "has shape (15), the config implies (5, 3)"},
	{"three dimensions", HEADER, "[5,3]", "[5,3,1]", "shape: must be 1 to 2 whole numbers"},
	{"no dimension", HEADER, "[5,3]", "[]", "shape: must be 1 to 2 whole numbers"},
	{"shape of text", HEADER, "[5,3]", "[\"5\",3]", "shape: must be 1 to 2 whole numbers"},
	{"broken shape", HEADER, "[5,3]", "[5.5,3]", "shape: must be 1 to 2 whole numbers"},
	{"shape 1e999", HEADER, "[5,3]", "[1e999,3]", "a number is too large"},
	{"shape 2^53+1", HEADER, "[5,3]", "[9007199254740993,3]", "must be 1 to 2 whole"},
	{"offset -0", HEADER, "[0,60]", "[-0,60]", "data_offsets: must be 2 to 2"},
	{"one offset", HEADER, "[0,60]", "[60]", "data_offsets: must be 2 to 2"},
	{"three offsets", HEADER, "[0,60]", "[0,60,60]", "data_offsets: must be 2 to 2"},
	{"dtype of 8 bytes", HEADER, "F32", "F64", "dtype: must be F32, BF16 or I8, not F64"},
	{"dtype of 2 bytes", HEADER, "F32", "BF16", "disagree about the size"},
	{"dtype of whole numbers", HEADER, "F32", "I32", "must be F32, BF16 or I8, not I32"},
	{"dtype by letter case", HEADER, "F32", "f32", "must be F32, BF16 or I8, not f32"},
	{"dtype is a number", HEADER, "\"F32\"", "32", "dtype: must be a string"},
	{"dtype missing", HEADER, "\"dtype\":\"F32\",", "", "dtype: is missing"},
	{"unknown member", HEADER, "\"dtype\"", "\"x\":1,\"dtype\"", "x: unknown key"},
	{"member twice", HEADER, "\"dtype\"", "\"dtype\":\"F32\",\"dtype\"", "occurs twice"},
	{"tensor is no object", HEADER, "{\"embed", "{\"a\":7,\"embed", "a: must be an object"},
	{"one tensor too many", HEADER, "{\"embed",
	 "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},\"embed",
	 "tensor a: is not one that the config implies"},
	{"metadata of numbers", HEADER, "{\"embed", "{\"__metadata__\":{\"k\":1},\"embed",
	 "__metadata__: k: must be a string"},
	{"metadata of text", HEADER, "{\"embed", "{\"__metadata__\":{\"k\":\"1\"},\"embed", NULL},
	{"header after a blank", HEADER, "{\"embed", " {\"embed", "must begin with {"},
	{"header is a list", HEADER, "{\"embed", "[\"embed", "must begin with {"},
	{"header of two", HEADER, "}}", "}} {}", "text after the end"},
	{"header nested deep", HEADER, "[5,3]", "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "nested"},
	{"header not UTF-8", HEADER, "embed", "emb\xff", "header: byte"},

	{"not a number", NUMBER, "3", "nan", "has a number that is not finite"},
	{"infinite", NUMBER, "0", "inf", "tensor embed.weight: has a number that is not"},
	{"minus infinite", NUMBER, "100", "-inf", "has a number that is not finite"},
	{"subnormal", NUMBER, "3", "1e-42", NULL},
	{"large", NUMBER, "3", "-1e9", NULL},
	{"too large", NUMBER, "3", "3e38",
	 "tensor embed.weight: has the weight 3e+38; the largest is 1e+09"},
	{"too small", NUMBER, "3", "-1.1e9", "has the weight -1.1e+09"},

	{"empty", FILE_IS, "", "", "has 0 bytes, model.json says"},
	{"git-lfs pointer", FILE_IS, "",
	 "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22"
	 "eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
	 "is a git-lfs pointer, not the file; run git lfs pull"},
	{"page of an error", FILE_IS, "", "<!DOCTYPE html><html>404</html>", "cut short"},
	{"truncated download", GROW, "", "-1000", "cut short; copy the model again"},
	{"one byte less", GROW, "", "-1", "cut short"},
	{"line ends changed", GROW, "", "7", "changed or mangled; copy the model again"},
	{"claimed 1 TB", GROW, "", "1099511627776", "changed or mangled"},
	{"other weights of this shape", FILE_IS, "", NULL, "checksum is"},

	{"weights claim a terabyte", MANIFEST, "\"bytes\": ", "\"bytes\": 100000000",
	 "bytes cannot hold the"},
	{"largest config", MANIFEST, "\"layers\": 2,\n    \"hidden\": 4,",
	 "\"layers\": 64,\n    \"hidden\": 16384,", "bytes cannot hold the"},
	{"claimed int8", MANIFEST, "\"bytes\": ", "\"storage\": \"int8\", \"bytes\": ",
	 "tensor embed.weight: has dtype F32; model.json, with \"storage\": \"int8\", implies I8"},
	{"scale in float32", HEADER, "{\"embed",
	 "{\"out.weight.scale\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},\"embed",
	 "tensor out.weight.scale: is not one that the config implies"},
	{"bytes 2^53+1", MANIFEST,
	 "\"bytes\": ", "\"bytes\": 9007199254740993, \"b\": ", "b: unknown key"},
	{"bytes 1e999", MANIFEST, "\"bytes\": ", "\"bytes\": 1e999, \"b\": ", "too large"},
	{"name is ..", MANIFEST, BLOB, "..", "must be a plain file name"},
	{"name from the root", MANIFEST, BLOB, "/etc/passwd", "must be a plain file name"},
	{"name with U+0000", MANIFEST, BLOB, "weights\\u0000", "U+0000 in a string"},
	{"name of 64 bytes", MANIFEST, BLOB,
	 "0123456789012345678901234567890123456789012345678901234567890123", "at most 63 bytes"},
	{"key in other case", MANIFEST, "\"weights\"", "\"Weights\"", "Weights: unknown key"},
	{"both cases", MANIFEST, "\"weights\"", "\"WEIGHTS\": 1, \"weights\"",
	 "WEIGHTS: unknown key"},
	{"key twice by escape", MANIFEST, "\"version\"", "\"v\\u0065rsion\": 1, \"version\"",
	 "key \"version\" occurs twice"},
	{"checksum broken", CHECKED, "[10,32,97", "[10,32,99", "model.json: damaged: its text has"},
	{"checksum of another kind", CHECKED, "\n  \"crc32\": \"", "\n  \"crc32\": \"0",
	 "model.json: damaged: its text has"},
	{"checksum is no text", CHECKED, "\n  \"crc32\": \"", "\n  \"crc32\": 1, \"x\": \"",
	 "x: unknown key"},
	{"checksum under an escape", CHECKED, "\n  \"crc32\"", "\n  \"crc3\\u0032\"",
	 "model.json: damaged"},

	{"model.json empty", JSON_IS, "", "", "model.json: byte 0 (line 1)"},
	{"model.json is a number", JSON_IS, "", "1", "model.json: must be an object"},
	{"model.json of another program", JSON_IS, "", "{\"model_type\":\"gpt2\"}",
	 "format: is missing"},
	{"checksum is a number", JSON_IS, "", SMALL_MODEL("crc32", "1"),
	 "model.json: crc32: must be a string"},
	{"checksum of nothing", JSON_IS, "", SMALL_MODEL("crc3\\u0032", "\"1\""),
	 "damaged: its text has the checksum 00000000, its last line says 1"},
	{"model.json compressed", JSON_IS, "", "\x1f\x8b\x08\x00", "model.json: byte 0"},
	{"model.json in UTF-16", JSON_IS, "", "\xff\xfe{", "model.json: byte 0"},
	{"model.json is a pointer", JSON_IS, "", "version https://git-lfs.github.com/spec/v1\n",
	 "is a git-lfs pointer, not the file; run git lfs pull"},
	{"8 MB of [", REPEAT, "[", "8388608", "nested"},
	{"100 MB of [", REPEAT, "[", "104857600", "longer than 8388608 bytes"},
	{"8 MB of {\"a\":", REPEAT, "{\"a\":", "1398101", "nested"},
	{"8 MB of blanks", REPEAT, " ", "8388608", "the text ends too early"},
	{"8 MB of text", REPEAT, "\"", "8388607", "text after the end"},
	{"4 million numbers", REPEAT, "0,", "4194304", "text after the end"},

	{"weights are a link", PLACE, BLOB, "link", "is a symbolic link, not a file"},
	{"weights are a FIFO", PLACE, BLOB, "fifo", "is not a regular file"},
	{"weights are a directory", PLACE, BLOB, "directory", "is not a regular file"},
	{"weights are a socket", PLACE, BLOB, "socket", BLOB ": "},
	{"weights are gone", PLACE, BLOB, "nothing", BLOB ": is missing"},
	{"model.json is a device", PLACE, "model.json", "link", "is a symbolic link"},
	{"model.json is a FIFO", PLACE, "model.json", "fifo", "is not a regular file"},
	{"model.json is a directory", PLACE, "model.json", "directory", "is not a regular file"},
};

/* Changes of a model that is stored in int8. The data begins with the float32 scales of embed.weight (5)
 * and of rnn.weight_ih_l0 (12); its 111 float32 numbers are followed by 215 integers. */
static const struct row int8_rows[] = {
	{"nothing changed", HEADER, "", "", NULL},
	{"scale missing", HEADER, "t.scale", "t.skale", "tensor embed.weight.scale: is missing"},
	{"scale by letter case", HEADER, "t.scale", "t.Scale", "embed.weight.scale: is missing"},
	{"scale is a matrix", HEADER, "\"shape\":[5],", "\"shape\":[5,1],",
	 "embed.weight.scale: has shape (5, 1), the config implies (5)"},
	{"scale is one number", HEADER, "\"shape\":[5],\"data_offsets\":[0,20]",
	 "\"shape\":[1],\"data_offsets\":[0,4]", "begins at 20 instead of 4"},
	{"scale in int8", HEADER, "\"F32\",\"shape\":[5],", "\"I8\",\"shape\":[20],",
	 "embed.weight.scale: has shape (20), the config implies (5)"},
	{"scale without weights", HEADER, "{\"embed",
	 "{\"out.bias.scale\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},\"embed",
	 "tensor out.bias.scale: is not one that the config implies"},
	{"scale of a scale", HEADER, "{\"embed",
	 "{\"out.weight.scale.scale\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},"
	 "\"embed",
	 "out.weight.scale.scale: is not one that the config implies"},
	{"transposed", HEADER, "[5,3]", "[3,5]",
	 "tensor embed.weight: has shape (3, 5), the config implies (5, 3)"},
	{"dtype of 4 bytes", HEADER, "\"I8\"", "\"F32\"", "disagree about the size"},
	{"dtype by letter case", HEADER, "\"I8\"", "\"i8\"", "must be F32, BF16 or I8, not i8"},
	{"dtype without sign", HEADER, "\"I8\"", "\"U8\"", "must be F32, BF16 or I8, not U8"},
	{"scale is no number", NUMBER, "0", "nan",
	 "tensor embed.weight.scale: has a number that is not finite"},
	{"scale is infinite", NUMBER, "4", "inf", "embed.weight.scale: has a number that is not"},
	{"scale is negative", NUMBER, "4", "-1e-30",
	 "tensor embed.weight.scale: has a number that is negative or too large for a scale"},
	{"weights overflow", NUMBER, "5", "2.7e36", "rnn.weight_ih_l0.scale: has a number that is"},
	{"largest weights", NUMBER, "5", "7.87e6", NULL},
	{"weights too large", NUMBER, "5", "8e6", "has the weight"},
	{"scale is 0", NUMBER, "0", "0", NULL},
	{"scale is -0", NUMBER, "0", "-0", NULL},
	{"scale is subnormal", NUMBER, "0", "1e-42", NULL},
	{"bias is no number", NUMBER, "29", "nan", "has a number that is not finite"},
	{"-128 at the start", BYTE, "444", "-128",
	 "tensor embed.weight: has the number -128; it must be -127 to 127"},
	{"-128 at the end", BYTE, "658", "-128", "tensor out.weight: has the number -128"},
	{"-127", BYTE, "444", "-127", NULL},
	{"data cut", HONEST, "", "-1", "are not inside the"},
	{"data that no tensor names", HONEST, "", "1", "tensors end at"},
	{"checksum", FILE_IS, "", NULL, "checksum is"},
	{"no storage", MANIFEST, ",\n    \"storage\": \"int8\"", "",
	 "tensor embed.weight: has dtype I8; model.json, without \"storage\": \"int8\", implies F32 "
	 "or BF16"},
	{"another storage", MANIFEST, "\"int8\"", "\"int4\"",
	 "weights: storage: must be int8, not int4"},
	{"storage by letter case", MANIFEST, "\"int8\"", "\"INT8\"", "must be int8, not INT8"},
	{"storage named for what is left out", MANIFEST, "\"int8\"", "\"f32\"",
	 "must be int8, not"},
	{"storage is a number", MANIFEST, "\"int8\"", "8", "weights: storage: must be a string"},
	{"storage is empty", MANIFEST, "\"int8\"", "null", "weights: storage: must be a string"},
	{"storage outside weights", MANIFEST, "\"state\"", "\"storage\": \"int8\", \"state\"",
	 "model.json: storage: unknown key"},
	{"storage twice", MANIFEST, "\"storage\"", "\"storage\": \"int8\", \"storage\"",
	 "occurs twice"},
	{"a newer version", MANIFEST, "\"version\": 1", "\"version\": 2", "made by a newer rnn"},
	{"weights claim a terabyte", MANIFEST, "\"bytes\": ", "\"bytes\": 100000000",
	 "bytes cannot hold the"},
	{"weights claim a byte", MANIFEST,
	 "\"bytes\": ", "\"bytes\": 1, \"b\": ", "b: unknown key"},
	{"largest config", MANIFEST, "\"layers\": 2,\n    \"hidden\": 4,",
	 "\"layers\": 64,\n    \"hidden\": 16384,", "bytes cannot hold the"},
};

/* The parts of a good model. */
struct parts {
	const char *dir;
	struct saved_model a;
	char *header, *data;
	size_t bytes; /* of the data */
};

static void parts_read(struct parts *p, const char *scratch, enum storage storage)
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
static char *edited(const struct row *r, const char *text)
{
	const char *at = strstr(text, r->from);

	if (at == NULL)
		fail_msg("%s: no %s in %s", r->name, r->from, text);
	return xasprintf("%.*s%s%s", (int)(at - text), text, r->to, at + strlen(r->from));
}

/* Return the bytes of the row's weights file that the manifest describes. */
static char *make_blob(const struct parts *p, const struct row *r, size_t *bytes)
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

static void write_manifest(const struct parts *p, const struct row *r, const char *blob, size_t n)
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

static void replace(const char *dir, const char *name, const char *by)
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

static void repeat(const char *dir, const char *unit, size_t times)
{
	size_t n = strlen(unit);
	char *text = xcalloc(n * times, 1);

	for (size_t i = 0; i < times; i++)
		memcpy(text + i * n, unit, n);
	free(scratch_file(dir, "model.json", text, n * times));
	free(text);
}

static void make_model(const struct parts *p, const struct row *r)
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

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void remove_file(const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);

	assert_int_equal(remove(path), 0);
	free(path);
}

static void check(const struct parts *p, const struct row *r)
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

static void check_all(const char *scratch, enum storage storage, const struct row *row, size_t n)
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

static void each_is_refused(void **state)
{
	check_all(*state, STORAGE_F32, rows, sizeof rows / sizeof *rows);
}

static void each_is_refused_in_int8(void **state)
{
	check_all(*state, STORAGE_INT8, int8_rows, sizeof int8_rows / sizeof *int8_rows);
}

/* Parsing the worst manifest of 8 MB takes bounded memory, because the number of values is
 * limited. */
static void memory_is_bounded(void **state)
{
	enum { MEGABYTES = 200 }; /* the text three times, and a sanitizer's share */
	const struct row worst[] = {
		{"list of lists", REPEAT, "[],", "2796202", ""},
		{"list of empty texts", REPEAT, "\"\",", "2796202", ""},
		{"list of numbers", REPEAT, "1,", "4194300", ""},
	};
	char *dir = xasprintf("%s/worst", (char *)*state);
	struct rusage before, after;
	struct saved_model a;
	struct rnn_error err;

	assert_int_equal(mkdir(dir, 0777), 0);
	getrusage(RUSAGE_SELF, &before);
	for (size_t i = 0; i < sizeof worst / sizeof *worst; i++) {
		size_t n = strlen(worst[i].from), times = strtoul(worst[i].to, NULL, 10);
		char *text = xcalloc(n * times + 32, 1);
		strcpy(text, "{\"vocab\":[");
		char *at = text + strlen(text);
		for (size_t k = 0; k < times - 8; k++)
			at = (char *)memcpy(at, worst[i].from, n) + n;
		strcpy(at - 1, "]}");
		free(scratch_file(dir, "model.json", text, strlen(text)));
		free(text);
		assert_int_equal(sample_load(&a, dir, &err), -1);
		assert_error(&err, EX_DATAERR, "too many values");
	}
	getrusage(RUSAGE_SELF, &after);
	if (after.ru_maxrss - before.ru_maxrss > MEGABYTES * 1024)
		fail_msg("%ld KB more", after.ru_maxrss - before.ru_maxrss);
	free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_bounded), /* first, because the peak memory only grows */
		cmocka_unit_test(each_is_refused),
		cmocka_unit_test(each_is_refused_in_int8),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
