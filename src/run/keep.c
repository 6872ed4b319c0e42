/*
 * keep.c - see keep.h. As many samples are looked for at a time as have a try in one batch. Each round draws for those that
 * have none yet, so that a batch is full as long as there is one; draws beyond the one that is kept
 * are dropped. The samples are decided in order, because one may have to differ from those before.
 */
#include "run/keep.h"

#include <stdlib.h>

enum { PLACES = 64 };

/* A sample that is looked for. The draws [0..next) were judged; the first `goods` of good are those of
 * the last try that passed, by rank if it is `ready`. */
struct search {
	int number;
	bool ready; /* a try is complete, and has a draw that passed */
	long long next, asked;
	struct take *good; /* (best_of) */
	int goods;
	struct keep_failure failure;
};

struct keep {
	const struct keep_options *o;
	struct search search[PLACES]; /* a ring: sample k is in place k % window */
	int window;                   /* samples that are looked for at a time, at most PLACES */
	int first, begun;             /* the samples in between are looked for */
	struct take batch[PLACES];
	struct sample_draw draw[PLACES];
	struct search *owner[PLACES];
	int planned;
	bool none_left;     /* the source can make no other text */
	struct take *kept;  /* (first) with `rank`: the samples that were found */
	struct take **rank; /* (best_of) scratch */
};

/* ---- Rounds ---- */

static void begin_searches(struct keep *k)
{
	for (; k->begun < k->o->count && k->begun - k->first < k->window; k->begun++) {
		struct search *s = &k->search[k->begun % k->window];
		struct take *good = s->good;
		for (int i = 0; i < s->goods; i++)
			take_clear(&good[i]);
		if (good == NULL)
			good = xcalloc((size_t)k->o->best_of, sizeof *good);
		*s = (struct search){.number = k->begun, .good = good};
		s->failure.sample = k->begun;
	}
}

/* Plans draws of s up to number `end`, as long as there are places. */
static void plan(struct keep *k, struct search *s, long long end)
{
	long long last = (long long)k->o->tries * k->o->best_of;

	for (; s->asked < end && s->asked < last && k->planned < k->o->source.places; s->asked++) {
		k->owner[k->planned] = s;
		k->draw[k->planned++] = (struct sample_draw){k->o->seed + (uint64_t)s->number,
							     (uint64_t)s->asked};
	}
}

/* Plans a round: what is left of a try of each sample, in order; then further tries of each. */
static void plan_round(struct keep *k)
{
	int before = -1;

	k->planned = 0;
	for (int i = k->first; i < k->begun; i++)
		k->search[i % k->window].asked = k->search[i % k->window].next;
	while (k->planned < k->o->source.places && k->planned != before) {
		before = k->planned;
		for (int i = k->first; i < k->begun; i++) {
			struct search *s = &k->search[i % k->window];
			if (!s->ready)
				plan(k, s, s->asked + k->o->best_of - s->asked % k->o->best_of);
		}
	}
}

static void leave_out(struct keep *k, const struct take *t)
{
	const struct keep_source *source = &k->o->source;

	if (source->leave_out != NULL && !k->none_left)
		k->none_left = !source->leave_out(source->ctx, t->ids, t->n);
}

/* Judges the next draw of s, and ends its try if that is complete. */
static void judge(struct keep *k, struct search *s, struct take *t)
{
	if (s->ready)
		return; /* it was drawn in vain */
	s->failure.spent |= t->end.spent;
	if (t->end.stuck) {
		s->failure.stuck++;
	} else if (!judge_new_lines(k->o->judge, t->ids, t->n)) {
		s->failure.known++;
		leave_out(k, t);
	} else {
		t->number = s->number;
		take_swap(&s->good[s->goods++], t);
	}
	s->failure.draws++;
	s->ready = ++s->next % k->o->best_of == 0 && s->goods > 0;
}

static void draw_round(struct keep *k)
{
	plan_round(k);
	k->o->source.make(k->o->source.ctx, k->draw, k->planned, k->batch);
	for (int i = 0; i < k->planned; i++)
		judge(k, k->owner[i], &k->batch[i]);
}

/* ---- Decisions ---- */

static int pass_on(struct keep *k, struct take *t)
{
	if (!k->o->rank)
		return k->o->emit(k->o->ctx, t);
	k->kept = xrealloc(k->kept, (size_t)k->first + 1, sizeof *k->kept);
	k->kept[k->first] = (struct take){0};
	take_swap(&k->kept[k->first], t);
	return 0;
}

/* Returns the draw to keep: the likeliest of those that passed and that differ from the samples before;
 * NULL if there is none. */
static struct take *choose(struct keep *k, struct search *s)
{
	for (int i = 0; i < s->goods; i++)
		k->rank[i] = &s->good[i];
	qsort(k->rank, (size_t)s->goods, sizeof *k->rank, take_compare);
	for (int i = 0; i < s->goods; i++) {
		bool differs = judge_differs(k->o->judge, k->rank[i]->ids, k->rank[i]->n);
		if (judge_wants_differences(k->o->judge))
			leave_out(k, k->rank[i]);
		if (differs)
			return k->rank[i];
		s->failure.repeated++;
	}
	return NULL;
}

/* Decides the samples in order, up to the first that needs another round. */
static enum keep_result decide(struct keep *k, struct keep_failure *failure)
{
	for (; k->first < k->begun; k->first++) {
		struct search *s = &k->search[k->first % k->window];
		struct take *t = s->ready ? choose(k, s) : NULL;
		if (t != NULL && pass_on(k, t) != 0)
			return KEEP_ENDED;
		if (t != NULL)
			continue;
		if (s->ready)
			s->goods = 0;
		s->ready = false;
		*failure = s->failure;
		failure->none_left = k->none_left;
		return k->none_left || s->failure.spent ||
				       s->next == (long long)k->o->tries * k->o->best_of
			       ? KEEP_GAVE_UP
			       : KEEP_DONE;
	}
	return KEEP_DONE;
}

static int emit_by_rank(struct keep *k)
{
	struct take **all = xcalloc((size_t)k->first, sizeof *all);
	int rc = 0;

	for (int i = 0; i < k->first; i++)
		all[i] = &k->kept[i];
	qsort(all, (size_t)k->first, sizeof *all, take_compare);
	for (int i = 0; i < k->first && rc == 0; i++)
		rc = k->o->emit(k->o->ctx, all[i]);
	free(all);
	return rc;
}

static void keep_free(struct keep *k)
{
	for (int i = 0; k->kept != NULL && i < k->first; i++)
		take_free(&k->kept[i]);
	for (int i = 0; i < PLACES; i++) {
		for (int n = 0; k->search[i].good != NULL && n < k->o->best_of; n++)
			take_free(&k->search[i].good[n]);
		free(k->search[i].good);
		take_free(&k->batch[i]);
	}
	free(k->kept);
	free(k->rank);
	free(k);
}

enum keep_result keep_run(const struct keep_options *o, struct keep_failure *failure)
{
	struct keep *k = xcalloc(1, sizeof *k);
	enum keep_result result = KEEP_DONE;

	k->o = o;
	k->window = o->source.places > o->best_of ? o->source.places / o->best_of : 1;
	k->rank = xcalloc((size_t)o->best_of, sizeof *k->rank);
	while (k->first < o->count && result == KEEP_DONE) {
		begin_searches(k);
		draw_round(k);
		if (o->tell != NULL)
			o->tell(o->ctx, k->first, k->search[k->first % k->window].failure.draws);
		result = decide(k, failure);
	}
	if (o->rank && result != KEEP_ENDED && emit_by_rank(k) != 0)
		result = KEEP_ENDED;
	keep_free(k);
	return result;
}

/* ---- The source of free samples ---- */

static void make_samples(void *ctx, const struct sample_draw *draw, int count, struct take *out)
{
	take_draw(ctx, draw, count, out);
}

static bool leave_out_sample(void *ctx, const uint16_t *ids, size_t n)
{
	return sample_leave_out(ctx, ids, n);
}

struct keep_source keep_sampler(struct sampler *d)
{
	return (struct keep_source){
		.ctx = d,
		.places = sample_side_by_side(d),
		.make = make_samples,
		.leave_out = leave_out_sample,
	};
}

int keep_sampler_count(int count, int best_of)
{
	return (long long)count * best_of < PLACES ? count * best_of : PLACES;
}
