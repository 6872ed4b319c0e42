/* vocab_test.c - alphabets, and texts mapped through them. */
#include "scratch.h"
#include "text/vocab.h"

static const uint32_t greek[] = {'\n', ' ', 'a', 0x3b1, 0x3b2, 0x1f600};

static struct vocab make(enum unit unit, const uint32_t *symbol, int size)
{
	struct vocab v;
	struct rnn_error err;

	assert_int_equal(vocab_init(&v, unit, symbol, size, &err), 0);
	return v;
}

static void ids_are_ranks(void **state)
{
	struct vocab v = make(UNIT_CHAR, greek, 6);
	char bytes[4];

	(void)state;
	for (int i = 0; i < 6; i++)
		assert_int_equal(vocab_id(&v, greek[i]), i);
	assert_int_equal(vocab_id(&v, 'b'), -1);
	assert_int_equal(vocab_id(&v, 0x10ffff), -1);
	assert_int_equal(vocab_encode(&v, 4, bytes), 2);
	assert_memory_equal(bytes, "\xce\xb2", 2);
	vocab_free(&v);
	vocab_free(&v); /* a second call is harmless */

	const uint32_t high[] = {0xff};
	v = make(UNIT_BYTE, high, 1);
	assert_int_equal(vocab_encode(&v, 0, bytes), 1);
	assert_int_equal((unsigned char)bytes[0], 0xff);
	vocab_free(&v);
}

static void escapes_what_cannot_be_seen(void **state)
{
	static const struct {
		uint32_t c;
		const char *text;
	} row[] = {
		{0, "\\0"},
		{'\t', "\\t"},
		{'\n', "\\n"},
		{'\r', "\\r"},
		{'\\', "\\\\"},
		{' ', " "},
		{'a', "a"},
		{0xe9, "\xc3\xa9"},
		{0x1f600, "\xf0\x9f\x98\x80"},
		{0x1b, "\\u{1b}"},
		{0x7f, "\\u{7f}"},
		{0x85, "\\u{85}"},
		{0xa0, "\\u{a0}"},
		{0xad, "\\u{ad}"},
		{0x301, "\\u{301}"},
		{0x94d, "\\u{94d}"},
		{0x20dd, "\\u{20dd}"},
		{0x200b, "\\u{200b}"},
		{0x200d, "\\u{200d}"},
		{0x202e, "\\u{202e}"},
		{0x2066, "\\u{2066}"},
		{0x2028, "\\u{2028}"},
		{0x202f, "\\u{202f}"},
		{0x3000, "\\u{3000}"},
		{0x3164, "\\u{3164}"},
		{0x2800, "\\u{2800}"},
		{0xfe0f, "\\u{fe0f}"},
		{0xfeff, "\\u{feff}"},
		{0xe000, "\\u{e000}"},
		{0xffff, "\\u{ffff}"},
		{0xe0041, "\\u{e0041}"},
		{0x10ffff, "\\u{10ffff}"},
	};
	char text[16];

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		symbol_escape(row[i].c, text);
		assert_string_equal(text, row[i].text);
	}
}

static void refuses_bad_alphabets(void **state)
{
	static const struct {
		enum unit unit;
		uint32_t symbol[3];
		int size;
		const char *message;
	} row[] = {
		{UNIT_CHAR, {1}, 0, "1 to 65000 symbols"},
		{UNIT_CHAR, {1}, VOCAB_MAX + 1, "1 to 65000 symbols"},
		{UNIT_CHAR, {1, 3, 2}, 3, "symbol 2 (2) is not greater than the one before it (3)"},
		{UNIT_CHAR, {1, 1}, 2, "symbol 1 (1) is not greater than the one before it (1)"},
		{UNIT_CHAR, {0xd800}, 1, "is not a Unicode character"},
		{UNIT_CHAR, {0xdfff}, 1, "is not a Unicode character"},
		{UNIT_CHAR, {0x110000}, 1, "is not a Unicode character"},
		{UNIT_BYTE, {0, 256}, 2, "symbol 1 (256) is not a byte"},
	};
	struct vocab v;
	struct rnn_error err;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_int_equal(vocab_init(&v, row[i].unit, row[i].symbol, row[i].size, &err), -1);
		assert_error(&err, EX_DATAERR, row[i].message);
		vocab_free(&v);
	}
}

static void describes(void **state)
{
	static const struct {
		enum unit unit;
		uint32_t c;
		const char *text;
	} row[] = {
		{UNIT_CHAR, 'a', "'a' (U+0061)"},
		{UNIT_CHAR, '\n', "U+000A"},
		{UNIT_CHAR, ' ', "U+0020"},
		{UNIT_CHAR, 0x301, "U+0301"},
		{UNIT_CHAR, 0x20ac, "'\xe2\x82\xac' (U+20AC)"},
		{UNIT_CHAR, 0x10ffff, "U+10FFFF"},
		{UNIT_CHAR, 0x202e, "U+202E"},
		{UNIT_CHAR, 0x1f600, "'\xf0\x9f\x98\x80' (U+1F600)"},
		{UNIT_BYTE, 0x92, "0x92"},
		{UNIT_BYTE, 'a', "0x61"},
	};
	char text[32];

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		symbol_describe(row[i].unit, row[i].c, text);
		assert_string_equal(text, row[i].text);
	}
}

static void maps_text(void **state)
{
	struct vocab v = make(UNIT_CHAR, greek, 6);
	static const char text[] = "a\xce\xb2?\n\xf0\x9f\x98\x80\xc3\xa9";
	struct rnn_error err;
	uint16_t *ids;
	uint64_t *at;
	size_t n;
	long long unknown;

	(void)state;
	assert_int_equal(vocab_text(&v, "text", text, sizeof text - 1, INVALID_ERROR, &unknown,
				    &ids, &n, &at, &err),
			 0);
	assert_int_equal(n, 4);
	assert_int_equal(unknown, 2);
	assert_memory_equal(ids, ((uint16_t[]){2, 4, 0, 5}), 4 * sizeof *ids);
	assert_memory_equal(at, ((uint64_t[]){0, 1, 4, 5}), 4 * sizeof *at);
	free(ids);
	free(at);
	assert_int_equal(vocab_text(&v, "text", text, sizeof text - 1, INVALID_ERROR, NULL, &ids,
				    &n, NULL, &err),
			 -1);
	assert_error(&err, EX_DATAERR, "text: byte 3 (line 1): '?' (U+003F) is not in the model's");
	assert_int_equal(err.code, RNN_ERROR_UNKNOWN_SYMBOL);
	assert_int_equal(vocab_text(&v, "text", "a\na\xff", 4, INVALID_ERROR, NULL, &ids, &n, NULL,
				    &err),
			 -1);
	assert_error(&err, EX_DATAERR, "text: byte 3 (line 2): invalid UTF-8 (0xff)");
	assert_int_equal(vocab_text(&v, "text", "", 0, INVALID_ERROR, NULL, &ids, &n, NULL, &err),
			 0);
	assert_int_equal(n, 0);
	free(ids);
	vocab_free(&v);
}

/* U+FEFF at the start is dropped from a text, and kept in a piece of a text. */
static void maps_pieces(void **state)
{
	static const uint32_t symbols[] = {'a', 0xfeff};
	struct vocab v = make(UNIT_CHAR, symbols, 2);
	struct rnn_error err;
	uint16_t *ids;
	size_t n;

	(void)state;
	assert_int_equal(vocab_text(&v, "t",
				    "\xef\xbb\xbf"
				    "a",
				    4, INVALID_ERROR, NULL, &ids, &n, NULL, &err),
			 0);
	assert_int_equal(n, 1);
	free(ids);
	assert_int_equal(vocab_piece(&v, "t",
				     "\xef\xbb\xbf"
				     "a",
				     4, NULL, &ids, &n, &err),
			 0);
	assert_int_equal(n, 2);
	assert_memory_equal(ids, ((uint16_t[]){1, 0}), 2 * sizeof *ids);
	free(ids);
	vocab_free(&v);
}

/* Multi-byte sequences cross the decoder's chunks at every offset. */
static void maps_long_text(void **state)
{
	enum { SYMBOLS = 2000 };
	struct vocab v = make(UNIT_CHAR, greek, 6);
	char *text = xcalloc(SYMBOLS + 1, 4);
	struct rnn_error err;
	uint16_t *ids;
	uint64_t *at;
	size_t n, bytes = 0;

	(void)state;
	for (uint64_t i = 0; i < SYMBOLS; i++)
		bytes += (size_t)vocab_encode(&v, (int)(rng_bits(3, i) % 6), text + bytes);
	assert_int_equal(vocab_text(&v, "t", text, bytes, INVALID_ERROR, NULL, &ids, &n, &at, &err),
			 0);
	assert_int_equal(n, SYMBOLS);
	for (size_t i = 0; i < n; i++) {
		char out[4];
		int length = vocab_encode(&v, ids[i], out);
		assert_int_equal(ids[i], rng_bits(3, i) % 6);
		assert_memory_equal(text + at[i], out, (size_t)length);
	}
	free(ids);
	free(at);
	text[bytes] = '?';
	assert_int_equal(vocab_text(&v, "t", text, bytes + 1, INVALID_ERROR, NULL, &ids, &n, &at,
				    &err),
			 -1);
	size_t lines = 1;
	for (size_t i = 0; i < bytes; i++)
		lines += text[i] == '\n';
	char *where = xasprintf("t: byte %zu (line %zu): '?'", bytes, lines);
	assert_error(&err, EX_DATAERR, where);
	free(where);
	free(text);
	vocab_free(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_ranks),
		cmocka_unit_test(escapes_what_cannot_be_seen),
		cmocka_unit_test(refuses_bad_alphabets),
		cmocka_unit_test(describes),
		cmocka_unit_test(maps_text),
		cmocka_unit_test(maps_pieces),
		cmocka_unit_test(maps_long_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
