/* store_test.c - tests saving: generations, the lock, places, the log, the link. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "small_model.h"
#include "store/file.h"
#include "store/json.h"
#include "store/manifest.h"

static void generations(void **state)
{
	char *dir = xasprintf("%s/generations", (char *)*state);
	const struct state none = {0};
	struct saved_model a;
	struct store s;
	struct rnn_error err;

	sample_model(&a, "rnn", 0);
	open_store(&s, dir, false);
	fill(&a.model, 1);
	assert_int_equal(store_save(&s, &a, true, &none, &err), 0);
	assert_list(dir, ".lock model.json state-000001.safetensors weights-000001.safetensors");
	fill(&a.model, 2);
	assert_int_equal(store_save(&s, &a, false, &none, &err), 0); /* the weights stay */
	assert_list(dir, ".lock model.json state-000002.safetensors weights-000001.safetensors");
	assert_true(first_weight(dir) == 1);
	assert_string_equal(s.state.file, "state-000002.safetensors");
	store_close(&s);
	open_store(&s, dir, true);
	assert_string_equal(s.weights.file, "weights-000001.safetensors");
	assert_int_equal(store_save(&s, &a, true, NULL, &err), 0);
	assert_list(dir, ".lock model.json weights-000003.safetensors");
	assert_true(first_weight(dir) == 2);
	store_close(&s);
	saved_model_free(&a);
	free(dir);
}

static void collects_only_its_own(void **state)
{
	static const char *const names[] = {
		"weights-000009.safetensors",
		"state-000009.safetensors",
		"model.json.tmp.123",
		"weights-9.safetensors",
		"weights-000009.bin",
		"notes.txt",
		"other.safetensors",
		"model.json.bak",
		"state-0000000000000000009.safetensors",
	};
	char *dir = xasprintf("%s/orphans", (char *)*state);
	struct saved_model a;
	struct store s;
	struct rnn_error err;

	sample_model(&a, "rnn", 0);
	sample_save(&a, dir, NULL);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		free(scratch_file(dir, names[i], "x", 1));
	open_store(&s, dir, true);
	const char *kept = ".lock model.json model.json.bak notes.txt other.safetensors "
			   "state-0000000000000000009.safetensors "
			   "weights-000001.safetensors weights-000009.bin weights-9.safetensors";
	assert_list(dir, kept);
	assert_int_equal(s.generation, 9); /* names are not used twice */
	store_close(&s);
	/* while the manifest cannot be read, only a save removes files */
	free(scratch_file(dir, "model.json", "{", 1));
	open_store(&s, dir, true);
	assert_list(dir, kept);
	assert_int_equal(store_save(&s, &a, false, NULL, &err), 0);
	/* the live weights are unknown, so saving only the state writes the weights, too */
	assert_list(dir, ".lock model.json model.json.bak notes.txt other.safetensors "
			 "state-0000000000000000009.safetensors "
			 "weights-000002.safetensors weights-000009.bin weights-9.safetensors");
	store_close(&s);
	saved_model_free(&a);
	free(dir);
}

static void one_trainer(void **state)
{
	char *dir = xasprintf("%s/locked", (char *)*state);
	char *holder = xasprintf("(process %ld)", (long)getpid());
	char *lock = xasprintf("%s/.lock", dir);
	struct store s, second;
	struct rnn_error err;
	bool exists;

	open_store(&s, dir, false);
	assert_int_equal(store_open(&second, dir, &exists, &err), -1);
	assert_error(&err, EX_TEMPFAIL, holder);
	pid_t child = fork();
	if (child == 0) {
		bool refused = store_open(&second, dir, &exists, &err) < 0;
		_exit(refused && err.status == EX_TEMPFAIL ? 0 : 1);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(truncate(lock, 0), 0); /* as a full disk leaves it */
	assert_int_equal(store_open(&second, dir, &exists, &err), -1);
	assert_error(&err, EX_TEMPFAIL, "(process unknown)");
	store_close(&s);
	open_store(&s, dir, false);
	store_close(&s);
	store_close(&s); /* a second close is harmless */
	free(lock);
	free(holder);
	free(dir);
}

static void refuses_places(void **state)
{
	char *file = scratch_file(*state, "plain", "x", 1);
	char *below = xasprintf("%s/x", file), *shut = xasprintf("%s/shut", (char *)*state);
	char *inside = xasprintf("%s/x", shut);
	const struct {
		const char *dir;
		int status;
	} row[] = {
		{file, EX_CANTCREAT}, {below, EX_CANTCREAT}, {"", EX_CANTCREAT},
		{shut, EX_NOPERM},    {inside, EX_NOPERM},
	};
	struct store s;
	struct rnn_error err;
	bool exists;

	assert_int_equal(mkdir(shut, 0555), 0);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		if (row[i].status == EX_NOPERM && geteuid() == 0)
			continue; /* root may write everywhere */
		assert_int_equal(store_open(&s, row[i].dir, &exists, &err), -1);
		assert_error(&err, row[i].status, row[i].dir);
	}
	free(file);
	free(below);
	free(shut);
	free(inside);
}

/* A manifest that would be too long to read is not written, and the old model stays. */
static void refuses_a_long_manifest(void **state)
{
	char *dir = xasprintf("%s/long", (char *)*state);
	struct saved_model a;
	struct store s;
	struct rnn_error err;

	sample_model(&a, "rnn", 0);
	fill(&a.model, 1);
	sample_save(&a, dir, NULL);
	free(a.training.options);
	a.training.options = xcalloc(JSON_MAX + 1, 1);
	memset(a.training.options, 'x', JSON_MAX);
	fill(&a.model, 2);
	open_store(&s, dir, true);
	assert_int_equal(store_save(&s, &a, true, NULL, &err), -1);
	assert_error(&err, EX_DATAERR, "long/model.json: would be longer than 8388608 bytes");
	store_close(&s);
	assert_list(dir, ".lock model.json weights-000001.safetensors");
	assert_true(first_weight(dir) == 1);
	saved_model_free(&a);
	free(dir);
}

static void errors_have_a_status(void **state)
{
	static const struct {
		int error, status;
	} row[] = {
		{EMFILE, EX_OSERR},     {ENFILE, EX_OSERR}, {ENOMEM, EX_OSERR},
		{EACCES, EX_NOPERM},    {EPERM, EX_NOPERM}, {EIO, EX_CANTCREAT},
		{ENOENT, EX_CANTCREAT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct rnn_error err;
		char *message = xasprintf("p: %s", strerror(row[i].error));
		assert_int_equal(file_report("p", row[i].error, EX_CANTCREAT, &err), -1);
		assert_error(&err, row[i].status, message);
		free(message);
	}
}

static void log_has_whole_lines(void **state)
{
	char *dir = xasprintf("%s/log", (char *)*state);
	struct store s;
	struct rnn_error err;
	size_t n;

	open_store(&s, dir, false);
	assert_int_equal(store_log(&s, "{\"a\":1}\n", &err), 0);
	assert_int_equal(store_log(&s, "{\"b\":1}\n", &err), 0);
	store_close(&s);
	char *torn = xcalloc(10001, 1);
	memset(torn, 'x', 10000);
	memcpy(torn, "{\"a\":1}\n{", 9);
	free(scratch_file(dir, "train.ndjson", torn, 10000));
	free(torn);
	open_store(&s, dir, false);
	assert_int_equal(store_log_start(&s, false, &err), 0);
	assert_int_equal(store_log(&s, "{\"c\":1}\n", &err), 0);
	char *text = scratch_read(dir, "train.ndjson", &n);
	assert_string_equal(text, "{\"a\":1}\n{\"c\":1}\n");
	free(text);
	assert_int_equal(store_log_start(&s, true, &err), 0);
	assert_int_equal(store_log(&s, "{\"d\":1}\n", &err), 0);
	store_close(&s);
	text = scratch_read(dir, "train.ndjson", &n);
	assert_string_equal(text, "{\"d\":1}\n");
	free(text);
	free(dir);
}

static void assert_link(const char *dir, const char *want)
{
	char *link = xasprintf("%s/latest", dir), target[64] = "";

	if (readlink(link, target, sizeof target - 1) < 0)
		assert_null(want);
	else
		assert_string_equal(target, want);
	free(link);
}

static void points_latest(void **state)
{
	char *models = xasprintf("%s/models", (char *)*state);
	char *latest = xasprintf("%s/latest", models);
	char *one = xasprintf("%s/one", models), *two = xasprintf("%s/two//", models);
	char *dot = xasprintf("%s/.", models), *up = xasprintf("%s/one/..", models);
	int start = open(".", O_RDONLY | O_DIRECTORY);
	bool at_root = access("/latest", F_OK) == 0;
	struct rnn_error err;

	assert_int_equal(mkdir(models, 0777), 0);
	assert_int_equal(store_point_latest(dot, &err), 0);
	assert_int_equal(store_point_latest(latest, &err), 0);
	assert_int_equal(store_point_latest(up, &err), 0);
	assert_list(models, "");
	assert_int_equal(store_point_latest("//", &err), 0);
	assert_int_equal(access("/latest", F_OK) == 0, at_root);
	assert_int_equal(store_point_latest(one, &err), 0);
	assert_link(models, "one");
	assert_int_equal(store_point_latest(two, &err), 0);
	assert_link(models, "two");
	assert_int_equal(chdir(models), 0);
	assert_int_equal(store_point_latest("three", &err), 0);
	assert_int_equal(fchdir(start), 0);
	close(start);
	assert_link(models, "three");
	assert_list(models, "latest");
	assert_int_equal(unlink(latest), 0);
	free(scratch_file(models, "latest", "mine", 4));
	assert_int_equal(store_point_latest(one, &err), -1);
	assert_error(&err, EX_CANTCREAT, "latest: is not a symbolic link");
	assert_list(models, "latest");
	assert_link(models, NULL);
	free(models);
	free(latest);
	free(one);
	free(two);
	free(dot);
	free(up);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(generations),
		cmocka_unit_test(collects_only_its_own),
		cmocka_unit_test(one_trainer),
		cmocka_unit_test(refuses_places),
		cmocka_unit_test(refuses_a_long_manifest),
		cmocka_unit_test(errors_have_a_status),
		cmocka_unit_test(log_has_whole_lines),
		cmocka_unit_test(points_latest),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
