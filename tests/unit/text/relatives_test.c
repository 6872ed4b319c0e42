/* relatives_test.c - which known symbol a new one resembles most, and the classes of symbols. */
#include "scratch.h"
#include "text/relatives.h"

/* Reads the alphabet from a string with ascending characters. */
static struct vocab alphabet(enum unit unit, const char *text)
{
	struct decoder d;
	struct vocab v = {0};
	struct rnn_error err;
	uint32_t symbol[200];

	decoder_init(&d, unit, INVALID_ERROR);
	long long n = decoder_run(&d, "alphabet", (const unsigned char *)text, strlen(text), true,
				  symbol, NULL, &err);
	if (n < 0 || vocab_init(&v, unit, symbol, (int)n, &err) < 0)
		fail_msg("%s", err.text);
	return v;
}

static void finds_the_nearest(void **state)
{
	static const struct {
		const char *known;
		uint32_t c, want; /* 0: none */
	} row[] = {
		{"Ee", 0xe9, 'e'},     {"Ee", 0xc9, 'E'},
		{"e", 0xc9, 'e'},      {"É", 0xe9, 0xc9}, /* the other case */
		{"EÉ", 0xe9, 0xc9},    {"Eè", 0xe9, 0xe8},
		{"aé", 'e', 0xe9}, /* a plain letter resembles the accented one, too */
		{"x", 'X', 'x'},       {"X", 'x', 'X'},
		{"Яа", 0x44f, 0x42f}, /* Cyrillic ya */
		{"е", 0x451, 0x435},  /* io: ie with two dots */
		{"\"'-", 0x201c, '"'}, {"\"'-", 0x2019, '\''},
		{"\"'-", 0xab, '"'},   {"\"'-", 0x2014, '-'},
		{"“”", '"', 0x201c},   {" .", 0x2026, '.'},
		{" 1", 0xbd, '1'},   /* one half */
		{" 2", 0xb2, '2'},   /* superscript two */
		{" f", 0xfb01, 'f'}, /* ligature fi */
		{" ", 0xa0, ' '},      {" ", 0x3000, ' '},
		{"\n ", '\t', ' '},    {"\n ", '\r', '\n'},
		{"As", 0xdf, 's'},     {"ADa", 0xe6, 'a'},
		{" a", 0xa8, 0}, /* a diaeresis alone is no blank */
		{" ab", 0x416, 0},     {" ab", 0x1f600, 0},
		{" ab", '7', 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct vocab v = alphabet(UNIT_CHAR, row[i].known);
		struct relatives r;
		relatives_init(&r, &v);
		int id = relatives_nearest(&r, row[i].c);
		uint32_t got = id >= 0 ? v.symbol[id] : 0;
		if (got != row[i].want)
			fail_msg("row %zu: U+%04X resembles U+%04X, not U+%04X", i,
				 (unsigned)row[i].c, (unsigned)got, (unsigned)row[i].want);
		relatives_free(&r);
		vocab_free(&v);
	}
}

/* Bytes above 0x7f are no characters, whatever Unicode has at these numbers. */
static void bytes_are_no_characters(void **state)
{
	struct vocab v = alphabet(UNIT_BYTE, "Ee");
	struct relatives r;

	(void)state;
	relatives_init(&r, &v);
	assert_int_equal(relatives_nearest(&r, 0xe9), -1);
	assert_int_equal(relatives_nearest(&r, 0xc9), -1);
	assert_int_equal(symbol_class(UNIT_BYTE, 0xe9), CLASS_OTHER);
	assert_int_equal(symbol_class(UNIT_BYTE, 'e'), CLASS_LOWER);
	relatives_free(&r);
	vocab_free(&v);
}

static void has_classes(void **state)
{
	static const struct {
		uint32_t c;
		enum symbol_class want;
	} row[] = {
		{'a', CLASS_LOWER},       {'A', CLASS_UPPER},    {0x4e2d, CLASS_LOWER},
		{0x301, CLASS_MARK},      {'7', CLASS_DIGIT},    {0xbd, CLASS_DIGIT},
		{'.', CLASS_PUNCTUATION}, {'+', CLASS_SYMBOL},   {0x1f600, CLASS_SYMBOL},
		{' ', CLASS_SPACE},       {'\n', CLASS_SPACE},   {0x2028, CLASS_SPACE},
		{0, CLASS_OTHER},         {0x200d, CLASS_OTHER}, {0x10ffff, CLASS_OTHER},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (symbol_class(UNIT_CHAR, row[i].c) != row[i].want)
			fail_msg("row %zu", i);
	assert_true(symbol_class_of_words(CLASS_MARK) && !symbol_class_of_words(CLASS_DIGIT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_nearest),
		cmocka_unit_test(bytes_are_no_characters),
		cmocka_unit_test(has_classes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
