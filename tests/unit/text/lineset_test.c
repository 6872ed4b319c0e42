/* lineset_test.c - sets of lines: white space at the ends, lines of texts, many lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "check.h"
#include "text/lineset.h"

static void test_white_space_at_the_ends_is_no_difference(void **state)
{
	static const char *const same[] = {"a b", " a b", "a b\t", "\r\n a b \v\f\n"};
	static const char *const other[] = {"a  b", "ab", "a b c", "A b", "", "a b\xc2\xa0"};
	struct lineset *s = lineset_new();

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		assert_int_equal(lineset_add(s, same[i], strlen(same[i])), i == 0);
	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		assert_true(lineset_add(s, other[i], strlen(other[i])));
	assert_false(lineset_add(s, " \n", 2)); /* the empty text */
	assert_true(lineset_add(s, "a\0b", 3));
	assert_true(lineset_add(s, "a\0c", 3));
	lineset_free(s);
}

static void test_lines_of_texts_are_found(void **state)
{
	static const char text[] = "one\r\n\n  two words \n \t \nlast";
	static const char *const has[] = {"one", "x\n one", "two words\t\nx", "\n\nlast\n", "last"};
	static const char *const lacks[] = {"",    "\n",       " ", "two", "words", "one two words",
					    "las", "x\n\n \ny"};
	struct lineset *s = lineset_new();

	(void)state;
	assert_false(lineset_has_line(s, "one", 3));
	lineset_add_lines(s, text, sizeof text - 1);
	for (size_t i = 0; i < sizeof has / sizeof *has; i++)
		check_that(lineset_has_line(s, has[i], strlen(has[i])), "%s", has[i]);
	for (size_t i = 0; i < sizeof lacks / sizeof *lacks; i++)
		check_that(!lineset_has_line(s, lacks[i], strlen(lacks[i])), "%s", lacks[i]);
	lineset_free(s);
}

static void test_many_lines(void **state)
{
	struct lineset *s = lineset_new();
	char line[16];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		int n = snprintf(line, sizeof line, "%d", i);
		assert_true(lineset_add(s, line, (size_t)n));
	}
	for (int i = 0; i < 40000; i++) {
		int n = snprintf(line, sizeof line, "%d", i);
		check_that(lineset_has_line(s, line, (size_t)n) == (i < 20000), "%d", i);
	}
	lineset_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_white_space_at_the_ends_is_no_difference),
		cmocka_unit_test(test_lines_of_texts_are_found),
		cmocka_unit_test(test_many_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
