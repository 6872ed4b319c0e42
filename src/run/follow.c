/* follow.c - see follow.h; and train_follow, what the processes other than rank 0 do. */
#include "run/follow.h"

#include <stdlib.h>
#include <string.h>

#include "run/follow_text.h"
#include "run/sync.h"
#include "run/trainer.h"

/* What a process needs to know of a training, besides text and weights. */
struct job {
	int32_t cell, vocab, layers, hidden, embed, format;
	char engine[32];
	int32_t B, T;
	uint64_t seed;
	int32_t newline; /* id of the newline, or -1 */
	double dropout, clip, decay;
	uint64_t sync_every;
};

static struct peers *peers_of(const struct trainer *t)
{
	return t->o->peers;
}

void follow_order(const struct trainer *t, const struct order *order)
{
	struct order copy = *order;

	if (peers_of(t) != NULL && peers_rank(peers_of(t)) == 0)
		peers_spread(peers_of(t), &copy, sizeof copy);
}

void train_dismiss(struct peers *peers)
{
	struct order end = {.kind = ORDER_END};

	if (peers != NULL)
		peers_spread(peers, &end, sizeof end);
}

int follow_streams(int B, int size, int rank)
{
	int leaves = work_leaves(B);

	return work_leaf(B, tree_share(leaves, size, rank + 1)) -
	       work_leaf(B, tree_share(leaves, size, rank));
}

int follow_share(struct trainer *t, struct rnn_error *err)
{
	int size = peers_size(peers_of(t)), rank = peers_rank(peers_of(t)), B = t->batches.B;
	int leaves = work_leaves(B);

	if (size > leaves)
		return errorf(
			err, EX_USAGE,
			"a batch of %d streams can be shared by at most %d processes, not %d; "
			"start fewer or use a larger batch",
			B, leaves, size);
	t->batches.first = work_leaf(B, tree_share(leaves, size, rank));
	t->batches.own = follow_streams(B, size, rank);
	return 0;
}

/* ---- Rank 0 ---- */

void follow_begin(const struct trainer *t)
{
	const struct model *m = &t->a->model;
	struct job job = {
		.cell = (int32_t)(m->cfg.cell - cell_table),
		.vocab = m->cfg.vocab,
		.layers = m->cfg.layers,
		.hidden = m->cfg.hidden,
		.embed = m->cfg.embed,
		.format = (int32_t)m->format,
		.B = t->batches.B,
		.T = t->batches.T,
		.seed = t->o->seed,
		.newline = t->newline,
		.dropout = t->o->dropout,
		.clip = t->o->clip,
		.decay = t->o->decay,
		.sync_every = t->o->sync_every,
	};

	if (peers_of(t) == NULL)
		return;
	strncpy(job.engine, m->engine->name, sizeof job.engine - 1);
	follow_order(t, &(struct order){.kind = ORDER_BEGIN});
	peers_spread(peers_of(t), &job, sizeof job);
	follow_text_give(peers_of(t), t->batches.text);
	peers_spread(peers_of(t), m->w, m->n * sizeof *m->w);
}

void follow_held_out(const struct trainer *t)
{
	if (peers_of(t) == NULL)
		return;
	follow_order(t, &(struct order){.kind = ORDER_HELD_OUT, .chars = t->valid.n});
	peers_spread(peers_of(t), t->valid.ids, t->valid.n * sizeof *t->valid.ids);
}

/* ---- Snapshots ---- */

/* Copies the hidden states of b streams, from `first` on, from `all` (rows, B, H) to `own`
 * (rows, b, H), or back. */
static void copy_streams(const struct trainer *t, float *all, float *own, int first, int b,
			 bool back)
{
	size_t H = (size_t)t->a->model.cfg.hidden, B = (size_t)t->batches.B;
	size_t rows = work_state_size(t->work) / (size_t)t->batches.own / H, n = (size_t)b * H;

	for (size_t row = 0; row < rows; row++) {
		float *there = all + (row * B + (size_t)first) * H, *here = own + row * n;
		memcpy(back ? there : here, back ? here : there, n * sizeof *here);
	}
}

/* Passes the vectors of the snapshot from rank 0 to the others. */
static void spread_snapshot(struct trainer *t)
{
	const struct vectors *v = &t->good.copy;
	struct peers *p = peers_of(t);
	size_t n = t->a->model.n * sizeof(float);

	peers_spread(p, v->w, n);
	if (sync_on(t)) {
		sync_deal(t);
	} else {
		peers_spread(p, v->m, n);
		peers_spread(p, v->v, n);
	}
	peers_spread(p, t->good.states, t->good.all * sizeof *t->good.states);
	copy_streams(t, t->good.states, v->states, t->batches.first, t->batches.own, false);
}

void follow_load(struct trainer *t)
{
	const struct position *at = &t->good.at;

	if (peers_of(t) == NULL)
		return;
	follow_order(t, &(struct order){.kind = ORDER_LOAD,
					.step = at->step,
					.epoch = at->epoch,
					.window = at->window,
					.adam_step = at->adam_step});
	spread_snapshot(t);
}

void follow_states(struct trainer *t)
{
	struct peers *p = peers_of(t);
	int size = peers_size(p), B = t->batches.B, leaves = work_leaves(B);
	size_t per_stream = t->good.all / (size_t)B;

	if (p == NULL)
		return;
	follow_order(t, &(struct order){.kind = ORDER_STATES});
	size_t *at = xcalloc((size_t)size + 1, sizeof *at);
	float *pieces = xcalloc(t->good.all, sizeof *pieces);
	for (int r = 0; r <= size; r++)
		at[r] = (size_t)work_leaf(B, tree_share(leaves, size, r)) * per_stream;
	memcpy(pieces + at[peers_rank(p)], t->good.copy.states,
	       work_state_size(t->work) * sizeof *pieces);
	for (int r = 0; r <= size; r++)
		at[r] *= sizeof *pieces;
	peers_collect(p, pieces, at, false);
	for (int r = 0; r < size && peers_rank(p) == 0; r++) {
		int first = (int)(at[r] / sizeof *pieces / per_stream);
		int next = (int)(at[r + 1] / sizeof *pieces / per_stream);
		copy_streams(t, t->good.states, pieces + at[r] / sizeof *pieces, first,
			     next - first, true);
	}
	free(pieces);
	free(at);
}

/* ---- The other processes ---- */

/* What a process that follows holds. */
struct follower {
	struct train_options o;
	struct saved_model a;
	struct corpus text;
	struct trainer t;
	bool begun;
};

static int receive_job(struct follower *f, struct rnn_error *err)
{
	struct peers *p = f->o.peers;
	struct model *m = &f->a.model;
	struct job job;

	peers_spread(p, &job, sizeof job);
	struct config cfg = {&cell_table[job.cell], job.vocab, job.layers, job.hidden, job.embed};
	const struct engine *engine = engine_pick(job.engine, true, (enum format)job.format, err);
	if (engine == NULL || model_init(m, &cfg, engine, err) < 0)
		return -1;
	m->format = (enum format)job.format;
	f->begun = true;
	follow_text_take(p, &f->text);
	peers_spread(p, m->w, m->n * sizeof *m->w);
	f->o.seed = job.seed;
	f->o.dropout = job.dropout;
	f->o.clip = job.clip;
	f->o.decay = job.decay;
	f->o.sync_every = job.sync_every;
	f->t = (struct trainer){.o = &f->o, .a = &f->a, .newline = job.newline};
	return trainer_open(&f->t, &f->text, job.B, job.T, err);
}

static void receive_snapshot(struct trainer *t, const struct order *o)
{
	t->good.at.step = o->step;
	t->good.at.epoch = o->epoch;
	t->good.at.window = o->window;
	t->good.at.adam_step = o->adam_step;
	spread_snapshot(t);
}

static void receive_held_out(struct trainer *t, size_t n)
{
	t->valid.n = n;
	t->valid.ids = xcalloc(n, sizeof *t->valid.ids);
	peers_spread(peers_of(t), t->valid.ids, n * sizeof *t->valid.ids);
}

/* Obeys an order other than ORDER_END. */
static int obey(struct follower *f, const struct order *o, struct rnn_error *err)
{
	struct trainer *t = &f->t;

	switch (o->kind) {
	case ORDER_BEGIN:
		return receive_job(f, err);
	case ORDER_NEXT:
		t->now.step = o->step;
		t->batches.epoch = o->epoch;
		t->batches.window = o->window;
		trainer_next(t, o->learn ? t->grad : NULL);
		return corpus_check(&f->text, false, err);
	case ORDER_UPDATE:
		trainer_update(t, o->norm, o->lr);
		break;
	case ORDER_TAKE:
		snapshot_take(t);
		return corpus_check(&f->text, true, err);
	case ORDER_RESTORE:
		snapshot_restore(t);
		break;
	case ORDER_LOAD:
		receive_snapshot(t, o);
		break;
	case ORDER_KEEP:
		snapshot_keep(t);
		break;
	case ORDER_BACK:
		snapshot_back(t);
		break;
	case ORDER_HELD_OUT:
		receive_held_out(t, o->chars);
		break;
	case ORDER_SCORE:
		validate_follow(t, o->chars, o->temperature);
		break;
	case ORDER_ROUND:
		sync_follow(t, o);
		break;
	case ORDER_OUTER:
		sync_outer(t);
		break;
	case ORDER_MOMENTS:
		sync_collect(t);
		break;
	case ORDER_STATES:
		follow_states(t);
		break;
	case ORDER_MEET:
	case ORDER_LEAVE:
	case ORDER_END:
		break;
	}
	return 0;
}

int train_follow(struct peers *peers, int threads, struct rnn_error *err)
{
	struct follower f = {.o = {.peers = peers, .threads = threads}};
	struct order order;
	int rc;

	do {
		peers_spread(peers, &order, sizeof order);
		rc = obey(&f, &order, err);
	} while (rc == 0 && order.kind != ORDER_END);
	if (f.begun) {
		trainer_close(&f.t);
		validate_free(&f.t);
		corpus_free(&f.text);
		model_free(&f.a.model);
	}
	return rc;
}
