/* work.c - the workspace: its memory, packed weights and carried states. */
#include "core/work_impl.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/team.h"

enum {
	SHARD_ROWS = 24,  /* fewest streams of a shard, but B > 1 gives at least two shards */
	LEAVES_SMALL = 8, /* this many leaves may be of single streams, */
	LEAF_ROWS = 8,    /* more have at least this many */
	TASK_ROWS = 256,  /* most rows of a weight matrix in one task, */
	LARGE_ROWS = 512, /* or in a model that still has */
	LARGE_TASKS = 8,  /* this many tasks, so that threads finish at about the same time */
};

static int shard_count(int B)
{
	int n = 1;

	while (n * 2 * SHARD_ROWS <= B)
		n *= 2;
	return n == 1 && B > 1 ? 2 : n;
}

int work_leaves(int B)
{
	int n = 1;

	while (n < LEAVES_MAX && n * 2 * (n < LEAVES_SMALL ? 1 : LEAF_ROWS) <= B)
		n *= 2;
	return n;
}

static int portion(int n, int parts, int i)
{
	return (int)((long long)n * i / parts);
}

int work_leaf(int B, int leaf)
{
	return portion(B, work_leaves(B), leaf);
}

static void layout_shard(struct work *w, struct shard *s)
{
	const struct config *c = &w->m->cfg;
	size_t T = (size_t)w->o.T, b = (size_t)s->b, H = (size_t)c->hidden, V = (size_t)c->vocab;
	size_t width = (size_t)c->cell->width * H;
	struct arena *a = &w->arena;

	for (int k = 0; k < c->layers; k++) {
		struct shard_layer *l = &s->layer[k];
		l->z = arena_take(a, T * b * width, sizeof(real));
		l->h = arena_take(a, (T + 1) * b * H, sizeof(real));
		if (c->cell->has_c)
			l->c = arena_take(a, (T + 1) * b * H, sizeof(real));
		if (w->o.train)
			l->db = arena_take(a, (size_t)s->leaves * width, sizeof(real));
		if (w->o.train && w->o.dropout > 0) {
			l->mask = arena_take(a, b * H, sizeof(real));
			l->out = arena_take(a, T * b * H, sizeof(real));
		}
	}
	s->x = arena_take(a, T * b, sizeof *s->x);
	s->logits = arena_take(a, T * b * V, sizeof(real));
	if (w->o.train) {
		s->dy = arena_take(a, T * b * H, sizeof(real));
		s->dh = arena_take(a, b * H, sizeof(real));
		s->dc = arena_take(a, b * H, sizeof(real));
	}
}

/* Lays out the sums of biases and the look-up table of layer 0, or points to those of `share`. */
static void layout_weights(struct work *w)
{
	const struct config *c = &w->m->cfg;
	const struct work *share = w->o.share;
	size_t H = (size_t)c->hidden, gates = (size_t)c->cell->gates * H;
	size_t width = (size_t)c->cell->width * H;
	struct arena *a = &w->arena;

	for (int k = 0; k < c->layers; k++)
		w->layer[k].bias = share != NULL ? share->layer[k].bias
						 : arena_take(a, width, sizeof(real));
	w->zeros = arena_take(a, gates, sizeof(real));
	if (c->embed > 0)
		w->table = share != NULL ? share->table
					 : arena_take(a, (size_t)c->vocab * gates, sizeof(real));
	if (c->embed > 0 && w->o.train)
		w->dtable = arena_take(a, (size_t)c->vocab * gates * (size_t)w->roots,
				       sizeof(real));
}

/* Lays out the memory of the tasks. */
static void layout_tasks(struct work *w)
{
	size_t positions = (size_t)w->o.T * (size_t)w->o.B, n = w->m->n;
	struct arena *a = &w->arena;

	w->task = arena_take(a, (size_t)w->tasks, sizeof *w->task);
	w->place = arena_take(a, positions + PLACES_AHEAD, sizeof *w->place);
	w->place_at = arena_take(a, (size_t)w->m->cfg.vocab + 1, sizeof *w->place_at);
	w->spare = arena_take(a, (size_t)w->threads * work_spare(w), sizeof(real));
	if (w->roots > 1)
		w->joined = arena_take(a, n * (size_t)w->roots, sizeof(real));
}

/* Returns the first stream, of those of the workspace, of its leaf i. */
static int leaf_first(const struct work *w, int i)
{
	return portion(w->o.whole, w->all_leaves, w->first_leaf + i) - w->o.first;
}

/* Divides the streams of the workspace into leaves, and these among the shards. */
static void layout_leaves(struct work *w)
{
	w->leaf = arena_take(&w->arena, (size_t)w->leaves, sizeof *w->leaf);
	w->shard = arena_take(&w->arena, (size_t)w->shards, sizeof *w->shard);
	for (int i = 0; i < w->shards; i++) {
		struct shard measured = {0}; /* used while the arena only counts bytes */
		struct shard *s = w->arena.base != NULL ? &w->shard[i] : &measured;
		s->leaf = portion(w->leaves, w->shards, i);
		s->leaves = portion(w->leaves, w->shards, i + 1) - s->leaf;
		s->first = leaf_first(w, s->leaf);
		s->b = leaf_first(w, s->leaf + s->leaves) - s->first;
		for (int k = s->leaf; k < s->leaf + s->leaves && w->arena.base != NULL; k++)
			w->leaf[k] = (struct leaf){
				.shard = s,
				.from = leaf_first(w, k) - s->first,
				.b = leaf_first(w, k + 1) - leaf_first(w, k),
			};
		layout_shard(w, s);
	}
}

static void layout(struct work *w)
{
	layout_leaves(w);
	layout_weights(w);
	if (w->o.train)
		layout_tasks(w);
}

static void add_tasks(struct work *w, enum task_kind kind, int layer, int rows, int most)
{
	for (int from = 0; from < rows; from += most, w->tasks++)
		if (w->task != NULL)
			w->task[w->tasks] = (struct task){kind, layer, from,
							  rows - from < most ? rows : from + most};
}

/* Returns the most rows of a task. The inputs are read once for each task of a matrix. */
static int task_rows(const struct config *c)
{
	long long rows = (long long)c->cell->gates * c->hidden * (2 * c->layers - 1);

	return rows >= LARGE_TASKS * LARGE_ROWS ? LARGE_ROWS : TASK_ROWS;
}

/* Lists the pieces of all weight gradients, the large ones first, so that threads finish at about
 * the same time. */
static void plan_all(struct work *w)
{
	const struct config *c = &w->m->cfg;
	int gates = c->cell->gates * c->hidden, most = w->task_rows;

	for (int k = c->layers - 1; k >= 0; k--) {
		add_tasks(w, TASK_HH, k, gates, most);
		if (k > 0)
			add_tasks(w, TASK_IH, k, gates, most);
	}
	add_tasks(w, TASK_OUT, 0, c->vocab, most);
	add_tasks(w, TASK_LOOKUP, 0, gates, TASK_ROWS);
	for (int k = 0; k < c->layers; k++)
		add_tasks(w, TASK_BIAS, k, c->cell->width * c->hidden, TASK_ROWS);
	add_tasks(w, TASK_OUT_BIAS, 0, c->vocab, TASK_ROWS);
}

static void end_part(struct work *w)
{
	w->part_at[++w->parts] = w->tasks;
}

/* Lists them layer by layer, in the order in which the backward pass computes them. */
static void plan_layers(struct work *w)
{
	const struct config *c = &w->m->cfg;
	int gates = c->cell->gates * c->hidden, most = w->task_rows;

	add_tasks(w, TASK_OUT, 0, c->vocab, most);
	add_tasks(w, TASK_OUT_BIAS, 0, c->vocab, TASK_ROWS);
	end_part(w);
	for (int k = c->layers - 1; k >= 0; k--) {
		add_tasks(w, TASK_HH, k, gates, most);
		if (k > 0)
			add_tasks(w, TASK_IH, k, gates, most);
		else
			add_tasks(w, TASK_LOOKUP, 0, gates, TASK_ROWS);
		add_tasks(w, TASK_BIAS, k, c->cell->width * c->hidden, TASK_ROWS);
		end_part(w);
	}
}

static void plan_tasks(struct work *w)
{
	w->task_rows = task_rows(&w->m->cfg);
	w->tasks = w->parts = 0;
	if (w->o.peers != NULL) {
		plan_layers(w);
	} else {
		plan_all(w);
		end_part(w);
	}
}

/* Opens the pack of the weights `param`. If the workspace shares weights, copies `shared`, the same
 * pack in the other workspace, instead. */
static void open_pack(struct work *w, struct pack *p, const struct pack *shared,
		      const struct param *param, enum format format)
{
	if (w->o.share != NULL) {
		*p = *shared;
		p->team = w->shards == 1 ? w->team : NULL;
		return;
	}
	p->n = param->rows;
	p->k = p->ld = param->cols;
	p->w = w->m->w + param->at;
	p->format = format;
	p->train = w->o.train;
	p->threads = w->threads;
	p->team = w->shards == 1 ? w->team : NULL;
	w->m->engine->open(p);
	w->pack[w->packs++] = p;
}

static void bind_weights(struct work *w)
{
	const struct model *m = w->m;
	const struct work *share = w->o.share != NULL ? w->o.share : w;

	w->embed = model_param(m, PARAM_EMBED, 0);
	w->w_out = model_param(m, PARAM_W_OUT, 0);
	w->b_out = model_param(m, PARAM_B_OUT, 0);
	open_pack(w, &w->out, &share->out, w->w_out, m->format);
	for (int k = 0; k < m->cfg.layers; k++) {
		struct layer_weights *l = &w->layer[k];
		l->w_ih = model_param(m, PARAM_W_IH, k);
		l->w_hh = model_param(m, PARAM_W_HH, k);
		l->b_ih = model_param(m, PARAM_B_IH, k);
		l->b_hh = model_param(m, PARAM_B_HH, k);
		/* Layer 0's matrix stays float32: its input, the embedding, may be outside [-1, 1],
		 * and the product is computed only once per update. */
		if (!l->w_ih->transposed)
			open_pack(w, &l->ih, &share->layer[k].ih, l->w_ih,
				  k == 0 ? FORMAT_F32 : m->format);
		open_pack(w, &l->hh, &share->layer[k].hh, l->w_hh, m->format);
	}
}

/* Finds the leaves of the workspace, and the largest nodes of the tree that have no others below
 * them. In workspaces that do not train, shards are leaves. */
static void find_leaves(struct work *w)
{
	struct work_options *o = &w->o;

	o->whole = o->whole > 0 ? o->whole : o->B;
	w->all_leaves = o->train ? work_leaves(o->whole) : w->shards;
	while (portion(o->whole, w->all_leaves, w->first_leaf) < o->first)
		w->first_leaf++;
	while (leaf_first(w, w->leaves) < o->B)
		w->leaves++;
	assert(leaf_first(w, 0) == 0 && leaf_first(w, w->leaves) == o->B);
	w->shards = w->shards < w->leaves ? w->shards : w->leaves;
	w->roots = tree_cover(w->first_leaf, w->first_leaf + w->leaves, w->root);
}

/* Initialises a workspace without memory, and measures the memory that it needs. */
static void measure(struct work *w, const struct model *m, const struct work_options *o)
{
	*w = (struct work){.m = m, .o = *o, .shards = shard_count(o->B)};
	find_leaves(w);
	w->threads = team_threads(o->threads);
	if (o->train)
		plan_tasks(w);
	layout(w);
}

size_t work_bytes(const struct model *m, const struct work_options *o)
{
	struct work w;

	measure(&w, m, o);
	return w.arena.used > SIZE_MAX / 2 ? SIZE_MAX : w.arena.used + sizeof w;
}

struct work *work_new(const struct model *m, const struct work_options *o)
{
	struct work *w = xcalloc(1, sizeof *w);

	assert(o->B >= 1 && o->T >= 1 && (o->share == NULL || m->engine->reader));
	measure(w, m, o);
	arena_open(&w->arena);
	layout(w);
	if (o->train)
		plan_tasks(w);
	for (int i = 0; i < w->shards; i++)
		for (int k = 0; k < m->cfg.layers; k++) {
			struct shard_layer *l = &w->shard[i].layer[k];
			if (l->out == NULL)
				l->out = l->h + (size_t)w->shard[i].b * (size_t)m->cfg.hidden;
		}
	w->team_owned = o->team == NULL && o->share == NULL;
	w->team = o->share != NULL  ? o->share->team
		  : o->team != NULL ? o->team
				    : team_new(o->threads);
	bind_weights(w);
	if (o->share == NULL)
		work_refresh(w);
	return w;
}

void work_free(struct work *w)
{
	if (w == NULL)
		return;
	for (int i = 0; i < w->packs; i++)
		w->m->engine->close(w->pack[i]);
	if (w->team_owned)
		team_free(w->team);
	arena_free(&w->arena);
	free(w);
}

static void pack_one(void *ctx, int i)
{
	struct work *w = ctx;

	w->m->engine->pack(w->pack[i]);
}

struct team *work_team(const struct work *w)
{
	return w->team;
}

void work_refresh(struct work *w)
{
	const struct model *m = w->m;
	const struct cell *cell = m->cfg.cell;
	size_t H = (size_t)m->cfg.hidden, gates = (size_t)cell->gates * H;

	assert(w->o.share == NULL);
	team_each(w->team, w->packs, pack_one, w);
	for (int k = 0; k < m->cfg.layers; k++) {
		struct layer_weights *l = &w->layer[k];
		memset(l->bias, 0, (size_t)cell->width * H * sizeof(real));
		m->kernels->add(gates, m->w + l->b_hh->at, l->bias);
		m->kernels->add(gates, m->w + l->b_ih->at, l->bias + (size_t)cell->in_at * H);
	}
	if (w->embed != NULL)
		m->engine->forward(&w->layer[0].ih, m->cfg.vocab, m->w + w->embed->at, m->cfg.embed,
				   0, w->table, (int)gates);
}
