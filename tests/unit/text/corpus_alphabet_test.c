/* corpus_alphabet_test.c - the alphabet of a text: that of a model, their union, limits, unknown symbols. */
#include "corpus_text.h"

/* Reads `text`, and gives it the alphabet of a model with the symbols that occur min_count times. */
static int adopt(struct corpus *c, const char *dir, const char *text, enum unit unit,
		 const uint32_t *model, int size, uint64_t min_count, struct rnn_error *err)
{
	struct corpus_options o = {.unit = unit};
	struct vocab v;

	assert_int_equal(vocab_init(&v, unit, model, size, err), 0);
	assert_int_equal(read_bytes(c, dir, text, strlen(text), &o, err), 0);
	int rc = corpus_adopt(c, "f.txt", &v, min_count, err);
	vocab_free(&v);
	return rc;
}

/* A rare symbol is left out, unless the model knows it. */
static void adopts_the_alphabet_of_a_model(void **state)
{
	static const uint32_t model[] = {'b', 'd', 0xe9};
	struct corpus c;
	struct rnn_error err;

	assert_int_equal(adopt(&c, *state, "aabc\xc3\xa9", UNIT_CHAR, model, 3, 1, &err), 0);
	assert_int_equal(c.vocab.size, 5);
	assert_memory_equal(c.vocab.symbol, ((uint32_t[]){'a', 'b', 'c', 'd', 0xe9}),
			    5 * sizeof(uint32_t));
	assert_int_equal(vocab_id(&c.vocab, 0xe9), 4);
	assert_ids(&c, (uint16_t[]){0, 0, 1, 2, 4}, 5);
	assert_int_equal(c.added, 2);
	assert_int_equal(c.unknown, 0);
	assert_int_equal(c.bytes, 6);
	corpus_free(&c);
	assert_int_equal(adopt(&c, *state, "aabc\xc3\xa9", UNIT_CHAR, model, 3, 2, &err), 0);
	assert_int_equal(c.vocab.size, 4);
	assert_ids(&c, (uint16_t[]){0, 0, 1, 3}, 4);
	assert_int_equal(c.added, 1);
	assert_int_equal(c.unknown, 1);
	assert_int_equal(c.unknown_kinds, 1);
	corpus_free(&c);
	assert_int_equal(adopt(&c, *state, "bdb", UNIT_CHAR, model, 3, 1, &err), 0);
	assert_int_equal(c.vocab.size, 3);
	assert_ids(&c, (uint16_t[]){0, 1, 0}, 3);
	assert_int_equal(c.added, 0);
	corpus_free(&c);
	assert_int_equal(adopt(&c, *state, "a\xc3\xa9", UNIT_BYTE, model, 3, 1, &err), 0);
	assert_int_equal(c.vocab.size, 6);
	assert_ids(&c, (uint16_t[]){0, 4, 3}, 3);
	corpus_free(&c);
	assert_int_equal(adopt(&c, *state, "xyz", UNIT_CHAR, model, 3, 2, &err), -1);
	assert_error(&err, EX_DATAERR, "f.txt: no character is known to the model or occurs at");
	corpus_free(&c);
}

/* The ids become wider with the alphabet of the model, and narrower where symbols are left out. */
static void adopts_wide_alphabets(void **state)
{
	enum { KNOWN = 300, FIRST = 0x400, KINDS = 400 };
	uint32_t model[KNOWN];
	char text[2 * (KINDS + 2) * 4 + 1] = "";
	struct corpus c;
	struct rnn_error err;
	size_t n = 0;

	for (uint32_t i = 0; i < KNOWN; i++)
		model[i] = FIRST + i;
	assert_int_equal(adopt(&c, *state, "ab\xd0\x81", UNIT_CHAR, model, KNOWN, 1, &err), 0);
	assert_int_equal(c.width, 2);
	assert_ids(&c, (uint16_t[]){0, 1, 3}, 3);
	corpus_free(&c);
	for (uint32_t i = 0; i < KINDS + 2; i++)
		n += (size_t)utf8_encode(FIRST + i % KINDS, text + n);
	assert_int_equal(adopt(&c, *state, text, UNIT_CHAR, model, 5, 2, &err), 0);
	assert_int_equal(c.width, 1);
	assert_ids(&c, (uint16_t[]){0, 1, 2, 3, 4, 0, 1}, 7);
	assert_int_equal(c.unknown_kinds, KINDS - 5);
	corpus_free(&c);
}

static void limits_the_union(void **state)
{
	enum { EACH = VOCAB_MAX / 2 + 1, FIRST = 0x10000 };
	uint32_t *model = xcalloc(EACH, sizeof *model);
	char *text = xcalloc(EACH + 1, 4);
	struct corpus c;
	struct rnn_error err;
	size_t n = 0;

	for (uint32_t i = 0; i < EACH; i++) {
		model[i] = FIRST + i;
		n += (size_t)utf8_encode(FIRST + EACH + i, text + n);
	}
	assert_int_equal(adopt(&c, *state, text, UNIT_CHAR, model, EACH, 1, &err), -1);
	assert_error(&err, EX_DATAERR, "more than 65000 different characters");
	corpus_free(&c);
	assert_int_equal(adopt(&c, *state, text, UNIT_CHAR, model, EACH - 2, 1, &err), 0);
	assert_int_equal(c.vocab.size, VOCAB_MAX);
	assert_int_equal(c.n, EACH);
	corpus_free(&c);
	free(model);
	free(text);
}

/* Reads random texts of `kinds` different symbols, longer than a chunk, and checks the ids. */
static void widens(void **state)
{
	enum { SYMBOLS = 300000 };
	char *text = xcalloc(SYMBOLS, 4);
	uint16_t *copy = xcalloc(SYMBOLS, sizeof *copy);
	struct rnn_error err;

	for (uint32_t kinds = 255; kinds <= 258; kinds++) {
		struct corpus c;
		size_t n = 0;
		/* symbols first occur in descending order, so provisional ids differ from ranks */
		for (uint64_t i = 0; i < SYMBOLS; i++) {
			uint64_t k = i < kinds ? kinds - 1 - i : rng_bits(kinds, i) % kinds;
			n += (size_t)utf8_encode((uint32_t)k * 7 + 40, text + n);
		}
		assert_int_equal(read_bytes(&c, *state, text, n, &chars, &err), 0);
		assert_int_equal(c.vocab.size, kinds);
		assert_int_equal(c.width, kinds <= 256 ? 1 : 2);
		assert_int_equal(c.n, SYMBOLS);
		corpus_copy(&c, 0, c.n, copy);
		for (uint64_t i = 0; i < SYMBOLS; i++) {
			uint64_t k = i < kinds ? kinds - 1 - i : rng_bits(kinds, i) % kinds;
			if (copy[i] != k)
				fail_msg("id %d instead of %d at %d", copy[i], (int)k, (int)i);
		}
		corpus_free(&c);
	}
	free(copy);
	free(text);
}

static void limits_the_alphabet(void **state)
{
	char *text = xcalloc(VOCAB_MAX + 1, 4);
	size_t n = 0, before = 0;
	struct corpus c;
	struct rnn_error err;

	for (uint32_t i = 0; i <= VOCAB_MAX; i++) {
		before = n;
		n += (size_t)utf8_encode(i + 0x10000, text + n);
	}
	assert_int_equal(read_bytes(&c, *state, text, before, &chars, &err), 0);
	assert_int_equal(c.vocab.size, VOCAB_MAX);
	corpus_free(&c);
	assert_int_equal(read_bytes(&c, *state, text, n, &chars, &err), -1);
	assert_error(&err, EX_DATAERR, "more than 65000 different characters");
	assert_int_equal(err.code, RNN_ERROR_TOO_MANY_SYMBOLS);
	free(text);
}

static void maps_through_an_alphabet(void **state)
{
	const uint32_t symbol[] = {'a', 'b', 'z'};
	struct vocab v;
	struct rnn_error err;
	struct corpus c;
	struct corpus_options o = {.unit = UNIT_CHAR, .vocab = &v};

	assert_int_equal(vocab_init(&v, UNIT_CHAR, symbol, 3, &err), 0);
	assert_int_equal(read_bytes(&c, *state, "zab", 3, &o, &err), 0);
	assert_ids(&c, (uint16_t[]){2, 0, 1}, 3);
	assert_int_equal(c.vocab.size, 3);
	corpus_free(&c);
	assert_int_equal(read_bytes(&c, *state, "za\xc3\xa9?b??", 8, &o, &err), -1);
	assert_error(&err, EX_DATAERR,
		     "2 symbols are not in the model's alphabet: "
		     "'\xc3\xa9' (U+00E9), '?' (U+003F)");
	o.skip_unknown = true;
	assert_int_equal(read_bytes(&c, *state, "za\xc3\xa9?b??", 8, &o, &err), 0);
	assert_ids(&c, (uint16_t[]){2, 0, 1}, 3);
	assert_int_equal(c.unknown, 4);
	corpus_free(&c);
	assert_int_equal(read_bytes(&c, *state, "??", 2, &o, &err), -1);
	assert_error(&err, EX_DATAERR, "has no character of the model's alphabet");
	assert_int_equal(read_bytes(&c, *state, "a\xff", 2, &o, &err), -1);
	assert_int_equal(err.code, RNN_ERROR_INVALID_TEXT);
	vocab_free(&v);
}

static void lists_unknown_symbols(void **state)
{
	const uint32_t symbol[] = {'a'};
	struct vocab v;
	struct rnn_error err;
	struct corpus c;
	struct corpus_options o = {.unit = UNIT_CHAR, .vocab = &v};
	char text[32];

	for (int i = 0; i < 26; i++)
		text[i] = (char)('A' + i);
	assert_int_equal(vocab_init(&v, UNIT_CHAR, symbol, 1, &err), 0);
	assert_int_equal(read_bytes(&c, *state, text, 26, &o, &err), -1);
	assert_error(&err, EX_DATAERR,
		     ": 26 symbols are not in the model's alphabet: 'A' (U+0041), 'B'");
	assert_non_null(strstr(err.text, "'T' (U+0054), ..."));
	assert_null(strstr(err.text, "'U'"));
	vocab_free(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adopts_the_alphabet_of_a_model),
		cmocka_unit_test(adopts_wide_alphabets),
		cmocka_unit_test(limits_the_union),
		cmocka_unit_test(widens),
		cmocka_unit_test(limits_the_alphabet),
		cmocka_unit_test(maps_through_an_alphabet),
		cmocka_unit_test(lists_unknown_symbols),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
