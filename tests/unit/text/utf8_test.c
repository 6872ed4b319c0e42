/* utf8_test.c - valid and invalid texts, and the same result for chunks of any size. */
#include "scratch.h"
#include "text/utf8.h"

enum { MAX = 4096 };

/* All results of a decoding. */
struct result {
	long long n;
	uint32_t out[MAX + 4];
	uint64_t at[MAX + 4];
	struct decoder d;
	struct rnn_error err;
};

static void decode(struct result *r, enum unit unit, enum invalid invalid, const char *bytes,
		   size_t n, size_t chunk)
{
	memset(r, 0, sizeof *r);
	decoder_init(&r->d, unit, invalid);
	for (size_t i = 0; i < n || i == 0; i += chunk) {
		size_t part = n - i < chunk ? n - i : chunk;
		/* an allocation of exact size lets sanitizers detect reads beyond the chunk */
		unsigned char *copy = xcalloc(part, 1);
		memcpy(copy, bytes + i, part);
		long long got = decoder_run(&r->d, "f", copy, part, i + chunk >= n, r->out + r->n,
					    r->at + r->n, &r->err);
		free(copy);
		if (got < 0) {
			r->n = -1;
			return;
		}
		r->n += got;
	}
}

static void accepts(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		uint32_t symbol[4];
		int symbols;
	} row[] = {
		{"abc", 3, {'a', 'b', 'c'}, 3},
		{"\0z", 2, {0, 'z'}, 2},
		{"\x7f\xc2\x80", 3, {0x7f, 0x80}, 2},
		{"\xdf\xbf\xe0\xa0\x80", 5, {0x7ff, 0x800}, 2},
		{"\xed\x9f\xbf\xee\x80\x80", 6, {0xd7ff, 0xe000}, 2},
		{"\xef\xbf\xbf\xf0\x90\x80\x80", 7, {0xffff, 0x10000}, 2},
		{"\xf4\x8f\xbf\xbf", 4, {0x10ffff}, 1},
		{"\xef\xb7\x90\xef\xbf\xbe", 6, {0xfdd0, 0xfffe}, 2},
		{"a\xef\xbb\xbf", 4, {'a', 0xfeff}, 2},
		{"\xef\xbb\xbf\xef\xbb\xbf", 6, {0xfeff}, 1},
		{"", 0, {0}, 0},
	};
	struct result r;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		decode(&r, UNIT_CHAR, INVALID_ERROR, row[i].bytes, row[i].n, MAX);
		assert_int_equal(r.n, row[i].symbols);
		for (int k = 0; k < row[i].symbols; k++)
			assert_int_equal(r.out[k], row[i].symbol[k]);
		assert_int_equal(r.d.offset, row[i].n);
	}
}

static void refuses(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *message;
	} row[] = {
		{"ab\n\x92", 4, "f: byte 3 (line 2): invalid UTF-8 (0x92)"},
		{"\xc0\x80", 2, "byte 0 (line 1): invalid UTF-8 (0xc0)"},
		{"\xe0\x80\x80", 3, "byte 0"},
		{"\xe0\x9f\xbf", 3, "byte 0"},
		{"\xf0\x8f\xbf\xbf", 4, "byte 0"},
		{"\xed\xa0\x80", 3, "(0xed)"},
		{"\xed\xbf\xbf", 3, "(0xed)"},
		{"\xf4\x90\x80\x80", 4, "(0xf4)"},
		{"\xf5\x80\x80\x80", 4, "(0xf5)"},
		{"\xff", 1, "(0xff)"},
		{"a\xc3", 2, "byte 1 (line 1): invalid UTF-8 (0xc3)"},
		{"a\xe2\x82", 3, "byte 1"},
		{"\xf0\x9f\x98", 3, "byte 0"},
		{"\xe2\x82"
		 "a",
		 3, "byte 0 (line 1): invalid UTF-8 (0xe2)"},
	};
	struct result r;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		decode(&r, UNIT_CHAR, INVALID_ERROR, row[i].bytes, row[i].n, MAX);
		assert_int_equal(r.n, -1);
		assert_error(&r.err, EX_DATAERR, row[i].message);
		assert_int_equal(r.err.code, RNN_ERROR_INVALID_TEXT);
	}
}

static void repairs(void **state)
{
	struct result r;

	(void)state;
	decode(&r, UNIT_CHAR, INVALID_REPLACE,
	       "a\x92\xe2\x82"
	       "b\xc3",
	       6, MAX);
	assert_int_equal(r.n, 6);
	assert_int_equal(r.d.replaced, 4);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(r.out[i], i == 0 ? 'a' : i == 4 ? 'b' : 0xfffd);
		assert_int_equal(r.at[i], i);
	}
	decode(&r, UNIT_CHAR, INVALID_SKIP,
	       "a\x92\xe2\x82"
	       "b\xc3",
	       6, MAX);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.d.replaced, 4);
	assert_int_equal(r.out[1], 'b');
	assert_int_equal(r.at[1], 4);
}

static void drops_byte_order_mark(void **state)
{
	struct result r;

	(void)state;
	for (size_t chunk = 1; chunk < 6; chunk++) {
		decode(&r, UNIT_CHAR, INVALID_ERROR,
		       "\xef\xbb\xbf"
		       "ab",
		       5, chunk);
		assert_int_equal(r.n, 2);
		assert_int_equal(r.d.bom, true);
		assert_int_equal(r.at[0], 3);
		decode(&r, UNIT_BYTE, INVALID_ERROR,
		       "\xef\xbb\xbf"
		       "ab",
		       5, chunk);
		assert_int_equal(r.n, 5);
		assert_false(r.d.bom);
	}
	decode(&r, UNIT_CHAR, INVALID_SKIP, "\xff\xef\xbb\xbf", 4, MAX);
	assert_int_equal(r.n, 1); /* not at offset 0: not a byte order mark */
}

static void same_in_any_chunking(void **state)
{
	static const char *const pieces[] = {
		"a",    "\n",       "\xc3\xa9",     "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\x92",
		"\xc3", "\xf0\x9f", "\xed\xa0\x80", "hello world ", "\xef\xbb\xbf",
	};
	enum { PIECES = sizeof pieces / sizeof *pieces };
	static struct result whole, parts;
	char text[MAX];

	(void)state;
	for (uint64_t seed = 0; seed < 40; seed++) {
		size_t n = 0;
		for (uint64_t i = 0; n < 300; i++) {
			const char *p = pieces[rng_bits(rng_key(7, seed), i) % PIECES];
			memcpy(text + n, p, strlen(p));
			n += strlen(p);
		}
		for (int policy = INVALID_ERROR; policy <= INVALID_SKIP; policy++) {
			decode(&whole, UNIT_CHAR, (enum invalid)policy, text, n, MAX);
			for (size_t chunk = 1; chunk <= 64; chunk++) {
				decode(&parts, UNIT_CHAR, (enum invalid)policy, text, n, chunk);
				assert_int_equal(parts.n, whole.n);
				assert_string_equal(parts.err.text, whole.err.text);
				if (whole.n < 0)
					continue;
				assert_memory_equal(parts.out, whole.out, sizeof whole.out);
				assert_memory_equal(parts.at, whole.at, sizeof whole.at);
				assert_memory_equal(&parts.d.offset, &whole.d.offset,
						    3 * sizeof(uint64_t));
			}
		}
	}
}

static void encodes_what_it_decodes(void **state)
{
	struct result r;
	char bytes[4];

	(void)state;
	for (uint32_t c = 0; c < 0x110000; c += c < 0x3000 ? 1 : 37) {
		if ((c >= 0xd800 && c < 0xe000) || c == 0xfeff)
			continue;
		struct decoder d;
		int n = utf8_encode(c, bytes);
		assert_in_range(n, 1, 4);
		decoder_init(&d, UNIT_CHAR, INVALID_ERROR);
		assert_int_equal(decoder_run(&d, "f", (unsigned char *)bytes, (size_t)n, true,
					     r.out, NULL, &r.err),
				 1);
		assert_int_equal(r.out[0], c);
	}
}

static void counts_columns(void **state)
{
	(void)state;
	assert_int_equal(utf8_columns('a'), 1);
	assert_int_equal(utf8_columns(0xe9), 1);
	assert_int_equal(utf8_columns(0x301), 0);  /* a combining accent */
	assert_int_equal(utf8_columns(0x732b), 2); /* a Chinese character */
	assert_int_equal(utf8_columns(0x1f600), 2);
}

static void names_units(void **state)
{
	enum unit u = UNIT_CHAR;

	(void)state;
	assert_int_equal(unit_parse("byte", &u), 0);
	assert_string_equal(unit_name(u), "byte");
	assert_int_equal(unit_parse("Byte", &u), -1);
	assert_int_equal(unit_parse("", &u), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts),
		cmocka_unit_test(refuses),
		cmocka_unit_test(repairs),
		cmocka_unit_test(drops_byte_order_mark),
		cmocka_unit_test(same_in_any_chunking),
		cmocka_unit_test(encodes_what_it_decodes),
		cmocka_unit_test(counts_columns),
		cmocka_unit_test(names_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
