/*
 * work_test.c - the workspace, with every cell and every engine that runs on this machine: the same
 * bytes for any number of threads, memory, dropout, NaN.
 */
#include <math.h>

#include "core/optim.h"
#include "work_lab.h"

/* ---- Threads ---- */

/* All results of a few training steps. */
struct result {
	double loss[STEPS], norm;
	float nll[STEPS][T * B];
	real *grad, *w, *state;
	size_t n, states;
};

static void result_free(struct result *r)
{
	free(r->grad);
	free(r->w);
	free(r->state);
}

static void train(struct result *r, const struct setup *s, int threads)
{
	uint16_t *x = random_ids(STEPS * T * B, V, 1), *y = random_ids(STEPS * T * B, V, 2);
	struct model m;
	struct optim optim;

	tiny_model(&m, &s->cfg, s->engine);
	m.format = s->format;
	const struct work_options o = {.B = B,
				       .T = T,
				       .train = true,
				       .dropout = (real)0.2,
				       .threads = threads};
	struct work *w = work_new(&m, &o), *again = work_new(&m, &o);
	real *grad = xcalloc(m.n, sizeof *grad);
	assert_int_equal(w->shards, 4);
	optim_init(&optim, m.n, work_team(w));
	optim.clip = (real)0.1;
	*r = (struct result){.n = m.n, .states = work_state_size(w)};
	r->grad = xcalloc(m.n, sizeof *r->grad);
	r->w = xcalloc(m.n, sizeof *r->w);
	r->state = xcalloc(r->states, sizeof *r->state);
	for (size_t i = 0; i < STEPS; i++) {
		pass_forward(w, T, x + i * T * B, i);
		r->loss[i] = pass_loss(w, y + i * T * B, r->nll[i]);
		pass_backward(w, r->grad);
		assert_true(pass_learn(again, T, x + i * T * B, y + i * T * B, i, grad) ==
			    r->loss[i]);
		assert_memory_equal(grad, r->grad, m.n * sizeof *grad);
		r->norm = optim_norm(&optim, m.kernels, r->grad);
		optim_step(&optim, m.kernels, m.w, r->grad, r->norm, 0.01);
		work_refresh(w);
		work_refresh(again);
	}
	memcpy(r->w, m.w, m.n * sizeof *r->w);
	work_state_get(w, r->state);
	optim_free(&optim);
	work_free(w);
	work_free(again);
	free(grad);
	model_free(&m);
	free(x);
	free(y);
}

/* Each combination runs with one thread and another number of threads, each engine and format with all numbers. */
static void threads_change_nothing(void **state)
{
	static const int threads[] = {2, 3, 8};
	struct result one, other;
	struct setup s;

	(void)state;
	for (int i = 0; setup_at(i, &s); i++) {
		train(&one, &s, 1);
		assert_true(one.norm > 1e-3 && one.loss[STEPS - 1] > 0);
		train(&other, &s, threads[i % 3]);
		assert_memory_equal(one.loss, other.loss, sizeof one.loss);
		assert_memory_equal(&one.norm, &other.norm, sizeof one.norm);
		assert_memory_equal(one.nll, other.nll, sizeof one.nll);
		assert_memory_equal(one.grad, other.grad, one.n * sizeof *one.grad);
		assert_memory_equal(one.w, other.w, one.n * sizeof *one.w);
		assert_memory_equal(one.state, other.state, one.states * sizeof *one.state);
		result_free(&other);
		result_free(&one);
	}
}

/* ---- Memory ---- */

static void bytes_are_told(void **state)
{
	struct setup s;
	struct model m;
	struct rnn_error err;

	(void)state;
	for (int i = 0; setup_at(i, &s); i++) {
		tiny_model(&m, &s.cfg, s.engine);
		m.format = s.format;
		for (int k = 0; k < 8; k++) {
			struct work_options o = {.B = k & 1 ? 1 : 77,
						 .T = 9,
						 .train = k & 2,
						 .dropout = k & 4 ? (real)0.5 : 0,
						 .threads = 1};
			struct work *w = work_new(&m, &o);
			assert_int_equal(work_bytes(&m, &o), sizeof *w + w->arena.size);
			assert_true(w->arena.used <= w->arena.size);
			assert_true(w->arena.size > (size_t)(o.T * o.B * (V + H)) * sizeof(real));
			work_free(w);
		}
		model_free(&m);
	}
	struct config huge = {cell_find("lstm"), 65000, LAYERS_MAX, HIDDEN_MAX, HIDDEN_MAX};
	struct work_options o = {.B = 65536, .T = 65536, .train = true, .dropout = (real)0.5};
	assert_int_equal(model_layout(&m, &huge, &err), 0);
	assert_true(work_bytes(&m, &o) > (size_t)1 << 50);
	o.T = 1 << 30;
	assert_int_equal(work_bytes(&m, &o), SIZE_MAX);
	model_free(&m);
}

/* ---- Dropout ---- */

static double loss_with(struct work *w, const uint16_t *x, uint64_t key)
{
	work_reset(w);
	pass_forward(w, T, x, key);
	return pass_loss(w, x, NULL);
}

static void check_masks(const struct work *w)
{
	double sum = 0, count = 0;

	for (int i = 0; i < w->shards; i++)
		for (int k = 0; k < w->m->cfg.layers; k++)
			for (int j = 0; j < w->shard[i].b * H; j++, count++)
				sum += (double)w->shard[i].layer[k].mask[j];
	assert_int_equal(count, 2 * B * H);
	assert_true(fabs(sum / count - 1) < 0.03);
	assert_memory_not_equal(w->shard[0].layer[0].mask, w->shard[0].layer[1].mask,
				H * sizeof(real));
	assert_memory_not_equal(w->shard[0].layer[0].mask, w->shard[1].layer[0].mask,
				H * sizeof(real));
}

static void dropout(void **state)
{
	uint16_t *x = random_ids(T * B, V, 5);
	struct setup s;
	struct model m;

	(void)state;
	for (int i = 0; setup_at(i, &s); i++) {
		struct work_options o = {.B = B,
					 .T = T,
					 .train = true,
					 .dropout = (real)0.3,
					 .threads = 2},
				    plain = o;
		tiny_model(&m, &s.cfg, s.engine);
		m.format = s.format;
		plain.dropout = 0;
		struct work *drops = work_new(&m, &o), *keeps = work_new(&m, &plain);
		o.train = plain.train = false;
		struct work *reads = work_new(&m, &o);
		double loss = loss_with(drops, x, 1), whole = loss_with(keeps, x, 1);
		check_masks(drops);
		assert_true(loss == loss_with(drops, x, 1));
		assert_true(loss != loss_with(drops, x, 2));
		assert_true(loss != whole && fabs(loss - whole) < 0.2 * whole);
		assert_true(whole == loss_with(keeps, x, 2));
		assert_true(whole == loss_with(reads, x, 1) && whole == loss_with(reads, x, 2));
		work_free(drops);
		work_free(keeps);
		work_free(reads);
		model_free(&m);
	}
	free(x);
}

/* ---- NaN, and extreme sizes ---- */

/* NaN in any tensor gives a loss of NaN, so that training can detect it. */
static void nan_reaches_the_loss(void **state)
{
	uint16_t *x = random_ids(T * SMALL_B, V, 6);
	struct setup s;
	struct model m;

	(void)state;
	for (size_t j = 0; j < T * SMALL_B; j++)
		x[j] = (uint16_t)(j % 2);
	for (int i = 0; reader_at(i, &s); i++) {
		if (s.format == FORMAT_INT8)
			continue; /* int8 cannot represent NaN, and is not used in training */
		tiny_model(&m, &s.cfg, s.engine);
		m.format = s.format;
		struct work *w = small_work(&m, T);
		for (int p = 0; p < m.params; p++) {
			real keep = m.w[m.param[p].at];
			m.w[m.param[p].at] = (real)NAN;
			work_refresh(w);
			work_reset(w);
			pass_forward(w, T, x, 0);
			if (!isnan(pass_loss(w, x, NULL)))
				fail_msg("%s, %s: NaN in %s is lost", s.cfg.cell->name,
					 s.engine->name, m.param[p].name);
			m.w[m.param[p].at] = keep;
		}
		work_free(w);
		model_free(&m);
	}
	free(x);
}

/* With the smallest and the largest alphabet, few units and one stream, all results are finite. */
static void sizes_at_the_ends(void **state)
{
	static const struct config size[] = {{NULL, 1, 1, 1, 0},
					     {NULL, 1, 2, 3, 1},
					     {NULL, 65000, 1, 1, 0},
					     {NULL, 65000, 1, 3, 2}};
	const struct engine *e;
	struct model m;

	(void)state;
	for (int k = 0; (e = engine_at(k)) != NULL; k++)
		for (size_t i = 0; e->kernels() != NULL && i < CELLS * 4; i++) {
			struct config cfg = size[i % 4];
			cfg.cell = &cell_table[i / 4];
			tiny_model(&m, &cfg, e);
			for (size_t j = 0; j < m.n; j++)
				m.w[j] *= 1e4f; /* gives extreme logits */
			struct work *w = work_new(&m, &(struct work_options){.B = 1,
									     .T = 2,
									     .train = true,
									     .threads = 2});
			uint16_t *x = random_ids(2, cfg.vocab, i);
			real *grad = xcalloc(m.n, sizeof *grad);
			pass_forward(w, 2, x, 0);
			double loss = pass_loss(w, x, NULL);
			pass_backward(w, grad);
			assert_true(isfinite(loss) && (cfg.vocab > 1 || loss == 0));
			assert_true(all_finite(grad, m.n));
			free(grad);
			free(x);
			work_free(w);
			model_free(&m);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_change_nothing),
		cmocka_unit_test(bytes_are_told),
		cmocka_unit_test(dropout),
		cmocka_unit_test(nan_reaches_the_loss),
		cmocka_unit_test(sizes_at_the_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
