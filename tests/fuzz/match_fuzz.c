/* match_fuzz.c - an expression, and lists, over an alphabet of eight. The first byte says which; the second
 * gives the unit and the length. An expression ends at a 0 byte, texts follow: an automaton accepts those that
 * PCRE2 matches as a whole, and from each state there is a way to the end that is as long as it says. A list is
 * of characters (--only), then of texts whose ends are 0 bytes: a walk that takes what a guide allows spells one
 * of them. What is refused says so in one line. */
#include <string.h>

#include "fuzz.h"
#include "run/guide.h"
#include "run/matches.h"
#include "text/regex.h"
#include "text/symbol_set.h"

enum { LETTERS = 8, TEXT_MAX = 40, EXPRESSION_MAX = 200 };

static struct vocab vocab(enum unit unit)
{
	static const uint32_t letters[LETTERS] = {'\n', ' ', '-', '1', 'A', 'a', 'b', 0xe9};
	struct vocab v;

	MUST(vocab_init(&v, unit, letters, LETTERS, NULL) == 0);
	return v;
}

static void check_error(const struct rnn_error *err)
{
	MUST((err->status == 64 || err->status == 71) && err->text[0] != 0 &&
	     strchr(err->text, '\n') == NULL);
}

/* Walks by the guide, by the bytes, and checks that it ends at a complete text with the room given. */
static size_t walk(const struct guide *g, long long room, const uint8_t *data, size_t n,
		   uint16_t *ids)
{
	struct guide_state s;
	bool may[LETTERS];
	size_t at = 0;

	guide_start(g, &s, 0);
	for (; guide_mark(g, &s, room, may); room--) {
		if (guide_complete(g, &s) && (n == 0 || data[at % n] >= 0xc0))
			return at;
		unsigned id = n > 0 ? data[at % n] % LETTERS : 0;
		while (!may[id])
			id = (id + 1) % LETTERS;
		guide_push(g, &s, (int)id);
		ids[at++] = (uint16_t)id;
	}
	MUST(guide_complete(g, &s));
	return at;
}

static bool matches(struct regex *r, const struct vocab *v, const uint16_t *ids, size_t n,
		    int *result)
{
	char text[4 * TEXT_MAX];
	size_t bytes = 0;

	for (size_t i = 0; i < n; i++)
		bytes += (size_t)vocab_encode(v, ids[i], text + bytes);
	*result = regex_whole(r, text, bytes);
	return *result >= 0;
}

static void check_automaton(const struct automaton *a, struct regex *r, const struct vocab *v,
			    long long length, const uint8_t *data, size_t n)
{
	struct guide g = {.V = LETTERS, .match = a};
	uint16_t ids[TEXT_MAX];
	int state = AUTOMATON_START, matched;

	for (size_t i = 0; i < n && i < TEXT_MAX; i++) {
		if (matches(r, v, ids, i, &matched))
			MUST(automaton_reaches(a, state, 0) == (matched == 1));
		ids[i] = data[i] % LETTERS;
		state = state < 0 ? state : automaton_next(a, state, ids[i]);
	}
	if (!automaton_reaches(a, AUTOMATON_START, length))
		return;
	size_t got = walk(&g, length, data, n, ids);
	MUST(got <= (size_t)length);
	if (matches(r, v, ids, got, &matched))
		MUST(matched == 1);
}

static void try_expression(const struct vocab *v, long long length, const uint8_t *data, size_t n)
{
	const uint8_t *end = memchr(data, 0, n);
	size_t bytes = end != NULL ? (size_t)(end - data) : n;
	struct automaton a;
	struct rnn_error err = {0};

	if (bytes > EXPRESSION_MAX)
		return;
	if (automaton_init(&a, (const char *)data, bytes, v, NULL, &err) < 0) {
		check_error(&err);
	} else {
		struct regex *r = regex_new((const char *)data, bytes, v->unit, 0, &err);
		MUST(r != NULL);
		check_automaton(&a, r, v, length, data + bytes, n - bytes);
		regex_free(r);
	}
	automaton_free(&a);
}

static void try_list(const struct vocab *v, const uint8_t *data, size_t n)
{
	const uint8_t *end = memchr(data, 0, n);
	size_t bytes = end != NULL ? (size_t)(end - data) : n;
	char *set = xcalloc(bytes + 1, 1);
	bool has[LETTERS] = {false};
	struct choices list;
	struct rnn_error err = {0};
	uint16_t ids[TEXT_MAX];

	memcpy(set, data, bytes);
	if (symbol_set_add(v, set, has, NULL, NULL, &err) < 0)
		check_error(&err);
	free(set);
	choices_init(&list);
	for (size_t i = bytes, k = 0; i < n; i++) {
		if (data[i] != 0 && k < TEXT_MAX)
			ids[k++] = data[i] % LETTERS;
		if (data[i] != 0 && k < TEXT_MAX)
			continue;
		choices_add(&list, ids, k);
		k = 0;
	}
	choices_sort(&list);
	if (list.n > 0) {
		struct guide g = {.V = LETTERS, .list = &list};
		size_t got = walk(&g, -1, data, n, ids), found = 0;
		for (size_t i = 0; i < list.n; i++) {
			const uint16_t *text;
			found += choices_get(&list, i, &text) == got &&
				 (got == 0 || memcmp(text, ids, got * sizeof *ids) == 0);
		}
		MUST(found == 1);
	}
	choices_free(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n < 3)
		return 0;
	struct vocab v = vocab(data[1] & 1 ? UNIT_BYTE : UNIT_CHAR);
	if (data[0] == 'l')
		try_list(&v, data + 2, n - 2);
	else
		try_expression(&v, data[1] / 2 % TEXT_MAX, data + 2, n - 2);
	vocab_free(&v);
	return 0;
}
