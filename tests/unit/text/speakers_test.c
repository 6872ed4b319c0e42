/* speakers_test.c - the two speakers of texts of several kinds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "text/speakers.h"

/* Returns whether the text of n bytes has two speakers. */
static bool find_in(const char *text, size_t n, enum unit unit, struct speaker_pair *out)
{
	struct corpus_options o = {.unit = unit};
	struct corpus c;
	struct rnn_error err;
	int fd = memfd_create("text", 0);
	char name[32], *file = name;

	assert_true(fd >= 0 && write(fd, text, n) == (ssize_t)n);
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	if (corpus_read(&c, &file, 1, &o, &err) < 0)
		fail_msg("%s", err.text);
	bool found = speakers_find(&c, out);
	corpus_free(&c);
	close(fd);
	return found;
}

static bool find(const char *text, enum unit unit, struct speaker_pair *out)
{
	return find_in(text, strlen(text), unit, out);
}

static void finds_the_pair(void **state)
{
	static const struct {
		const char *text, *first, *second; /* first NULL: none */
		uint64_t turns;
	} row[] = {
		{"A: hi\nB: hello\nA: bye\nB: bye\n", "A: ", "B: ", 3},
		{"A: hi\nB: hello", NULL, NULL, 0},
		{"Q: hi\nA: hello\n\nQ: hi\nA: bye\n", "Q: ", "A: ", 2},
		{"B: hi\nA: hello\nB: oh\n\nA: so\nB: x\n\nB: y\nA: z\n", "B: ", "A: ", 4},
		/* the pair that alternates, not the most frequent speakers */
		{"X: 1\nX: 2\nX: 3\nX: 4\nX: 5\nY: 1\nA: 1\nB: 2\nA: 3\nB: 4\nA: 5\n",
		 "A: ", "B: ", 4},
		/* lines of others and of nobody */
		{"Tom:\thi\nAnn:\they\n  (laughs)\nTom:\tso\nAnn:\tyes\n", "Tom:\t", "Ann:\t", 3},
		{"<tom> hi\n<ann> hey\n<tom> so\n", "<tom> ", "<ann> ", 2},
		{"\u00c9va: h\u00e9\nB\u00e9la: oui\n\u00c9va: non\n",
		 "\u00c9va: ", "B\u00e9la: ", 2},
		{"a:b\nc:d\na:e\n", "a:", "c:", 2},
		{"no speakers\nat all\n", NULL, NULL, 0},
		{"A: one\nA: two\nA: three\n", NULL, NULL, 0},
		{": x\n: y\n", NULL, NULL, 0},
		{"a line that is much too long before its colon to be: a name\nA: x\n", NULL, NULL,
		 0},
		{"\n", NULL, NULL, 0},
		/* of a file from Windows: A begins two talks, B one */
		{"B: hi\r\nA: x\r\n\r\nA: so\r\nB: x\r\n\r\nA: y\r\nB: z\r\n", "A: ", "B: ", 3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int unit = UNIT_CHAR; unit <= UNIT_BYTE; unit++) {
			struct speaker_pair p;
			bool some = row[i].first != NULL;
			if (find(row[i].text, (enum unit)unit, &p) != some)
				fail_msg("row %zu: %s", i, some ? "none found" : p.first);
			if (!some)
				continue;
			assert_string_equal(p.first, row[i].first);
			assert_string_equal(p.second, row[i].second);
			assert_int_equal(p.turns, row[i].turns);
			speakers_pair_free(&p);
		}
}

/* A prefix that no description of a model can hold is none: Latin-1 in a text of bytes, a NUL. */
static void prefixes_are_text(void **state)
{
	static const char latin[] = "J\xfcrg: a\nAnn: b\nJ\xfcrg: c\nAnn: d\n",
			  nul[] = "A\0x: a\nB\0y: b\nA\0x: c\nB\0y: d\n",
			  third[] = "J\xfcrg: a\nAnn: b\nTom: c\nJ\xfcrg: d\nAnn: e\nTom: f\n";
	struct speaker_pair p;

	(void)state;
	assert_false(find_in(latin, sizeof latin - 1, UNIT_BYTE, &p));
	for (int unit = UNIT_CHAR; unit <= UNIT_BYTE; unit++)
		assert_false(find_in(nul, sizeof nul - 1, (enum unit)unit, &p));
	assert_true(find_in(third, sizeof third - 1, UNIT_BYTE, &p));
	assert_string_equal(p.first, "Ann: ");
	assert_string_equal(p.second, "Tom: ");
	speakers_pair_free(&p);
}

/* More prefixes than the table holds, and two speakers at the start. */
static void many_prefixes(void **state)
{
	size_t room = 3 << 20, n = 0;
	char *text = malloc(room);
	struct speaker_pair p;

	(void)state;
	for (int i = 0; i < 70000; i++) {
		n += (size_t)snprintf(text + n, room - n, "%sn%d: x\n", i < 9 ? "A: y\nB: z\n" : "",
				      i);
		assert_true(n < room - 64);
	}
	assert_true(find(text, UNIT_CHAR, &p));
	assert_string_equal(p.first, "A: ");
	assert_string_equal(p.second, "B: ");
	speakers_pair_free(&p);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_pair),
		cmocka_unit_test(prefixes_are_text),
		cmocka_unit_test(many_prefixes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
