/* store_calls_test.c - makes every system call of opening, saving and loading fail, alone or with
 * all calls after it, with each error. The directory must then hold the old or the new model, and
 * the failed function must report an error; interrupted and short calls must not be errors. */
#include "store_faults.h"

/* ---- Operations that run while calls fail ---- */

static int said(int rc, const struct rnn_error *err)
{
	if (rc < 0) {
		assert_true(err->status >= EX__BASE && err->status <= EX__MAX);
		assert_true(strlen(err->text) > 3);
	}
	return rc;
}

static int save(const char *dir, struct saved_model *a)
{
	struct store s;
	struct rows r;
	struct rnn_error err = {0};
	bool exists;
	int rc;

	rows_init(&r);
	if (said(store_open(&s, dir, &exists, &err), &err) < 0)
		return -1;
	said(store_log_start(&s, false, &err), &err);
	said(store_log(&s, "{\"event\":\"step\"}\n", &err), &err);
	rc = said(store_save(&s, a, true, &r.state, &err), &err);
	if (rc == 0) /* save again, the state alone */
		rc = said(store_save(&s, a, false, &r.state, &err), &err);
	said(store_point_latest(dir, &err), &err);
	store_close(&s);
	return rc;
}

static int load(const char *dir)
{
	struct saved_model a;
	struct rows r;
	struct rnn_error err = {0};

	rows_init(&r);
	if (said(sample_load(&a, dir, &err), &err) < 0)
		return -1;
	free(saved_model_json(&a));
	saved_model_free(&a);
	return said(state_read(dir, &r.state, &err), &err);
}

static int descriptors(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static const int errors[] = {EIO,   ENOSPC, EACCES,      EMFILE,  ENOENT,
			     EINTR, EINVAL, EWOULDBLOCK, ENOTDIR, ELOOP};

/* Make each call fail in turn. Return how many failed. */
static int each_call(const char *dir, struct saved_model *a, int error, bool for_ever, enum how how)
{
	int n = 0, before = descriptors();

	for (bool fired = true; fired; n++) {
		float old = first_weight(dir);
		fill(&a->model, (float)(n % 7 + 1));
		fault_start(n + 1, error, how);
		fault.for_ever = for_ever;
		int saved = save(dir, a), loaded = load(dir);
		fired = fault_stop();
		assert_int_equal(descriptors(), before); /* no descriptor leaks */
		float now = first_weight(dir);
		assert_true(now == old || now == a->model.w[0]);
		assert_true(saved < 0 || now == a->model.w[0]);
		if (!fired || how == HALF)
			assert_true(saved == 0 && loaded == 0);
	}
	return n - 1;
}

static void test_calls(void **state)
{
	char *dir = xasprintf("%s/deep/m", (char *)*state);
	struct saved_model a;
	int faults = 0;

	sample_model(&a, "gru", 3);
	fill(&a.model, 1);
	assert_int_equal(save(dir, &a), 0);
	assert_int_equal(load(dir), 0);
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
		for (int for_ever = 0; for_ever < 2; for_ever++) {
			if (for_ever && errors[i] != EIO && errors[i] != ENOSPC)
				continue; /* EINTR for ever would never end */
			faults += each_call(dir, &a, errors[i], for_ever, ERROR);
		}
	faults += each_call(dir, &a, 0, false, HALF);
	faults += each_call(dir, &a, 0, false, NOTHING);
	print_message("%d faults\n", faults);
	assert_true(faults > 500);
	saved_model_free(&a);
	free(dir);
}

/* The same for a directory without a model: afterwards there is a new model or none. */
static void test_first_save(void **state)
{
	struct saved_model a, b;
	struct rnn_error err;
	bool fired = true;

	sample_model(&a, "rnn", 0);
	fill(&a.model, 2);
	for (int n = 0; fired; n++) {
		char *dir = xasprintf("%s/new%d/m", (char *)*state, n);
		fault_start(n + 1, EIO, ERROR);
		int saved = save(dir, &a);
		fired = fault_stop();
		int loaded = sample_load(&b, dir, &err);
		if (loaded == 0)
			saved_model_free(&b);
		else
			assert_int_equal(err.status, EX_NOINPUT);
		assert_true(saved < 0 || loaded == 0);
		free(dir);
	}
	saved_model_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_calls, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_first_save, scratch_make, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
