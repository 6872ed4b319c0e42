/* json_test.c - tests strict parsing, the messages of the getters, and writing of JSON. */
#include <math.h>

#include "scratch.h"
#include "store/json.h"
#include "store/jsonout.h"

static cJSON *parse(const char *text, struct rnn_error *err)
{
	return json_parse("f", text, strlen(text), err);
}

static void accepts(void **state)
{
	static const char *const row[] = {
		"{}",
		" [ ] ",
		"0",
		"-0",
		"-1.5e+3",
		"1E9",
		"true",
		"null",
		"\"\"",
		"[1,[2,[3]]]",
		"{\"a\":{\"a\":1},\"A\":2}",
		"\"\\u00e9\\uD83D\\uDE00\\n\\/\"",
		"\"\\ud7ff\\ue000\"",
		"\"\xf0\x9f\x98\x80\"",
		"[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
		"\t{\n\"a\"\r:\n1 }\n",
	};
	struct rnn_error err;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		cJSON *root = parse(row[i], &err);
		if (root == NULL)
			fail_msg("%s: %s", row[i], err.text);
		cJSON_Delete(root);
	}
}

static void refuses(void **state)
{
	static const struct {
		const char *text, *message;
	} row[] = {
		{"", "f: byte 0 (line 1): the text ends too early"},
		{"{", "a string was expected"},
		{"[1", "closing bracket"},
		{"[1,]", "not a JSON value"},
		{"{\"a\"}", "a colon was expected"},
		{"{\"a\":1,}", "a string was expected"},
		{"{a:1}", "a string was expected"},
		{"[1]\n\n2", "f: byte 5 (line 3): text after the end"},
		{"trueX", "text after the end"},
		{"tru", "not a JSON value"},
		{"nul", "not a JSON value"},
		{"\xef\xbb\xbf{}", "a byte order mark"},
		{"01", "a leading zero"},
		{"-01", "a leading zero"},
		{"0.10000000000000000000000000000000000000000000000000000000000000",
		 "63 characters"},
		{"2.", "without digits after its point"},
		{".5", "not a JSON value"},
		{"+1", "not a JSON value"},
		{"-", "not a JSON value"},
		{"1e", "without an exponent"},
		{"0x10", "text after the end"},
		{"1,5", "text after the end"},
		{"NaN", "not a JSON value"},
		{"Infinity", "not a JSON value"},
		{"1e999", "a number is too large"},
		{"{\"a\":[-1e999]}", "a number is too large"},
		{"\"a\nb\"", "a control character"},
		{"\"a\x01\"", "a control character"},
		{"\"abc", "a string without an end"},
		{"\"\\x\"", "a bad escape"},
		{"\"\\", "a bad escape"},
		{"\"\\u12g4\"", "a bad \\u escape"},
		{"\"\\u12", "a bad \\u escape"},
		{"\"\\u0000\"", "U+0000"},
		{"\"\\ud800\"", "half of a surrogate pair"},
		{"\"\\ud800\\u0041\"", "half of a surrogate pair"},
		{"\"\\ud800\\ue000\"", "half of a surrogate pair"},
		{"\"\\ud800\\n\"", "half of a surrogate pair"},
		{"\"\\ud800\\u12\"1", "a bad \\u escape"},
		{"\"\\udc00\"", "half of a surrogate pair"},
		{"\"\xff\"", "invalid UTF-8"},
		{"\"\xed\xa0\x80\"", "invalid UTF-8"},
		{"\"\xc0\xaf\"", "invalid UTF-8"},
		{"\xc3\xa9", "not a JSON value"},
		{"{\"a\":1,\"b\":2,\"a\":3}", "key \"a\" occurs twice"},
		{"[{\"x\":{\"k\":1,\"\\u006b\":2}}]", "key \"k\" occurs twice"},
		{"[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "nested too deeply"},
		{"/**/1", "not a JSON value"},
		{"'a'", "not a JSON value"},
	};
	struct rnn_error err;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		cJSON *root = parse(row[i].text, &err);
		if (root != NULL)
			fail_msg("accepted: %s", row[i].text);
		assert_error(&err, EX_DATAERR, row[i].message);
	}
	assert_null(json_parse("f", "1\0", 2, &err)); /* a 0 byte is not white space */
	assert_error(&err, EX_DATAERR, "text after the end");
}

/* Texts that would cost much memory or stack are refused before cJSON parses them. */
static void refuses_floods(void **state)
{
	enum { BYTES = JSON_MAX + 1 };
	char *text = xcalloc(BYTES + 1, 1);
	struct rnn_error err;

	(void)state;
	memset(text, '[', BYTES);
	assert_null(json_parse("f", text, BYTES, &err));
	assert_error(&err, EX_DATAERR, "longer than 8388608 bytes");
	assert_null(json_parse("f", text, BYTES - 1, &err));
	assert_error(&err, EX_DATAERR, "nested too deeply");
	for (size_t i = 1; i < BYTES; i++)
		text[i] = i % 2 ? '0' : ',';
	assert_null(json_parse("f", text, BYTES - 1, &err));
	assert_error(&err, EX_DATAERR, "too many values");
	free(text);
}

static int until_none; /* number of allocations that succeed */

static void *few(size_t n)
{
	return until_none-- > 0 ? malloc(n) : NULL;
}

/* A good text is parsed, or reported with 71, if the N-th allocation of cJSON fails. */
static void tells_lack_of_memory(void **state)
{
	cJSON_Hooks hooks = {few, free};
	cJSON *root = NULL;
	struct rnn_error err;
	int n;

	(void)state;
	cJSON_InitHooks(&hooks);
	for (n = 0; n < 100 && root == NULL; n++) {
		until_none = n;
		root = parse("{\"a\":[1,\"b\"]}", &err);
		if (root == NULL)
			assert_error(&err, EX_OSERR, "f: out of memory");
	}
	cJSON_InitHooks(NULL);
	assert_non_null(root);
	assert_true(n > 5); /* four values, a key and a string */
	cJSON_Delete(root);
}

static void gets_members(void **state)
{
	struct rnn_error err;
	cJSON *o = parse("{\"i\":7,\"big\":9007199254740991,\"over\":9007199254740993,\"h\":1.5,"
			 "\"minus\":-0,\"s\":\"x\",\"o\":{},\"a\":[],\"I\":8}",
			 &err);
	int64_t i;
	double x;
	const char *s;

	(void)state;
	assert_int_equal(json_get_int(o, "f", "i", 0, 7, &i, &err), 0);
	assert_int_equal(i, 7);
	assert_int_equal(json_get_int(o, "f", "big", 0, INT64_MAX, &i, &err), 0);
	assert_true(i == (INT64_C(1) << 53) - 1);
	static const char *const bad[] = {"over", "h", "minus", "s", "o"};
	for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
		assert_int_equal(json_get_int(o, "f", bad[k], -10, INT64_MAX, &i, &err), -1);
		assert_error(&err, EX_DATAERR, "must be a whole number from -10 to");
	}
	assert_int_equal(json_get_int(o, "f", "i", 8, 9, &i, &err), -1);
	assert_error(&err, EX_DATAERR, "f: i: must be a whole number from 8 to 9");
	assert_int_equal(json_get_int(o, "f", "none", 8, 9, &i, &err), -1);
	assert_error(&err, EX_DATAERR, "f: none: is missing");
	assert_int_equal(json_get_number(o, "f", "h", 1, 2, &x, &err), 0);
	assert_true(x == 1.5);
	assert_int_equal(json_get_number(o, "f", "h", 0, 1, &x, &err), -1);
	assert_error(&err, EX_DATAERR, "f: h: must be a number from 0 to 1");
	assert_int_equal(json_get_number(o, "f", "s", 0, 1, &x, &err), -1);
	assert_error(&err, EX_DATAERR, "f: s: must be a number from 0 to 1");
	assert_int_equal(json_get_number(o, "f", "none", 0, 1, &x, &err), -1);
	assert_error(&err, EX_DATAERR, "f: none: is missing");
	assert_int_equal(json_get_string(o, "f", "s", &s, &err), 0);
	assert_string_equal(s, "x");
	assert_int_equal(json_get_string(o, "f", "i", &s, &err), -1);
	assert_error(&err, EX_DATAERR, "f: i: must be a string");
	assert_non_null(json_get_object(o, "f", "o", &err));
	assert_null(json_get_object(o, "f", "a", &err));
	assert_error(&err, EX_DATAERR, "f: a: must be an object");
	assert_non_null(json_get_array(o, "f", "a", &err));
	assert_null(json_get_array(o, "f", "o", &err));
	assert_error(&err, EX_DATAERR, "f: o: must be an array");
	assert_null(json_get_array(o, "f", "no list", &err));
	assert_error(&err, EX_DATAERR, "f: no list: is missing");
	const char *const keys[] = {"i", "big", "over", "h", "minus", "s", "o", "a", NULL};
	assert_int_equal(json_known(o, "f", keys, &err), -1);
	assert_error(&err, EX_DATAERR, "f: I: unknown key");
	cJSON_Delete(o);
}

static void writes(void **state)
{
	struct jsonout w = {0};

	(void)state;
	jsonout_open(&w, NULL, '{');
	jsonout_string(&w, "s", "a\"\\\n\t\r\b\f\x01\x7f\xc3\xa9\xff\xfe/");
	jsonout_text(&w, "nul", "a\0b", 3);
	jsonout_uint(&w, "u", UINT64_MAX);
	jsonout_int(&w, "i", INT64_MIN);
	jsonout_open(&w, "a", '[');
	jsonout_number(&w, NULL, 0.1, NUMBER_DOUBLE);
	jsonout_number(&w, NULL, (double)0.8f, NUMBER_FLOAT);
	jsonout_number(&w, NULL, 1.0 / 3, NUMBER_DOUBLE);
	jsonout_number(&w, NULL, (double)NAN, NUMBER_DOUBLE);
	jsonout_number(&w, NULL, (double)-INFINITY, NUMBER_FLOAT);
	jsonout_close(&w, ']');
	jsonout_bool(&w, "t", true);
	jsonout_null(&w, "n");
	jsonout_raw(&w, "raw", "{\"x\":\n[1\r\n]}");
	jsonout_raw(&w, "bad", "{\"x\":");
	jsonout_raw(&w, "none", NULL);
	jsonout_open(&w, "o", '{');
	jsonout_close(&w, '}');
	jsonout_close(&w, '}');
	char *text = jsonout_finish(&w);
	assert_string_equal(text,
			    "{\"s\":\"a\\\"\\\\\\n\\t\\r\\b\\f\\u0001\\u007f\xc3\xa9\xef\xbf\xbd"
			    "\xef\xbf\xbd/\",\"nul\":\"a\\u0000b\","
			    "\"u\":18446744073709551615,\"i\":-9223372036854775808,"
			    "\"a\":[0.1,0.8,0.3333333333333333,null,null],\"t\":true,\"n\":null,"
			    "\"raw\":{\"x\": [1  ]},\"bad\":null,\"none\":null,\"o\":{}}\n");
	free(text);
	jsonout_string(&w, NULL, ""); /* a second text, without a newline */
	text = jsonout_finish_bare(&w);
	assert_string_equal(text, "\"\"");
	free(text);
	w.pretty = true;
	jsonout_open(&w, NULL, '{');
	jsonout_open(&w, "o", '{');
	jsonout_int(&w, "i", 1);
	jsonout_close(&w, '}');
	jsonout_open(&w, "a", '[');
	jsonout_int(&w, NULL, 1);
	jsonout_int(&w, NULL, 2);
	jsonout_close(&w, ']');
	jsonout_close(&w, '}');
	text = jsonout_finish(&w);
	assert_string_equal(text, "{\n  \"o\": {\n    \"i\": 1\n  },\n  \"a\": [1,2]\n}\n");
	free(text);
}

static void numbers_come_back(void **state)
{
	struct rnn_error err;

	(void)state;
	for (uint64_t i = 0; i < 2000; i++) {
		uint64_t bits = rng_bits(11, i);
		double x;
		memcpy(&x, &bits, sizeof x);
		if (!isfinite(x))
			continue;
		struct jsonout w = {0};
		jsonout_number(&w, NULL, x, NUMBER_DOUBLE);
		char *text = jsonout_finish(&w);
		cJSON *root = parse(text, &err);
		assert_non_null(root);
		assert_memory_equal(&root->valuedouble, &x, sizeof x);
		cJSON_Delete(root);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts),           cmocka_unit_test(refuses),
		cmocka_unit_test(refuses_floods),    cmocka_unit_test(tells_lack_of_memory),
		cmocka_unit_test(gets_members),      cmocka_unit_test(writes),
		cmocka_unit_test(numbers_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
