/* model.c - the tensor table, initial weights, and translation to PyTorch's order. */
#include "core/model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/kernels.h"

enum { PARAMS_PER_LAYER = 4, PARAMS_MAX = 3 + PARAMS_PER_LAYER * LAYERS_MAX };

static const char *const param_name[] = {
	[PARAM_EMBED] = "embed.weight",     [PARAM_W_IH] = "rnn.weight_ih_l%d",
	[PARAM_W_HH] = "rnn.weight_hh_l%d", [PARAM_B_IH] = "rnn.bias_ih_l%d",
	[PARAM_B_HH] = "rnn.bias_hh_l%d",   [PARAM_W_OUT] = "out.weight",
	[PARAM_B_OUT] = "out.bias",
};

/* Appends a tensor to the table. Returns false if the size of the block would overflow. */
static bool add_param(struct model *m, enum param_kind kind, int layer, int rows, int cols)
{
	struct param *p = &m->param[m->params++];
	bool recurrent = kind == PARAM_W_HH || kind == PARAM_B_HH;

	*p = (struct param){
		.kind = kind,
		.layer = layer,
		.rows = rows,
		.cols = cols,
		.at = m->n,
		.transposed = kind == PARAM_W_IH && layer == 0 && m->cfg.embed == 0,
		.rotate = recurrent ? m->cfg.cell->rotate : 0,
		.block = m->cfg.hidden,
	};
	snprintf(p->name, sizeof p->name, param_name[kind], layer);
	return size_mul((size_t)rows, cols > 0 ? (size_t)cols : 1, &p->n) &&
	       !__builtin_add_overflow(m->n, p->n, &m->n) && m->n <= SIZE_MAX / 64;
}

static int check_config(const struct config *c, struct rnn_error *err)
{
	const struct {
		const char *name;
		int value, lo, hi;
	} row[] = {
		{"vocabulary", c->vocab, 1, 65000},
		{"layers", c->layers, 1, LAYERS_MAX},
		{"hidden", c->hidden, 1, HIDDEN_MAX},
		{"embed", c->embed, 0, HIDDEN_MAX},
	};

	if (c->cell == NULL)
		return errorf(err, EX_DATAERR, "a model needs a cell");
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (row[i].value < row[i].lo || row[i].value > row[i].hi)
			return errorf(err, EX_DATAERR,
				      "model size out of range: %s %d is not in %d..%d",
				      row[i].name, row[i].value, row[i].lo, row[i].hi);
	return 0;
}

int model_layout(struct model *m, const struct config *cfg, struct rnn_error *err)
{
	int V = cfg->vocab, E = cfg->embed, H = cfg->hidden;
	bool fits = true;

	*m = (struct model){.cfg = *cfg};
	if (check_config(cfg, err) < 0)
		return -1;
	int gates = cfg->cell->gates * H;
	m->param = xcalloc(PARAMS_MAX, sizeof *m->param);
	if (E > 0)
		fits &= add_param(m, PARAM_EMBED, 0, V, E);
	for (int k = 0; k < cfg->layers; k++) {
		fits &= add_param(m, PARAM_W_IH, k, gates, k > 0 ? H : E > 0 ? E : V);
		fits &= add_param(m, PARAM_W_HH, k, gates, H);
		fits &= add_param(m, PARAM_B_IH, k, gates, 0);
		fits &= add_param(m, PARAM_B_HH, k, gates, 0);
	}
	fits &= add_param(m, PARAM_W_OUT, 0, V, H);
	fits &= add_param(m, PARAM_B_OUT, 0, V, 0);
	if (!fits) {
		model_free(m);
		return errorf(err, EX_DATAERR, "a model of this size does not fit in memory");
	}
	return 0;
}

int model_init(struct model *m, const struct config *cfg, const struct engine *engine,
	       struct rnn_error *err)
{
	if (model_layout(m, cfg, err) < 0)
		return -1;
	m->engine = engine;
	m->kernels = kernels_pick();
	m->w = xcalloc_dense(m->n, sizeof *m->w);
	return 0;
}

void model_free(struct model *m)
{
	free(m->param);
	free(m->w);
	*m = (struct model){0};
}

const struct param *model_param(const struct model *m, enum param_kind kind, int layer)
{
	for (int i = 0; i < m->params; i++)
		if (m->param[i].kind == kind && m->param[i].layer == layer)
			return &m->param[i];
	return NULL;
}

void model_scale_output(const struct model *m, real *w, real factor)
{
	static const enum param_kind kinds[] = {PARAM_W_OUT, PARAM_B_OUT};

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		const struct param *p = model_param(m, kinds[k], 0);
		for (size_t i = 0; i < p->n; i++)
			w[p->at + i] *= factor;
	}
}

/* Sets the forget gate's part of a bias x to 1 in b_ih and 0 in b_hh, whose sum is then 1. Does
 * nothing for other tensors and for cells without a forget gate. */
static void set_forget_bias(const struct config *c, enum param_kind kind, float *x)
{
	if (c->cell->forget < 0 || (kind != PARAM_B_IH && kind != PARAM_B_HH))
		return;
	for (int j = 0; j < c->hidden; j++)
		x[c->cell->forget * c->hidden + j] = kind == PARAM_B_IH ? 1 : 0;
}

void model_random(struct model *m, uint64_t seed)
{
	double bound = 1 / sqrt((double)m->cfg.hidden);

	for (int i = 0; i < m->params; i++) {
		const struct param *p = &m->param[i];
		uint64_t key = rng_key(seed, (uint64_t)i);
		float *x = xcalloc(p->n, sizeof *x);
		/* A looked-up row gets unit variance: it is used alone, not in a sum of H terms. */
		bool lookup = p->transposed || p->kind == PARAM_EMBED;
		double scale = lookup ? sqrt(3.0) : bound;
		for (size_t j = 0; j < p->n; j++)
			x[j] = (float)((2 * rng_uniform(key, j) - 1) * scale);
		set_forget_bias(&m->cfg, p->kind, x);
		param_import(p, x, m->w);
		free(x);
	}
}

/* Returns the index in the block of weights of the first element of row r of the PyTorch tensor;
 * *step is the distance between the row's elements there. */
static size_t row_at(const struct param *p, size_t r, size_t *step)
{
	size_t block = (size_t)p->block, blocks = (size_t)p->rows / block;
	size_t cols = p->cols > 0 ? (size_t)p->cols : 1;

	if (p->rotate != 0)
		r = (r / block + blocks - (size_t)p->rotate) % blocks * block + r % block;
	*step = p->transposed ? (size_t)p->rows : 1;
	return p->at + (p->transposed ? r : r * cols);
}

void param_export(const struct param *p, const real *w, float *out)
{
	size_t rows = (size_t)p->rows, cols = p->cols > 0 ? (size_t)p->cols : 1, step;

	for (size_t r = 0; r < rows; r++, out += cols) {
		const real *row = w + row_at(p, r, &step);
		for (size_t c = 0; c < cols; c++)
			out[c] = (float)row[c * step];
	}
}

void param_import_rows(const struct param *p, size_t from, size_t to, const float *in, real *w)
{
	size_t cols = p->cols > 0 ? (size_t)p->cols : 1, step;

	for (size_t r = from; r < to; r++, in += cols) {
		real *row = w + row_at(p, r, &step);
		for (size_t c = 0; c < cols && step == 1; c++) /* with vectors */
			row[c] = in[c];
		for (size_t c = 0; c < cols && step != 1; c++)
			row[c * step] = in[c];
	}
}

void param_import(const struct param *p, const float *in, real *w)
{
	param_import_rows(p, 0, (size_t)p->rows, in, w);
}

bool all_finite(const real *x, size_t n)
{
	/* x - x is 0 for finite x and NaN otherwise */
	real sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += x[i] - x[i];
	return sum == 0;
}
