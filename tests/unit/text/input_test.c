/* input_test.c - inputs of all kinds: files, pipes, FIFOs, devices and others that are no text, too
 * large ones, and system calls that fail. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "scratch.h"
#include "text/corpus.h"
#include "text/input.h"

/* The fault to inject: `times` calls of the function `name` fail, from the `at`-th call on. */
static struct fault {
	const char *name; /* NULL: none */
	int at, times, error;
} fault;

static bool fails(const char *name)
{
	if (fault.name == NULL || strcmp(fault.name, name) != 0 || --fault.at > 0 ||
	    fault.times == 0)
		return false;
	fault.times--;
	errno = fault.error;
	return true;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
	va_list ap;

	va_start(ap, flags);
	mode_t mode = (flags & O_CREAT) != 0 ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	return fails("open") ? -1 : __real_open(path, flags, mode);
}

int __real_fcntl(int fd, int what, ...);
int __wrap_fcntl(int fd, int what, ...);
int __wrap_fcntl(int fd, int what, ...)
{
	va_list ap;

	va_start(ap, what);
	void *value = va_arg(ap, void *); /* may be a number; libc reads it in the same way */
	va_end(ap);
	return fails("fcntl") ? -1 : __real_fcntl(fd, what, value);
}

int __real_fstat(int fd, struct stat *st);
int __wrap_fstat(int fd, struct stat *st);
int __wrap_fstat(int fd, struct stat *st)
{
	int rc = fails("fstat") ? -1 : __real_fstat(fd, st);

	if (rc == 0 && fails("a disk"))
		st->st_mode = S_IFBLK | 0600;
	return rc;
}

int __real_stat(const char *path, struct stat *st);
int __wrap_stat(const char *path, struct stat *st);
int __wrap_stat(const char *path, struct stat *st)
{
	int rc = __real_stat(path, st);

	if (fails("a length"))
		st->st_size = INT64_MAX;
	return rc;
}

int __real_poll(struct pollfd *fd, nfds_t n, int timeout);
int __wrap_poll(struct pollfd *fd, nfds_t n, int timeout);
int __wrap_poll(struct pollfd *fd, nfds_t n, int timeout)
{
	return fails("poll") ? -1 : __real_poll(fd, n, timeout);
}

ssize_t __real_read(int fd, void *p, size_t n);
ssize_t __wrap_read(int fd, void *p, size_t n);
ssize_t __wrap_read(int fd, void *p, size_t n)
{
	return fails("read") ? -1 : __real_read(fd, p, n);
}

static uint64_t memory; /* result of ram_total; 0: the true one */

uint64_t __real_ram_total(void);
uint64_t __wrap_ram_total(void);
uint64_t __wrap_ram_total(void)
{
	return memory > 0 ? memory : __real_ram_total();
}

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

/* A thread that writes n bytes to a FIFO or pipe. */
struct writer {
	char *path; /* the FIFO to open; NULL: fd is open already */
	int fd;
	size_t n;
	pthread_t thread;
};

static void *write_all(void *ctx)
{
	struct writer *w = ctx;
	char block[1000];

	if (w->path != NULL) {
		usleep(20000); /* lets the reader open the FIFO first */
		w->fd = open(w->path, O_WRONLY);
	}
	memset(block, 'a', sizeof block);
	for (size_t at = 0; at < w->n; at += sizeof block)
		if (write(w->fd, block, sizeof block) != sizeof block)
			break;
	close(w->fd);
	return NULL;
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

/* System calls that are interrupted are repeated, and other failures are reported. */
static void test_calls(void **state)
{
	static const struct {
		const char *file;
		struct fault fault;
		int status;
		const char *message; /* NULL: no error; "text: ": of fault.error */
	} row[] = {
		{"text", {"open", 1, 3, EINTR}, 0, NULL},
		{"text", {"open", 1, 1, EIO}, EX_IOERR, "text: "},
		{"text", {"fstat", 1, 1, EIO}, EX_IOERR, "text: "},
		{"text", {"fstat", 2, 1, EIO}, 0, NULL}, /* this call only estimates the length */
		{"text", {"fcntl", 1, 1, EPERM}, EX_NOPERM, "text: "},
		{"text", {"read", 1, 3, EINTR}, 0, NULL},
		{"text", {"read", 2, 1, EIO}, EX_IOERR, "text: "},
		{"text", {"a disk", 1, 1, 0}, EX_DATAERR, "text: is a device, not a text file"},
		{"fifo", {"poll", 1, 3, EINTR}, 0, NULL},
		{"fifo", {"poll", 1, 1, ENOMEM}, EX_OSERR, "fifo: "},
	};
	enum { BYTES = 1000 };
	char block[BYTES], *text, *fifo = xasprintf("%s/fifo", (char *)*state);
	size_t n;

	memset(block, 'a', sizeof block);
	free(scratch_file(*state, "text", block, sizeof block));
	assert_int_equal(mkfifo(fifo, 0600), 0);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct writer w = {.path = fifo, .n = BYTES};
		struct rnn_error err = {0};
		char *path = xasprintf("%s/%s", (char *)*state, row[i].file);
		bool writes = strcmp(path, fifo) == 0 && row[i].message == NULL;
		if (writes)
			assert_int_equal(pthread_create(&w.thread, NULL, write_all, &w), 0);
		fault = row[i].fault;
		int rc = input_read_file(path, 0, &text, &n, &err);
		assert_int_equal(fault.times, 0);
		fault.name = NULL;
		if (row[i].message != NULL) {
			assert_int_equal(rc, -1);
			assert_system_error(&err, row[i].status, row[i].message,
					    row[i].fault.error);
			assert_null(text);
		} else {
			assert_int_equal(rc, 0);
			assert_int_equal(n, BYTES);
			assert_memory_equal(text, block, BYTES);
		}
		if (writes)
			pthread_join(w.thread, NULL);
		free(text);
		free(path);
	}
	free(fifo);
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

/* Texts that just fit into the memory are read; with one byte less of memory they are refused. */
static void test_little_memory(void **state)
{
	enum { BYTES = 70000, SYMBOLS = 300 };
	char *bytes = xcalloc(BYTES, 1), dash[] = "-", *pipe_name = dash, *text;
	uint32_t symbol[SYMBOLS];
	struct corpus_options o = {.unit = UNIT_CHAR}, wide = {.unit = UNIT_CHAR};
	struct rnn_error err = {0};
	struct vocab v;
	struct corpus c;
	size_t n;

	memset(bytes, 'a', BYTES);
	for (uint32_t i = 0; i < SYMBOLS; i++)
		symbol[i] = i;
	assert_int_equal(vocab_init(&v, UNIT_CHAR, symbol, SYMBOLS, &err), 0);
	wide.vocab = &v;
	char *path = scratch_file(*state, "text", bytes, BYTES);
	for (int less = 0; less < 2; less++) {
		int end[2], rc[5], saved = dup(STDIN_FILENO);
		struct rnn_error said[5] = {{0}};
		memory = BYTES - (uint64_t)less;
		rc[0] = input_read_file(path, 0, &text, &n, &said[0]);
		free(text);
		rc[1] = corpus_read(&c, &path, 1, &o, &said[1]);
		corpus_free(&c);
		memory *= 2; /* wide ids take 2 bytes each */
		rc[2] = corpus_read(&c, &path, 1, &wide, &said[2]);
		corpus_free(&c);
		memory = 2 * (65538 - (uint64_t)less); /* twice the first allocation */
		fault = (struct fault){"fstat", 2, 1, EIO};
		rc[3] = input_read_file(path, 0, &text, &n, &said[3]);
		free(text);
		fault.name = NULL;
		memory = 1000 - (uint64_t)less;
		assert_int_equal(pipe(end), 0);
		assert_int_equal(write(end[1], bytes, 1000), 1000);
		close(end[1]);
		assert_int_equal(dup2(end[0], STDIN_FILENO), STDIN_FILENO);
		close(end[0]);
		rc[4] = corpus_read(&c, &pipe_name, 1, &o, &said[4]);
		corpus_free(&c);
		dup2(saved, STDIN_FILENO);
		close(saved);
		memory = 0;
		for (int i = 0; i < 5; i++) {
			assert_int_equal(rc[i], -less);
			if (less)
				assert_error(
					&said[i], EX_OSERR,
					i < 4 ? "text: too long for this machine's memory"
					      : "standard input: too long for this machine's memory");
		}
	}
	vocab_free(&v);
	free(path);
	free(bytes);
}

/* Lengths whose sum exceeds 64 bits. */
static void test_huge_sum(void **state)
{
	char *path = scratch_file(*state, "text", "aaa", 3), *files[] = {path, path, path};
	struct corpus_options o = {.unit = UNIT_CHAR};
	struct rnn_error err = {0};
	struct corpus c;

	fault = (struct fault){"a length", 1, 2, 0};
	assert_int_equal(corpus_read(&c, files, 3, &o, &err), -1);
	assert_int_equal(fault.times, 0);
	fault.name = NULL;
	assert_error(&err, EX_OSERR, "text: too long for this machine's memory");
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
		cmocka_unit_test_setup_teardown(test_calls, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_limits, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_little_memory, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_huge_sum, scratch_make, scratch_remove),
		cmocka_unit_test(test_huge_text),
		cmocka_unit_test(test_cut_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
