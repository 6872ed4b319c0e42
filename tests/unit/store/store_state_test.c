/* store_state_test.c - the state of a training: exact numbers, old files, shapes, and what is bad. */
#include <unistd.h>
#include <zlib.h>

#include "small_model.h"
#include "store/manifest.h"

static void state_is_exact(void **state)
{
	char *dir = xasprintf("%s/state", (char *)*state);
	struct saved_model a;
	struct rows in, out;
	struct rnn_error err;

	sample_model(&a, "rnn", 0);
	rows_init(&in);
	in.u = UINT64_MAX;
	in.f = -0.1;
	in.inf = (double)INFINITY;
	memcpy(in.x, (float[]){1e-45f, -0.0f, 3e38f}, sizeof in.x);
	sample_save(&a, dir, &in.state);
	rows_init(&out);
	assert_int_equal(state_read(dir, &out.state, &err), 0);
	assert_true(out.u == UINT64_MAX && out.f == -0.1 && isinf(out.inf));
	assert_memory_equal(out.x, in.x, sizeof in.x);
	out.state.vectors = 0; /* numbers first, to size the vectors */
	assert_int_equal(state_read(dir, &out.state, &err), 0);
	rows_init(&out);
	out.vector[0].n = 2;
	assert_int_equal(state_read(dir, &out.state, &err), -1);
	assert_error(&err, EX_DATAERR, "tensor x: must be a vector of 2 F32 numbers");
	rows_init(&out);
	out.vector[1].key = "z";
	assert_int_equal(state_read(dir, &out.state, &err), -1);
	assert_error(&err, EX_DATAERR, "state-000001.safetensors: tensor z: is missing");
	rows_init(&out);
	out.number[0].key = "z";
	assert_int_equal(state_read(dir, &out.state, &err), -1);
	assert_error(&err, EX_DATAERR, "z: is missing");
	rows_init(&out);
	out.number[0].key = "f"; /* not a decimal integer */
	assert_int_equal(state_read(dir, &out.state, &err), -1);
	assert_error(&err, EX_DATAERR, "f: cannot be read: -0x1.");
	saved_model_free(&a);
	free(dir);
}

/* Save a model in `dir` and load it. */
static void save_and_load(struct saved_model *a, const char *dir)
{
	struct rnn_error err;

	sample_model(a, "rnn", 0);
	sample_save(a, dir, NULL);
	saved_model_free(a);
	assert_int_equal(sample_load(a, dir, &err), 0);
}

/* Give the model in `dir` a state file with this header and `bytes` zeros of data. */
static void write_state(const char *dir, const struct saved_model *a, const char *header,
			size_t bytes)
{
	struct blob blob = {.file = "state-000001.safetensors"};
	unsigned char file[256] = {0};
	size_t n = strlen(header);

	assert_true(8 + n + bytes <= sizeof file && n < 256);
	file[0] = (unsigned char)n;
	memcpy(file + 8, header, n);
	blob.bytes = 8 + n + bytes;
	blob.crc32 = (uint32_t)crc32(0, file, (uInt)blob.bytes);
	free(scratch_file(dir, blob.file, file, blob.bytes));
	char *text = manifest_text(a, &a->weights, &blob, false);
	free(scratch_file(dir, "model.json", text, strlen(text)));
	free(text);
}

/* Texts in the state are read as numbers of each kind, or refused. */
static void reads_numbers_whole(void **state)
{
	static const struct {
		const char *text;
		bool u64, f64;
		uint64_t u;
		double f;
	} row[] = {
		{"7", true, true, 7, 7},
		{"18446744073709551615", true, true, UINT64_MAX, 0x1p64},
		{"18446744073709551616", false, true, 0, 0x1p64},
		{"-1", false, true, 0, -1},
		{"1.5", false, true, 0, 1.5},
		{"0x1p-1", false, true, 0, 0.5},
		{"-inf", false, true, 0, (double)-INFINITY},
		{"", false, false, 0, 0},
		{"x", false, false, 0, 0},
		{"1x", false, false, 0, 0},
		{"1 ", false, false, 0, 0},
	};
	char *dir = xasprintf("%s/numbers", (char *)*state);
	struct saved_model a;

	save_and_load(&a, dir);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		uint64_t u = 0;
		double f = 0;
		struct state_number number[] = {
			{"n", NUM_U64, {.u = &u}, false},
			{"n", NUM_F64, {.f = &f}, true}, /* a bad number is an error here, too */
		};
		char *header = xasprintf("{\"__metadata__\":{\"n\":\"%s\"}}", row[i].text);
		char *message = xasprintf("n: cannot be read: %s", row[i].text);
		write_state(dir, &a, header, 0);
		for (int k = 0; k < 2; k++) {
			struct rnn_error err;
			bool ok = k == 0 ? row[i].u64 : row[i].f64;
			int rc = state_read(dir, &(struct state){number + k, 1, NULL, 0}, &err);
			if (rc != (ok ? 0 : -1))
				fail_msg("%s, kind %d: %d", row[i].text, k, rc);
			if (rc < 0)
				assert_error(&err, EX_DATAERR, message);
		}
		if ((row[i].u64 && u != row[i].u) || (row[i].f64 && f != row[i].f))
			fail_msg("%s: read as %llu and %g", row[i].text, (unsigned long long)u, f);
		free(message);
		free(header);
	}
	saved_model_free(&a);
	free(dir);
}

/* An optional number that an old file lacks keeps its value; unknown numbers are ignored. */
static void old_state_files(void **state)
{
	char *dir = xasprintf("%s/old", (char *)*state);
	uint64_t step = 0, turns = 5;
	double share = 0.25;
	struct state_number number[] = {
		{"step", NUM_U64, {.u = &step}, false},
		{"turns", NUM_U64, {.u = &turns}, true},
		{"share", NUM_F64, {.f = &share}, true},
	};
	const struct state rows = {number, 3, NULL, 0};
	struct saved_model a;
	struct rnn_error err;

	save_and_load(&a, dir);
	write_state(dir, &a, "{\"__metadata__\":{\"step\":\"7\",\"gone\":\"0x1p+0\"}}", 0);
	assert_int_equal(state_read(dir, &rows, &err), 0);
	assert_int_equal(step, 7);
	assert_int_equal(turns, 5);
	assert_true(share == 0.25);
	number[2].optional = false;
	assert_int_equal(state_read(dir, &rows, &err), -1);
	assert_error(&err, EX_DATAERR, "state-000001.safetensors: share: is missing");
	write_state(dir, &a, "{\"__metadata__\":{\"share\":\"0x1p-3\",\"turns\":\"6\"}}", 0);
	assert_int_equal(state_read(dir, &rows, &err), -1);
	assert_error(&err, EX_DATAERR, "state-000001.safetensors: step: is missing");
	number[0].optional = true;
	assert_int_equal(state_read(dir, &rows, &err), 0);
	assert_int_equal(turns, 6);
	assert_true(share == 0.125);
	saved_model_free(&a);
	free(dir);
}

/* A valid state whose tensor has another shape or type than the training needs is refused. */
static void vectors_have_one_shape(void **state)
{
	static const struct {
		const char *dtype, *shape;
		int bytes;
		bool fits;
	} row[] = {
		{"F32", "[3]", 12, true},    {"F32", "[2]", 8, false},  {"F32", "[3,1]", 12, false},
		{"F32", "[1,3]", 12, false}, {"BF16", "[3]", 6, false},
	};
	char *dir = xasprintf("%s/shapes", (char *)*state);
	struct saved_model a;
	struct rnn_error err;

	save_and_load(&a, dir);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		float x[3];
		struct state_vector vector = {"x", x, 3};
		char *header = xasprintf("{\"x\":{\"dtype\":\"%s\",\"shape\":%s,"
					 "\"data_offsets\":[0,%d]}}",
					 row[i].dtype, row[i].shape, row[i].bytes);
		write_state(dir, &a, header, (size_t)row[i].bytes);
		free(header);
		int rc = state_read(dir, &(struct state){NULL, 0, &vector, 1}, &err);
		if (rc != (row[i].fits ? 0 : -1))
			fail_msg("%s %s: %d", row[i].dtype, row[i].shape, rc);
		if (rc < 0)
			assert_error(&err, EX_DATAERR,
				     "tensor x: must be a vector of 3 F32 numbers");
	}
	saved_model_free(&a);
	free(dir);
}

/* If the state is missing or bad, the model can be loaded, and reading the state reports the
 * error. */
static void bad_state_spares_the_model(void **state)
{
	char *dir = xasprintf("%s/badstate", (char *)*state);
	char *blob = xasprintf("%s/state-000001.safetensors", dir);
	struct saved_model a, b;
	struct rows rows;
	struct rnn_error err;

	sample_model(&a, "rnn", 0);
	rows_init(&rows);
	sample_save(&a, dir, &rows.state);
	assert_int_equal(truncate(blob, 50), 0);
	assert_int_equal(sample_load(&b, dir, &err), 0);
	assert_true(b.has_state);
	saved_model_free(&b);
	assert_int_equal(state_read(dir, &rows.state, &err), -1);
	assert_error(&err, EX_DATAERR, "state-000001.safetensors: has 50 bytes");
	assert_int_equal(unlink(blob), 0);
	assert_int_equal(sample_load(&b, dir, &err), 0);
	saved_model_free(&b);
	assert_int_equal(state_read(dir, &rows.state, &err), -1);
	assert_error(&err, EX_DATAERR, "state-000001.safetensors: is missing");
	char *text = read_without_checksum(dir);
	memcpy(strstr(text, "state-000001"), "../e-000001/", 12);
	free(scratch_file(dir, "model.json", text, strlen(text)));
	assert_int_equal(sample_load(&b, dir, &err), 0);
	assert_false(b.has_state);
	saved_model_free(&b);
	assert_int_equal(state_read(dir, &rows.state, &err), -1);
	assert_error(&err, EX_DATAERR, "state: file: must be a plain file name");
	free(text);
	sample_save(&a, dir, NULL);
	assert_int_equal(state_read(dir, &rows.state, &err), -1);
	assert_error(&err, EX_NOINPUT, "without a training state");
	saved_model_free(&a);
	free(blob);
	free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(state_is_exact),
		cmocka_unit_test(reads_numbers_whole),
		cmocka_unit_test(old_state_files),
		cmocka_unit_test(vectors_have_one_shape),
		cmocka_unit_test(bad_state_spares_the_model),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
