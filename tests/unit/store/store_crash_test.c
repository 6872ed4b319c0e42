/* store_crash_test.c - saves that fail or are killed, and loads during saves. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "small_model.h"

/* A save that fails for lack of space leaves the old model and no other files; the next
 * succeeds. */
static void full_disk(void **state)
{
	char *dir = xasprintf("%s/full", (char *)*state);
	struct saved_model a;
	struct store s;
	struct rows rows;
	struct rnn_error err;
	struct rlimit old, limit;

	sample_model(&a, "rnn", 0);
	rows_init(&rows);
	open_store(&s, dir, false);
	fill(&a.model, 1);
	assert_int_equal(store_save(&s, &a, true, &rows.state, &err), 0);
	fill(&a.model, 2);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	for (rlim_t size = 0; size < s.weights.bytes; size += 37) {
		limit.rlim_cur = size;
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
		int rc = store_save(&s, &a, true, &rows.state, &err);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
		assert_int_equal(rc, -1);
		assert_error(&err, EX_IOERR, "File too large");
		assert_list(dir,
			    ".lock model.json state-000001.safetensors weights-000001.safetensors");
	}
	assert_true(first_weight(dir) == 1);
	assert_int_equal(store_save(&s, &a, true, &rows.state, &err), 0);
	assert_true(first_weight(dir) == 2);
	a.model.w[3] = (real)NAN;
	assert_int_equal(store_save(&s, &a, true, &rows.state, &err), -1);
	assert_error(&err, EX_DATAERR, "a number is not finite");
	assert_true(first_weight(dir) == 2);
	store_close(&s);
	saved_model_free(&a);
	free(dir);
}

/* Start a child that saves models, each with all weights equal, until it is killed. */
static pid_t start_saver(const char *dir, struct saved_model *a, int saves)
{
	pid_t child = fork();
	struct store s;
	bool exists;

	if (child != 0)
		return child;
	if (store_open(&s, dir, &exists, NULL) < 0)
		_exit(1);
	for (int i = 0; i < saves; i++) {
		fill(&a->model, (float)(i + 1));
		if (store_save(&s, a, true, NULL, NULL) < 0)
			_exit(2);
	}
	_exit(0);
}

static void readers_need_no_lock(void **state)
{
	char *dir = xasprintf("%s/readers", (char *)*state);
	struct saved_model a;
	int status = -1, loads = 0;

	sample_model(&a, "rnn", 0);
	fill(&a.model, 0);
	sample_save(&a, dir, NULL);
	pid_t child = start_saver(dir, &a, 300);
	float last = 0;
	while (waitpid(child, &status, WNOHANG) == 0) {
		float x = first_weight(dir);
		assert_true(x >= last);
		last = x;
		loads++;
	}
	assert_int_equal(status, 0);
	assert_true(loads > 0);
	saved_model_free(&a);
	free(dir);
}

static void survives_kills(void **state)
{
	char *dir = xasprintf("%s/kills", (char *)*state);
	struct saved_model a;
	struct store s;

	sample_model(&a, "rnn", 0);
	fill(&a.model, 0);
	sample_save(&a, dir, NULL);
	for (int i = 0; i < 30; i++) {
		pid_t child = start_saver(dir, &a, 1000000);
		usleep((useconds_t)(500 + rng_bits(5, (uint64_t)i) % 8000));
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, NULL, 0), child);
		first_weight(dir);
		open_store(&s, dir, true); /* the lock ended with the process */
		char *want = xasprintf(".lock model.json %s", s.weights.file);
		assert_list(dir, want);
		free(want);
		store_close(&s);
	}
	saved_model_free(&a);
	free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_disk),
		cmocka_unit_test(readers_need_no_lock),
		cmocka_unit_test(survives_kills),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
