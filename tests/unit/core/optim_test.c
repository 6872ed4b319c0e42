/*
 * optim_test.c - compares AdamW and the gradient's norm with their definitions in double, for
 * several numbers of threads.
 */
#include <math.h>

#include "base/team.h"
#include "core/kernels.h"
#include "core/optim.h"
#include "tiny_model.h"

enum { N = 100001, STEPS = 5 }; /* several pieces, the last one short */

static real *random_numbers(uint64_t key, double reach)
{
	real *x = xcalloc(N, sizeof *x);

	for (size_t i = 0; i < N; i++)
		x[i] = (real)((2 * rng_uniform(key, i) - 1) * reach);
	return x;
}

static void norm_is_the_sum(void **state)
{
	static const size_t length[] = {1, 2, 100, 16383, 16384, 16385, 32768, N};
	real *g = random_numbers(1, 10);
	struct team *team = team_new(2);
	struct optim o;

	(void)state;
	for (size_t k = 0; k < sizeof length / sizeof *length; k++) {
		double sum = 0;
		for (size_t i = 0; i < length[k]; i++)
			sum += (double)g[i] * (double)g[i];
		optim_init(&o, length[k], team);
		double norm = optim_norm(&o, kernels_pick(), g);
		assert_true(fabs(norm - sqrt(sum)) <= 1e-12 * norm);
		optim_free(&o);
	}
	team_free(team);
	free(g);
}

static void norm_tells_what_is_not_finite(void **state)
{
	static const size_t place[] = {0, 1, 17, 16383, 16384, 50000, N - 2, N - 1};
	static const double value[] = {NAN, INFINITY, -INFINITY};
	real *g = random_numbers(2, 1);
	struct team *team = team_new(3);
	struct optim o;

	(void)state;
	optim_init(&o, N, team);
	for (size_t i = 0; i < sizeof place / sizeof *place; i++)
		for (size_t k = 0; k < 3; k++) {
			real keep = g[place[i]];
			g[place[i]] = (real)value[k];
			double norm = optim_norm(&o, kernels_pick(), g);
			assert_true(!isfinite(norm));
			g[place[i]] = keep;
		}
	g[7] = (real)3e38; /* its square exceeds float, but the norm is finite */
	double norm = optim_norm(&o, kernels_pick(), g);
	assert_true(isfinite(norm));
	optim_free(&o);
	team_free(team);
	free(g);
}

/* An optimizer with its weights and gradient, for updates with gradients that change. */
struct run {
	struct optim o;
	real *w, *g;
};

static void run_init(struct run *r, int threads)
{
	optim_init(&r->o, N, team_new(threads));
	r->w = random_numbers(3, 1);
	r->g = xcalloc(N, sizeof *r->g);
}

static void run_step(struct run *r, double times, double lr)
{
	real *g = random_numbers(10 + r->o.step, times);
	memcpy(r->g, g, N * sizeof *g);
	free(g);
	optim_step(&r->o, kernels_pick(), r->w, r->g, optim_norm(&r->o, kernels_pick(), r->g), lr);
}

static void run_free(struct run *r)
{
	team_free(r->o.team);
	optim_free(&r->o);
	free(r->w);
	free(r->g);
}

static void assert_same_run(const struct run *a, const struct run *b)
{
	assert_memory_equal(a->w, b->w, N * sizeof *a->w);
	assert_memory_equal(a->o.m, b->o.m, N * sizeof *a->o.m);
	assert_memory_equal(a->o.v, b->o.v, N * sizeof *a->o.v);
	assert_int_equal(a->o.step, b->o.step);
}

static void threads_change_nothing(void **state)
{
	static const int threads[] = {2, 3, 8, 0};
	struct run one, other;

	(void)state;
	run_init(&one, 1);
	one.o.clip = 2;
	one.o.decay = (real)0.1;
	for (int i = 0; i < STEPS; i++)
		run_step(&one, 1, 0.01);
	for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
		run_init(&other, threads[k]);
		other.o.clip = 2;
		other.o.decay = (real)0.1;
		for (int i = 0; i < STEPS; i++)
			run_step(&other, 1, 0.01);
		assert_same_run(&one, &other);
		for (uint64_t key = 20; key < 30; key++) {
			real *g = random_numbers(key, 1);
			double a = optim_norm(&one.o, kernels_pick(), g);
			double b = optim_norm(&other.o, kernels_pick(), g);
			assert_memory_equal(&a, &b, sizeof a);
			free(g);
		}
		run_free(&other);
	}
	run_free(&one);
}

/* Compares updates with the algorithm of the papers in double, for several options. */
static void adam_by_definition(void **state)
{
	static const struct {
		double clip, decay, lr;
	} row[] = {{0, 0, 0.01}, {0, 0.3, 0.01}, {5, 0, 0.01}, {1e9, 0, 0.01}, {5, 0.3, 0.1}};
	struct run r;

	(void)state;
	for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
		double m[100] = {0}, v[100] = {0}, w[100];
		run_init(&r, 1);
		r.o.clip = (real)row[k].clip;
		r.o.decay = (real)row[k].decay;
		for (int i = 0; i < 100; i++)
			w[i] = (double)r.w[i];
		for (int t = 1; t <= STEPS; t++) {
			run_step(&r, 1 + t % 3, row[k].lr);
			double norm = optim_norm(&r.o, kernels_pick(), r.g);
			double scale = row[k].clip > 0 ? fmin(1, row[k].clip / norm) : 1;
			for (int i = 0; i < 100; i++) {
				double g = (double)r.g[i] * scale;
				m[i] = 0.9 * m[i] + 0.1 * g;
				v[i] = 0.999 * v[i] + 0.001 * g * g;
				double mh = m[i] / (1 - pow(0.9, t)),
				       vh = v[i] / (1 - pow(0.999, t));
				w[i] -= row[k].lr * (mh / (sqrt(vh) + 1e-8) + row[k].decay * w[i]);
				assert_true(fabs(w[i] - (double)r.w[i]) < 1e-3 * row[k].lr);
			}
		}
		run_free(&r);
	}
}

static void clip_scales(void **state)
{
	struct run whole, clipped, scaled;
	const double clip = 3;

	(void)state;
	run_init(&whole, 1);
	run_init(&clipped, 1);
	run_init(&scaled, 1);
	run_step(&whole, 1, 0.01);
	double norm = optim_norm(&whole.o, kernels_pick(), whole.g);
	assert_true(norm > 10 * clip);
	clipped.o.clip = (real)clip;
	run_step(&clipped, 1, 0.01);
	run_step(&scaled, clip / norm, 0.01);
	for (size_t i = 0; i < N; i++) {
		assert_true(fabs((double)clipped.o.m[i] - (double)scaled.o.m[i]) < 1e-9);
		assert_true(fabs((double)clipped.o.m[i] * norm / clip - (double)whole.o.m[i]) <
			    1e-7);
	}
	run_free(&clipped);
	run_init(&clipped, 1);
	clipped.o.clip = (real)(norm * 1.001); /* a clip that is not reached */
	run_step(&clipped, 1, 0.01);
	assert_same_run(&clipped, &whole);
	run_free(&whole);
	run_free(&clipped);
	run_free(&scaled);
}

/* Adam's first update is the rate times the sign of the gradient, whatever its magnitude. */
static void first_step_is_the_sign(void **state)
{
	static const double times[] = {1e-3, 1, 1e6};

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		const double lr = 0.25;
		real *before = random_numbers(3, 1);
		struct run r;
		run_init(&r, 1);
		run_step(&r, times[k], lr);
		for (size_t i = 0; i < N; i++) {
			double moved = (double)r.w[i] - (double)before[i], g = (double)r.g[i];
			if (fabs(g) > 1e-4)
				assert_true(fabs(moved + copysign(lr, g)) < 1e-3 * lr);
		}
		free(before);
		run_free(&r);
	}
}

static void no_gradient_no_move(void **state)
{
	real *before = random_numbers(3, 1);
	struct run r;

	(void)state;
	run_init(&r, 2);
	run_step(&r, 0, 1);
	assert_memory_equal(r.w, before, N * sizeof *before);
	run_free(&r);
	free(before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(norm_is_the_sum),
		cmocka_unit_test(norm_tells_what_is_not_finite),
		cmocka_unit_test(threads_change_nothing),
		cmocka_unit_test(adam_by_definition),
		cmocka_unit_test(clip_scales),
		cmocka_unit_test(first_step_is_the_sign),
		cmocka_unit_test(no_gradient_no_move),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
