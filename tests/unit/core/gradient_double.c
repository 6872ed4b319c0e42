/*
 * gradient_double.c - compares every gradient with central differences, in the double build: all
 * engines, cells, several numbers of layers, steps and streams, one-hot and embedding, with dropout
 * and from a carried state that is not zero. It compares each element with its sign, and fails if a gradient
 * is all zero. Of the gradients by the states it compares the norms before each step. It must also detect
 * backward passes with a deliberate error.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/kernels.h"
#include "core/pass.h"
#include "test_engine.h"

enum { V = 5, H = 4, E = 3, T_MAX = 7, B_MAX = 3 };
static const double h = 1e-5, tolerance = 1e-6;

static const struct engine *engine; /* of all models */

struct setup {
	const struct cell *cell;
	int layers, T, B, embed;
	real dropout;
};

struct problem {
	struct model m;
	struct work *w;
	uint16_t x[T_MAX * B_MAX], y[T_MAX * B_MAX];
	real *state;
	int T, B;
};

static void problem_init(struct problem *p, const struct setup *s)
{
	const struct config cfg = {s->cell, V, s->layers, H, s->embed};
	struct rnn_error err;

	memset(p, 0, sizeof *p);
	p->T = s->T;
	p->B = s->B;
	assert_int_equal(model_init(&p->m, &cfg, engine, &err), 0);
	for (size_t i = 0; i < p->m.n; i++)
		p->m.w[i] = 2 * rng_uniform(rng_key(7, 1), i) - 1;
	p->w = work_new(&p->m, &(struct work_options){.B = s->B,
						      .T = s->T,
						      .train = true,
						      .dropout = s->dropout,
						      .threads = 1});
	for (int i = 0; i < s->T * s->B; i++) {
		p->x[i] = (uint16_t)(rng_bits(3, (uint64_t)i) % V);
		p->y[i] = (uint16_t)(rng_bits(4, (uint64_t)i) % V);
	}
	size_t n = work_state_size(p->w);
	p->state = xcalloc(n, sizeof *p->state);
	for (size_t i = 0; i < n; i++)
		p->state[i] = 2 * rng_uniform(rng_key(7, 2), i) - 1;
}

static void problem_free(struct problem *p)
{
	work_free(p->w);
	model_free(&p->m);
	free(p->state);
}

static double loss(struct problem *p)
{
	work_refresh(p->w);
	work_state_set(p->w, p->state);
	pass_forward(p->w, p->T, p->x, 99);
	return pass_loss(p->w, p->y, NULL) / (p->T * p->B);
}

/* Returns the number of elements whose gradient differs from the central difference; *norm is the
 * norm of the gradient. */
static int wrong_elements(struct problem *p, double *norm)
{
	real *grad = xcalloc(p->m.n, sizeof *grad);
	int wrong = 0;

	loss(p);
	pass_backward(p->w, grad);
	*norm = 0;
	for (size_t i = 0; i < p->m.n; i++) {
		real keep = p->m.w[i];
		p->m.w[i] = keep + h;
		double up = loss(p);
		p->m.w[i] = keep - h;
		double down = loss(p);
		p->m.w[i] = keep;
		double numeric = (up - down) / (2 * h);
		if (!(fabs(numeric - grad[i]) <=
		      tolerance * (fabs(numeric) + fabs(grad[i])) + 1e-10))
			wrong++;
		*norm += grad[i] * grad[i];
	}
	*norm = sqrt(*norm);
	free(grad);
	return wrong;
}

/* Runs the steps from number `from` on, from the state `state`, and writes -log p of the last target
 * of each stream to nll (B). */
static void last_losses(struct problem *p, const real *state, int from, real *nll)
{
	int last = p->T - 1;

	work_state_set(p->w, state);
	pass_forward(p->w, p->T - from, p->x + from * p->B, 0);
	pass_logp(p->w, true);
	for (int b = 0; b < p->B; b++)
		nll[b] = -pass_logits(p->w, last - from, b)[p->y[last * p->B + b]];
}

/* Adds the squares of the central differences of the last loss of each stream by the state before
 * step `from` to squares (parts, B). */
static void difference_squares(struct problem *p, int from, double *squares)
{
	size_t n = work_state_size(p->w), part = (size_t)(p->m.cfg.layers * p->B * H);
	real *state = xcalloc(n, sizeof *state), up[B_MAX], down[B_MAX];

	work_state_set(p->w, p->state);
	if (from > 0)
		pass_forward(p->w, from, p->x, 0);
	work_state_get(p->w, state);
	for (size_t i = 0; i < n; i++) {
		size_t b = i / H % (size_t)p->B;
		real keep = state[i];
		state[i] = keep + h;
		last_losses(p, state, from, up);
		state[i] = keep - h;
		last_losses(p, state, from, down);
		state[i] = keep;
		double d = (up[b] - down[b]) / (2 * h);
		squares[i / part * (size_t)p->B + b] += d * d;
	}
	free(state);
}

/* Returns the number of norms of the gradients by the states that differ from those of the central
 * differences, or -1 if one is zero. */
static int wrong_states(struct problem *p)
{
	int parts = p->m.cfg.cell->has_c ? 2 : 1, wrong = 0;
	double got[2 * T_MAX * B_MAX];

	work_refresh(p->w);
	work_state_set(p->w, p->state);
	pass_forward(p->w, p->T, p->x, 0);
	pass_state_gradient(p->w, p->y + (p->T - 1) * p->B, got);
	for (int t = 0; t < p->T; t++) {
		double want[2 * B_MAX] = {0};
		difference_squares(p, t, want);
		for (int i = 0; i < parts * p->B; i++) {
			double x = got[(i / p->B * p->T + t) * p->B + i % p->B];
			if (!(x > 0))
				return -1;
			wrong += !(fabs(x - want[i]) <= tolerance * x + 1e-10);
		}
	}
	return wrong;
}

static void state_gradients_match(void **unused)
{
	static const int T[] = {1, 2, 7}, B[] = {1, 3};
	struct problem p;

	(void)unused;
	for (int c = 0; c < CELLS; c++)
		for (int l = 1; l <= 3; l++)
			for (int t = 0; t < 3; t++)
				for (int b = 0; b < 2; b++) {
					problem_init(&p, &(struct setup){&cell_table[c], l, T[t],
									 B[b], t % 2 * E, 0});
					int wrong = wrong_states(&p);
					if (wrong != 0)
						print_error("%s layers %d T %d B %d: %d wrong\n",
							    cell_table[c].name, l, T[t], B[b],
							    wrong);
					assert_int_equal(wrong, 0);
					problem_free(&p);
				}
}

static void check(const struct setup *s)
{
	struct problem p;
	double norm;

	problem_init(&p, s);
	int wrong = wrong_elements(&p, &norm);
	if (wrong > 0)
		print_error("%s layers %d T %d B %d embed %d dropout %g: %d of %zu wrong\n",
			    s->cell->name, s->layers, s->T, s->B, s->embed, s->dropout, wrong,
			    p.m.n);
	assert_int_equal(wrong, 0);
	assert_true(norm > 1e-2);
	problem_free(&p);
}

static void gradients_match(void **unused)
{
	static const int layers[] = {1, 2, 3}, T[] = {1, 2, 7}, B[] = {1, 3}, embed[] = {0, E};

	(void)unused;
	for (int c = 0; c < CELLS; c++)
		for (int l = 0; l < 3; l++)
			for (int t = 0; t < 3; t++)
				for (int b = 0; b < 2; b++)
					for (int e = 0; e < 2; e++)
						check(&(struct setup){&cell_table[c], layers[l],
								      T[t], B[b], embed[e], 0});
}

static void gradients_match_with_dropout(void **unused)
{
	(void)unused;
	for (int c = 0; c < CELLS; c++)
		for (int e = 0; e <= E; e += E)
			check(&(struct setup){&cell_table[c], 2, 3, 3, e, 0.5});
}

/* Backward passes in which one block of dZ is wrong by 0.1 %. */
static const struct cell_steps *right_steps;
static int wrong_block;

static void mutate(const struct step *s, int cell)
{
	right_steps[cell].backward(s);
	for (int r = 0; r < s->n; r++)
		for (int j = 0; j < s->H; j++)
			s->z[(size_t)r * s->ldz + (size_t)(wrong_block * s->H + j)] *= 1.001;
}

#define MUTANT(name) \
	static void mutate_##name(const struct step *s) \
	{ \
		mutate(s, CELL_##name); \
	}
CELL_NAMES(MUTANT)

static void mutations_are_caught(void **unused)
{
#define MUTANT_ROW(name) [CELL_##name] = {NULL, mutate_##name},
	struct cell_steps steps[CELLS] = {CELL_NAMES(MUTANT_ROW)};
	struct kernels mutated;
	double norm;

	(void)unused;
	for (int c = 0; c < CELLS; c++)
		for (wrong_block = 0; wrong_block < cell_table[c].width; wrong_block++) {
			struct problem p;
			problem_init(&p, &(struct setup){&cell_table[c], 2, 2, 3, 0, 0});
			mutated = *p.m.kernels;
			right_steps = mutated.cell;
			steps[c].forward = right_steps[c].forward;
			mutated.cell = steps;
			p.m.kernels = &mutated;
			assert_true(wrong_elements(&p, &norm) > 0);
			assert_true(wrong_states(&p) > 0);
			problem_free(&p);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gradients_match),
		cmocka_unit_test(gradients_match_with_dropout),
		cmocka_unit_test(state_gradients_match),
		cmocka_unit_test(mutations_are_caught),
	};

	int failed = 0;

	for (int i = 0; (engine = engine_at(i)) != NULL; i++)
		if (engine->kernels() != NULL && engine->support(FORMAT_F32, true) != SUPPORT_NONE)
			failed += cmocka_run_group_tests_name(engine->name, tests, NULL, NULL);
	return failed;
}
