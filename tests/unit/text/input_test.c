/* input_test.c - inputs of all kinds: files, pipes, FIFOs, devices and others that are no text, too
 * large ones. input_calls_test.c makes the system calls fail. */
#include <errno.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "check.h"
#include "scratch.h"
#include "text/corpus.h"
#include "text/input.h"
#include "writer.h"

static void test_status(void **state)
{
	static const struct {
		int error, status;
	} row[] = {
		{EACCES, EX_NOPERM}, {EPERM, EX_NOPERM}, {EMFILE, EX_OSERR},   {ENFILE, EX_OSERR},
		{ENOMEM, EX_OSERR},  {EIO, EX_IOERR},    {ENOENT, EX_NOINPUT}, {ELOOP, EX_NOINPUT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		assert_int_equal(input_status(row[i].error), row[i].status);
}

static void test_fifo(void **state)
{
	static const size_t sizes[] = {0, 1000, 3000000};

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct writer w = {.path = xasprintf("%s/fifo%zu", (char *)*state, i),
				   .n = sizes[i]};
		struct rnn_error err;
		char *text;
		size_t n;
		assert_int_equal(mkfifo(w.path, 0600), 0);
		assert_int_equal(pthread_create(&w.thread, NULL, write_all, &w), 0);
		assert_int_equal(input_read_file(w.path, 0, &text, &n, &err), 0);
		assert_int_equal(n, sizes[i]);
		assert_int_equal(text[n], 0);
		pthread_join(w.thread, NULL);
		free(text);
		free(w.path);
	}
}

/* A pipe as standard input, whose text is longer than the first allocation. */
static void test_corpus_pipe(void **state)
{
	struct corpus_options o = {.unit = UNIT_CHAR};
	struct writer w = {.n = 3000000};
	struct corpus c;
	struct rnn_error err;
	char *files[] = {"-"};
	int fd[2], saved = dup(STDIN_FILENO);

	(void)state;
	assert_int_equal(pipe(fd), 0);
	w.fd = fd[1];
	assert_int_equal(dup2(fd[0], STDIN_FILENO), STDIN_FILENO);
	close(fd[0]);
	assert_int_equal(pthread_create(&w.thread, NULL, write_all, &w), 0);
	assert_int_equal(corpus_read(&c, files, 1, &o, &err), 0);
	assert_int_equal(c.n, 3000000);
	corpus_free(&c);
	pthread_join(w.thread, NULL);
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static void test_no_standard_input(void **state)
{
	int saved = dup(STDIN_FILENO);
	struct rnn_error err = {0};
	struct input in;
	uint64_t bytes;

	(void)state;
	close(STDIN_FILENO);
	assert_int_equal(input_check("-", &bytes, &err), -1);
	assert_error(&err, EX_NOINPUT, "standard input: Bad file descriptor");
	assert_int_equal(input_open(&in, "-", &err), -1);
	int dir = open("/", O_RDONLY | O_DIRECTORY);
	assert_int_equal(dir, STDIN_FILENO);
	assert_int_equal(input_check("-", &bytes, &err), -1);
	assert_error(&err, EX_NOINPUT, "standard input: is a directory");
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static void test_no_file(void **state)
{
	struct rnn_error err = {0};
	struct input in;
	uint64_t bytes;

	assert_int_equal(input_open(&in, *state, &err), -1);
	assert_error(&err, EX_NOINPUT, "is a directory");
	assert_int_equal(in.fd, -1);
	assert_int_equal(input_open(&in, "/none", &err), -1);
	assert_error(&err, EX_NOINPUT, "/none: No such file");
	assert_int_equal(input_check("/none", &bytes, &err), -1);
	assert_int_equal(input_open(&in, "/dev/zero", &err), 0);
	char c;
	assert_int_equal(input_read(&in, &c, 1, &err), -1);
	assert_error(&err, EX_DATAERR, "is a device");
	input_close(&in);
}

static void test_no_descriptors(void **state)
{
	struct rlimit before, none;
	struct corpus_options o = {.unit = UNIT_CHAR};
	struct rnn_error err = {0};
	struct corpus c;
	struct input in;
	char device[] = "/dev/null", *null = device, *text;
	size_t n;

	(void)state;
	getrlimit(RLIMIT_NOFILE, &before);
	none = before;
	none.rlim_cur = 0;
	setrlimit(RLIMIT_NOFILE, &none);
	int rc = input_open(&in, "/dev/null", &err);
	struct rnn_error whole = {0}, corpus = {0};
	int whole_rc = input_read_file(null, 0, &text, &n, &whole);
	int corpus_rc = corpus_read(&c, &null, 1, &o, &corpus);
	setrlimit(RLIMIT_NOFILE, &before);
	assert_int_equal(rc, -1);
	assert_system_error(&err, EX_OSERR, ": ", EMFILE);
	assert_int_equal(whole_rc, -1);
	assert_system_error(&whole, EX_OSERR, "/dev/null: ", EMFILE);
	assert_null(text);
	assert_int_equal(corpus_rc, -1);
	assert_system_error(&corpus, EX_OSERR, "/dev/null: ", EMFILE);
}

static void test_limits(void **state)
{
	char *path = scratch_file(*state, "text", "0123456789", 10), *text;
	char *huge = xasprintf("%s/huge", (char *)*state);
	struct corpus_options o = {.unit = UNIT_BYTE};
	struct rnn_error err = {0};
	struct corpus c;
	size_t n;

	assert_int_equal(input_read_file(path, 10, &text, &n, &err), 0);
	assert_int_equal(n, 10);
	free(text);
	assert_int_equal(input_read_file(path, 9, &text, &n, &err), -1);
	assert_error(&err, EX_DATAERR, "longer than 9 bytes");
	assert_null(text);
	int fd = open(huge, O_WRONLY | O_CREAT, 0600);
	check_that(fd >= 0, "%s: %s", huge, strerror(errno));
	if (ftruncate(fd, (off_t)1 << 43) == 0) {
		assert_int_equal(input_read_file(huge, 0, &text, &n, &err), -1);
		assert_error(&err, EX_OSERR, "too long for this machine");
		assert_int_equal(corpus_read(&c, &huge, 1, &o, &err), -1);
		assert_error(&err, EX_OSERR, "too long for this machine");
		assert_int_equal(input_read_file(huge, 5, &text, &n, &err), -1);
		assert_error(&err, EX_DATAERR, "longer than 5 bytes");
	}
	close(fd);
	free(huge);
	free(path);
	path = scratch_file(*state, "empty", "", 0);
	assert_int_equal(input_read_file(path, 10, &text, &n, &err), 0);
	assert_int_equal(n, 0);
	assert_string_equal(text, "");
	free(text);
	free(path);
}

static void test_huge_text(void **state)
{
	static const uint32_t symbol[] = {'a'};
	struct vocab v;
	struct rnn_error err = {0};
	uint16_t *ids;
	uint64_t *at;
	size_t n;

	(void)state;
	assert_int_equal(vocab_init(&v, UNIT_CHAR, symbol, 1, &err), 0);
	assert_int_equal(vocab_text(&v, "t", "a", (size_t)1 << 60, INVALID_ERROR, NULL, &ids, &n,
				    &at, &err),
			 -1);
	assert_error(&err, EX_OSERR, "t: too long for this machine");
	vocab_free(&v);
}

/* An incomplete sequence at the end of the last chunk is invalid. */
static void test_cut_at_the_end(void **state)
{
	struct decoder d;
	uint32_t out[8];
	struct rnn_error err = {0};

	(void)state;
	decoder_init(&d, UNIT_CHAR, INVALID_REPLACE);
	assert_int_equal(decoder_run(&d, "t", (const unsigned char *)"a\xe2\x82", 3, false, out,
				     NULL, &err),
			 1);
	assert_int_equal(decoder_run(&d, "t", NULL, 0, true, out, NULL, &err), 2);
	assert_int_equal(out[0], 0xfffd);
	assert_int_equal(out[1], 0xfffd);
	assert_int_equal(d.replaced, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test_setup_teardown(test_fifo, scratch_make, scratch_remove),
		cmocka_unit_test(test_corpus_pipe),
		cmocka_unit_test(test_no_standard_input),
		cmocka_unit_test_setup_teardown(test_no_file, scratch_make, scratch_remove),
		cmocka_unit_test(test_no_descriptors),
		cmocka_unit_test_setup_teardown(test_limits, scratch_make, scratch_remove),
		cmocka_unit_test(test_huge_text),
		cmocka_unit_test(test_cut_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
