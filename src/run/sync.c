/* sync.c - see sync.h. */
#include "run/sync.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "run/trainer.h"

/* Of the six pairs tried on a part of tinyshakespeare, this one gave the lowest loss, in short trainings
 * (tests/bench/README.md). The pair of DiLoCo, 0.7 and 0.9, overshot there. */
static const double outer_rate = 1, outer_momentum = 0.5;

bool sync_on(const struct trainer *t)
{
	return t->o->sync_every > 0;
}

static struct peers *peers_of(const struct trainer *t)
{
	return t->o->peers;
}

/* ---- Memory ---- */

void sync_init(struct trainer *t)
{
	size_t n = t->a->model.n, all = n * (size_t)peers_size(peers_of(t));

	if (!sync_on(t))
		return;
	t->sync.momentum = xcalloc(n, sizeof *t->sync.momentum);
	t->good.copy.momentum = xcalloc(n, sizeof *t->good.copy.momentum);
	if (peers_of(t) == NULL) {
		t->sync.m = t->good.copy.m;
		t->sync.v = t->good.copy.v;
	} else if (peers_rank(peers_of(t)) == 0) {
		t->sync.m = xcalloc(all, sizeof *t->sync.m);
		t->sync.v = xcalloc(all, sizeof *t->sync.v);
	}
}

void sync_free(struct trainer *t)
{
	if (!sync_on(t))
		return;
	free(t->sync.momentum);
	free(t->good.copy.momentum);
	if (peers_of(t) != NULL) {
		free(t->sync.m);
		free(t->sync.v);
	}
}

size_t sync_bytes(const struct train_options *o, size_t n)
{
	size_t blocks = 2 + (o->peers != NULL ? 2 * (size_t)peers_size(o->peers) : 0);

	return o->sync_every > 0 ? size_sum(0, n, blocks * sizeof(real)) : 0;
}

/* ---- The updates of one process ---- */

/* What a process tells rank 0 after its updates. */
struct word {
	double loss; /* mean of its updates */
	int32_t bad; /* they have diverged */
};

/* Makes the updates of a round, or fewer: they diverge, or leave(t) says so (returns false). */
static bool make_updates(struct trainer *t, const struct order *o, double *lr, struct word *word,
			 bool (*leave)(struct trainer *t))
{
	const struct model *m = &t->a->model;
	double sum = 0;

	*word = (struct word){0};
	for (uint64_t i = 0; i < o->count && !word->bad; i++) {
		if (peers_of(t) != NULL)
			peers_check(peers_of(t));
		if (leave(t))
			return false;
		double loss = trainer_next(t, t->grad);
		t->norm = optim_norm(&t->optim, m->kernels, t->grad);
		word->bad = !(loss <= trainer_loss_limit(t)) || !isfinite(t->norm);
		word->loss = loss;
		if (word->bad)
			break;
		*lr = trainer_rate(o->lr, o->step + i, o->warmup, o->p + (double)i * o->each);
		trainer_update(t, t->norm, *lr);
		t->now.step++;
		sum += loss;
	}
	if (!word->bad)
		word->loss = sum / (double)o->count;
	word->bad |= !all_finite(m->w, m->n) || !all_finite(t->optim.m, m->n) ||
		     !all_finite(t->optim.v, m->n);
	return true;
}

/* ---- The outer step ---- */

/* Sets t->grad to the weighted mean, over the processes, of the weights before the round minus those
 * after it. */
static void average(struct trainer *t)
{
	const real *before = t->good.copy.w, *w = t->a->model.w;
	real share = (real)t->batches.own / (real)t->batches.B, *g = t->grad;
	size_t n = t->a->model.n;

	for (size_t i = 0; i < n; i++)
		g[i] = share * (before[i] - w[i]);
	if (peers_of(t) == NULL)
		return;
	peers_add(peers_of(t), t->a->model.kernels, peers_size(peers_of(t)), g, n, n);
	peers_add_end(peers_of(t), false);
}

static void outer_step(struct trainer *t)
{
	const real rate = (real)outer_rate, mu = (real)outer_momentum;
	const real *before = t->good.copy.w, *g = t->grad;
	real *u = t->sync.momentum, *w = t->a->model.w;
	size_t n = t->a->model.n;

	average(t);
	for (size_t i = 0; i < n; i++) {
		u[i] = mu * u[i] + g[i];
		w[i] = before[i] - rate * (g[i] + mu * u[i]);
	}
	work_refresh(t->work);
}

/* Collects the words of all processes (size) in rank 0. */
static void collect_words(struct trainer *t, struct word *word)
{
	int size = peers_size(peers_of(t));
	size_t *at = xcalloc((size_t)size + 1, sizeof *at);

	for (int r = 0; r <= size; r++)
		at[r] = (size_t)r * sizeof *word;
	if (peers_of(t) != NULL)
		peers_gather(peers_of(t), word, at);
	free(at);
}

/* ---- Rank 0 ---- */

/* Returns the updates that take half of the time that is left, at most `most` and at least one: so the
 * time is kept if the machine becomes slower in the round. */
static uint64_t timely_count(const struct trainer *t, uint64_t most)
{
	double seconds = t->budget.seconds - t->budget.reserve - trainer_elapsed(t);
	double steps = t->budget.step_s > 0 ? seconds / 2 / t->budget.step_s : 1;

	return steps < 1 ? 1 : steps < (double)most ? (uint64_t)steps : most;
}

uint64_t sync_count(const struct trainer *t)
{
	uint64_t count = t->o->sync_every;

	if (!trainer_timed(t) && t->budget.steps - t->now.step < count)
		count = t->budget.steps - t->now.step;
	return t->budget.seconds > 0 ? timely_count(t, count) : count;
}

static bool asked_to_end(struct trainer *t)
{
	int number = trainer_signal(t);

	return number != 0 && number != SIGUSR1;
}

/* Sets *loss to the mean loss, and returns whether a process has diverged. */
static bool judge(const struct trainer *t, const struct word *word, double *loss)
{
	int size = peers_size(peers_of(t)), B = t->batches.B;
	bool bad = false;

	*loss = 0;
	for (int r = 0; r < size; r++) {
		*loss += word[r].loss * follow_streams(B, size, r) / B;
		bad |= word[r].bad != 0;
	}
	return bad;
}

enum sync_result sync_round(struct trainer *t, double p, uint64_t count, double *loss, double *lr)
{
	struct order order = {
		.kind = ORDER_ROUND,
		.count = count,
		.step = t->now.step,
		.epoch = t->batches.epoch,
		.window = t->batches.window,
		.p = p,
		.each = trainer_timed(t) ? 0 : 1 / (double)t->budget.steps,
		.lr = t->o->lr * t->now.rate,
		.warmup = t->o->warmup,
	};
	enum sync_result result = SYNC_DIVERGED;

	follow_order(t, &order);
	struct word *word = xcalloc((size_t)peers_size(peers_of(t)), sizeof *word);
	if (!make_updates(t, &order, lr, word, asked_to_end)) {
		follow_order(t, &(struct order){.kind = ORDER_LEAVE});
		free(word);
		return SYNC_LEFT;
	}
	follow_order(t, &(struct order){.kind = ORDER_MEET});
	collect_words(t, word);
	if (!judge(t, word, loss)) {
		follow_order(t, &(struct order){.kind = ORDER_OUTER});
		outer_step(t);
		result = SYNC_MADE;
	}
	free(word);
	return result;
}

/* ---- The other processes ---- */

/* Returns whether rank 0 has given the order to leave the round. */
static bool told_to_leave(struct trainer *t)
{
	return peers_heard(peers_of(t)) && t->sync.next.kind == ORDER_LEAVE;
}

void sync_follow(struct trainer *t, const struct order *o)
{
	struct peers *p = peers_of(t);
	struct word *word = xcalloc((size_t)peers_size(p), sizeof *word);
	double lr;

	t->now.step = o->step;
	t->batches.epoch = o->epoch;
	t->batches.window = o->window;
	peers_listen(p, &t->sync.next, sizeof t->sync.next);
	make_updates(t, o, &lr, &word[peers_rank(p)], told_to_leave);
	peers_hear(p);
	if (t->sync.next.kind == ORDER_MEET)
		collect_words(t, word);
	free(word);
}

void sync_outer(struct trainer *t)
{
	outer_step(t);
}

/* ---- Snapshots ---- */

void sync_collect(struct trainer *t)
{
	struct peers *p = peers_of(t);
	const struct vectors *own = &t->good.copy;
	size_t n = t->a->model.n, bytes = n * sizeof(float);

	for (int r = 0; r < peers_size(p); r++) {
		bool first = peers_rank(p) == 0;
		if (first && r == 0) {
			memmove(t->sync.m, own->m, bytes);
			memmove(t->sync.v, own->v, bytes);
			continue;
		}
		peers_hand(p, r, first ? t->sync.m + (size_t)r * n : own->m, bytes);
		peers_hand(p, r, first ? t->sync.v + (size_t)r * n : own->v, bytes);
	}
}

void sync_deal(struct trainer *t)
{
	struct peers *p = peers_of(t);
	const struct vectors *own = &t->good.copy;
	size_t n = t->a->model.n, bytes = n * sizeof(float);

	if (peers_rank(p) == 0) {
		memmove(own->m, t->sync.m, bytes);
		memmove(own->v, t->sync.v, bytes);
	}
	for (int r = 1; r < peers_size(p); r++) {
		bool first = peers_rank(p) == 0;
		peers_give(p, r, first ? t->sync.m + (size_t)r * n : own->m, bytes);
		peers_give(p, r, first ? t->sync.v + (size_t)r * n : own->v, bytes);
	}
	if (p != NULL)
		peers_spread(p, own->momentum, bytes);
}

void sync_rows(struct trainer *t, struct state *s)
{
	size_t n = t->a->model.n;

	if (!sync_on(t))
		return;
	t->sync.processes = (uint64_t)peers_size(peers_of(t));
	s->number[s->numbers++] =
		(struct state_number){"sync_processes", NUM_U64, {.u = &t->sync.processes}, false};
	s->vector[s->vectors++] = (struct state_vector){"outer.momentum", t->good.copy.momentum, n};
	for (int i = 0; i < s->vectors; i++) {
		struct state_vector *v = &s->vector[i];
		if (v->data != t->good.copy.m && v->data != t->good.copy.v)
			continue;
		v->data = v->data == t->good.copy.m ? t->sync.m : t->sync.v;
		v->n = n * (size_t)peers_size(peers_of(t));
	}
}

int sync_check(struct trainer *t, struct rnn_error *err)
{
	uint64_t now = (uint64_t)peers_size(peers_of(t)), then = now;
	struct state_number number = {"sync_processes", NUM_U64, {.u = &then}, true};
	struct state state = {&number, 1, NULL, 0};

	if (!sync_on(t))
		return 0;
	if (state_read(t->store->dir, &state, err) < 0)
		return -1;
	if (then == now)
		return 0;
	return errorf(err, EX_USAGE,
		      "%s: this training averages the weights of %llu process%s, each with its own "
		      "state, and can only continue with as many, not %llu",
		      t->store->dir, (unsigned long long)then, then == 1 ? "" : "es",
		      (unsigned long long)now);
}
