/* saved_model_damage_test.c - after every single-bit flip and every truncation of a file, loading a
 * small model gives the same model, or one line of error (65). */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "small_model.h"

struct saved {
	char *dir;
	struct saved_model a;
	struct rows rows;
	int same, refused, tried; /* loads that gave the same model or an error; files tried */
	int state_refused;
};

static void save_sample(struct saved *s, const char *scratch, const char *name)
{
	*s = (struct saved){.dir = xasprintf("%s/%s", scratch, name)};
	sample_model(&s->a, "lstm", 3);
	rows_init(&s->rows);
	s->rows.u = UINT64_MAX;
	s->rows.f = 1.0 / 3;
	s->rows.inf = INFINITY;
	memcpy(s->rows.x, (const float[]){1, -2, 1e-30f}, sizeof s->rows.x);
	sample_save(&s->a, s->dir, &s->rows.state);
}

static void assert_same_rows(const struct rows *a, const struct rows *b)
{
	assert_true(a->u == b->u && a->f == b->f && a->inf == b->inf && a->y[0] == b->y[0]);
	assert_memory_equal(a->x, b->x, sizeof a->x);
}

/* Load the model and its state from the damaged files: each must be as saved, or refused. */
static void check(struct saved *s, const char *what, size_t at)
{
	struct saved_model b;
	struct rnn_error err;
	struct rows rows;

	s->tried++;
	if (sample_load(&b, s->dir, &err) == 0) {
		assert_same(&s->a, &b);
		saved_model_free(&b);
		s->same++;
	} else if (err.status == EX_DATAERR) {
		s->refused++;
	} else {
		fail_msg("%s at %zu: %d %s", what, at, err.status, err.text);
	}
	rows_init(&rows);
	if (state_read(s->dir, &rows.state, &err) == 0)
		assert_same_rows(&s->rows, &rows);
	else if (err.status == EX_DATAERR)
		s->state_refused++;
	else
		fail_msg("%s at %zu, state: %d %s", what, at, err.status, err.text);
}

/* Sanitized, a load takes seven times as long: two or three bits of each byte are damaged, of all eight in turn. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { BIT_STEP = 3 };
#else
enum { BIT_STEP = 1 };
#endif

/* Damage one file in each way, load the model each time, and restore the file. */
static void damage(struct saved *s, const char *name)
{
	size_t n;
	char *bytes = scratch_read(s->dir, name, &n), *path = xasprintf("%s/%s", s->dir, name);
	int fd = open(path, O_RDWR);

	assert_true(fd >= 0);
	for (size_t bit = 0; bit < 8 * n; bit += BIT_STEP) {
		char byte = (char)(bytes[bit / 8] ^ 1 << bit % 8);
		assert_int_equal(pwrite(fd, &byte, 1, (off_t)(bit / 8)), 1);
		check(s, name, bit);
		assert_int_equal(pwrite(fd, bytes + bit / 8, 1, (off_t)(bit / 8)), 1);
	}
	for (size_t cut = n; cut-- > 0;) {
		assert_int_equal(ftruncate(fd, (off_t)cut), 0);
		check(s, name, cut);
	}
	assert_int_equal(pwrite(fd, bytes, n, 0), (ssize_t)n);
	close(fd);
	free(path);
	free(bytes);
}

static void weights(void **state)
{
	struct saved s;

	save_sample(&s, *state, "weights");
	damage(&s, "weights-000001.safetensors");
	assert_int_equal(s.refused, s.tried); /* the checksum finds all damage */
	assert_int_equal(s.state_refused, 0);
	print_message("%d damaged weights, all refused\n", s.tried);
	saved_model_free(&s.a);
	free(s.dir);
}

static void training_state(void **state)
{
	struct saved s;

	save_sample(&s, *state, "state");
	damage(&s, "state-000001.safetensors");
	assert_int_equal(s.same, s.tried); /* loading the model does not need the state */
	assert_int_equal(s.state_refused, s.tried);
	print_message("%d damaged states, all refused\n", s.tried);
	saved_model_free(&s.a);
	free(s.dir);
}

static void manifest(void **state)
{
	struct saved s;

	save_sample(&s, *state, "manifest");
	damage(&s, "model.json");
	assert_int_equal(s.same, 1); /* only the manifest without its last newline is still valid */
	print_message("%d damaged manifests, %d refused\n", s.tried, s.refused);
	saved_model_free(&s.a);
	free(s.dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weights),
		cmocka_unit_test(training_state),
		cmocka_unit_test(manifest),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
