/* line_input_test.c - lines of files and pipes. */
#include <unistd.h>

#include "check.h"
#include "scratch.h"
#include "text/line_input.h"

static void expect_line(struct line_input *l, const char *text, size_t n)
{
	struct rnn_error err;
	const char *line;
	size_t bytes;

	assert_int_equal(line_input_next(l, &line, &bytes, &err), 1);
	assert_int_equal(bytes, n);
	assert_memory_equal(line, text, n);
}

static void expect_end(struct line_input *l)
{
	struct rnn_error err;
	const char *line;
	size_t bytes;

	assert_int_equal(line_input_next(l, &line, &bytes, &err), 0);
	assert_int_equal(line_input_next(l, &line, &bytes, &err), 0);
}

static void open_file(struct input *in, const char *dir, const char *text, size_t n)
{
	struct rnn_error err;
	char *path = scratch_file(dir, "lines", text, n);

	assert_int_equal(input_open(in, path, &err), 0);
	free(path);
}

static void lines_of_files(void **state)
{
	static const char text[] = "one\n\nt\0o\r\nlast";
	struct line_input l;
	struct input in;

	open_file(&in, *state, text, sizeof text - 1);
	line_input_init(&l, &in);
	expect_line(&l, "one", 3);
	expect_line(&l, "", 0);
	expect_line(&l, "t\0o\r", 4);
	expect_line(&l, "last", 4);
	expect_end(&l);
	line_input_free(&l);
	input_close(&in);

	open_file(&in, *state, "\n", 1);
	line_input_init(&l, &in);
	expect_line(&l, "", 0);
	expect_end(&l);
	line_input_free(&l);
	input_close(&in);

	open_file(&in, *state, "", 0);
	line_input_init(&l, &in);
	expect_end(&l);
	line_input_free(&l);
	input_close(&in);
}

/* Lines that are longer than what is read at once, and that begin in one piece and end in another. */
static void long_lines(void **state)
{
	enum { LONG = 3000000, SHORT = 70001, SHORTS = 40 };
	char *text = xcalloc(LONG + SHORT * SHORTS, 1), *at = text;
	struct line_input l;
	struct input in;

	memset(text, 'x', LONG + SHORT * SHORTS);
	text[LONG - 1] = '\n';
	for (int i = 0; i < SHORTS; i++)
		text[LONG + SHORT * (i + 1) - 1] = '\n';
	open_file(&in, *state, text, LONG + SHORT * SHORTS);
	line_input_init(&l, &in);
	expect_line(&l, at, LONG - 1);
	at += LONG;
	for (int i = 0; i < SHORTS; i++, at += SHORT)
		expect_line(&l, at, SHORT - 1);
	expect_end(&l);
	line_input_free(&l);
	input_close(&in);
	free(text);
}

/* A line of a pipe is returned as soon as it is there; lines that were taken stay until more is read. */
static void lines_of_pipes(void **state)
{
	struct rnn_error err;
	const char *first, *second, *none;
	struct line_input l;
	size_t bytes, all;
	int fd[2], kept = dup(0);
	struct input in;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(dup2(fd[0], 0), 0);
	assert_int_equal(input_open(&in, "-", &err), 0);
	line_input_init(&l, &in);
	assert_int_equal(write(fd[1], "a\nbc\nd", 6), 6);
	assert_false(line_input_take(&l, &none, &bytes, &all));
	assert_int_equal(line_input_more(&l, &err), 0);
	assert_true(line_input_take(&l, &first, &bytes, &all));
	assert_true(bytes == 1 && all == 2);
	assert_true(line_input_take(&l, &second, &bytes, &all));
	assert_true(bytes == 2 && all == 3);
	assert_false(line_input_take(&l, &none, &bytes, &all));
	assert_memory_equal(first, "a\n", 2);
	assert_memory_equal(second, "bc\n", 3);
	assert_int_equal(write(fd[1], "e\nf", 3), 3);
	expect_line(&l, "de", 2);
	close(fd[1]);
	assert_int_equal(line_input_more(&l, &err), 0);
	assert_true(l.ended);
	assert_true(line_input_take(&l, &first, &bytes, &all));
	assert_true(bytes == 1 && all == 1 && first[0] == 'f');
	expect_end(&l);
	line_input_free(&l);
	input_close(&in);
	dup2(kept, 0);
	close(kept);
	close(fd[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lines_of_files, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(long_lines, scratch_make, scratch_remove),
		cmocka_unit_test(lines_of_pipes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
