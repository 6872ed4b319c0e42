/* store_reads_test.c - loads models whose files end early, are replaced meanwhile, have a wrong size or are too
 * large, and saves where writes transfer nothing. */
#include "store_faults.h"

/* Files that end before their size, and writes that transfer nothing and report no error. */
static void test_nothing(void **state)
{
	char *dir = xasprintf("%s/m", (char *)*state);
	struct saved_model a, b;
	struct store s;
	struct rnn_error err;
	int n;

	sample_model(&a, "rnn", 0);
	fill(&a.model, 1);
	sample_save(&a, dir, NULL);
	for (n = 1;; n++) {
		fault_start(n, 0, NOTHING);
		fault.for_ever = true; /* otherwise the second try would succeed */
		int rc = sample_load(&b, dir, &err);
		bool fired = fault_stop();
		assert_int_equal(rc, fired ? -1 : 0);
		saved_model_free(&b);
		if (!fired)
			break;
		assert_error(&err, EX_DATAERR, "became shorter while it was read");
	}
	assert_int_equal(n - 1, 4 + a.model.params); /* manifest, checksum, header twice */
	fill(&a.model, 2);
	open_store(&s, dir, true);
	for (n = 1;; n++) {
		fault_start(n, 0, NOTHING);
		int rc = store_save(&s, &a, true, NULL, &err);
		bool fired = fault_stop();
		assert_int_equal(rc, fired ? -1 : 0);
		assert_true(first_weight(dir) == (fired ? 1 : 2));
		if (!fired)
			break;
		assert_error(&err, EX_IOERR, ": No space left on device");
	}
	assert_true(n > 2);
	store_close(&s);
	saved_model_free(&a);
	free(dir);
}

/* A load tries again if a training replaces the weights meanwhile, but not for ever. */
static void test_replaced(void **state)
{
	static const struct {
		int times;
		bool loads;
	} row[] = {{1, true}, {9, true}, {10, false}};
	char *dir = xasprintf("%s/m", (char *)*state);
	struct saved_model a, b;
	struct rnn_error err;

	sample_model(&a, "rnn", 0);
	fill(&a.model, 1);
	sample_save(&a, dir, NULL);
	training.a = &a;
	open_store(&training.store, dir, true);
	for (int same = 0; same < 2; same++)
		for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
			fill(&a.model, same ? 2 : (float)i + 3);
			training.times = row[i].times;
			int rc = sample_load(&b, dir, &err);
			assert_int_equal(training.times, 0);
			assert_int_equal(rc, row[i].loads ? 0 : -1);
			if (rc < 0)
				assert_error(&err, EX_DATAERR, ".safetensors: is missing");
			else
				assert_true(b.model.w[0] == a.model.w[0]);
			saved_model_free(&b);
		}
	store_close(&training.store);
	saved_model_free(&a);
	free(dir);
}

/* Weights of a wrong size whose first bytes cannot be read. */
static void test_wrong_size(void **state)
{
	static const struct {
		int at, status;
		const char *message;
	} row[] = {
		{1, EX_IOERR, "model.json: "},
		{2, EX_DATAERR, "is a git-lfs pointer"}, /* reported by the second try */
		{3, EX_IOERR, "model.json: "},
		{4, EX_DATAERR, "safetensors: has 43 bytes, model.json says "},
		{5, EX_DATAERR, "is a git-lfs pointer"},
	};
	static const char lfs[] = "version https://git-lfs.github.com/spec/v1\n";
	char *dir = xasprintf("%s/m", (char *)*state);
	struct saved_model a;
	struct rnn_error err;

	sample_model(&a, "rnn", 0);
	sample_save(&a, dir, NULL);
	saved_model_free(&a);
	free(scratch_file(dir, "weights-000001.safetensors", lfs, sizeof lfs - 1));
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		fault_start(row[i].at, EIO, ERROR);
		fault.transfers = true;
		int rc = sample_load(&a, dir, &err);
		assert_int_equal(fault_stop(), row[i].at < 5);
		assert_int_equal(rc, -1);
		assert_system_error(&err, row[i].status, row[i].message, EIO);
	}
	free(dir);
}

/* After a read error early in a long file, the rest is not read. */
static void test_long_state(void **state)
{
	enum { N = 200000 };
	char *dir = xasprintf("%s/m", (char *)*state);
	float *x = xcalloc(N, sizeof *x);
	struct state_vector vector = {"x", x, N};
	struct state rows = {NULL, 0, &vector, 1};
	struct saved_model a;
	struct rnn_error err;

	sample_model(&a, "rnn", 0);
	sample_save(&a, dir, &rows);
	fault_start(2, EIO, ERROR);
	fault.transfers = true;
	assert_int_equal(state_read(dir, &rows, &err), -1);
	fault_stop();
	assert_int_equal(fault.calls, 2); /* the manifest and the first part */
	assert_system_error(&err, EX_IOERR, "state-000001.safetensors: ", EIO);
	assert_int_equal(state_read(dir, &rows, &err), 0);
	saved_model_free(&a);
	free(x);
	free(dir);
}

/* A model is loaded only if the file, and twice the weights, fit into the memory. */
static void test_little_memory(void **state)
{
	char *dir = xasprintf("%s/m", (char *)*state), *fit;
	struct saved_model a, b;
	struct rnn_error err;

	sample_model(&a, "lstm", 0);
	sample_save(&a, dir, NULL);
	assert_int_equal(sample_load(&b, dir, &err), 0);
	uint64_t bytes = b.weights.bytes, twice = 8 * (uint64_t)b.model.n;
	saved_model_free(&b);
	assert_true(bytes < twice);
	memory = bytes - 1;
	assert_int_equal(sample_load(&b, dir, &err), -1);
	assert_error(&err, EX_OSERR, "safetensors: larger than this machine's memory");
	for (memory = bytes; memory < twice; memory += twice - bytes - 1) {
		assert_int_equal(sample_load(&b, dir, &err), -1);
		fit = xasprintf("%zu weights do not fit into this machine's memory", a.model.n);
		assert_error(&err, EX_OSERR, fit);
		free(fit);
	}
	memory = twice;
	assert_int_equal(sample_load(&b, dir, &err), 0);
	memory = 0;
	assert_same(&a, &b);
	saved_model_free(&b);
	saved_model_free(&a);
	free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_replaced, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_wrong_size, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_long_state, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_little_memory, scratch_make, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
