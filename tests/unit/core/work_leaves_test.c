/*
 * work_leaves_test.c - the order of sums over the streams of a batch: workspaces that share a
 * batch give what one workspace gives, to the bit.
 */
#include "core/kernels.h"
#include "work_lab.h"

/* ---- Leaves ---- */

static void leaves_suit_the_batch(void **state)
{
	static const int want[][2] = {{1, 1},  {2, 2},   {3, 2},    {7, 4},    {8, 8},
				      {64, 8}, {127, 8}, {128, 16}, {512, 64}, {65536, 256}};

	(void)state;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		int n = work_leaves(want[i][0]);
		assert_int_equal(n, want[i][1]);
		assert_int_equal(work_leaf(want[i][0], n), want[i][0]);
		for (int k = 0; k < n; k++)
			assert_true(work_leaf(want[i][0], k) < work_leaf(want[i][0], k + 1));
	}
}

/* ---- Parts of a batch ---- */

static const struct work_options shape = {.B = B, .T = T, .train = true, .dropout = (real)0.2};

/* What a workspace computes for one window. */
struct result {
	real *grad;
	double loss;
	size_t n;
};

/* Computes the leaves [from, to) of the batch x, y (T, B). */
static struct result learn(const struct model *m, int from, int to, int threads, const uint16_t *x,
			   const uint16_t *y)
{
	struct work_options o = shape;
	uint16_t own_x[T * B], own_y[T * B];
	struct result r = {.grad = xcalloc(m->n, sizeof *r.grad), .n = m->n};

	o.whole = B;
	o.first = work_leaf(B, from);
	o.B = work_leaf(B, to) - o.first;
	o.threads = threads;
	for (int t = 0; t < T; t++)
		for (int b = 0; b < o.B; b++) {
			own_x[t * o.B + b] = x[t * B + o.first + b];
			own_y[t * o.B + b] = y[t * B + o.first + b];
		}
	struct work *w = work_new(m, &o);
	assert_int_equal(w->roots, 1);
	r.loss = pass_learn(w, T, own_x, own_y, 7, r.grad);
	work_free(w);
	return r;
}

/* Does the same by two workspaces for each half of the leaves, and so on, until a workspace has
 * `least`. */
static struct result learn_halves(const struct model *m, int from, int to, int least,
				  const uint16_t *x, const uint16_t *y)
{
	int middle = from + (to - from) / 2;

	if (to - from <= least)
		return learn(m, from, to, 1 + from % 2, x, y);
	struct result a = learn_halves(m, from, middle, least, x, y);
	struct result b = learn_halves(m, middle, to, least, x, y);
	m->kernels->add(a.n, b.grad, a.grad);
	a.loss += b.loss;
	free(b.grad);
	return a;
}

static void parts_add_up(void **state)
{
	uint16_t *x = random_ids(T * B, V, 1), *y = random_ids(T * B, V, 2);
	int leaves = work_leaves(B), checked = 0;
	struct setup s;
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &s); i++) {
		/* The gradient of an embedding is no sum. Other engines have no fixed order of
		 * sums. */
		if (s.cfg.embed > 0 || strcmp(s.engine->name, "native") != 0)
			continue;
		tiny_model(&m, &s.cfg, s.engine);
		struct result whole = learn(&m, 0, leaves, 1, x, y);
		for (int least = 1; least < leaves; least *= 2) {
			struct result parts = learn_halves(&m, 0, leaves, least, x, y);
			assert_memory_equal(&parts.loss, &whole.loss, sizeof whole.loss);
			assert_memory_equal(parts.grad, whole.grad, m.n * sizeof *whole.grad);
			free(parts.grad);
			checked++;
		}
		free(whole.grad);
		model_free(&m);
	}
	assert_true(checked > 0);
	free(x);
	free(y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_suit_the_batch),
		cmocka_unit_test(parts_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
