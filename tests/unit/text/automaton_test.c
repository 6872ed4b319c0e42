/* automaton_test.c - which expressions have an automaton, what may not occur in a text, and where a text
 * need not end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "automaton_lab.h"

/* A sample has no end where it can always go on, and so can what follows. */
static void endless_expressions(void **state)
{
	static const struct {
		const char *text;
		bool endless;
	} row[] = {
		{"", false},
		{"ab", false},
		{"a*", false},
		{"\\w+", false},
		{".*", false},
		{"[^b]*", false},
		{"(?s).{3}", false},
		{"(?s).*", true},
		{"(?s).*b", true},
		{"(?s)a.*", true},
		{"a|(?s)bb.*", true},
		{"(?s)(?!a).*", true},
		{"(?s)(?!.*a).*", false},
		{"(.|\\n)+", true},
		{"(?s)(a.)*", false},
		{"(?s)(.a)*.*", true},
	};
	struct vocab v = alphabet(UNIT_CHAR);

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row && has_regex(); i++) {
		struct automaton a;
		struct rnn_error err;
		assert_int_equal(automaton_init(&a, row[i].text, strlen(row[i].text), &v, NULL,
						&err),
				 0);
		if (automaton_endless(&a) != row[i].endless)
			fail_msg("%s: %sendless", row[i].text, row[i].endless ? "not " : "");
		automaton_free(&a);
	}
	vocab_free(&v);
}

/* A symbol that may not occur is no way out. */
static void what_may_not_occur_ends_nothing(void **state)
{
	static const bool may[LETTERS] = {[3] = true, [4] = true};
	struct vocab v = alphabet(UNIT_CHAR);
	struct automaton a;
	struct rnn_error err;

	(void)state;
	if (has_regex()) {
		assert_int_equal(automaton_init(&a, "\\w*", 3, &v, may, &err), 0);
		assert_true(automaton_endless(&a));
		automaton_free(&a);
		assert_int_equal(automaton_init(&a, "a*", 2, &v, may, &err), 0);
		assert_false(automaton_endless(&a));
		automaton_free(&a);
	}
	vocab_free(&v);
}

static void refuses(void **state)
{
	static const struct {
		const char *text, *why;
	} row[] = {
		{"(a", "byte 2: missing closing parenthesis"},
		{"[a", "byte 2: missing terminating ]"},
		{"a\xff", "byte 1: UTF-8 error"},
		{"(a)\\1", "byte 3: a back reference"},
		{"(?<n>a)\\k<n>", "byte 7: a back reference"},
		{"a\\Kb", "byte 1: \\K"},
		{"(?<=a)b", "byte 0: a look-behind"},
		{"(?<!a)b", "byte 0: a look-behind"},
		{"(?>a)b", "byte 0: an atomic group"},
		{"a(?R)?b", "byte 1: a reference or a recursion"},
		{"(a)(?1)", "byte 3: a reference or a recursion"},
		{"(a)(?-1)", "byte 3: a recursion"},
		{"(a)?(?(1)b|x)", "byte 4: a condition"},
		{"(*UCP)a", "byte 0: (*...)"},
		{"a++", "byte 2: a possessive quantifier"},
		{"(?x)a+ +", "byte 7: a possessive quantifier"},
		{"a+(?#c)+", "byte 7: a possessive quantifier"},
		{"a{,3}", "byte 1: write {0,n}"},
		{"[[:<:]]a", "byte 0: [[:<:]]"},
		{"\\R", "byte 0: \\K, \\G, \\R"},
		{"(a|b)*a(a|b){30}", "too complex"},
		{"a**", "byte 2: quantifier does not follow"},
		{"((a{0,999}b{0,999}){0,999}x?){0,999}1",
		 "byte 37: regular expression is too large"},
		{"(?=.*(a.*){300})(?=.*(b.*){300}).*", "too complex"},
	};
	struct vocab v = alphabet(UNIT_CHAR);
	struct automaton a;
	struct rnn_error err;

	(void)state;
	if (!has_regex())
		skip();
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_int_equal(automaton_init(&a, row[i].text, strlen(row[i].text), &v, NULL,
						&err),
				 -1);
		assert_int_equal(err.status, 64);
		if (strncmp(err.text, row[i].why, strlen(row[i].why)) != 0)
			fail_msg("%s: %s", row[i].text, err.text);
		automaton_free(&a);
	}
	vocab_free(&v);
}

/* Excluded symbols do not occur, and the way to a match without them may be longer, or there is none. */
static void excluded_symbols(void **state)
{
	const bool may[LETTERS] = {false, false, false, true, false, true, false};
	struct vocab v = alphabet(UNIT_CHAR);
	struct automaton a;
	struct rnn_error err;

	(void)state;
	if (!has_regex())
		skip();
	assert_int_equal(automaton_init(&a, "b|axx", 5, &v, may, &err), 0);
	assert_int_equal(a.least[AUTOMATON_START], 3);
	assert_false(automaton_reaches(&a, AUTOMATON_START, 2));
	assert_true(automaton_reaches(&a, AUTOMATON_START, 3));
	assert_int_equal(automaton_next(&a, AUTOMATON_START, 4), AUTOMATON_NONE);
	automaton_free(&a);
	assert_int_equal(automaton_init(&a, "a+b", 3, &v, may, &err), 0);
	assert_false(automaton_reaches(&a, AUTOMATON_START, -1));
	automaton_free(&a);
	vocab_free(&v);
}

/* What can be true in 3^50 ways is one formula. */
static void many_ways(void **state)
{
	static const char text[] = "(?:(?=a{0,9}b)|(?!x{0,9}1)|\\b){50}[abx1]*";
	struct vocab v = alphabet(UNIT_CHAR);
	struct automaton a;
	struct rnn_error err;

	(void)state;
	if (!has_regex())
		skip();
	assert_int_equal(automaton_init(&a, text, strlen(text), &v, NULL, &err), 0);
	assert_true(a.states > 1 && a.states < 100);
	automaton_free(&a);
	vocab_free(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(endless_expressions),
		cmocka_unit_test(what_may_not_occur_ends_nothing),
		cmocka_unit_test(refuses),
		cmocka_unit_test(excluded_symbols),
		cmocka_unit_test(many_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
