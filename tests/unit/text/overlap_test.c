/* overlap_test.c - the share of a text that occurs in another one. */
#include <math.h>

#include "scratch.h"
#include "text/overlap.h"

enum { WORDS = 4000 };

/* Writes `words` random words of 1 to 8 letters to *text, a newline after every eighth. */
static char *prose(uint64_t seed, int words)
{
	char *text = xcalloc((size_t)words * 9 + 1, 1), *p = text;

	for (int i = 0; i < words; i++) {
		uint64_t bits = rng_bits(seed, (uint64_t)i);
		for (uint64_t k = 0; k < 1 + bits % 8; k++)
			*p++ = (char)('a' + (bits >> (8 + 5 * k)) % 26);
		*p++ = i % 8 == 7 ? '\n' : ' ';
	}
	return text;
}

static void encode(struct corpus *c, const char *text, const struct vocab *v)
{
	long long unknown;
	uint16_t *ids;
	struct rnn_error err;

	*c = (struct corpus){.width = 2};
	assert_int_equal(vocab_text(v, "text", text, strlen(text), INVALID_ERROR, &unknown, &ids,
				    &c->n, NULL, &err),
			 0);
	assert_int_equal(vocab_init(&c->vocab, v->unit, v->symbol, v->size, &err), 0);
	c->id = ids;
}

/* Returns the share of `part` in `whole`. Both are encoded in an alphabet without the symbols before
 * `first`, with ids of two bytes. */
static double share_from(const char *whole, const char *part, uint32_t first)
{
	uint32_t symbol[128];
	struct corpus a, b;
	struct vocab v;
	struct rnn_error err;

	for (uint32_t i = 0; i < 128; i++)
		symbol[i] = i + first;
	assert_int_equal(vocab_init(&v, UNIT_CHAR, symbol, 128, &err), 0);
	encode(&a, whole, &v);
	encode(&b, part, &v);
	double share = overlap_share(&a, &b);
	corpus_free(&a);
	corpus_free(&b);
	vocab_free(&v);
	return share;
}

static double share(const char *whole, const char *part)
{
	return share_from(whole, part, 1);
}

static void new_text_shares_nothing(void **state)
{
	char *a = prose(1, WORDS), *b = prose(2, WORDS / 10);

	(void)state;
	assert_true(share(a, b) == 0);
	free(a);
	free(b);
}

static void a_copied_piece_is_found(void **state)
{
	char *a = prose(1, WORDS), *new = prose(2, WORDS);

	(void)state;
	size_t n = strlen(a);
	assert_true(share(a, a + n / 3) == 1);
	char *piece = xasprintf("%.*s%.*s", 3000, a + 5000, 3000, new);
	assert_true(fabs(share(a, piece) - 0.5) < 0.05);
	free(piece);
	free(new);
	free(a);
}

/* Lines in another order have few runs in common, but their lines are. */
static void copied_lines_are_found_in_any_order(void **state)
{
	char *a = prose(1, WORDS), *b = xcalloc(strlen(a) + 1, 1), *out = b;
	const char *end = a + strlen(a);

	(void)state;
	while (end > a) {
		const char *start = end - 1;
		while (start > a && start[-1] != '\n')
			start--;
		memcpy(out, start, (size_t)(end - start));
		out += end - start;
		end = start;
	}
	assert_true(share(a, b) > 0.99);
	assert_true(share_from(a, b, '\n' + 1) < 0.2); /* an alphabet without newline: one line */
	free(a);
	free(b);
}

static void short_texts_and_short_lines_share_nothing(void **state)
{
	char *a = prose(1, WORDS), lines[2001] = "";

	(void)state;
	char *piece = xasprintf("%.*s", OVERLAP_LEAST - 1, a);
	assert_true(share(a, piece) == 0);
	free(piece);
	free(a);
	char other[2001] = "";
	for (int i = 0; i < 1000; i++) {
		lines[2 * i] = (char)('0' + rng_bits(1, (uint64_t)i) % 10);
		other[2 * i] = (char)('0' + rng_bits(2, (uint64_t)i) % 10);
		lines[2 * i + 1] = other[2 * i + 1] = '\n';
	}
	assert_true(share(lines, other) == 0); /* dice rolls: the same lines by chance */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_text_shares_nothing),
		cmocka_unit_test(a_copied_piece_is_found),
		cmocka_unit_test(copied_lines_are_found_in_any_order),
		cmocka_unit_test(short_texts_and_short_lines_share_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
