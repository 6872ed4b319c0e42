/* extend.c - see extend.h. */
#include "run/extend.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/maths.h"
#include "text/relatives.h"

/* A group of known symbols is numbered: 0..V-1 are single symbols; then, for each level, there is one
 * for each class. Level 0: the class; level 1: all that is, or is not, part of words; level 2: all
 * symbols. */
enum { LEVELS = 3, CLASS_GROUPS = LEVELS * CLASSES };

struct growth {
	const struct vocab *from, *to;
	int *source;   /* (V of to) the group that a symbol starts as; its old id if it was known */
	bool *known;   /* (V of to) */
	int *members;  /* (CLASS_GROUPS) known symbols in each group of a class */
	double *count; /* (V of from + CLASS_GROUPS) occurrences of the members of a group, and of
	                  the new symbols that start as it */
};

/* Returns the group of a class at a level, less V. */
static int class_group(int level, enum symbol_class k)
{
	int within = level == 0 ? (int)k : level == 1 ? symbol_class_of_words(k) : 0;

	return level * CLASSES + within;
}

static int group_of(const struct growth *g, const struct relatives *known, uint32_t symbol)
{
	enum symbol_class k = symbol_class(g->to->unit, symbol);
	int nearest = relatives_nearest(known, symbol), level = 0;

	if (nearest >= 0)
		return nearest;
	while (g->members[class_group(level, k)] == 0) /* level 2 has all symbols */
		level++;
	return g->from->size + class_group(level, k);
}

static void growth_init(struct growth *g, const struct vocab *from, const struct vocab *to,
			const uint64_t *count)
{
	struct relatives known;

	*g = (struct growth){.from = from, .to = to};
	g->source = xcalloc((size_t)to->size, sizeof *g->source);
	g->known = xcalloc((size_t)to->size, sizeof *g->known);
	g->members = xcalloc(CLASS_GROUPS, sizeof *g->members);
	g->count = xcalloc((size_t)from->size + CLASS_GROUPS, sizeof *g->count);
	relatives_init(&known, from);
	for (int i = 0; i < to->size; i++) {
		int old = vocab_id(from, to->symbol[i]);
		g->known[i] = old >= 0;
		if (old < 0)
			continue;
		g->source[i] = old;
		g->count[old] += (double)count[i];
		for (int level = 0; level < LEVELS; level++) {
			int group = class_group(level, symbol_class(to->unit, to->symbol[i]));
			g->members[group]++;
			g->count[from->size + group] += (double)count[i];
		}
	}
	for (int i = 0; i < to->size; i++)
		if (!g->known[i]) {
			g->source[i] = group_of(g, &known, to->symbol[i]);
			g->count[g->source[i]] += (double)count[i];
		}
	relatives_free(&known);
}

static void growth_free(struct growth *g)
{
	free(g->source);
	free(g->known);
	free(g->members);
	free(g->count);
}

/* A tensor with n numbers for each symbol, in PyTorch's order: number j of symbol i is
 * x[i * symbol + j * step]. */
struct table {
	float *x; /* owned */
	size_t n, symbol, step;
};

/* Returns whether the tensor has a row or a column for each symbol. */
static bool per_symbol(const struct model *m, const struct param *p)
{
	return p->kind == PARAM_EMBED || p->kind == PARAM_W_OUT || p->kind == PARAM_B_OUT ||
	       (p->kind == PARAM_W_IH && p->layer == 0 && m->cfg.embed == 0);
}

static struct table table_of(const struct param *p)
{
	size_t cols = p->cols > 0 ? (size_t)p->cols : 1;
	struct table t = {.n = cols, .symbol = cols, .step = 1};

	if (p->kind == PARAM_W_IH)
		t = (struct table){.n = (size_t)p->rows, .symbol = 1, .step = cols};
	t.x = xcalloc(p->n, sizeof *t.x);
	return t;
}

static float *table_at(const struct table *t, int symbol, size_t j)
{
	return &t->x[(size_t)symbol * t->symbol + j * t->step];
}

/* Returns the sums (CLASS_GROUPS, n) of the rows of the known symbols in each group of a class, or
 * the sums of exp of their numbers if `exponents`; the caller frees them. Numbers that no sane bias
 * reaches are clipped, so that exp stays finite. */
static double *group_sums(const struct growth *g, const struct table *from, bool exponents)
{
	static const double most = 500;
	double *sum = xcalloc((size_t)CLASS_GROUPS * from->n, sizeof *sum);

	for (int i = 0; i < g->from->size; i++) {
		enum symbol_class k = symbol_class(g->from->unit, g->from->symbol[i]);
		for (int level = 0; level < LEVELS; level++) {
			double *row = sum + (size_t)class_group(level, k) * from->n;
			for (size_t j = 0; j < from->n; j++) {
				double x = (double)*table_at(from, i, j);
				row[j] += exponents ? maths_exp(fmax(fmin(x, most), -most)) : x;
			}
		}
	}
	return sum;
}

/* Fills the rows of *to: those of known symbols are copied. */
static void fill_rows(const struct growth *g, const struct table *from, struct table *to)
{
	double *sum = group_sums(g, from, false);

	for (int i = 0; i < g->to->size; i++) {
		int source = g->source[i], group = source - g->from->size;
		for (size_t j = 0; j < from->n; j++)
			*table_at(to, i, j) = group < 0 ? *table_at(from, source, j)
							: (float)(sum[(size_t)group * from->n + j] /
								  g->members[group]);
	}
	free(sum);
}

/* Adds to the bias of each new symbol the logarithm of its share in its group. */
static void fill_biases(const struct growth *g, const uint64_t *count, const struct table *from,
			struct table *to)
{
	double *sum = group_sums(g, from, true);

	for (int i = 0; i < g->to->size; i++) {
		int source = g->source[i], group = source - g->from->size;
		if (g->known[i]) {
			to->x[i] = from->x[source];
			continue;
		}
		double share = fmax((double)count[i], 0.5) / fmax(g->count[source], 1);
		double whole = group < 0 ? (double)from->x[source] : maths_log(sum[group]);
		to->x[i] = (float)(whole + maths_log(share));
	}
	free(sum);
}

/* Sets the tensor `to` of the block w of the larger model from the tensor `from` of m. */
static void extend_param(const struct growth *g, const uint64_t *count, const struct model *m,
			 const struct param *from, const struct param *to, real *w)
{
	struct table a = table_of(from), b = table_of(to);

	param_export(from, m->w, a.x);
	if (!per_symbol(m, from))
		memcpy(b.x, a.x, from->n * sizeof *a.x);
	else if (from->kind == PARAM_B_OUT)
		fill_biases(g, count, &a, &b);
	else
		fill_rows(g, &a, &b);
	param_import(to, b.x, w);
	free(a.x);
	free(b.x);
}

int extend_alphabet(struct saved_model *a, const struct vocab *to, const uint64_t *count,
		    struct rnn_error *err)
{
	struct config cfg = a->model.cfg;
	struct growth g;
	struct vocab v;
	struct model m;

	assert(to->unit == a->vocab.unit && to->size >= a->vocab.size);
	if (to->size == a->vocab.size)
		return 0;
	cfg.vocab = to->size;
	if (model_init(&m, &cfg, a->model.engine, err) < 0)
		return -1;
	if (vocab_init(&v, to->unit, to->symbol, to->size, err) < 0) {
		model_free(&m);
		return -1;
	}
	m.format = a->model.format;
	growth_init(&g, &a->vocab, to, count);
	for (int i = 0; i < m.params; i++)
		extend_param(&g, count, &a->model, &a->model.param[i], &m.param[i], m.w);
	growth_free(&g);
	model_free(&a->model);
	vocab_free(&a->vocab);
	a->model = m;
	a->vocab = v;
	return 0;
}
