/* model_test.c - the tensor table: sizes, initial weights, translation to PyTorch's order. */
#include <math.h>
#include <stdio.h>

#include "tiny_model.h"

enum { V = 7, H = 3, E = 4 };

/* Sets *c to the i-th combination of cell, layers and input; returns false after the last. */
static bool config_at(int i, struct config *c)
{
	if (i >= CELLS * 4)
		return false;
	*c = (struct config){&cell_table[i / 4], V, 1 + i % 2 * 2, H, i / 2 % 2 * E};
	return true;
}

/* Tensors have no gaps between them, and importing an exported tensor restores it. */
static void tensors_round_trip(void **state)
{
	struct config c;
	struct model m;

	(void)state;
	for (int i = 0; config_at(i, &c); i++) {
		tiny_model(&m, &c, engine_at(0));
		real *back = xcalloc(m.n, sizeof *back);
		float *out = xcalloc(m.n, sizeof *out);
		size_t at = 0;
		for (size_t j = 0; j < m.n; j++)
			m.w[j] = (real)(j + 1);
		for (int k = 0; k < m.params; k++) {
			const struct param *p = &m.param[k];
			assert_int_equal(p->at, at);
			assert_int_equal(p->n,
					 (size_t)p->rows * (size_t)(p->cols > 0 ? p->cols : 1));
			param_export(p, m.w, out + at);
			param_import(p, out + at, back);
			at += p->n;
		}
		assert_int_equal(at, m.n);
		assert_memory_equal(back, m.w, m.n * sizeof *back);
		free(back);
		free(out);
		model_free(&m);
	}
}

static const struct param *find(const struct model *m, const char *name)
{
	for (int i = 0; i < m->params; i++)
		if (strcmp(m->param[i].name, name) == 0)
			return &m->param[i];
	fail_msg("no tensor %s", name);
	return NULL;
}

/* GRU's recurrent gates are n r z in the block and r z n when exported. */
static void gru_gates_are_rotated(void **state)
{
	static const int inside[] = {1, 2, 0};
	const struct config c = {cell_find("gru"), V, 1, H, E};
	const struct {
		const char *name;
		int cols;
		bool rotated;
	} row[] = {{"rnn.weight_hh_l0", H, true},
		   {"rnn.bias_hh_l0", 1, true},
		   {"rnn.weight_ih_l0", E, false},
		   {"rnn.bias_ih_l0", 1, false}};
	struct model m;
	float out[3 * H * E];

	(void)state;
	tiny_model(&m, &c, engine_at(0));
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const struct param *p = find(&m, row[i].name);
		assert_int_equal(p->n, 3 * H * row[i].cols);
		param_export(p, m.w, out);
		for (int gate = 0; gate < 3; gate++)
			assert_memory_equal(out + gate * H * row[i].cols,
					    m.w + p->at +
						    (row[i].rotated ? inside[gate] : gate) * H *
							    row[i].cols,
					    (size_t)(H * row[i].cols) * sizeof *out);
	}
	model_free(&m);
}

/* The one-hot input matrix is stored by symbol, so that a look-up reads one contiguous row. */
static void one_hot_matrix_is_transposed(void **state)
{
	struct config c;
	struct model m;
	float out[4 * H * V];

	(void)state;
	for (int i = 0; config_at(i, &c); i++) {
		tiny_model(&m, &c, engine_at(0));
		const struct param *p = find(&m, "rnn.weight_ih_l0");
		int rows = c.cell->gates * H, cols = c.embed > 0 ? E : V;
		assert_int_equal(p->transposed, c.embed == 0);
		assert_int_equal(p->rows, rows);
		assert_int_equal(p->cols, cols);
		param_export(p, m.w, out);
		for (int r = 0; r < rows; r++)
			for (int k = 0; k < cols; k++)
				assert_true(
					out[r * cols + k] ==
					(float)m.w[p->at + (size_t)(c.embed > 0 ? r * cols + k
										: k * rows + r)]);
		model_free(&m);
	}
}

/* model_param finds every tensor by its kind and layer, and returns NULL for others. */
static void tensors_are_found(void **state)
{
	struct config c;
	struct model m;

	(void)state;
	for (int i = 0; config_at(i, &c); i++) {
		tiny_model(&m, &c, engine_at(0));
		for (int k = 0; k < m.params; k++) {
			const struct param *p = &m.param[k];
			assert_ptr_equal(model_param(&m, p->kind, p->layer), p);
		}
		assert_ptr_equal(model_param(&m, PARAM_W_OUT, 0), find(&m, "out.weight"));
		assert_ptr_equal(model_param(&m, PARAM_B_OUT, 0), find(&m, "out.bias"));
		assert_ptr_equal(model_param(&m, PARAM_B_HH, c.layers - 1),
				 find(&m, c.layers == 1 ? "rnn.bias_hh_l0" : "rnn.bias_hh_l2"));
		assert_true((model_param(&m, PARAM_EMBED, 0) == NULL) == (c.embed == 0));
		assert_null(model_param(&m, PARAM_W_IH, c.layers));
		model_free(&m);
	}
}

/* Scaling the output layer changes its matrix and bias, and no other weight. */
static void output_is_scaled(void **state)
{
	struct config c;
	struct model m;

	(void)state;
	for (int i = 0; config_at(i, &c); i++) {
		tiny_model(&m, &c, engine_at(0));
		real *w = xcalloc(m.n, sizeof *w);
		memcpy(w, m.w, m.n * sizeof *w);
		model_scale_output(&m, w, (real)-3);
		for (int k = 0; k < m.params; k++) {
			const struct param *p = &m.param[k];
			real factor = strncmp(p->name, "out.", 4) == 0 ? -3 : 1;
			for (size_t j = p->at; j < p->at + p->n; j++)
				assert_true(w[j] == factor * m.w[j]);
		}
		free(w);
		model_free(&m);
	}
}

static void assert_uniform(const float *x, size_t n, double bound)
{
	double most = 0, sum = 0;

	for (size_t i = 0; i < n; i++) {
		most = fmax(most, fabs((double)x[i]));
		sum += (double)x[i];
	}
	assert_true(most <= bound * 1.000001 && most > 0.9 * bound);
	assert_true(fabs(sum / (double)n) < 0.1 * bound);
}

static void initial_weights(void **state)
{
	enum { BIG_V = 90, BIG_H = 25, BIG_E = 16 };
	struct model m, other;

	(void)state;
	for (int i = 0; i < CELLS * 2; i++) {
		const struct config c = {&cell_table[i / 2], BIG_V, 2, BIG_H, i % 2 * BIG_E};
		int forget = c.cell->forget;
		tiny_model(&m, &c, engine_at(0));
		tiny_model(&other, &c, engine_at(0));
		assert_memory_equal(m.w, other.w, m.n * sizeof *m.w);
		model_random(&other, 6);
		assert_memory_not_equal(m.w, other.w, m.n * sizeof *m.w);
		for (int k = 0; k < m.params; k++) {
			const struct param *p = &m.param[k];
			float *x = xcalloc(p->n, sizeof *x);
			bool bias = strstr(p->name, "rnn.bias") != NULL,
			     ih = strstr(p->name, "_ih_") != NULL;
			bool lookup = p ==
				      find(&m, c.embed > 0 ? "embed.weight" : "rnn.weight_ih_l0");
			param_export(p, m.w, x);
			if (bias && forget >= 0)
				for (int j = 0; j < BIG_H; j++)
					assert_true(x[forget * BIG_H + j] == (float)ih);
			else if (p->n > 1000)
				assert_uniform(x, p->n, lookup ? sqrt(3) : 1 / sqrt(BIG_H));
			free(x);
		}
		model_free(&m);
		model_free(&other);
	}
}

static void sizes_out_of_range(void **state)
{
	const struct cell *cell = cell_find("lstm");
	const struct config bad[] = {{NULL, V, 1, H, 0},
				     {cell, 0, 1, H, 0},
				     {cell, 65001, 1, H, 0},
				     {cell, V, 0, H, 0},
				     {cell, V, LAYERS_MAX + 1, H, 0},
				     {cell, V, 1, 0, 0},
				     {cell, V, 1, HIDDEN_MAX + 1, 0},
				     {cell, V, 1, H, -1},
				     {cell, V, 1, H, HIDDEN_MAX + 1}};
	struct model m;
	struct rnn_error err;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		err.status = 0;
		assert_int_equal(model_layout(&m, &bad[i], &err), -1);
		assert_int_equal(err.status, EX_DATAERR);
	}
	assert_null(cell_find("elman"));
	assert_null(cell_find(""));
}

/* all_finite finds NaN or an infinity at any position, in arrays of any length. */
static void finite_or_not(void **state)
{
	real x[70] = {0};

	(void)state;
	for (size_t i = 0; i < 70; i++)
		x[i] = i % 2 ? (real)3e38 : (real)-3e38;
	for (size_t n = 1; n <= 70; n++) {
		assert_true(all_finite(x, n));
		for (size_t i = 0; i < n; i++)
			for (int kind = 0; kind < 3; kind++) {
				real keep = x[i];
				x[i] = (real)(kind == 0 ? NAN : kind == 1 ? INFINITY : -INFINITY);
				assert_false(all_finite(x, n));
				x[i] = keep;
			}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tensors_round_trip),
		cmocka_unit_test(tensors_are_found),
		cmocka_unit_test(output_is_scaled),
		cmocka_unit_test(gru_gates_are_rotated),
		cmocka_unit_test(one_hot_matrix_is_transposed),
		cmocka_unit_test(initial_weights),
		cmocka_unit_test(sizes_out_of_range),
		cmocka_unit_test(finite_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
