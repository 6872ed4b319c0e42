/* pass.c - forward, loss and backward over the workspace. */
#include "core/pass.h"

#include <assert.h>
#include <string.h>

#include "base/denormals.h"
#include "base/team.h"
#include "core/work_impl.h"

/* A function to run for each shard, and its arguments; or a gradient to compute. */
struct job {
	struct work *w;
	void (*run)(const struct job *j, struct shard *s);
	const uint16_t *x, *y; /* (t, B) inputs and targets of all shards */
	uint64_t mask_key;
	float *nll;
	bool last_only;
	real *grad;
	int layer;
	double *squares; /* (parts, t, B) of pass_state_gradient; NULL: not computed */
};

/* Runs the shards of one worker. They are always the same ones, so that they stay in the cache
 * of its core. */
static void run_share(void *ctx, int index, int workers)
{
	const struct job *j = ctx;

	denormals_flush();
	for (int i = index; i < j->w->shards; i += workers)
		j->run(j, &j->w->shard[i]);
}

/* Runs a job, each shard in one thread. If there is only one shard, the team shares its
 * products. */
static void run_job(struct job *j)
{
	struct work *w = j->w;

	team_run(w->shards > 1 ? w->team : NULL, (uintptr_t)j->run, run_share, j);
}

/* ---- Forward ---- */

static void clear_columns(real *z, int rows, size_t width, size_t n)
{
	for (int r = 0; r < rows && n > 0; r++)
		memset(z + (size_t)r * width, 0, n * sizeof *z);
}

/* Initialises Z of layer k for all time steps, before the recurrent products. In layers above 0 it
 * writes W x, and zeros in the blocks that W x does not cover; the recurrent product is added
 * later. In layer 0 the cell looks up W x in a table and the recurrent product overwrites its
 * blocks, so only the blocks that the product does not cover are zeroed. */
static void project_input(struct work *w, struct shard *s, int k, int rows)
{
	const struct model *m = w->m;
	const struct cell *cell = m->cfg.cell;
	size_t H = (size_t)m->cfg.hidden, width = (size_t)cell->width * H;
	size_t gates = (size_t)cell->gates * H, in_at = (size_t)cell->in_at * H;
	real *z = s->layer[k].z;

	if (k == 0) {
		clear_columns(z + gates, rows, width, width - gates);
		return;
	}
	m->engine->forward(&w->layer[k].ih, rows, s->layer[k - 1].out, (int)H, 0, z + in_at,
			   (int)width);
	clear_columns(z, rows, width, in_at);
}

/* Returns W x of layer 0 for each symbol, (V, G*H): the table of products if the model has an
 * embedding, else the weights, which are stored transposed. */
static const real *lookup_table(const struct work *w)
{
	return w->table != NULL ? w->table : w->m->w + w->layer[0].w_ih->at;
}

/* Describes time step t of layer k to the cell: b streams of the shard, from `from` on. */
static struct step step_at(const struct work *w, const struct shard *s, int k, int t, int from,
			   int b)
{
	const struct config *c = &w->m->cfg;
	const struct shard_layer *l = &s->layer[k];
	size_t n = (size_t)s->b * (size_t)c->hidden, part = (size_t)from * (size_t)c->hidden;
	size_t at = (size_t)t * n + part, row = (size_t)t * (size_t)s->b + (size_t)from;
	size_t width = (size_t)(c->cell->width * c->hidden);

	return (struct step){
		.n = b,
		.H = c->hidden,
		.ldz = width,
		.z = l->z + row * width,
		.bias = w->layer[k].bias,
		.in = k > 0 ? w->zeros : lookup_table(w),
		.id = s->x + row,
		.ldin = k > 0 ? 0 : (size_t)(c->cell->gates * c->hidden),
		.h0 = l->h + at,
		.h1 = l->h + at + n,
		.c0 = l->c != NULL ? l->c + at : NULL,
		.c1 = l->c != NULL ? l->c + at + n : NULL,
		.dy = s->dy != NULL ? s->dy + at : NULL,
		.dh = s->dh != NULL ? s->dh + part : NULL,
		.dc = s->dc != NULL ? s->dc + part : NULL,
		.db = l->db,
	};
}

static void forward_layer(struct work *w, struct shard *s, int k)
{
	const struct model *m = w->m;
	const struct cell_steps *steps = &m->kernels->cell[m->cfg.cell - cell_table];
	int H = m->cfg.hidden;
	struct shard_layer *l = &s->layer[k];

	project_input(w, s, k, w->t * s->b);
	for (int t = 0; t < w->t; t++) {
		struct step step = step_at(w, s, k, t, 0, s->b);
		m->engine->forward(&w->layer[k].hh, s->b, step.h0, H, k > 0, step.z, (int)step.ldz);
		steps->forward(&step);
	}
	if (l->mask != NULL)
		for (int t = 0; t < w->t; t++) {
			size_t n = (size_t)s->b * (size_t)H, at = (size_t)t * n;
			m->kernels->mul(n, l->h + n + at, l->mask, l->out + at);
		}
}

static void draw_masks(struct work *w, struct shard *s, uint64_t key)
{
	const struct config *c = &w->m->cfg;
	size_t H = (size_t)c->hidden;

	for (int k = 0; k < c->layers; k++)
		w->m->kernels->mask((size_t)s->b * H, rng_key(key, (uint64_t)k),
				    (uint64_t)(w->o.first + s->first) * H, w->o.dropout,
				    s->layer[k].mask);
}

static void forward_shard(const struct job *j, struct shard *s)
{
	struct work *w = j->w;
	const struct model *m = w->m;
	int rows = w->t * s->b, V = m->cfg.vocab;
	const struct shard_layer *top = &s->layer[m->cfg.layers - 1];

	for (int t = 0; t < w->t; t++)
		memcpy(s->x + (size_t)t * (size_t)s->b,
		       j->x + (size_t)t * (size_t)w->o.B + (size_t)s->first,
		       (size_t)s->b * sizeof *s->x);
	if (top->mask != NULL)
		draw_masks(w, s, j->mask_key);
	for (int k = 0; k < m->cfg.layers; k++)
		forward_layer(w, s, k);
	m->engine->forward(&w->out, rows, top->out, m->cfg.hidden, 0, s->logits, V);
	for (int r = 0; r < rows; r++)
		m->kernels->add((size_t)V, m->w + w->b_out->at, s->logits + (size_t)r * (size_t)V);
}

/* Starts a window of t steps from the last states of the window before. */
static void begin(struct work *w, int t)
{
	assert(t >= 1 && t <= w->o.T);
	work_carry(w);
	w->t = t;
	w->pending = true;
}

void pass_forward(struct work *w, int t, const uint16_t *x, uint64_t mask_key)
{
	begin(w, t);
	run_job(&(struct job){.w = w, .run = forward_shard, .x = x, .mask_key = mask_key});
}

real *pass_logits(struct work *w, int time, int b)
{
	struct shard *s = w->shard;

	while (b >= s->first + s->b)
		s++;
	return s->logits + (size_t)(time * s->b + b - s->first) * (size_t)w->m->cfg.vocab;
}

/* ---- Loss ---- */

static void logp_shard(const struct job *j, struct shard *s)
{
	const struct work *w = j->w;
	int V = w->m->cfg.vocab;

	for (int r = j->last_only ? (w->t - 1) * s->b : 0; r < w->t * s->b; r++)
		w->m->kernels->logp(V, s->logits + (size_t)r * (size_t)V);
}

void pass_logp(struct work *w, bool last_only)
{
	run_job(&(struct job){.w = w, .run = logp_shard, .last_only = last_only});
}

static void loss_shard(const struct job *job, struct shard *s)
{
	const struct work *w = job->w;
	size_t V = (size_t)w->m->cfg.vocab, B = (size_t)w->o.B, b = (size_t)s->b;
	real scale = w->o.train ? 1 / (real)(w->t * w->o.whole) : 0;
	struct leaf *leaf = w->leaf + s->leaf;

	for (int i = 0; i < s->leaves; i++)
		leaf[i].loss = 0;
	for (size_t t = 0; t < (size_t)w->t; t++)
		for (size_t j = 0, i = 0; j < b; j++) {
			size_t at = t * B + (size_t)s->first + j;
			real x = w->m->kernels->xent((int)V, s->logits + (t * b + j) * V,
						     job->y[at], scale);
			if (job->nll != NULL)
				job->nll[at] = (float)x;
			i += j == (size_t)(leaf[i].from + leaf[i].b);
			leaf[i].loss += (double)x;
		}
}

double pass_loss(struct work *w, const uint16_t *y, float *nll)
{
	run_job(&(struct job){.w = w, .run = loss_shard, .y = y, .nll = nll});
	return work_loss(w);
}

/* ---- Backward ---- */

/* Multiplies dy, the gradient of layer k's output, by the layer's dropout mask. */
static void mask_gradient(struct work *w, struct shard *s, int k)
{
	size_t n = (size_t)s->b * (size_t)w->m->cfg.hidden;

	if (s->layer[k].mask != NULL)
		for (size_t t = 0; t < (size_t)w->t; t++)
			w->m->kernels->mul(n, s->dy + t * n, s->layer[k].mask, s->dy + t * n);
}

/* Adds the squares of the gradient of the state that enters step t, which are in dh and dc of one
 * layer, to `squares`. */
static void add_squares(const struct work *w, const struct shard *s, int t, double *squares)
{
	size_t H = (size_t)w->m->cfg.hidden, B = (size_t)w->o.B;

	for (int part = 0; part < work_state_parts(w); part++)
		for (size_t b = 0; b < (size_t)s->b; b++) {
			const real *d = (part == 0 ? s->dh : s->dc) + b * H;
			size_t at = (size_t)(part * w->t + t) * B + (size_t)s->first + b;
			for (size_t j = 0; j < H; j++)
				squares[at] += (double)d[j] * (double)d[j];
		}
}

/* Does the cell's step t of layer k for each leaf, whose dZ are added up apart from those of
 * others. */
static void backward_step(struct work *w, struct shard *s, int k, int t)
{
	const struct cell *cell = w->m->cfg.cell;
	const struct cell_steps *steps = &w->m->kernels->cell[cell - cell_table];
	size_t width = (size_t)(cell->width * w->m->cfg.hidden);

	for (int i = 0; i < s->leaves; i++) {
		const struct leaf *leaf = &w->leaf[s->leaf + i];
		struct step step = step_at(w, s, k, t, leaf->from, leaf->b);
		step.db += (size_t)i * width;
		steps->backward(&step);
	}
}

/* Turns dy, the gradient of layer k's output, into that of layer k - 1, and Z into its gradient.
 * Adds the squares of the gradients of the states to `squares` if that is not NULL. */
static void backward_layer(struct work *w, struct shard *s, int k, double *squares)
{
	const struct model *m = w->m;
	const struct cell *cell = m->cfg.cell;
	int H = m->cfg.hidden, width = cell->width * H;
	size_t n = (size_t)s->b * (size_t)H;

	memset(s->dh, 0, n * sizeof(real));
	memset(s->dc, 0, n * sizeof(real));
	memset(s->layer[k].db, 0, (size_t)s->leaves * (size_t)width * sizeof(real));
	for (int t = w->t - 1; t >= 0; t--) {
		backward_step(w, s, k, t);
		work_progress(w);
		if (t > 0 || squares != NULL)
			m->engine->backward(&w->layer[k].hh, s->b,
					    s->layer[k].z + (size_t)(t * s->b) * (size_t)width,
					    width, cell->carry ? 1 : 0, s->dh, H);
		if (squares != NULL)
			add_squares(w, s, t, squares);
	}
	if (k > 0) {
		m->engine->backward(&w->layer[k].ih, w->t * s->b, s->layer[k].z + cell->in_at * H,
				    width, 0, s->dy, H);
		mask_gradient(w, s, k - 1);
	}
}

static void backward_output(struct work *w, struct shard *s)
{
	const struct config *c = &w->m->cfg;

	w->m->engine->backward(&w->out, w->t * s->b, s->logits, c->vocab, 0, s->dy, c->hidden);
	mask_gradient(w, s, c->layers - 1);
}

static void backward_shard(const struct job *j, struct shard *s)
{
	backward_output(j->w, s);
	for (int k = j->w->m->cfg.layers - 1; k >= 0; k--)
		backward_layer(j->w, s, k, NULL);
}

static void output_shard(const struct job *j, struct shard *s)
{
	backward_output(j->w, s);
}

static void layer_shard(const struct job *j, struct shard *s)
{
	backward_layer(j->w, s, j->layer, NULL);
}

static void state_gradient_shard(const struct job *j, struct shard *s)
{
	struct work *w = j->w;
	const struct config *c = &w->m->cfg;
	size_t V = (size_t)c->vocab, H = (size_t)c->hidden, before = (size_t)((w->t - 1) * s->b);
	real *last = s->logits + before * V;

	for (int b = 0; b < s->b; b++)
		w->m->kernels->xent(c->vocab, last + (size_t)b * V, j->y[s->first + b], 1);
	memset(s->dy, 0, before * H * sizeof *s->dy);
	w->m->engine->backward(&w->out, s->b, last, c->vocab, 0, s->dy + before * H, c->hidden);
	for (int k = c->layers - 1; k >= 0; k--)
		backward_layer(w, s, k, j->squares);
}

void pass_state_gradient(struct work *w, const uint16_t *y, double *squares)
{
	size_t parts = (size_t)work_state_parts(w), n = parts * (size_t)(w->t * w->o.B);

	assert(w->o.train && w->o.dropout == 0 && w->pending);
	memset(squares, 0, n * sizeof *squares);
	run_job(&(struct job){.w = w, .run = state_gradient_shard, .y = y, .squares = squares});
	work_carry(w);
}

/* Runs a job that does the backward pass of the output layer in the shards, and then that of the layers.
 * After each the gradients of its weights are computed. */
static void run_layers(struct job *j)
{
	struct work *w = j->w;

	run_job(j);
	work_gradient_part(w, 0, j->grad);
	j->run = layer_shard;
	for (int part = 1; part < w->parts; part++) {
		j->layer = w->m->cfg.layers - part;
		run_job(j);
		work_gradient_part(w, part, j->grad);
	}
}

/* Computes the gradients of the weights by a job that leaves dZ and the gradients of the logits in
 * the shards, or, if processes share the batch, by one that does so for the output layer only:
 * `top`. */
static void run_gradient(struct job *j, void (*all)(const struct job *j, struct shard *s),
			 void (*top)(const struct job *j, struct shard *s))
{
	struct work *w = j->w;

	j->run = w->o.peers != NULL ? top : all;
	if (w->o.peers != NULL) {
		run_layers(j);
	} else {
		run_job(j);
		work_gradient_part(w, 0, j->grad);
	}
	work_gradient_end(w, j->grad);
	work_carry(w);
}

void pass_backward(struct work *w, real *grad)
{
	assert(w->o.train && w->pending);
	run_gradient(&(struct job){.w = w, .grad = grad}, backward_shard, output_shard);
}

static void learn_shard(const struct job *j, struct shard *s)
{
	forward_shard(j, s);
	loss_shard(j, s);
	backward_shard(j, s);
}

static void learn_output_shard(const struct job *j, struct shard *s)
{
	forward_shard(j, s);
	loss_shard(j, s);
	backward_output(j->w, s);
}

double pass_learn(struct work *w, int t, const uint16_t *x, const uint16_t *y, uint64_t mask_key,
		  real *grad)
{
	begin(w, t);
	assert(w->o.train);
	run_gradient(&(struct job){.w = w, .x = x, .y = y, .mask_key = mask_key, .grad = grad},
		     learn_shard, learn_output_shard);
	return work_loss(w);
}
