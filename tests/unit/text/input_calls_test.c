/* input_calls_test.c - reading where system calls fail, the memory is small, or lengths are huge. */
#include <errno.h>
#include <poll.h>
#include <sys/stat.h>

#include "scratch.h"
#include "text/corpus.h"
#include "text/input.h"
#include "writer.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_little_memory),
		cmocka_unit_test(test_huge_sum),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
