/*
 * next_mix_test.c - the most likely words by a mixture of networks, counts and a cache, against an enumeration of
 * all texts up to some length, each of which another mixture reads from its start.
 */
#include "next_truth.h"

static const struct setup setups[] = {
	{UNIT_CHAR, 4, {' ', '.', 'a', 'b'}, {NULL}},
	{UNIT_CHAR, 4, {'\'', '.', 'a', 'b'}, {NULL}}, /* no blank */
};

enum { MEMBERS = 4 };

/* The members: two networks, of which the second lacks the last symbol; counts; a cache. */
struct members {
	struct model m[2];
	struct vocab v[2];
	struct ngram *counts;
};

static void members_init(struct members *a, const struct setup *s)
{
	uint16_t *text = random_ids(300, s->size, 4);

	for (int i = 0; i < 2; i++) {
		sharp_model(&a->m[i], s->size - i, NULL, FORMAT_F32);
		assert_int_equal(vocab_init(&a->v[i], s->unit, s->symbol, s->size - i, NULL), 0);
	}
	a->counts = ngram_new(MEMBER_ORDER, s->size, (size_t)1 << 30);
	assert_int_equal(ngram_count(a->counts, text, 300, NULL), 0);
	free(text);
}

static void members_free(struct members *a)
{
	for (int i = 0; i < 2; i++) {
		model_free(&a->m[i]);
		vocab_free(&a->v[i]);
	}
	ngram_free(a->counts);
}

static struct mix *members_mix(const struct members *a, const struct mix_weights *w)
{
	struct member *const member[MEMBERS] = {
		member_network(&a->m[0], &a->v[0], &a->v[0], 1),
		member_network(&a->m[1], &a->v[1], &a->v[0], 1),
		member_ngram(a->counts, a->v[0].size),
		member_cache(NULL, a->v[0].size),
	};

	return mix_new(member, MEMBERS, a->v[0].size, w);
}

/* Returns the weights that a mixture has after a text. */
static struct mix_weights weights_after(struct mix *x, enum mix_form form, const struct vocab *v,
					const char *text)
{
	struct mix_weights w = {.form = form, .n = MEMBERS};
	uint16_t *ids;
	size_t n;

	assert_int_equal(vocab_piece(v, "text", text, strlen(text), NULL, &ids, &n, NULL), 0);
	mix_prime(x, ids, n);
	for (int k = 0; k < MEMBERS; k++)
		w.w[k] = mix_weight(x, k);
	free(ids);
	return w;
}

static void mixtures_equal_an_enumeration(void **state)
{
	static const struct {
		int setup;
		const char *text;
		struct mix_weights weights;
		double temperature;
	} row[] = {
		{0, "b ab.ab", {.form = MIX_PRODUCT, .n = 4, .w = {0.5, 0.4, 0.2, 0.3}}, 1},
		{1, ".ab'a.ab.ab", {.form = MIX_LINEAR, .n = 4, .w = {0.5, 0.2, 0.2, 0.1}}, 0.8},
		{0, ".ab a.ab.", {.form = MIX_PRODUCT, .learned = true}, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct members a;
		members_init(&a, &setups[row[i].setup]);
		struct mix *x = members_mix(&a, &row[i].weights);
		struct mix_weights w = weights_after(x, row[i].weights.form, &a.v[0], row[i].text);
		struct mix *other = members_mix(&a, &w);
		compare_with(&setups[row[i].setup], &a.m[0], x, other, row[i].text,
			     row[i].temperature);
		mix_free(other);
		mix_free(x);
		members_free(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(mixtures_equal_an_enumeration)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
