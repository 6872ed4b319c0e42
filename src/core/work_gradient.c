/*
 * work_gradient.c - the gradient of the weights, from what the backward pass leaves in the
 * shards.
 *
 * A task adds up the leaves below each root of the workspace by the binary tree of work_leaves:
 * the sum of the leaves [from, to) is that of the first half plus that of the second half. It
 * needs its result and one block of the same size for each level of the tree. No sum of a leaf
 * is -0, because each begins at +0. So a leaf without terms can be left out: x + 0 is x.
 */
#include <string.h>

#include "base/denormals.h"
#include "base/team.h"
#include "core/work_impl.h"

/* A task below one root. */
struct sum {
	struct work *w;
	const struct task *task;
	const struct node *root;
	size_t n;   /* numbers of the result */
	real *grad; /* (m->n) gradient of this root */
	real *spare;
	/* Writes the sum of one leaf to out (n). */
	void (*leaf)(const struct sum *s, const struct leaf *leaf, real *out);
};

static void add_leaves(const struct sum *s, int from, int to, real *out, real *spare)
{
	int middle = from + (to - from) / 2;

	if (to - from == 1) {
		s->leaf(s, &s->w->leaf[from - s->w->first_leaf], out);
		return;
	}
	add_leaves(s, from, middle, out, spare);
	add_leaves(s, middle, to, spare, spare + s->n);
	s->w->m->kernels->add(s->n, spare, out);
}

/* Writes the sum of the leaves below the root to out (n). */
static void add_root(const struct sum *s, real *out)
{
	add_leaves(s, s->root->from, s->root->to, out, s->spare);
}

/* ---- Matrices: rows [from, to) of the sum of Y^T X ---- */

/* One of the products: its pack and parameter, and the operands Y, with rows ldy apart, and X. */
struct operands {
	const struct pack *pack;
	const struct param *param;
	const real *y, *x;
	int ldy;
};

static struct operands operands_of(const struct work *w, const struct task *task,
				   const struct shard *s)
{
	const struct config *c = &w->m->cfg;
	const struct layer_weights *l = &w->layer[task->layer];
	int k = task->layer, width = c->cell->width * c->hidden;

	if (task->kind == TASK_OUT)
		return (struct operands){&w->out, w->w_out, s->logits, s->layer[c->layers - 1].out,
					 c->vocab};
	if (task->kind == TASK_HH)
		return (struct operands){&l->hh, l->w_hh, s->layer[k].z, s->layer[k].h, width};
	return (struct operands){&l->ih, l->w_ih, s->layer[k].z + c->cell->in_at * c->hidden,
				 s->layer[k - 1].out, width};
}

static void matrix_leaf(const struct sum *s, const struct leaf *leaf, real *out)
{
	struct work *w = s->w;
	struct operands o = operands_of(w, s->task, leaf->shard);
	int cols = o.param->cols;

	w->m->engine->outer(o.pack, &(struct row_blocks){w->t, leaf->b, leaf->shard->b},
			    s->task->from, s->task->to, o.y + (size_t)leaf->from * (size_t)o.ldy,
			    o.ldy, o.x + (size_t)leaf->from * (size_t)cols, cols, 0, out, cols);
}

static void add_matrix(struct sum *s)
{
	const struct param *p = operands_of(s->w, s->task, s->w->shard).param;

	s->leaf = matrix_leaf;
	s->n = (size_t)(s->task->to - s->task->from) * (size_t)p->cols;
	add_root(s, s->grad + p->at + (size_t)s->task->from * (size_t)p->cols);
}

/* ---- The look-up table of layer 0 (V, G*H): each dZ is added to the row of its input symbol
 * ---- */

/* Sorts the positions of the window by symbol, and then by leaf. */
static void sort_places(struct work *w)
{
	const struct config *c = &w->m->cfg;
	size_t width = (size_t)(c->cell->width * c->hidden);
	int V = c->vocab, *at = w->place_at;

	memset(at, 0, ((size_t)V + 1) * sizeof *at);
	for (int i = 0; i < w->shards; i++)
		for (int r = 0; r < w->t * w->shard[i].b; r++)
			at[w->shard[i].x[r]]++;
	for (int v = 0, sum = 0; v <= V; v++) {
		int n = at[v];
		at[v] = sum;
		sum += n;
	}
	for (int i = 0; i < w->leaves; i++) {
		const struct leaf *leaf = &w->leaf[i];
		const struct shard *s = leaf->shard;
		const real *dz = s->layer[0].z + c->cell->in_at * c->hidden;
		for (int t = 0; t < w->t; t++)
			for (int j = leaf->from; j < leaf->from + leaf->b; j++) {
				size_t r = (size_t)t * (size_t)s->b + (size_t)j;
				w->place[at[s->x[r]]++] = (struct place){dz + r * width,
									 w->first_leaf + i};
			}
	}
	for (int i = 0; i < PLACES_AHEAD; i++)
		w->place[w->t * w->o.B + i] = w->place[0];
	memmove(at + 1, at, (size_t)V * sizeof *at);
	at[0] = 0;
}

/* Fetches n numbers, of a place that is added soon: places of a symbol are far from each other. */
static inline void fetch(const real *dz, size_t n)
{
	enum { LINE = 64 / sizeof(real) };

	for (size_t i = 0; i < n; i += LINE)
		__builtin_prefetch(dz + i);
}

/* Writes the sum of the places of one symbol that are in the leaves [from, to) to out (n). *p is
 * the first of them and then the one after the last; there is at least one. */
static void add_places(const struct sum *s, const struct place **p, const struct place *end,
		       int from, int to, real *out, real *spare)
{
	const struct kernels *kernels = s->w->m->kernels;
	int middle = from + (to - from) / 2;
	real *second = out;

	if (to - from == 1) {
		memset(out, 0, s->n * sizeof *out);
		for (; *p < end && (*p)->leaf == from; ++*p) {
			fetch((*p)[PLACES_AHEAD].dz + s->task->from, s->n);
			kernels->add(s->n, (*p)->dz + s->task->from, out);
		}
		return;
	}
	if ((*p)->leaf < middle) {
		add_places(s, p, end, from, middle, out, spare);
		second = spare;
	}
	if (*p == end || (*p)->leaf >= to)
		return;
	add_places(s, p, end, middle, to, second, spare + s->n);
	if (second == spare)
		kernels->add(s->n, spare, out);
}

/* Computes columns [from, to) of the table. */
static void add_lookup(struct sum *s)
{
	const struct work *w = s->w;
	const struct config *c = &w->m->cfg;
	size_t gates = (size_t)(c->cell->gates * c->hidden), V = (size_t)c->vocab;
	real *table = w->dtable != NULL ? w->dtable + (size_t)(s->root - w->root) * V * gates
					: s->grad + w->layer[0].w_ih->at;

	s->n = (size_t)(s->task->to - s->task->from);
	for (size_t v = 0; v < V; v++) {
		const struct place *p = w->place + w->place_at[v];
		const struct place *end = w->place + w->place_at[v + 1];
		real *out = table + v * gates + s->task->from;
		while (p < end && p->leaf < s->root->from)
			p++;
		if (p == end || p->leaf >= s->root->to)
			memset(out, 0, s->n * sizeof *out);
		else
			add_places(s, &p, end, s->root->from, s->root->to, out, s->spare);
	}
}

/* ---- Biases ---- */

static void bias_leaf(const struct sum *s, const struct leaf *leaf, real *out)
{
	const struct cell *cell = s->w->m->cfg.cell;
	size_t width = (size_t)(cell->width * s->w->m->cfg.hidden);
	size_t row = (size_t)(leaf - s->w->leaf - leaf->shard->leaf);

	memcpy(out, leaf->shard->layer[s->task->layer].db + row * width + s->task->from,
	       s->n * sizeof *out);
}

/* Computes the gradients of a layer's biases from columns [from, to) of its summed dZ. b_hh is
 * added to columns [0, gates) of Z, b_ih to [in_at, in_at + gates). */
static void add_bias(struct sum *s)
{
	const struct task *task = s->task;
	const struct cell *cell = s->w->m->cfg.cell;
	const struct layer_weights *l = &s->w->layer[task->layer];
	int H = s->w->m->cfg.hidden, gates = cell->gates * H, in_at = cell->in_at * H;
	real *sum = s->spare;

	s->leaf = bias_leaf;
	s->n = (size_t)(task->to - task->from);
	s->spare += s->n;
	add_root(s, sum);
	for (int j = task->from; j < task->to; j++, sum++) {
		if (j < gates)
			s->grad[l->b_hh->at + (size_t)j] = *sum;
		if (j >= in_at)
			s->grad[l->b_ih->at + (size_t)(j - in_at)] = *sum;
	}
}

static void out_bias_leaf(const struct sum *s, const struct leaf *leaf, real *out)
{
	const struct work *w = s->w;
	size_t V = (size_t)w->m->cfg.vocab;

	memset(out, 0, s->n * sizeof *out);
	for (int t = 0; t < w->t; t++) {
		size_t row = (size_t)t * (size_t)leaf->shard->b + (size_t)leaf->from;
		w->m->kernels->colsum((size_t)leaf->b, (int)s->n,
				      leaf->shard->logits + row * V + s->task->from, V, out);
	}
}

static void add_out_bias(struct sum *s)
{
	s->leaf = out_bias_leaf;
	s->n = (size_t)(s->task->to - s->task->from);
	add_root(s, s->grad + s->w->b_out->at + s->task->from);
}

/* ---- All tasks ---- */

static void (*const add[])(struct sum *) = {
	[TASK_IH] = add_matrix,     [TASK_HH] = add_matrix, [TASK_OUT] = add_matrix,
	[TASK_LOOKUP] = add_lookup, [TASK_BIAS] = add_bias, [TASK_OUT_BIAS] = add_out_bias,
};

size_t work_spare(const struct work *w)
{
	size_t most = 0, levels = 1;

	for (int leaves = 1; leaves < w->leaves; leaves *= 2)
		levels++;
	for (int i = 0; i < w->m->params; i++) {
		const struct param *p = &w->m->param[i];
		size_t rows = (size_t)(p->rows < w->task_rows ? p->rows : w->task_rows);
		size_t n = rows * (size_t)(p->cols > 0 ? p->cols : 1);
		most = n > most && !p->transposed ? n : most;
	}
	return levels * (most > (size_t)w->task_rows ? most : (size_t)w->task_rows);
}

/* Computes the gradients of the embedding and of layer 0's input matrix from that of the look-up
 * table, their product. */
static void backward_embedding(struct work *w, real *grad)
{
	const struct model *m = w->m;
	const struct pack *ih = &w->layer[0].ih;
	int E = m->cfg.embed, V = m->cfg.vocab;

	m->engine->backward(ih, V, w->dtable, ih->n, 0, grad + w->embed->at, E);
	m->engine->outer(ih, &(struct row_blocks){1, V, V}, 0, ih->n, w->dtable, ih->n,
			 m->w + w->embed->at, E, 0, grad + w->layer[0].w_ih->at, E);
}

/* A workspace and the block (m->n) for the gradient of its weights. */
struct job {
	struct work *w;
	real *grad;
	int first; /* task */
};

static void run_task(void *ctx, int i)
{
	const struct job *j = ctx;
	struct work *w = j->w;

	denormals_flush();
	for (int r = 0; r < w->roots; r++) {
		struct sum s = {
			.w = w,
			.task = &w->task[j->first + i],
			.root = &w->root[r],
			.grad = r == 0 ? j->grad : w->joined + (size_t)r * w->m->n,
			.spare = w->spare + (size_t)team_index() * work_spare(w),
		};
		add[s.task->kind](&s);
		work_progress(w);
	}
}

void work_progress(const struct work *w)
{
	if (w->o.peers != NULL && team_index() == 0)
		peers_progress(w->o.peers);
}

/* The numbers from, ..., to - 1 of the gradient. */
struct range {
	size_t from, to;
};

/* Returns what the processes add up of a part, besides the look-up table: with an embedding, this takes
 * the place of the tensors that are computed from it, which come first. */
static struct range range_of(const struct work *w, int part)
{
	int k = w->m->cfg.layers - part;
	const struct layer_weights *l = &w->layer[k];

	if (part == 0)
		return (struct range){w->w_out->at, w->b_out->at + w->b_out->n};
	return (struct range){k == 0 && w->embed != NULL ? l->w_hh->at : l->w_ih->at,
			      l->b_hh->at + l->b_hh->n};
}

/* Begins to add up a part of all processes: the first sums are in grad, the others in w->joined. */
static void send_part(struct work *w, int part, real *grad)
{
	const struct model *m = w->m;
	struct range r = range_of(w, part);
	size_t table = (size_t)m->cfg.vocab * (size_t)w->layer[0].w_ih->rows;
	real *sums = w->roots > 1 ? w->joined : grad;

	if (sums != grad)
		memcpy(sums + r.from, grad + r.from, (r.to - r.from) * sizeof *sums);
	peers_add(w->o.peers, m->kernels, w->all_leaves, sums + r.from, m->n, r.to - r.from);
	if (w->embed != NULL && part == w->parts - 1)
		peers_add(w->o.peers, m->kernels, w->all_leaves, w->dtable, table, table);
}

void work_gradient_part(struct work *w, int part, real *grad)
{
	int first = w->part_at[part];

	if (part == w->parts - 1)
		sort_places(w);
	team_each(w->team, w->part_at[part + 1] - first, run_task, &(struct job){w, grad, first});
	if (w->o.peers != NULL)
		send_part(w, part, grad);
}

void work_gradient_end(struct work *w, real *grad)
{
	if (w->o.peers != NULL)
		peers_add_end(w->o.peers, true);
	if (w->roots > 1)
		memcpy(grad, w->joined, w->m->n * sizeof *grad);
	if (w->embed != NULL)
		backward_embedding(w, grad);
}

static double add_losses(const double *loss, int from, int to)
{
	int middle = from + (to - from) / 2;

	return to - from == 1 ? loss[from]
			      : add_losses(loss, from, middle) + add_losses(loss, middle, to);
}

/* Collects the losses of the leaves of all processes, loss (all_leaves). */
static void collect_losses(const struct work *w, double *loss)
{
	int size = peers_size(w->o.peers);
	size_t at[LEAVES_MAX + 1];

	for (int r = 0; r <= size; r++)
		at[r] = (size_t)tree_share(w->all_leaves, size, r) * sizeof *loss;
	peers_collect(w->o.peers, loss, at, true);
}

double work_loss(const struct work *w)
{
	double loss[LEAVES_MAX];

	for (int i = 0; i < w->leaves; i++)
		loss[w->first_leaf + i] = w->leaf[i].loss;
	if (w->o.peers != NULL)
		collect_losses(w, loss);
	return w->o.peers != NULL ? add_losses(loss, 0, w->all_leaves)
				  : add_losses(loss, w->first_leaf, w->first_leaf + w->leaves);
}
