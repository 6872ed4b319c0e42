/* corpus_test.c - reading texts into ids: several files, rare symbols, wide ids, and all errors. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "corpus_text.h"
#include "text/input.h"

static void joins_files(void **state)
{
	char *file[3] = {
		scratch_file(*state, "a",
			     "\xef\xbb\xbf"
			     "ca\r\n",
			     7),
		scratch_file(*state, "b", "", 0),
		scratch_file(*state, "c",
			     "\xef\xbb\xbf"
			     "\xc3\xa9"
			     "a",
			     6),
	};
	struct corpus c;
	struct rnn_error err;

	assert_int_equal(corpus_read(&c, file, 3, &chars, &err), 0);
	assert_ids(&c, (uint16_t[]){3, 2, 1, 0, 4, 2}, 6);
	assert_int_equal(c.vocab.size, 5);
	assert_int_equal(c.vocab.symbol[4], 0xe9);
	assert_int_equal(c.width, 1);
	assert_int_equal(c.boms, 2);
	assert_int_equal(c.cr, true);
	assert_int_equal(c.bytes, 13);
	const char joined[] = "\xef\xbb\xbf"
			      "ca\r\n\xef\xbb\xbf"
			      "\xc3\xa9"
			      "a";
	assert_int_equal(c.crc32, crc32(0, (const unsigned char *)joined, 13));
	corpus_free(&c);
	for (int i = 0; i < 3; i++)
		free(file[i]);
}

/* Reads three files, and checks the text as it is written in the alphabet of the corpus. */
static void assert_joined(const char *dir, const char *const text[3],
			  const struct corpus_options *o, const char *want, uint64_t newlines)
{
	char *file[3];
	struct corpus c;
	struct rnn_error err;

	for (int i = 0; i < 3; i++) {
		char name[2] = {(char)('a' + i)};
		file[i] = scratch_file(dir, name, text[i], strlen(text[i]));
	}
	assert_int_equal(corpus_read(&c, file, 3, o, &err), 0);
	assert_int_equal(c.n, strlen(want));
	for (size_t i = 0; i < c.n; i++) {
		uint16_t id;
		corpus_copy(&c, i, 1, &id);
		assert_int_equal(c.vocab.symbol[id], want[i]);
	}
	assert_int_equal(c.newlines, newlines);
	assert_int_equal(c.bytes, strlen(want));
	assert_int_equal(c.crc32, crc32(0, (const unsigned char *)want, (uInt)strlen(want)));
	corpus_free(&c);
	for (int i = 0; i < 3; i++)
		free(file[i]);
}

/* A newline is added only after a file that does not end with one, and only if text follows. It
 * counts as part of the text. */
static void adds_newlines_between_files(void **state)
{
	struct corpus_options o = {.unit = UNIT_CHAR, .add_newlines = true};

	for (int unit = UNIT_CHAR; unit <= UNIT_BYTE; unit++) {
		o.unit = (enum unit)unit;
		assert_joined(*state, (const char *[]){"aa", "bb", "cc"}, &o, "aa\nbb\ncc", 2);
		assert_joined(*state, (const char *[]){"aa\n", "bb", "cc"}, &o, "aa\nbb\ncc", 1);
		assert_joined(*state, (const char *[]){"aa", "", "cc"}, &o, "aa\ncc", 1);
		assert_joined(*state, (const char *[]){"", "bb", ""}, &o, "bb", 0);
		assert_joined(*state, (const char *[]){"aa\n", "\nbb\n", "cc"}, &o, "aa\n\nbb\ncc",
			      0);
	}
	o.add_newlines = false;
	assert_joined(*state, (const char *[]){"aa", "bb", "cc"}, &o, "aabbcc", 0);
}

/* In bytes, carriage returns are ends of lines only if each has a newline after it. */
static void finds_carriage_returns(void **state)
{
	static const struct {
		const char *bytes;
		bool in_chars, in_bytes;
	} cases[] = {
		{"a\nb\n", false, false},  {"a\r\nb\r\n", true, true},  {"a\r\nb\r", true, true},
		{"a\rb\r\n", true, false}, {"a\r\n\rb\n", true, false}, {"\r\r\n", true, false},
	};
	enum { LONG = 1 << 19 };
	char *text = xcalloc(LONG + 1, 1);
	struct corpus c;
	struct rnn_error err;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		for (int unit = UNIT_CHAR; unit <= UNIT_BYTE; unit++) {
			struct corpus_options o = {.unit = (enum unit)unit};
			const char *bytes = cases[i].bytes;
			assert_int_equal(read_bytes(&c, *state, bytes, strlen(bytes), &o, &err), 0);
			assert_int_equal(c.cr,
					 unit == UNIT_CHAR ? cases[i].in_chars : cases[i].in_bytes);
			corpus_free(&c);
		}
	}
	/* Files are read in pieces whose length is a power of two. */
	for (int newline = 0; newline <= 1; newline++) {
		struct corpus_options o = {.unit = UNIT_BYTE};
		memset(text, 'x', LONG);
		for (size_t k = 2; k <= LONG; k *= 2)
			memcpy(text + k - 1, "\r\n", k == LONG ? 1 : 2);
		text[LONG / 2] = newline ? '\n' : 'y';
		assert_int_equal(read_bytes(&c, *state, text, LONG, &o, &err), 0);
		assert_int_equal(c.cr, newline);
		corpus_free(&c);
	}
	free(text);
}

static void leaves_out_rare_symbols(void **state)
{
	struct corpus_options o = {.unit = UNIT_CHAR, .min_count = 3};
	struct corpus c;
	struct rnn_error err;

	assert_int_equal(read_bytes(&c, *state,
				    "abcab\xc3\xa9"
				    "cabb",
				    11, &o, &err),
			 0);
	assert_int_equal(c.vocab.size, 2);
	assert_ids(&c, (uint16_t[]){0, 1, 0, 1, 0, 1, 1}, 7);
	assert_int_equal(c.unknown, 3);
	assert_int_equal(c.unknown_kinds, 2);
	assert_int_equal(c.bytes, 11);
	uint64_t count[2] = {0};
	corpus_count(&c, count);
	assert_int_equal(count[0], 3);
	assert_int_equal(count[1], 4);
	struct vocab v;
	assert_int_equal(vocab_init(&v, UNIT_CHAR, c.vocab.symbol, 2, &err), 0);
	corpus_free(&c);
	/* The same text through the alphabet that was made. */
	o = (struct corpus_options){.unit = UNIT_CHAR, .vocab = &v, .skip_unknown = true};
	assert_int_equal(read_bytes(&c, *state,
				    "abcab\xc3\xa9"
				    "cabb",
				    11, &o, &err),
			 0);
	assert_ids(&c, (uint16_t[]){0, 1, 0, 1, 0, 1, 1}, 7);
	assert_int_equal(c.unknown_kinds, 2);
	corpus_free(&c);
	vocab_free(&v);
	o = (struct corpus_options){.unit = UNIT_CHAR, .min_count = 3};
	assert_int_equal(read_bytes(&c, *state, "aabbcc", 6, &o, &err), -1);
	assert_error(&err, EX_DATAERR, "no character occurs at least 3 times");
}

/* An alphabet of more than 256 symbols that has fewer without the rare ones. */
static void narrows_without_rare_symbols(void **state)
{
	enum { KINDS = 600, COMMON = 100 };
	struct corpus_options o = {.unit = UNIT_CHAR, .min_count = 2};
	char text[(KINDS + COMMON) * 4];
	struct corpus c;
	struct rnn_error err;
	size_t n = 0;

	for (uint32_t i = 0; i < KINDS + COMMON; i++)
		n += (size_t)utf8_encode(0x400 + i % KINDS, text + n);
	assert_int_equal(read_bytes(&c, *state, text, n, &o, &err), 0);
	assert_int_equal(c.vocab.size, COMMON);
	assert_int_equal(c.width, 1);
	assert_int_equal(c.n, 2 * COMMON);
	for (size_t i = 0; i < c.n; i++)
		assert_int_equal(((uint8_t *)c.id)[i], i % COMMON);
	corpus_free(&c);
}

static void counts_bad_bytes(void **state)
{
	struct corpus_options o = {.unit = UNIT_CHAR, .invalid = INVALID_REPLACE};
	struct corpus c;
	struct rnn_error err;

	assert_int_equal(read_bytes(&c, *state,
				    "a\x92"
				    "b",
				    3, &o, &err),
			 0);
	assert_int_equal(c.replaced, 1);
	assert_int_equal(c.vocab.symbol[2], 0xfffd);
	corpus_free(&c);
	o.invalid = INVALID_SKIP;
	assert_int_equal(read_bytes(&c, *state,
				    "a\x92"
				    "b",
				    3, &o, &err),
			 0);
	assert_int_equal(c.n, 2);
	corpus_free(&c);
	o = (struct corpus_options){.unit = UNIT_BYTE};
	assert_int_equal(read_bytes(&c, *state, "\x1f\x8b\x92\x1f", 4, &o, &err), 0);
	assert_ids(&c, (uint16_t[]){0, 1, 2, 0}, 4);
	assert_int_equal(c.vocab.unit, UNIT_BYTE);
	corpus_free(&c);
}

static void refuses_what_is_no_text(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		enum rnn_code code;
		const char *message;
	} row[] = {
		{"", 0, RNN_ERROR_OTHER, "f.txt: is empty"},
		{"\xef\xbb\xbf", 3, RNN_ERROR_OTHER, "f.txt: has no text"},
		{"\x1f\x8b\x08zzz", 6, RNN_ERROR_NOT_TEXT,
		 "is gzip data, not UTF-8 text; unpack it with gunzip"},
		{"PK\3\4zzz", 7, RNN_ERROR_NOT_TEXT, "is a zip archive"},
		{"%PDF-1.4\n", 9, RNN_ERROR_NOT_TEXT, "is a PDF document"},
		{"\xff\xfe"
		 "a\0",
		 4, RNN_ERROR_NOT_TEXT, "is UTF-16"},
		{"\xfe\xff\0a", 4, RNN_ERROR_NOT_TEXT, "is UTF-16"},
		{"a\0b\0c\0\n\0", 8, RNN_ERROR_NOT_TEXT, "has many NUL bytes"},
		{"ab\ncd\x92", 6, RNN_ERROR_INVALID_CORPUS,
		 "f.txt: byte 5 (line 2): invalid UTF-8 (0x92)"},
		{"ab\xc3", 3, RNN_ERROR_INVALID_CORPUS,
		 "f.txt: byte 2 (line 1): invalid UTF-8 (0xc3)"},
	};
	struct corpus c;
	struct rnn_error err;

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_int_equal(read_bytes(&c, *state, row[i].bytes, row[i].n, &chars, &err), -1);
		assert_error(&err, EX_DATAERR, row[i].message);
		assert_int_equal(err.code, row[i].code);
	}
	assert_int_equal(read_bytes(&c, *state, "one \0 is fine", 13, &chars, &err), 0);
	corpus_free(&c);
}

static void refuses_what_cannot_be_read(void **state)
{
	char *missing = xasprintf("%s/missing", (char *)*state);
	char *secret = scratch_file(*state, "secret", "a", 1);
	char *good = scratch_file(*state, "good", "a", 1), dash[] = "-";
	const struct {
		char *file[2];
		int count, status;
		const char *message;
	} row[] = {
		{{missing}, 1, EX_NOINPUT, "missing: No such file"},
		{{good, missing}, 2, EX_NOINPUT, "missing: No such file"},
		{{*state}, 1, EX_NOINPUT, "is a directory"},
		{{good, secret}, 2, EX_NOPERM, "secret: Permission denied"},
		{{dash, dash}, 2, EX_USAGE, "only once"},
	};
	struct corpus c;
	struct rnn_error err;

	assert_int_equal(chmod(secret, 0), 0);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		if (row[i].status == EX_NOPERM && geteuid() == 0)
			continue; /* root can read every file */
		assert_int_equal(corpus_read(&c, (char *const *)row[i].file, row[i].count, &chars,
					     &err),
				 -1);
		assert_error(&err, row[i].status, row[i].message);
	}
	free(missing);
	free(secret);
	free(good);
}

/* Runs `call` with `bytes` as standard input. */
static void with_stdin(const char *bytes, size_t n, void (*call)(void))
{
	int end[2], saved = dup(STDIN_FILENO);

	assert_int_equal(pipe(end), 0);
	assert_int_equal(write(end[1], bytes, n), n);
	close(end[1]);
	assert_return_code(dup2(end[0], STDIN_FILENO), 0);
	close(end[0]);
	call();
	assert_return_code(dup2(saved, STDIN_FILENO), 0);
	close(saved);
}

static void read_stdin(void)
{
	char dash[] = "-", *file = dash;
	struct corpus c;
	struct rnn_error err;

	assert_int_equal(corpus_read(&c, &file, 1, &chars, &err), 0);
	assert_ids(&c, (uint16_t[]){1, 0}, 2);
	corpus_free(&c);
}

static void refuse_stdin(void)
{
	char dash[] = "-", *file = dash;
	struct corpus c;
	struct rnn_error err;

	assert_int_equal(corpus_read(&c, &file, 1, &chars, &err), -1);
	assert_error(&err, EX_DATAERR, "standard input: byte 1 (line 1): invalid UTF-8");
}

static void reads_standard_input(void **state)
{
	(void)state;
	with_stdin("ba", 2, read_stdin);
	with_stdin("b\xff", 2, refuse_stdin);
}

static void refuses_endless_devices(void **state)
{
	char zero[] = "/dev/zero", null[] = "/dev/null", *file = zero, *text;
	const struct corpus_options bytes = {.unit = UNIT_BYTE};
	struct corpus c;
	struct rnn_error err;
	size_t n;

	(void)state;
	assert_int_equal(corpus_read(&c, &file, 1, &bytes, &err), -1);
	assert_error(&err, EX_DATAERR, "/dev/zero: is a device");
	assert_int_equal(input_read_file(zero, 0, &text, &n, &err), -1);
	assert_error(&err, EX_DATAERR, "/dev/zero: is a device");
	assert_int_equal(input_read_file(null, 0, &text, &n, &err), 0);
	assert_int_equal(n, 0);
	free(text);
}

static void reads_whole_files(void **state)
{
	enum { BYTES = 200000 };
	char *bytes = xcalloc(BYTES, 1), *text;
	struct rnn_error err;
	size_t n;

	for (size_t i = 0; i < BYTES; i++)
		bytes[i] = (char)rng_bits(1, i);
	char *path = scratch_file(*state, "whole", bytes, BYTES);
	assert_int_equal(input_read_file(path, 0, &text, &n, &err), 0);
	assert_int_equal(n, BYTES);
	assert_memory_equal(text, bytes, BYTES);
	assert_int_equal(text[n], 0);
	free(text);
	assert_int_equal(input_read_file(path, BYTES, &text, &n, &err), 0);
	assert_int_equal(n, BYTES);
	free(text);
	assert_int_equal(input_read_file(path, BYTES - 1, &text, &n, &err), -1);
	assert_error(&err, EX_DATAERR, "longer than 199999 bytes");
	assert_null(text);
	assert_int_equal(input_read_file(*state, 0, &text, &n, &err), -1);
	assert_error(&err, EX_NOINPUT, "is a directory");
	free(path);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_files),
		cmocka_unit_test(adds_newlines_between_files),
		cmocka_unit_test(finds_carriage_returns),
		cmocka_unit_test(leaves_out_rare_symbols),
		cmocka_unit_test(narrows_without_rare_symbols),
		cmocka_unit_test(counts_bad_bytes),
		cmocka_unit_test(refuses_what_is_no_text),
		cmocka_unit_test(refuses_what_cannot_be_read),
		cmocka_unit_test(reads_standard_input),
		cmocka_unit_test(refuses_endless_devices),
		cmocka_unit_test(reads_whole_files),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
