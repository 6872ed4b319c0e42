/* model.c - the tensor table, initial weights, and translation to PyTorch's order. */
#include "core/model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernels.h"

enum { PARAMS_PER_LAYER = 4, PARAMS_MAX = 3 + PARAMS_PER_LAYER * LAYERS_MAX };

/* Append a tensor; false when the block would outgrow memory arithmetic. */
static bool add_param(struct model *m, const char *name, int layer, int rows, int cols)
{
	struct param *p = &m->param[m->params++];

	if (layer >= 0)
		snprintf(p->name, sizeof p->name, "rnn.%s_l%d", name, layer);
	else
		snprintf(p->name, sizeof p->name, "%s", name);
	p->rows = rows;
	p->cols = cols;
	p->at = m->n;
	return size_mul((size_t)rows, cols > 0 ? (size_t)cols : 1, &p->n) &&
	       !__builtin_add_overflow(m->n, p->n, &m->n) && m->n <= SIZE_MAX / 64;
}

static int check_config(const struct config *c, struct rnn_error *err)
{
	const struct { const char *name; int value, lo, hi; } row[] = {
		{"vocabulary", c->vocab, 1, 65000},
		{"layers", c->layers, 1, LAYERS_MAX},
		{"hidden", c->hidden, 1, HIDDEN_MAX},
		{"embed", c->embed, 0, HIDDEN_MAX},
	};

	if (c->cell == NULL)
		return errorf(err, EX_DATAERR, "a model needs a cell");
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (row[i].value < row[i].lo || row[i].value > row[i].hi)
			return errorf(err, EX_DATAERR, "model size out of range: %s %d is not in %d..%d",
				      row[i].name, row[i].value, row[i].lo, row[i].hi);
	return 0;
}

int model_layout(struct model *m, const struct config *cfg, struct rnn_error *err)
{
	const struct cell *cell = cfg->cell;

	*m = (struct model){.cfg = *cfg};
	if (check_config(cfg, err) != 0)
		return -1;
	int H = cfg->hidden, gates = cell->gates * H;
	bool fits = true;
	m->param = xcalloc(PARAMS_MAX, sizeof *m->param);
	if (cfg->embed > 0)
		fits &= add_param(m, "embed.weight", -1, cfg->vocab, cfg->embed);
	for (int k = 0; k < cfg->layers; k++) {
		bool one_hot = k == 0 && cfg->embed == 0;
		int in = k > 0 ? H : one_hot ? cfg->vocab : cfg->embed;
		fits &= add_param(m, "weight_ih", k, gates, in);
		m->param[m->params - 1].transposed = one_hot;
		fits &= add_param(m, "weight_hh", k, gates, H);
		m->param[m->params - 1].rotate = cell->rotate;
		fits &= add_param(m, "bias_ih", k, gates, 0);
		fits &= add_param(m, "bias_hh", k, gates, 0);
		m->param[m->params - 1].rotate = cell->rotate;
	}
	fits &= add_param(m, "out.weight", -1, cfg->vocab, H);
	fits &= add_param(m, "out.bias", -1, cfg->vocab, 0);
	for (int i = 0; i < m->params; i++)
		m->param[i].block = H;
	if (!fits) {
		model_free(m);
		return errorf(err, EX_DATAERR, "a model of this size does not fit in memory");
	}
	return 0;
}

int model_init(struct model *m, const struct config *cfg, const struct engine *engine,
	       struct rnn_error *err)
{
	if (model_layout(m, cfg, err) != 0)
		return -1;
	m->engine = engine;
	m->kernels = kernels_pick();
	m->w = xcalloc(m->n, sizeof *m->w);
	return 0;
}

void model_free(struct model *m)
{
	free(m->param);
	free(m->w);
	*m = (struct model){0};
}

void model_random(struct model *m, uint64_t seed)
{
	const struct cell *cell = m->cfg.cell;
	int H = m->cfg.hidden;
	double bound = 1 / sqrt((double)H);

	for (int i = 0; i < m->params; i++) {
		const struct param *p = &m->param[i];
		uint64_t key = rng_key(seed, (uint64_t)i);
		float *x = xcalloc(p->n, sizeof *x);
		/* what is looked up by symbol has unit variance: it is one term, not a sum of H */
		bool lookup = p->transposed || strncmp(p->name, "embed.", 6) == 0;
		double scale = lookup ? sqrt(3.0) : bound;
		for (size_t j = 0; j < p->n; j++)
			x[j] = (float)((2 * rng_uniform(key, j) - 1) * scale);
		if (cell->forget >= 0 && strncmp(p->name, "rnn.bias_ih", 11) == 0)
			for (int j = 0; j < H; j++)
				x[cell->forget * H + j] = 1;
		if (cell->forget >= 0 && strncmp(p->name, "rnn.bias_hh", 11) == 0)
			for (int j = 0; j < H; j++)
				x[cell->forget * H + j] = 0;
		param_import(p, x, m->w);
		free(x);
	}
}

/* The row of the block in which PyTorch's row r stands. */
static size_t block_row(const struct param *p, size_t r)
{
	size_t block = (size_t)p->block, blocks = (size_t)p->rows / block;

	if (p->rotate == 0)
		return r;
	return (r / block + blocks - (size_t)p->rotate) % blocks * block + r % block;
}

void param_export(const struct param *p, const real *w, float *out)
{
	size_t rows = (size_t)p->rows, cols = p->cols > 0 ? (size_t)p->cols : 1;

	for (size_t r = 0; r < rows; r++, out += cols) {
		size_t row = block_row(p, r);
		for (size_t c = 0; c < cols; c++)
			out[c] = (float)w[p->at + (p->transposed ? c * rows + row : row * cols + c)];
	}
}

void param_import(const struct param *p, const float *in, real *w)
{
	size_t rows = (size_t)p->rows, cols = p->cols > 0 ? (size_t)p->cols : 1;

	for (size_t r = 0; r < rows; r++, in += cols) {
		size_t row = block_row(p, r);
		for (size_t c = 0; c < cols; c++)
			w[p->at + (p->transposed ? c * rows + row : row * cols + c)] = in[c];
	}
}

bool all_finite(const real *x, size_t n)
{
	/* x - x is 0 for finite x and NaN otherwise */
	real sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += x[i] - x[i];
	return sum == 0;
}
