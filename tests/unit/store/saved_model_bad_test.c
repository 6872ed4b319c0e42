/*
 * saved_model_bad_test.c - loads bad models that are stored in float32. manifest_test.c changes members of the manifest.
 * The first rows are the bug classes of the security advisories for GGUF, a similar format.
 */
#include <sys/resource.h>

#include "bad_model.h"

/* A manifest without the word crc32, but for `key`. */
#define SMALL_MODEL(key, value) \
	"{\"format\":\"rnn-model\",\"version\":1,\"config\":{\"cell\":\"rnn\",\"layers\":1," \
	"\"hidden\":1,\"embed\":0,\"unit\":\"byte\"},\"vocab\":[0],\"weights\":{\"file\":\"w\"," \
	"\"bytes\":1,\"crc3\\u0032\":\"00000000\"},\"state\":null,\"training\":{}," \
	"\"sampling\":{},\"" key "\":" value "}"

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

static void each_is_refused(void **state)
{
	check_all(*state, STORAGE_F32, rows, sizeof rows / sizeof *rows);
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
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
