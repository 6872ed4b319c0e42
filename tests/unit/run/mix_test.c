/*
 * mix_test.c - mixtures against plain sums over rows that are computed apart: both forms, fixed and
 * learned weights, an alphabet that lacks symbols, counts, a cache; that rows sum to 1; that the fitted
 * weights are the best; that one member alone is what it is without a mixture.
 */
#include <math.h>

#include "mix_lab.h"
#include "run/mix_slots.h"

/* Returns the mixture of the rows by its definition, in p (V). */
static void plain_mix(enum mix_form form, double row[K][V], const double *w, double *p)
{
	double sum = 0;

	for (int v = 0; v < V; v++) {
		double z = 0;
		for (int k = 0; k < K; k++)
			z += form == MIX_LINEAR ? w[k] * exp(row[k][v]) : w[k] * row[k][v];
		p[v] = form == MIX_LINEAR ? z : exp(z);
		sum += p[v];
	}
	for (int v = 0; v < V; v++)
		p[v] /= sum;
}

static const struct mix_weights fixed[] = {
	{.form = MIX_LINEAR, .n = K, .w = {0.3, 0.3, 0.2, 0.1, 0.1}},
	{.form = MIX_LINEAR, .n = K, .w = {0, 2, 2, 0, 1}}, /* divided by their sum */
	{.form = MIX_LINEAR},
	{.form = MIX_PRODUCT, .n = K, .w = {0.3, 0.3, 0.2, 0.1, 0.1}},
	{.form = MIX_PRODUCT, .n = K, .w = {0.1, 0, 1.1, 0.7, 0.4}},
	{.form = MIX_PRODUCT},
};
enum { FIXED_WEIGHTS = sizeof fixed / sizeof *fixed };

/* Returns the weights with a sum of 1, if that is asked for, in w (K). */
static void plain_weights(const struct mix_weights *m, double *w)
{
	double sum = 0;

	for (int k = 0; k < K; k++)
		sum += w[k] = m->n > 0 ? m->w[k] : 1.0 / K;
	for (int k = 0; k < K && m->form == MIX_LINEAR; k++)
		w[k] /= sum;
}

static void is_the_plain_sum(void **state)
{
	struct mix_lab *l = xcalloc(1, sizeof *l);

	(void)state;
	mix_lab_init(l);
	for (int f = 0; f < FIXED_WEIGHTS; f++) {
		struct mix *x = mix_lab_new(l, &fixed[f]);
		double w[K], want[V];
		plain_weights(&fixed[f], w);
		for (size_t at = 0; at < N; at += STEP) {
			int t = N - at < STEP ? (int)(N - at) : STEP;
			mix_read(x, l->ids + at, t);
			for (int i = 0; i < t; i++) {
				const float *got = mix_row(x, i);
				double sum = 0;
				plain_mix(fixed[f].form, l->row[at + (size_t)i], w, want);
				for (int v = 0; v < V; v++) {
					check_near(exp((double)got[v]), want[v], 1e-6,
						   "weights %d, at %zu, symbol %d", f,
						   at + (size_t)i, v);
					sum += exp((double)got[v]);
				}
				check_near(sum, 1, 1e-6, "weights %d, at %zu", f, at + (size_t)i);
				mix_learn(x, l->ids[at]); /* does nothing */
			}
		}
		mix_free(x);
	}
	mix_lab_free(l);
}

/* Computes by definition the nats of each symbol, where the weights are learned. */
static void plain_learning(struct mix_lab *l, enum mix_form form, double *nats, double *w)
{
	double p[V];

	for (int k = 0; k < K; k++)
		w[k] = 1.0 / K;
	for (size_t i = 0; i + 1 < N; i++) {
		uint16_t y = l->ids[i + 1];
		plain_mix(form, l->row[i], w, p);
		nats[i + 1] = -log(p[y]);
		for (int k = 0; k < K; k++) {
			const double *row = l->row[i][k];
			double mean = 0;
			for (int v = 0; v < V; v++)
				mean += p[v] * row[v];
			w[k] += form == MIX_LINEAR ? 0.002 * (w[k] * exp(row[y]) / p[y] - w[k])
						   : 0.002 * (row[y] - mean);
			w[k] = fmax(w[k], 0);
		}
	}
}

static void learns_by_definition(void **state)
{
	struct mix_lab *l = xcalloc(1, sizeof *l);
	double want[N], w[K];
	float nll[N];

	(void)state;
	mix_lab_init(l);
	for (int form = MIX_LINEAR; form <= MIX_PRODUCT; form++) {
		struct mix *x = mix_lab_new(l, &(struct mix_weights){.form = (enum mix_form)form,
								     .learned = true});
		plain_learning(l, (enum mix_form)form, want, w);
		for (int again = 0; again < 2; again++) { /* each text from the start */
			struct score s = {0}, member[K] = {0}, late = {0};
			double sum = 0, alone = 0;
			mix_score(x, l->ids, N, 1, nll, &s, member);
			assert_int_equal(s.scored, N - 1);
			for (size_t i = 1; i < N; i++) {
				check_near(nll[i], want[i], 2e-5, "form %d, at %zu", form, i);
				sum += (double)nll[i];
				alone -= l->row[i - 1][1][l->ids[i]];
			}
			check_near(s.nats, sum, 1e-9, "form %d", form);
			check_near(member[1].nats, alone, 1e-3, "form %d", form);
			for (int k = 0; k < K; k++)
				check_near(mix_weight(x, k), w[k], 1e-5, "form %d, weight %d", form,
					   k);
			mix_score(x, l->ids, N, 50, nll, &late, NULL);
			assert_int_equal(late.scored, N - 50);
			assert_true(nll[49] == 0);
			check_near(nll[50], want[50], 2e-5, "form %d, first scored", form);
		}
		mix_free(x);
	}
	mix_lab_free(l);
}

static double loss_of(const struct mix_lab *l, const struct mix_weights *w)
{
	struct mix *x = mix_lab_new(l, w);
	struct score s = {0};

	mix_score(x, l->ids, N, 1, NULL, &s, NULL);
	mix_free(x);
	return score_mean(&s);
}

/* Weights that are moved in any direction make the loss higher, and the loss is that of the weights. */
static void fits_the_best_weights(void **state)
{
	struct mix_lab *l = xcalloc(1, sizeof *l);

	(void)state;
	mix_lab_init(l);
	for (int form = MIX_LINEAR; form <= MIX_PRODUCT; form++) {
		struct mix_weights w = {.form = (enum mix_form)form, .n = K};
		struct mix *x = mix_lab_new(l,
					    &(struct mix_weights){.form = w.form, .learned = true});
		double least, sum = 0;
		mix_fit(x, l->ids, N, &least);
		for (int k = 0; k < K; k++)
			sum += w.w[k] = mix_weight(x, k);
		check_near(loss_of(l, &w), least, 1e-5, "form %d", form);
		if (form == MIX_LINEAR)
			check_near(sum, 1, 1e-9, "sum of the weights");
		for (int k = 0; k < K; k++)
			for (int up = 0; up < 2; up++) {
				struct mix_weights moved = w;
				moved.w[k] = fmax(0, moved.w[k] + (up ? 0.02 : -0.02));
				check_that(loss_of(l, &moved) > least - 1e-6,
					   "form %d, weight %d: %.9g, not above %.9g", form, k,
					   loss_of(l, &moved), least);
			}
		check_that(least < loss_of(l, &(struct mix_weights){.form = w.form}) - 0.01,
			   "form %d: no better than equal weights", form);
		mix_free(x);
	}
	mix_lab_free(l);
}

/* A mixture of one network scores as the network does, also where it learns from what it reads. */
static void one_member_is_itself(void **state)
{
	static const struct mix_weights one = {.form = MIX_PRODUCT, .n = 1, .w = {1}};
	static const struct adapt_options how = {.rate = 0.003, .decay = 0.01, .threads = 1};
	struct mix_lab *l = xcalloc(1, sizeof *l);
	float got[N], want[N];

	(void)state;
	mix_lab_init(l);
	for (int adapting = 0; adapting < 2; adapting++) {
		struct member *k = adapting ? member_adapting(&l->m[0], &l->all, &l->all, &how)
					    : member_network(&l->m[0], &l->all, &l->all, 1);
		struct mix *x = mix_new(&k, 1, V, &one);
		struct score s = {0}, t = {0};
		if (adapting) {
			struct adapter *a = adapter_new(&l->m[0], &how);
			adapter_run(a, l->ids, N, want, &t);
			adapter_free(a);
		} else {
			struct evaluator *e = evaluator_new(&l->m[0], &(struct eval_options){0});
			evaluator_run(e, l->ids, N, want, &t);
			evaluator_free(e);
		}
		for (int again = 0; again < 2; again++) {
			mix_score(x, l->ids, N, 1, got, &s, NULL);
			for (size_t i = 0; i < N; i++)
				check_near(got[i], want[i], 1e-5, "adapting %d, at %zu", adapting,
					   i);
		}
		mix_free(x);
	}
	mix_lab_free(l);
}

/* A mixture of two networks and counts, or its copies for streams of the first network. */
static struct mix *new_three(const struct mix_lab *l, const struct mix_weights *w)
{
	struct member *const member[3] = {
		member_network(&l->m[0], &l->all, &l->all, 1),
		member_network(&l->m[1], &l->own, &l->all, 1),
		member_ngram(l->ngram, V),
	};

	return mix_new(member, 3, V, w);
}

/* Streams that begin after the same text and go on with others predict as a mixture that has read both. */
static void slots_after(struct mix_lab *l, size_t prime)
{
	enum { PRIME_MOST = 45, STREAMS = 3, STEPS = 30 };
	static const struct mix_weights w = {.form = MIX_PRODUCT, .n = 3, .w = {0.5, 0.4, 0.3}};
	struct mix *x = new_three(l, &w);
	mix_prime(x, l->ids, prime);
	struct mix_slots *s = mix_slots_new(x);
	struct predictor *p = predict_new(&l->m[0],
					  &(struct predict_options){STREAMS, 1, .threads = 1});
	for (int round = 0; round < 2; round++) {
		uint16_t last[STREAMS] = {0};
		predict_reset(p);
		for (size_t i = 0; i < prime; i++)
			predict_read(p, 1, (uint16_t[STREAMS]){l->ids[i], l->ids[i], l->ids[i]});
		for (int i = 0; i < STEPS; i++) {
			for (int b = 0; b < STREAMS; b++) {
				struct mix *want = new_three(l, &w);
				uint16_t text[PRIME_MOST + STEPS];
				memcpy(text, l->ids, prime * sizeof *text);
				for (int j = 0; j < i; j++)
					text[prime + (size_t)j] = l->ids[(b + 1) * 47 + round + j];
				const float *got = mix_slots_row(s, b, i == 0, last[b],
								 predict_next(p, b));
				mix_prime(want, text, prime + (size_t)i);
				const float *row = mix_row(want, 0);
				for (int v = 0; v < V; v++)
					check_near(got[v], row[v], 1e-5,
						   "round %d, step %d, stream %d, symbol %d", round,
						   i, b, v);
				mix_free(want);
			}
			for (int b = 0; b < STREAMS; b++)
				last[b] = l->ids[(b + 1) * 47 + round + i];
			predict_read(p, 1, last);
		}
	}
	predict_free(p);
	mix_slots_free(s);
}

/* The second text ends within symbols that a network does not know. */
static void slots_go_on(void **state)
{
	struct mix_lab *l = xcalloc(1, sizeof *l);

	(void)state;
	mix_lab_init(l);
	slots_after(l, 33);
	slots_after(l, 45);
	mix_lab_free(l);
}

/* The cache forgets the oldest text, and goes on as one that has read the newer half alone. */
static void cache_is_bounded(void **state)
{
	enum { HALF = MEMBER_CACHE / 2, LONG = MEMBER_CACHE + 64 };
	struct member *whole = member_cache(NULL, 2), *half = member_cache(NULL, 2);
	uint16_t *ids = xcalloc(LONG, sizeof *ids);
	const float *a = NULL, *b = NULL;

	(void)state;
	for (size_t i = 0; i < LONG; i++)
		ids[i] = rng_bits(1, i) % 5 == 0;
	for (size_t i = 0; i < LONG; i += MEMBER_STEPS) {
		member_read(whole, ids + i, MEMBER_STEPS);
		if (i >= HALF)
			member_read(half, ids + i, MEMBER_STEPS);
	}
	a = member_row(whole, MEMBER_STEPS - 1);
	b = member_row(half, MEMBER_STEPS - 1);
	for (int v = 0; v < 2; v++)
		check_near(a[v], b[v], 1e-6, "symbol %d", v);
	member_free(whole);
	member_free(half);
	free(ids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_the_plain_sum),      cmocka_unit_test(learns_by_definition),
		cmocka_unit_test(fits_the_best_weights), cmocka_unit_test(one_member_is_itself),
		cmocka_unit_test(cache_is_bounded),      cmocka_unit_test(slots_go_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
