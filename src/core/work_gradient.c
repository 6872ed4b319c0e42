/* work_gradient.c - the gradient of the weights, from what the backward pass leaves in the shards. */
#include <string.h>

#include "base/denormals.h"
#include "base/team.h"
#include "core/work_impl.h"

/* The operands Y and X of a weight gradient in one shard. */
struct operands {
	const real *y, *x;
};

/* Computes rows [from, to) of the gradient of `p`, the sum over shards of Y^T X. */
static void outer_piece(struct work *w, const struct task *task, const struct pack *pack,
			const struct param *p,
			struct operands (*pick)(const struct work *, const struct shard *, int),
			size_t ldy, real *grad)
{
	for (int i = 0; i < w->shards; i++) {
		struct shard *s = &w->shard[i];
		struct operands o = pick(w, s, task->layer);
		w->m->engine->outer(pack, w->t * s->b, task->from, task->to, o.y, (int)ldy, o.x,
				    p->cols, i > 0 ? 1 : 0, grad + p->at, p->cols);
	}
}

static struct operands pick_hh(const struct work *w, const struct shard *s, int k)
{
	(void)w;
	return (struct operands){s->layer[k].z, s->layer[k].h};
}

static struct operands pick_ih(const struct work *w, const struct shard *s, int k)
{
	const struct config *c = &w->m->cfg;

	return (struct operands){s->layer[k].z + c->cell->in_at * c->hidden, s->layer[k - 1].out};
}

static struct operands pick_out(const struct work *w, const struct shard *s, int k)
{
	(void)k;
	return (struct operands){s->logits, s->layer[w->m->cfg.layers - 1].out};
}

/* Computes columns [from, to) of the gradient of layer 0's look-up table (V, G*H): each dZ is added
 * to the row of its input symbol. */
static void lookup_piece(struct work *w, const struct task *task, real *dtable)
{
	const struct config *c = &w->m->cfg;
	size_t gates = (size_t)(c->cell->gates * c->hidden);
	size_t width = (size_t)(c->cell->width * c->hidden);
	size_t n = (size_t)(task->to - task->from), from = (size_t)task->from;

	for (size_t v = 0; v < (size_t)c->vocab; v++)
		memset(dtable + v * gates + from, 0, n * sizeof(real));
	for (int i = 0; i < w->shards; i++) {
		const struct shard *s = &w->shard[i];
		const real *dz = s->layer[0].z + c->cell->in_at * c->hidden + from;
		for (size_t r = 0; r < (size_t)(w->t * s->b); r++)
			w->m->kernels->add(n, dz + r * width, dtable + s->x[r] * gates + from);
	}
}

/* Computes the gradients of a layer's biases from columns [from, to) of its summed dZ. b_hh is
 * added to columns [0, gates) of Z, b_ih to [in_at, in_at + gates). */
static void bias_piece(struct work *w, const struct task *task, real *grad)
{
	const struct cell *cell = w->m->cfg.cell;
	const struct layer_weights *l = &w->layer[task->layer];
	int H = w->m->cfg.hidden, gates = cell->gates * H, in_at = cell->in_at * H;

	for (int j = task->from; j < task->to; j++) {
		real sum = 0;
		for (int i = 0; i < w->shards; i++)
			sum += w->shard[i].layer[task->layer].db[j];
		if (j < gates)
			grad[l->b_hh->at + (size_t)j] = sum;
		if (j >= in_at)
			grad[l->b_ih->at + (size_t)(j - in_at)] = sum;
	}
}

static void out_bias_piece(struct work *w, const struct task *task, real *grad)
{
	real *out = grad + w->b_out->at + task->from;

	memset(out, 0, (size_t)(task->to - task->from) * sizeof(real));
	for (int i = 0; i < w->shards; i++)
		w->m->kernels->colsum((size_t)(w->t * w->shard[i].b), task->to - task->from,
				      w->shard[i].logits + task->from, (size_t)w->m->cfg.vocab,
				      out);
}

static void run_task(struct work *w, const struct task *task, real *grad)
{
	const struct config *c = &w->m->cfg;
	const struct layer_weights *l = &w->layer[task->layer];
	size_t width = (size_t)(c->cell->width * c->hidden);

	switch (task->kind) {
	case TASK_HH:
		outer_piece(w, task, &l->hh, l->w_hh, pick_hh, width, grad);
		break;
	case TASK_IH:
		outer_piece(w, task, &l->ih, l->w_ih, pick_ih, width, grad);
		break;
	case TASK_OUT:
		outer_piece(w, task, &w->out, w->w_out, pick_out, (size_t)c->vocab, grad);
		break;
	case TASK_LOOKUP:
		lookup_piece(w, task, w->dtable != NULL ? w->dtable : grad + l->w_ih->at);
		break;
	case TASK_BIAS:
		bias_piece(w, task, grad);
		break;
	case TASK_OUT_BIAS:
		out_bias_piece(w, task, grad);
		break;
	}
}

/* Computes the gradients of the embedding and of layer 0's input matrix from that of the look-up
 * table, their product. */
static void backward_embedding(struct work *w, real *grad)
{
	const struct model *m = w->m;
	const struct pack *ih = &w->layer[0].ih;
	int E = m->cfg.embed, V = m->cfg.vocab;

	m->engine->backward(ih, V, w->dtable, ih->n, 0, grad + w->embed->at, E);
	m->engine->outer(ih, V, 0, ih->n, w->dtable, ih->n, m->w + w->embed->at, E, 0,
			 grad + w->layer[0].w_ih->at, E);
}

/* A workspace and the block (m->n) for the gradient of its weights. */
struct job {
	struct work *w;
	real *grad;
};

static void run_one_task(void *ctx, int i)
{
	const struct job *j = ctx;

	denormals_flush();
	run_task(j->w, &j->w->task[i], j->grad);
}

void work_gradient(struct work *w, real *grad)
{
	team_each(w->team, w->tasks, run_one_task, &(struct job){w, grad});
	if (w->embed != NULL)
		backward_embedding(w, grad);
}
