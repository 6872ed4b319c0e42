/* work.c - the workspace: its memory, packed weights and carried states. */
#include "core/work_impl.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/team.h"

enum {
	SHARD_ROWS = 24,  /* fewest streams of a shard, but B > 1 gives at least two shards */
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
			l->db = arena_take(a, width, sizeof(real));
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
		w->dtable = arena_take(a, (size_t)c->vocab * gates, sizeof(real));
}

static void layout(struct work *w)
{
	w->shard = arena_take(&w->arena, (size_t)w->shards, sizeof *w->shard);
	for (int i = 0; i < w->shards; i++) {
		struct shard measured = {0}; /* used while the arena only counts bytes */
		struct shard *s = w->arena.base != NULL ? &w->shard[i] : &measured;
		s->first = (int)((long long)w->o.B * i / w->shards);
		s->b = (int)((long long)w->o.B * (i + 1) / w->shards) - s->first;
		layout_shard(w, s);
	}
	layout_weights(w);
	if (w->o.train)
		w->task = arena_take(&w->arena, (size_t)w->tasks, sizeof *w->task);
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

/* Lists the pieces of the weight gradients, the large ones first, so that threads finish at about
 * the same time. */
static void plan_tasks(struct work *w)
{
	const struct config *c = &w->m->cfg;
	int gates = c->cell->gates * c->hidden, most = task_rows(c);

	w->tasks = 0;
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

/* Initialises a workspace without memory, and measures the memory that it needs. */
static void measure(struct work *w, const struct model *m, const struct work_options *o)
{
	*w = (struct work){.m = m, .o = *o, .shards = shard_count(o->B)};
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

/* Copies the state after the last step to slot 0. */
static void carry_shard(struct work *w, struct shard *s)
{
	const struct config *c = &w->m->cfg;
	size_t n = (size_t)s->b * (size_t)c->hidden, last = (size_t)w->t * n;

	for (int k = 0; k < c->layers; k++) {
		struct shard_layer *l = &s->layer[k];
		memcpy(l->h, l->h + last, n * sizeof(real));
		if (l->c != NULL)
			memcpy(l->c, l->c + last, n * sizeof(real));
	}
}

void work_carry(struct work *w)
{
	if (!w->pending)
		return;
	for (int i = 0; i < w->shards; i++)
		carry_shard(w, &w->shard[i]);
	w->pending = false;
}

/* Returns h (part 0) or c (part 1) of a layer, (T+1, b, H). Slot 0 is the carried state. */
static real *state_part(const struct shard_layer *l, int part)
{
	return part == 0 ? l->h : l->c;
}

int work_state_parts(const struct work *w)
{
	return w->m->cfg.cell->has_c ? 2 : 1;
}

size_t work_state_size(const struct work *w)
{
	const struct config *c = &w->m->cfg;

	return (size_t)c->layers * (size_t)w->o.B * (size_t)c->hidden * (size_t)work_state_parts(w);
}

/* The place of a shard's states of one layer in a flat array (part, L, B, H): n numbers from `at`
 * on. */
struct span {
	size_t at, n;
};

static struct span state_span(const struct work *w, int part, int layer, const struct shard *s)
{
	size_t H = (size_t)w->m->cfg.hidden, block = (size_t)(part * w->m->cfg.layers + layer);

	return (struct span){(block * (size_t)w->o.B + (size_t)s->first) * H, (size_t)s->b * H};
}

void work_state_get(const struct work *w, real *out)
{
	size_t slot = w->pending ? (size_t)w->t : 0;

	for (int part = 0; part < work_state_parts(w); part++)
		for (int k = 0; k < w->m->cfg.layers; k++)
			for (int i = 0; i < w->shards; i++) {
				const struct shard *s = &w->shard[i];
				struct span span = state_span(w, part, k, s);
				const real *states = state_part(&s->layer[k], part);
				memcpy(out + span.at, states + slot * span.n, span.n * sizeof *out);
			}
}

void work_state_set(struct work *w, const real *in)
{
	w->pending = false;
	for (int part = 0; part < work_state_parts(w); part++)
		for (int k = 0; k < w->m->cfg.layers; k++)
			for (int i = 0; i < w->shards; i++) {
				const struct shard *s = &w->shard[i];
				struct span span = state_span(w, part, k, s);
				real *states = state_part(&s->layer[k], part);
				memcpy(states, in + span.at, span.n * sizeof *in);
			}
}

static struct shard *shard_of(struct work *w, int b)
{
	struct shard *s = w->shard;

	while (b >= s->first + s->b)
		s++;
	return s;
}

/* Sets stream b's state from a flat array (part, L, H), or to zero if `in` is NULL. */
static void set_stream(struct work *w, int b, const real *in)
{
	const struct config *c = &w->m->cfg;
	size_t H = (size_t)c->hidden;
	struct shard *s = shard_of(w, b);

	work_carry(w);
	for (int part = 0; part < work_state_parts(w); part++)
		for (int k = 0; k < c->layers; k++) {
			real *here = state_part(&s->layer[k], part) + (size_t)(b - s->first) * H;
			if (in == NULL)
				memset(here, 0, H * sizeof *here);
			else
				memcpy(here, in + (size_t)(part * c->layers + k) * H,
				       H * sizeof *here);
		}
}

void work_stream_get(struct work *w, int b, real *out)
{
	const struct config *c = &w->m->cfg;
	size_t H = (size_t)c->hidden;
	struct shard *s = shard_of(w, b);

	work_carry(w);
	for (int part = 0; part < work_state_parts(w); part++)
		for (int k = 0; k < c->layers; k++) {
			real *here = (part ? s->layer[k].c : s->layer[k].h) +
				     (size_t)(b - s->first) * H;
			memcpy(out + (size_t)(part * c->layers + k) * H, here, H * sizeof *here);
		}
}

void work_stream_set(struct work *w, int b, const real *in)
{
	set_stream(w, b, in);
}

void work_reset_stream(struct work *w, int b)
{
	set_stream(w, b, NULL);
}

void work_reset(struct work *w)
{
	for (int b = 0; b < w->o.B; b++)
		set_stream(w, b, NULL);
}
