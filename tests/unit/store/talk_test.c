/* talk_test.c - the file of a talk comes back; a bad one gives one line of error and changes nothing. */
#include <errno.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scratch.h"
#include "store/talk.h"

enum { N = 9 };

static const float numbers[N] = {0, -0.0f, 1, -1, 0x1p-149f, 3.4e38f, 0.1f, -1e-30f, 7};

static void sample_talk(struct talk *t, float *state)
{
	memcpy(state, numbers, sizeof numbers);
	*t = (struct talk){.model = 0xabc,
			   .seed = UINT64_MAX,
			   .turns = 12345,
			   .temperature = (double)0.3f,
			   .state = state,
			   .n = N};
}

static void comes_back(void **state)
{
	char *path = xasprintf("%s/talk.json", (char *)*state);
	float x[N], y[N] = {0};
	struct talk a, b = {.model = 0xabc, .state = y, .n = N};
	struct rnn_error err;

	sample_talk(&a, x);
	for (int i = 0; i < 2; i++) { /* the second replaces the first */
		a.turns += (uint64_t)i;
		assert_int_equal(talk_save(path, &a, &err), 0);
		assert_int_equal(talk_load(path, &b, &err), 0);
		assert_true(a.seed == b.seed && a.turns == b.turns);
		assert_true(a.temperature == b.temperature);
		assert_memory_equal(x, y, sizeof x);
	}
	free(path);
}

/* Text of several lines, with the first and the last of 300 symbols. */
static void sample_learned(struct cache_memory *m)
{
	*m = (struct cache_memory){.n = 5, .text = {0, 299, 7, 0, 256}};
	for (int i = 0; i < CACHE_WEIGHTS; i++)
		m->weight[i] = 0.1f * (float)i;
}

/* What was learned comes back, and its absence does; a caller that has no room is told of it. */
static void learned_comes_back(void **state)
{
	char *path = xasprintf("%s/learned.json", (char *)*state);
	static struct cache_memory learned, got, zero;
	float x[N], y[N] = {0};
	struct talk a, b = {.state = y, .n = N, .model = 0xabc, .symbols = 300}, none = b;
	struct rnn_error err;

	sample_talk(&a, x);
	sample_learned(&learned);
	b.learned = &got;
	assert_int_equal(talk_save(path, &a, &err), 0);
	assert_int_equal(talk_load(path, &b, &err), 0);
	assert_false(b.adapts);
	assert_memory_equal(&got, &zero, sizeof got);
	a.adapts = true;
	a.learned = &learned;
	for (int i = 0; i < 2; i++) { /* a full cache, too */
		learned.n = i == 0 ? learned.n : CACHE_TEXT;
		assert_int_equal(talk_save(path, &a, &err), 0);
		assert_int_equal(talk_load(path, &b, &err), 0);
		assert_true(b.adapts);
		assert_memory_equal(&got, &learned, sizeof got);
	}
	assert_int_equal(talk_load(path, &none, &err), 0);
	assert_true(none.adapts);
	b.symbols = 299;
	assert_int_equal(talk_load(path, &b, &err), -1);
	assert_int_equal(err.status, EX_DATAERR);
	assert_non_null(strstr(err.text, "said: 012b is no symbol"));
	assert_memory_equal(&got, &learned, sizeof got);
	free(path);
}

/* The learned weights of a mixture come back to the bit; a talk with other members or another form of weights is
 * refused. */
static void mixture_comes_back(void **state)
{
	char *path = xasprintf("%s/mixture.json", (char *)*state);
	double w[2] = {0.1, 0x1.fffffffffffffp-1}, got[2] = {0};
	float x[N], y[N];
	struct talk a, b;
	struct rnn_error err;
	const struct {
		struct talk_mixture mix;
		const char *want;
	} other[] = {
		{{0}, "a talk with a, b (1 2); this one is with a single model (00000abc)"},
		{{"2 1", "b, a", "log", got, 2}, "this one is with b, a (2 1)"},
		{{"1 2", "a, b", "linear", got, 2}, "of another form"},
		{{"1 2", "a, b", NULL, NULL, 0}, "here they are fixed"},
		{{"1 2", "a, b", "log", got, 1}, "must be 16 hex digits"},
	};

	sample_talk(&a, x);
	sample_talk(&b, y);
	a.mix = (struct talk_mixture){"1 2", "a, b", "log", w, 2};
	b.mix = (struct talk_mixture){"1 2", "renamed, b", "log", got, 2};
	assert_int_equal(talk_save(path, &a, &err), 0);
	assert_int_equal(talk_load(path, &b, &err), 0);
	assert_memory_equal(got, w, sizeof w);
	memset(got, 0, sizeof got);
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		b.mix = other[i].mix;
		assert_int_equal(talk_load(path, &b, &err), -1);
		assert_int_equal(err.status, EX_DATAERR);
		if (strstr(err.text, other[i].want) == NULL)
			fail_msg("%s instead of %s", err.text, other[i].want);
		assert_true(got[0] == 0);
	}
	a.mix.learned = NULL;
	assert_int_equal(talk_save(path, &a, &err), 0);
	b.mix = (struct talk_mixture){"1 2", "a, b", "log", got, 2};
	assert_int_equal(talk_load(path, &b, &err), -1);
	assert_non_null(strstr(err.text, "a talk with fixed weights"));
	free(path);
}

static void expect(const char *path, const char *text, const char *want)
{
	float x[N];
	struct talk t;
	struct rnn_error err;

	sample_talk(&t, x);
	assert_int_equal(talk_parse(path, text, strlen(text), &t, &err), -1);
	assert_int_equal(err.status, EX_DATAERR);
	if (strstr(err.text, want) == NULL)
		fail_msg("%s instead of %s", err.text, want);
	assert_true(t.seed == UINT64_MAX && t.turns == 12345);
	assert_memory_equal(x, numbers, sizeof x);
}

/* Replaces `from` in the text by `to`, and leaves out the checksum. */
static void expect_changed(const char *text, const char *from, const char *to, const char *want)
{
	const char *at = strstr(text, from), *sum = strstr(text, ",\n  \"crc32\"");
	char *changed;

	assert_true(at != NULL && sum != NULL);
	changed = xasprintf("%.*s%s%.*s}", (int)(at - text), text, to,
			    (int)(sum - at - (long)strlen(from)), at + strlen(from));
	expect("f", changed, want);
	free(changed);
}

static void names_what_is_wrong(void **state)
{
	static const struct {
		const char *from, *to, *want;
	} row[] = {
		{"rnn-talk", "rnn-model", "format: must be rnn-talk"},
		{"\"version\": 1", "\"version\": 2", "newer rnn"},
		{"\"version\": 1", "\"version\": 0", "version"},
		{"00000abc", "00000abd", "another model"},
		{"00000abc", "0000abc", "model"},
		{"18446744073709551615", "18446744073709551616", "seed"},
		{"18446744073709551615", "-1", "seed"},
		{"18446744073709551615", "", "seed"},
		{"12345", "-1", "turns"},
		{"12345", "1.5", "turns"},
		{"\"temperature\": 0.3", "\"temperature\": 1001", "temperature"},
		{"\"state\": \"0", "\"state\": \"", "hex digits"},
		{"\"state\": \"0", "\"state\": \"00", "hex digits"},
		{"\"state\": \"0", "\"state\": \"x", "hex digits"},
		{"\"state\": \"00000000", "\"state\": \"7f800000", "not finite"},
		{"\"turns\"", "\"turn\"", "unknown key"},
		{"{", "[{", ""},
	};
	char *path = xasprintf("%s/talk.json", (char *)*state), *text;
	float x[N];
	struct talk t;
	struct rnn_error err;
	size_t n;

	sample_talk(&t, x);
	assert_int_equal(talk_save(path, &t, &err), 0);
	text = scratch_read(*state, "talk.json", &n);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		expect_changed(text, row[i].from, row[i].to, row[i].want);
	expect("f", "", "");
	expect("f", "3", "must be an object");
	free(text);
	free(path);
}

/* A change of any byte is noticed: of the text by the checksum or the grammar. */
static void damage_is_noticed(void **state)
{
	char *path = xasprintf("%s/talk.json", (char *)*state), *text;
	float x[N];
	struct talk t;
	struct rnn_error err;
	size_t n;

	sample_talk(&t, x);
	assert_int_equal(talk_save(path, &t, &err), 0);
	text = scratch_read(*state, "talk.json", &n);
	for (size_t i = 0; i + 2 < n; i++) { /* the last are the bracket and a newline */
		char was = text[i];
		text[i] ^= 1;
		sample_talk(&t, x);
		if (talk_parse("f", text, n, &t, &err) == 0)
			fail_msg("byte %zu of %zu (%c)", i, n, was);
		text[i] = was;
	}
	for (size_t i = 0; i + 2 < n; i++) {
		sample_talk(&t, x);
		char *part = xasprintf("%.*s", (int)i, text);
		assert_int_equal(talk_parse("f", part, i, &t, &err), -1);
		free(part);
	}
	free(text);
	free(path);
}

static void refuses_to_write(void **state)
{
	char *path = xasprintf("%s/none/talk.json", (char *)*state);
	float x[N];
	struct talk t;
	struct rnn_error err;

	sample_talk(&t, x);
	assert_int_equal(talk_save(path, &t, &err), -1);
	assert_int_equal(err.status, EX_CANTCREAT);
	assert_int_equal(talk_save(*state, &t, &err), -1); /* a directory */
	x[3] = NAN;
	free(path);
	path = xasprintf("%s/nan.json", (char *)*state);
	assert_int_equal(talk_save(path, &t, &err), -1);
	assert_int_equal(err.status, EX_DATAERR);
	assert_int_equal(access(path, F_OK), -1);
	free(path);
}

static void save_expect(const char *path, int status, const char *want)
{
	float x[N];
	struct talk t;
	struct rnn_error err;
	struct stat before, after;

	sample_talk(&t, x);
	assert_int_equal(lstat(path, &before), 0);
	assert_int_equal(talk_save(path, &t, &err), -1);
	assert_int_equal(err.status, status);
	if (strstr(err.text, want) == NULL)
		fail_msg("%s instead of %s", err.text, want);
	assert_int_equal(lstat(path, &after), 0);
	assert_true(before.st_ino == after.st_ino && before.st_mode == after.st_mode);
}

/* What is no talk stays: other files, FIFOs, links to nothing. An empty file is as none. */
static void replaces_only_talks(void **state)
{
	char *path = xasprintf("%s/other", (char *)*state), *text;
	float x[N];
	struct talk t;
	struct rnn_error err;
	size_t n;

	sample_talk(&t, x);
	free(scratch_file(*state, "other", "notes\n", 6));
	save_expect(path, EX_CANTCREAT, "is not the file of a talk");
	text = scratch_read(*state, "other", &n);
	assert_int_equal(n, 6);
	free(text);
	free(scratch_file(*state, "other", "", 0));
	assert_int_equal(talk_save(path, &t, &err), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	save_expect(path, EX_CANTCREAT, "is not a regular file");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("nothing", path), 0);
	save_expect(path, EX_CANTCREAT, "file that does not exist");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("other", path), 0);
	save_expect(path, EX_CANTCREAT, strerror(ELOOP));
	assert_int_equal(unlink(path), 0);
	free(path);
}

static void keeps_links_and_permissions(void **state)
{
	char *path = xasprintf("%s/private.json", (char *)*state);
	char *link = xasprintf("%s/link.json", (char *)*state);
	float x[N];
	struct talk t;
	struct rnn_error err;
	struct stat st;

	sample_talk(&t, x);
	assert_int_equal(talk_save(path, &t, &err), 0);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(symlink("private.json", link), 0);
	t.turns = 7;
	assert_int_equal(talk_save(link, &t, &err), 0);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	t.turns = 0;
	assert_int_equal(talk_load(path, &t, &err), 0);
	assert_int_equal(t.turns, 7);
	free(link);
	free(path);
}

static void has_long_names(void **state)
{
	char name[256];
	float x[N];
	struct talk t;
	struct rnn_error err;

	memset(name, 'a', 255);
	name[255] = 0;
	char *path = xasprintf("%s/%s", (char *)*state, name);
	sample_talk(&t, x);
	assert_int_equal(talk_save(path, &t, &err), 0);
	assert_int_equal(talk_load(path, &t, &err), 0);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back),
		cmocka_unit_test(learned_comes_back),
		cmocka_unit_test(mixture_comes_back),
		cmocka_unit_test(names_what_is_wrong),
		cmocka_unit_test(damage_is_noticed),
		cmocka_unit_test(refuses_to_write),
		cmocka_unit_test(replaces_only_talks),
		cmocka_unit_test(keeps_links_and_permissions),
		cmocka_unit_test(has_long_names),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
