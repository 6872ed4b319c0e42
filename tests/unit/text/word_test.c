/* word_test.c - where words end, in characters and in bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check.h"
#include "text/word.h"

/* Texts, and the word that each ends in, NULL: none. */
static const struct {
	const char *text, *end;
} cases[] = {
	{"", NULL},
	{"the", "the"},
	{"the cat", "cat"},
	{"the ", NULL},
	{"don't", "don't"},
	{"don\u2019t", "don\u2019t"},
	{"don'", "don'"},
	{"don''", NULL},
	{"don''t", "t"},
	{"don'\u2019t", "t"},
	{"'tis", "tis"},
	{"x' y", "y"},
	{"caf\u00e9", "caf\u00e9"},
	{"cafe\u0301", "cafe\u0301"},
	{"\u20acuro", "uro"},
	{"\U0001f600a", "a"},
	{"a\U00010400", "a\U00010400"},
	{"a1b", "b"},
	{"a-b", "b"},
	{"a\n", NULL},
	{"\u4f60\u597d", "\u4f60\u597d"},
	{"\u4f60\u3002", NULL},
};

static void check_scan(enum unit unit, const char *text, const char *end)
{
	uint32_t symbol[256];
	struct vocab v;
	struct word w;
	struct rnn_error err;
	struct decoder d;
	uint16_t *ids;
	size_t n, bytes = strlen(text), start;
	int size = 0;

	/* the alphabet: ASCII and Latin-1, or all bytes; other characters of the text */
	for (uint32_t c = 0; c < 256; c++)
		symbol[size++] = c;
	if (unit == UNIT_CHAR) {
		uint32_t c[64];
		decoder_init(&d, unit, INVALID_ERROR);
		long long got = decoder_run(&d, "text", (const unsigned char *)text, bytes, true, c,
					    NULL, &err);
		assert_true(got >= 0);
		for (int i = size = 0; i < got; i++) {
			int at = size;
			while (at > 0 && symbol[at - 1] > c[i])
				at--;
			if (at > 0 && symbol[at - 1] == c[i])
				continue;
			memmove(symbol + at + 1, symbol + at, (size_t)(size - at) * sizeof *symbol);
			symbol[at] = c[i];
			size++;
		}
		if (size == 0)
			symbol[size++] = 'a';
	}
	assert_int_equal(vocab_init(&v, unit, symbol, size, &err), 0);
	assert_int_equal(vocab_piece(&v, "text", text, bytes, NULL, &ids, &n, &err), 0);
	start = word_scan(&w, &v, ids, n);
	char got[256] = "";
	for (size_t i = start, at = 0; i < n; i++)
		at += (size_t)vocab_encode(&v, ids[i], got + at);
	check_that(strcmp(got, end != NULL ? end : "") == 0, "'%s' ends in '%s', not '%s'", text,
		   got, end != NULL ? end : "");
	assert_int_equal(w.begun, end != NULL);
	free(ids);
	vocab_free(&v);
}

static void finds_the_last_word(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		check_scan(UNIT_CHAR, cases[i].text, cases[i].end);
		check_scan(UNIT_BYTE, cases[i].text, cases[i].end);
	}
}

static enum word_event last_event(const char *bytes)
{
	struct word w = {0};
	enum word_event e = WORD_ENDS;

	for (; *bytes != 0; bytes++)
		e = word_step(&w, UNIT_BYTE, (unsigned char)*bytes);
	return e;
}

static void bytes_that_are_no_text_end_words(void **state)
{
	static const struct {
		const char *bytes;
		enum word_event event;
	} rows[] = {
		{"a\xc3", WORD_WAITS},
		{"a\xc3\xa9", WORD_GROWS},
		{"\xc3", WORD_WAITS},
		{"\xc3\xa9", WORD_GROWS},
		{"a\xa9", WORD_ENDS},
		{"a\xc3\xc3", WORD_ENDS},
		{"a\xc3z", WORD_ENDS},
		{"a\xc0", WORD_ENDS},
		{"a\xff", WORD_ENDS},
		{"a\xe2\x80", WORD_WAITS},
		{"a\xe2\x80\x99", WORD_WAITS},
		{"a\xe2\x80\x99z", WORD_GROWS},
		{"a\xe2\x80\x9d", WORD_ENDS},
		{"\xe2\x80\x99", WORD_ENDS},
		{"a\xe0\x81\xa1", WORD_ENDS}, /* an overlong 'a' */
		{"a\xed\xa0\x80", WORD_ENDS}, /* a surrogate */
		{"a\xf4\x90\x80\x80", WORD_ENDS},
		{"a\xf0\x90\x90\x80", WORD_GROWS},
		{"a'\xc3", WORD_WAITS},
		{"a'\xc3\xa9", WORD_GROWS},
		{"a'\xe2\x80\x99", WORD_ENDS},
		{"a''", WORD_ENDS},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_that(last_event(rows[i].bytes) == rows[i].event, "row %zu", i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_last_word),
		cmocka_unit_test(bytes_that_are_no_text_end_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
