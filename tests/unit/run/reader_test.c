/*
 * reader_test.c - readers of a mixture against mixtures that read the whole text from its start: one stream,
 * streams side by side, states that are restored in any order, in other streams and in the other reader;
 * weights that are learned from the start of the text; states from files.
 */
#include "mix_lab.h"
#include "run/reader.h"

enum { STREAMS = 3, STEPS = 30, TEXT_MAX = 60 + STEPS };

static const struct mix_weights weights[] = {
	{.form = MIX_PRODUCT, .n = K, .w = {0.5, 0.4, 0.3, 0.1, 0.2}},
	{.form = MIX_LINEAR, .n = K, .w = {0.3, 0.3, 0.2, 0.1, 0.1}},
	{.form = MIX_PRODUCT, .learned = true},
};
enum { WEIGHTS = sizeof weights / sizeof *weights };

/* Readers that have read a text, and what a stream has read after it. */
struct after {
	struct mix_lab *l;
	struct mix_weights fixed; /* weights after the text */
	size_t prime;
	struct mix *x;
	struct reader *one, *many;
	uint16_t text[STREAMS][TEXT_MAX];
	size_t n[STREAMS];
	float *state[STREAMS];
};

static void after_init(struct after *a, struct mix_lab *l, const struct mix_weights *w,
		       size_t prime)
{
	*a = (struct after){.l = l, .prime = prime, .x = mix_lab_new(l, w)};
	a->one = reader_new(&l->m[0], a->x,
			    &(struct predict_options){1, MEMBER_STEPS, .threads = 1}, NULL);
	a->many = reader_new(&l->m[0], a->x, &(struct predict_options){STREAMS, 1, .threads = 1},
			     a->one);
	reader_prime(a->one, l->ids, prime);
	a->fixed = (struct mix_weights){.form = w->form, .n = K};
	for (int k = 0; k < K; k++)
		a->fixed.w[k] = mix_weight(a->x, k);
	for (int b = 0; b < STREAMS; b++) {
		a->state[b] = xcalloc(reader_state_size(&l->m[0], a->x), sizeof(float));
		reader_save(a->one, 0, a->state[b]);
		memcpy(a->text[b], l->ids, prime * sizeof *l->ids);
		a->n[b] = prime;
	}
}

static void after_free(struct after *a)
{
	for (int b = 0; b < STREAMS; b++)
		free(a->state[b]);
	reader_free(a->many);
	reader_free(a->one);
	mix_free(a->x);
}

/* Compares a row with that of a mixture that reads the text of stream b at once. */
static void check_row(const struct after *a, const float *got, int b)
{
	struct mix *want = mix_lab_new(a->l, &a->fixed);

	mix_prime(want, a->text[b], a->n[b]);
	const float *row = mix_row(want, 0);
	for (int v = 0; v < V; v++)
		check_near(got[v], row[v], 1e-5, "after %zu, stream %d at %zu, symbol %d", a->prime,
			   b, a->n[b], v);
	mix_free(want);
}

/* Reads one more symbol in each stream, all of them in `many` or one after the other in `one`, each from the
 * state that another stream of `many` may have saved. */
static void read_on(struct after *a, int step, bool side_by_side)
{
	uint16_t x[STREAMS];

	for (int b = 0; b < STREAMS; b++)
		a->text[b][a->n[b]++] = x[b] = a->l->ids[(b + 1) * 47 + step];
	for (int b = 0; b < STREAMS && side_by_side; b++)
		reader_restore(a->many, (b + step) % STREAMS, a->state[b]);
	if (side_by_side) {
		uint16_t at[STREAMS];
		for (int b = 0; b < STREAMS; b++)
			at[(b + step) % STREAMS] = x[b];
		reader_side_by_side(a->many, at, STREAMS);
	}
	for (int b = STREAMS; b-- > 0;) {
		struct reader *r = side_by_side ? a->many : a->one;
		int stream = side_by_side ? (b + step) % STREAMS : 0;
		if (!side_by_side) {
			reader_restore(r, 0, a->state[b]);
			reader_feed(r, &x[b], 1);
		}
		check_row(a, reader_next(r, stream), b);
		reader_save(r, stream, a->state[b]);
	}
}

/* The second text ends within symbols that a network does not know. */
static void streams_go_on(void **state)
{
	static const size_t prime[] = {0, 33, 45};
	struct mix_lab *l = xcalloc(1, sizeof *l);
	struct after a;

	(void)state;
	mix_lab_init(l);
	for (int i = 0; i < WEIGHTS; i++)
		for (size_t k = 0; k < sizeof prime / sizeof *prime; k++) {
			after_init(&a, l, &weights[i], prime[k]);
			for (int step = 0; step < STEPS; step++)
				read_on(&a, step, step % 3 != 2);
			for (int b = 0; b < STREAMS; b++)
				check_row(&a, reader_state_row(a.one, a.state[b]), b);
			after_free(&a);
		}
	mix_lab_free(l);
}

/* Each text is read from the start, with the first weights: what came before leaves no trace. */
static void starts_anew(void **state)
{
	struct mix_lab *l = xcalloc(1, sizeof *l);
	struct after a;
	float *again;

	(void)state;
	mix_lab_init(l);
	after_init(&a, l, &weights[2], 50);
	size_t size = reader_state_size(&l->m[0], a.x) * sizeof *again;
	again = xcalloc(1, size);
	assert_true(reader_learns(a.one));
	reader_prime(a.one, l->ids + 20, 90);
	reader_feed(a.one, l->ids, 30);
	check_that(mix_weight(a.x, 0) != a.fixed.w[0], "the weights do not depend on the text");
	reader_prime(a.one, l->ids, 50);
	for (int k = 0; k < K; k++)
		check_near(mix_weight(a.x, k), a.fixed.w[k], 0, "weight %d", k);
	reader_save(a.one, 0, again);
	assert_memory_equal(again, a.state[0], size);
	check_row(&a, reader_next(a.one, 0), 0);
	free(again);
	after_free(&a);
	mix_lab_free(l);
}

/* States of networks and n-grams that were changed are refused. */
static void bad_states(void **state)
{
	static const float bad[] = {-1, 10, 1.5f, 2};
	struct mix_lab *l = xcalloc(1, sizeof *l);
	struct rnn_error err;

	(void)state;
	mix_lab_init(l);
	struct member *const member[2] = {member_network(&l->m[0], &l->all, &l->all, 1),
					  member_ngram(l->ngram, V)};
	struct mix *x = mix_new(member, 2, V, &(struct mix_weights){.form = MIX_LINEAR});
	size_t size = mix_state_size(x), counts = member_state_size(member[1]);
	float *s = xcalloc(size, sizeof *s), *last = s + size - counts;
	mix_prime(x, l->ids, 3);
	mix_save(x, s);
	assert_int_equal(mix_state_check(x, s, "f", &err), 0);
	assert_true(last[0] == 3 && last[1] == (float)l->ids[0] && last[3] == (float)l->ids[2]);
	for (int i = 0; i < 3; i++) {
		last[0] = bad[i];
		assert_int_equal(mix_state_check(x, s, "f", &err), -1);
		assert_non_null(strstr(err.text, "last symbols"));
	}
	last[0] = 3;
	last[2] = V;
	assert_int_equal(mix_state_check(x, s, "f", &err), -1);
	last[2] = 0.5f;
	assert_int_equal(mix_state_check(x, s, "f", &err), -1);
	last[2] = 0;
	s[0] = bad[3];
	assert_int_equal(mix_state_check(x, s, "f", &err), -1);
	assert_non_null(strstr(err.text, "hidden state"));
	assert_int_equal(mix_weights_check(x, (double[]){0.25, 0.75}, "f", &err), 0);
	assert_int_equal(mix_weights_check(x, (double[]){0, 0}, "f", &err), -1);
	free(s);
	mix_free(x);
	mix_lab_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(streams_go_on),
		cmocka_unit_test(starts_anew),
		cmocka_unit_test(bad_states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
