/* corpus_files_test.c - a text that stays in its files has the ids of one that is held in memory; files
 * that change are noticed. */
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "corpus_text.h"
#include "text/batch.h"
#include "text/overlap.h"

enum { FILES = 3, LONG = 40000 };

/* Writes a text of `kinds` characters from U+0061, U+00E0 or U+4E00 on; some bytes are invalid if `broken`. */
static char *random_file(const char *dir, const char *name, uint32_t from, int kinds, bool broken,
			 uint64_t seed)
{
	char *text = xcalloc(LONG * 4 + 8, 1), *path;
	size_t n = 0;

	if (seed % 2 == 0)
		n += (size_t)utf8_encode(0xfeff, text);
	for (uint64_t i = 0; i < LONG; i++) {
		uint64_t r = rng_bits(seed, i);
		n += (size_t)utf8_encode(r % 9 == 0 ? '\n'
						    : from + (uint32_t)(r >> 8) % (uint32_t)kinds,
					 text + n);
		if (r % 1000 == 0)
			n += (size_t)utf8_encode(0xfeff, text + n);
		if (broken && r % 97 == 0)
			text[n++] = (char)0x92;
	}
	if (broken) /* a sequence that the end of the file cuts */
		text[n++] = (char)0xe4;
	path = scratch_file(dir, name, text, n);
	free(text);
	return path;
}

static void assert_same(const struct corpus *a, const struct corpus *b)
{
	uint16_t *x = xcalloc(a->n + 1, sizeof *x), *y = xcalloc(a->n + 1, sizeof *y);
	uint64_t *counts = xcalloc((size_t)a->vocab.size * 2, sizeof *counts);

	assert_int_equal(a->n, b->n);
	assert_int_equal(a->width, b->width);
	assert_int_equal(a->bytes, b->bytes);
	assert_int_equal(a->crc32, b->crc32);
	assert_int_equal(a->unknown, b->unknown);
	assert_int_equal(a->unknown_kinds, b->unknown_kinds);
	assert_int_equal(a->replaced, b->replaced);
	assert_int_equal(a->boms, b->boms);
	assert_int_equal(a->newlines, b->newlines);
	assert_int_equal(a->vocab.size, b->vocab.size);
	assert_memory_equal(a->vocab.symbol, b->vocab.symbol,
			    (size_t)a->vocab.size * sizeof *a->vocab.symbol);
	corpus_copy(a, 0, a->n, x);
	corpus_copy(b, 0, b->n, y);
	assert_memory_equal(x, y, a->n * sizeof *x);
	for (size_t i = 0; i < 200; i++) {
		size_t at = (size_t)(rng_bits(7, i) % a->n), n = (size_t)(rng_bits(8, i) % 3000);
		n = a->n - at < n ? a->n - at : n;
		corpus_copy(b, at, n, y);
		assert_memory_equal(x + at, y, n * sizeof *x);
	}
	corpus_count(a, counts);
	corpus_count(b, counts + a->vocab.size);
	assert_memory_equal(counts, counts + a->vocab.size, (size_t)a->vocab.size * sizeof *counts);
	assert_int_equal(corpus_check(b, true, NULL), 0);
	free(counts);
	free(x);
	free(y);
}

/* Reads the files held in memory and where they are, cuts the end off, and compares all of it. */
static void compare(char *const *file, int files, struct corpus_options o,
		    const struct vocab *model)
{
	struct corpus held, kept;
	struct rnn_error err;

	assert_int_equal(corpus_read(&held, file, files, &o, &err), 0);
	o.held = 1;
	assert_int_equal(corpus_read(&kept, file, files, &o, &err), 0);
	assert_null(held.files);
	assert_non_null(kept.files);
	assert_null(kept.id);
	assert_same(&held, &kept);
	if (model != NULL) {
		assert_int_equal(corpus_adopt(&held, "f", model, 900, &err), 0);
		assert_int_equal(corpus_adopt(&kept, "f", model, 900, &err), 0);
		assert_same(&held, &kept);
	}
	struct corpus a = corpus_cut(&held, held.n / 3), b = corpus_cut(&kept, kept.n / 3);
	assert_same(&held, &kept);
	assert_same(&a, &b);
	assert_true(overlap_share(&held, &a) == overlap_share(&kept, &b));
	corpus_free(&held);
	corpus_free(&kept);
}

static void holds_what_memory_holds(void **state)
{
	static const struct {
		uint32_t from;
		int kinds;
		bool broken;
	} cases[] = {{'a', 26, false},
		     {0xe0, 30, false},
		     {0x4e00, 900, false},
		     {0x4e00, 40, true},
		     {0xfeff, 2, false}};
	const uint32_t few[] = {'\n', 'a', 'c', 0xe3, 0x4e01, 0x4e02, 0x5000};
	struct vocab model;

	assert_int_equal(vocab_init(&model, UNIT_CHAR, few, 7, NULL), 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *file[FILES];
		for (int k = 0; k < FILES; k++) {
			char name[2] = {(char)('a' + k)};
			file[k] = random_file(*state, name, cases[i].from, cases[i].kinds,
					      cases[i].broken, i + (uint64_t)k);
		}
		struct corpus_options o = {.add_newlines = true, .invalid = INVALID_SKIP};
		compare(file, FILES, o, NULL);
		compare(file, FILES, o, &model);
		o.invalid = INVALID_REPLACE;
		o.min_count = 1200;
		compare(file, FILES, o, NULL);
		o.vocab = &model;
		o.skip_unknown = true;
		compare(file, FILES, o, NULL);
		compare(file, FILES, (struct corpus_options){.unit = UNIT_BYTE}, NULL);
		for (int k = 0; k < FILES; k++)
			free(file[k]);
	}
	vocab_free(&model);
}

static void gives_the_same_batches(void **state)
{
	char *file = random_file(*state, "f", 0xe0, 20, false, 3);
	struct corpus_options o = {.held = 0};
	enum { B = 7, T = 700 };
	static uint16_t x[2][B * T], y[2][B * T];
	struct corpus text[2];
	struct batches b[2];

	for (int i = 0; i < 2; i++) {
		o.held = (uint64_t)i;
		assert_int_equal(corpus_read(&text[i], &file, 1, &o, NULL), 0);
		batch_init(&b[i], &text[i], B, T, 5);
	}
	for (int k = 0; k < 40; k++) {
		for (int i = 0; i < 2; i++)
			batch_fill(&b[i], x[i], y[i]);
		assert_memory_equal(x[0], x[1], sizeof x[0]);
		assert_memory_equal(y[0], y[1], sizeof y[0]);
	}
	assert_true(b[1].epoch >= 2);
	corpus_free(&text[0]);
	corpus_free(&text[1]);
	free(file);
}

static void write_at(const char *path, off_t at, const char *text)
{
	int fd = open(path, O_WRONLY);
	struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, {.tv_sec = 1}};

	assert_true(fd >= 0 && pwrite(fd, text, strlen(text), at) == (ssize_t)strlen(text));
	assert_int_equal(futimens(fd, times), 0); /* another time, however coarse the clock is */
	close(fd);
}

static void notices_changed_files(void **state)
{
	struct corpus_options o = {.held = 1};
	struct corpus c;
	struct rnn_error err;
	struct stat st;
	uint16_t ids[LONG] = {1};

	for (int fault = 0; fault < 5; fault++) {
		char *file = random_file(*state, "f", 'a', 26, false, 1);
		assert_int_equal(corpus_read(&c, &file, 1, &o, &err), 0);
		assert_int_equal(stat(file, &st), 0);
		if (fault == 0)
			assert_int_equal(unlink(file), 0); /* it is still open */
		else if (fault == 1)
			write_at(file, st.st_size, "more"); /* that is not read */
		else if (fault == 2)
			write_at(file, 100, "XYZ");
		else
			assert_int_equal(truncate(file, 20000), 0);
		corpus_copy(&c, 30000, 100, ids);
		int rc = corpus_check(&c, fault != 4, &err);
		assert_int_equal(rc, fault < 2 ? 0 : -1);
		if (fault == 2)
			assert_non_null(strstr(err.text, "f: was changed while"));
		if (fault > 2) {
			assert_non_null(strstr(err.text, "f: was cut short"));
			assert_int_equal(ids[0], 0);
			assert_int_equal(err.status, EX_DATAERR);
		}
		corpus_free(&c);
		free(file);
	}
}

/* Names too many files, and a FIFO. */
static void holds_what_cannot_stay(void **state)
{
	char *file[65], *fifo = xasprintf("%s/fifo", (char *)*state);
	struct corpus_options o = {.held = 1};
	struct corpus c;

	for (int i = 0; i < 65; i++)
		file[i] = scratch_file(*state, "f", "ab\n", 3);
	assert_int_equal(corpus_read(&c, file, 65, &o, NULL), 0);
	assert_null(c.files);
	assert_true(c.source.regular);
	corpus_free(&c);
	assert_int_equal(corpus_read(&c, file, 64, &o, NULL), 0);
	assert_non_null(c.files);
	corpus_free(&c);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	free(file[1]);
	file[1] = fifo;
	o.regular = true;
	assert_int_equal(corpus_read(&c, file, 2, &o, NULL), -1); /* and does not wait */
	for (int i = 0; i < 65; i++)
		free(file[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_what_memory_holds),
		cmocka_unit_test(gives_the_same_batches),
		cmocka_unit_test(notices_changed_files),
		cmocka_unit_test(holds_what_cannot_stay),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
