/* automaton_language_test.c - automata of regular expressions accept what PCRE2 matches, and know the
 * shortest way to a match. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "automaton_lab.h"
#include "draw.h"

enum { LONGEST = 5, FAR = 1000 };

static size_t encode(const struct vocab *v, const uint16_t *ids, int n, char *text)
{
	size_t bytes = 0;

	for (int i = 0; i < n; i++)
		bytes += (size_t)vocab_encode(v, ids[i], text + bytes);
	return bytes;
}

/* The next text of n letters in order; false after the last. */
static bool advance(uint16_t *ids, int n)
{
	for (int i = n - 1; i >= 0; i--) {
		if (++ids[i] < LETTERS)
			return true;
		ids[i] = 0;
	}
	return false;
}

/* Every text of up to LONGEST letters is accepted if PCRE2 matches it as a whole; no way to a match is
 * shorter than the automaton says. Returns how many match. */
static int compare(const char *text, const struct vocab *v, const struct automaton *a)
{
	struct rnn_error err;
	struct regex *r = regex_new(text, strlen(text), v->unit, 0, &err);
	int matches = 0;

	assert_non_null(r);
	for (int n = 0; n <= LONGEST; n++) {
		uint16_t ids[LONGEST] = {0};
		do {
			char bytes[4 * LONGEST];
			long long left[LONGEST + 1];
			int state = AUTOMATON_START, k = 0;
			bool reached = automaton_reaches(a, state, n);
			for (; k < n && state >= 0; k++) {
				left[k] = a->least[state];
				state = automaton_next(a, state, ids[k]);
			}
			bool accepts = automaton_reaches(a, state, 0);
			int want = regex_whole(r, bytes, encode(v, ids, n, bytes));
			if (want >= 0 && accepts != (want == 1))
				fail_msg("%s: '%.*s' is %s", text, (int)encode(v, ids, n, bytes),
					 bytes, accepts ? "accepted" : "not accepted");
			if (accepts) {
				assert_true(reached);
				for (k = 0; k < n; k++)
					assert_true(left[k] >= 0 && left[k] <= n - k);
			}
			matches += accepts;
		} while (advance(ids, n));
	}
	regex_free(r);
	return matches;
}

/* From each state that claims to reach a match there is a step that does with one symbol less. */
static void check_ways(const struct automaton *a)
{
	for (int s = 0; s < a->states; s++) {
		long long best = FAR;
		for (int id = 0; id < a->V; id++) {
			int next = automaton_next(a, s, id);
			if (next >= 0 && a->least[next] >= 0 && a->least[next] < best)
				best = a->least[next];
		}
		if (a->least[s] != 0)
			assert_true(a->least[s] == (best == FAR ? -1 : best + 1));
	}
}

static int check(const char *text, enum unit unit)
{
	struct vocab v = alphabet(unit);
	struct automaton a;
	struct rnn_error err;
	int matches;

	if (automaton_init(&a, text, strlen(text), &v, NULL, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	check_ways(&a);
	matches = compare(text, &v, &a);
	automaton_free(&a);
	vocab_free(&v);
	return matches;
}

static void known_expressions(void **state)
{
	static const struct {
		const char *text;
		int matches;
	} row[] = {
		{"", 1},
		{"a", 1},
		{"a|b", 2},
		{"a*", 6},
		{"(?:)*", 1},
		{"(a?)*", 6},
		{"(a*)*b", 5},
		{"(a|)+b?", -1},
		{"a{2}", 1},
		{"a{2,}", 4},
		{"a{0,2}b", 3},
		{"a{0}b", 1},
		{"(a|b){2,3}", 12},
		{"(a?){3}", 4},
		{"(a?b?){2,3}x", -1},
		{"(?:a{2}){2}", 1},
		{"a??b*?", -1},
		{"[ab]x", 2},
		{"[^ab]", 5},
		{"[]a]", 1},
		{"[^]a]", 6},
		{"[a\\]b]", 2},
		{"[[:alpha:]]", 4},
		{"[[:^alpha:]b]", 4},
		{"[\\Qa]\\Eb]", 2},
		{"[a-b\\d]", 3},
		{".", 6},
		{"(?s).", 7},
		{"(?s:.)|a", 7},
		{"\\N", 6},
		{"\\w", 5},
		{"\\W", 2},
		{"\\d\\D", 6},
		{"\\s", 2},
		{"\\p{L}", 4},
		{"\\pL\\PL", 12},
		{"\\p{^L}", 3},
		{"\\x61", 1},
		{"\\x{e9}", 1},
		{"\\xe9", 1},
		{"\\o{141}", 1},
		{"\\0", 0},
		{"\\n\\x0a", 1},
		{"\\cJ", 1},
		{"\\h|\\v", 2},
		{"\\e|a", 1},
		{"\\N{U+e9}", 1},
		{"\\Qa*\\E|x", 1},
		{"\\Qab\\E+", 4},
		{"a\\E+", 5},
		{"(?i)A", 1},
		{"(?i)\xc3\x89", 1},
		{"(?i:A)B", 0},
		{"((?i)A|B)b", 2},
		{"(?i)A(?-i)B", 0},
		{"(?^)a", 1},
		{"(?x) a b # c\n x", 1},
		{"(?x:a b)\\ b", 1},
		{"(?x)[a b] +", 363},
		{"(?xx)[a b]", 2},
		{"(?#comment)a(?#b)+", 5},
		{"(?x)ba{2} ?", 1},
		{"(?x)ba{2} # c\n ?", 1},
		{"ba{2}(?#c)?", 1},
		{"ba{2}\\E?", 1},
		{"ba{2}\\Q\\E?", 1},
		{"ba{2}\\Qa", 1},
		{"(?<name>a)b", 1},
		{"(?P<name>a)(?'b'b)", 1},
		{"(?|a|b)x", 2},
		{"^a$", 1},
		{"a^b", 0},
		{"(^a|b)*", -1},
		{"a$b", 0},
		{"(a$|b)\\n?", 4},
		{"a$\\n", 1},
		{"a$\\n\\n", 0},
		{"\\Aa\\z", 1},
		{"a\\Z\\n", 1},
		{"a\\z\\n", 0},
		{"(?m)a$\\n^b", 1},
		{"(?m)(?s)(^a.*)+", -1},
		{"(?m)a\\n^", 0},
		{"(?m)(^|b)*a\\n?$\\n?", -1},
		{"\\ba\\b", 1},
		{"a\\bb", 0},
		{"a\\b \\bb", 1},
		{"(\\b[ab]+\\b ?)+", -1},
		{"a\\B[b ]", 1},
		{"\\B \\B", 1},
		{"(?=a)\\w", 1},
		{"(?=.*b)[ab]{3}", 7},
		{"(?!a)\\w", 4},
		{"(?:(?!ab)[ab])*", -1},
		{"(?!.*aa)[ab]{4}", 8},
		{"(?=a*$)[ab]*", 6},
		{"(?=a(?!b))[ab]{2}", 1},
		{"(?!(?=a)[ab])b?", 2},
		{"(?:(?=a)|b)*a", -1},
		{"(?:(?=a)){3}a", 1},
		{"(?=a)?b", 1},
		{"(?=a){2,3}a", 1},
		{"(?:a|(?=b))+b?", -1},
		{"(?=(a|b)*x)(?=.{2,3}$)[abx]*", -1},
		{"(?!)", 0},
		{"a(?=b)", 0},
		{"{a", 0},
		{"a{x", 0},
		{"a]", 0},
		{"(?s)(?=.*1)(?=.*a)(?!.*b).{3}", -1},
		{"(a|ab)(x|bx)", 3},
		{"a{1,2,3}", 0},
		{"(?:a|b|x|1)*?1", -1},
	};

	(void)state;
	if (!has_regex())
		skip();
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		int matches = check(row[i].text, UNIT_CHAR);
		if (row[i].matches >= 0 && matches != row[i].matches)
			fail_msg("%s: %d texts match, not %d", row[i].text, matches,
				 row[i].matches);
	}
	assert_int_equal(check("\\xe9+", UNIT_BYTE), LONGEST);
	assert_int_equal(check("(?i)[^\\w]", UNIT_BYTE), 3); /* byte 0xe9 belongs to no word */
}

/* Writes a random expression. */
static void grow(char *to, size_t room, int depth)
{
	static const char *const leaf[] = {"a",     "b",       "[ax]", ".",   "\\w", "1",
					   "(?=a)", "(?!b)",   "\\b",  "^",   "$",   "",
					   "\\n",   "(?!.*1)", "\\B",  "(?m)"};
	static const char *const after[] = {"*", "+", "?", "{2}", "{0,2}", "{1,3}"};
	char x[600] = "", y[600] = "";

	if (depth == 0) {
		snprintf(to, room, "%s", leaf[below(sizeof leaf / sizeof *leaf)]);
		return;
	}
	grow(x, sizeof x, depth - 1);
	switch (below(6)) {
	case 0:
		snprintf(to, room, "(?:%s)%s", x, after[below(sizeof after / sizeof *after)]);
		return;
	case 1:
		grow(y, sizeof y, depth - 1);
		snprintf(to, room, "(%s|%s)", x, y);
		return;
	case 2:
		snprintf(to, room, "(?%c%s)", uniform() < 0.5 ? '=' : '!', x);
		return;
	default:
		grow(y, sizeof y, depth - 1);
		snprintf(to, room, "%s%s", x, y);
	}
}

static void random_expressions(void **state)
{
	char text[1300];
	int some = 0;

	(void)state;
	if (!has_regex())
		skip();
	for (int round = 0; round < 300; round++) {
		grow(text, sizeof text, 2 + below(3));
		some += check(text, UNIT_CHAR) > 0;
	}
	assert_true(some > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_expressions),
		cmocka_unit_test(random_expressions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
