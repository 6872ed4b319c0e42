/* exact.c - see exact.h. In the sorted list each text shares the most symbols with its neighbours, so
 * that each common beginning is read once. */
#include "run/exact.h"

#include <math.h>
#include <stdlib.h>

#include "base/maths.h"

struct weigher {
	const struct guide *g;
	struct predictor *p;
	size_t size;  /* floats of a state */
	float *state; /* (room, size) after each beginning of the current text, from no symbol on */
	double *score; /* (room) log-probability of that beginning */
	size_t room;
	bool *follows; /* (V) */
};

static void make_room(struct weigher *w, size_t depths)
{
	if (depths <= w->room)
		return;
	w->room = 2 * depths;
	w->state = xrealloc(w->state, w->room, w->size * sizeof *w->state);
	w->score = xrealloc(w->score, w->room, sizeof *w->score);
}

static bool allowed(const struct guide *g, int id)
{
	return g->may == NULL || g->may[id];
}

/* Returns the sum of the probabilities of the ids that may be drawn; without those in `except`, which may
 * be NULL. */
static double mass(const struct guide *g, const float *logp, const bool *except)
{
	double sum = 0;

	for (int i = 0; i < g->V; i++)
		if (allowed(g, i) && (except == NULL || !except[i]))
			sum += maths_exp((double)logp[i]);
	return sum;
}

/* Returns the number of symbols with which texts i - 1 and i both begin. */
static size_t shared(const struct choices *c, size_t i)
{
	const uint16_t *a, *b;
	size_t n, k = 0;

	if (i == 0)
		return 0;
	n = choices_get(c, i - 1, &a);
	if (choices_get(c, i, &b) < n)
		n = choices_get(c, i, &b);
	while (k < n && a[k] == b[k])
		k++;
	return k;
}

/* Returns log p of text i. Its first `known` symbols are those of the text before. */
static double text_score(struct weigher *w, size_t i, size_t known)
{
	const struct guide *g = w->g;
	struct guide_state s = {.hi = g->list->n};
	const uint16_t *ids;
	size_t n = choices_get(g->list, i, &ids);

	make_room(w, n + 1);
	predict_restore(w->p, 0, w->state + known * w->size);
	for (size_t k = 0; k < n; k++) {
		guide_push(g, &s, ids[k]);
		if (k < known)
			continue;
		const float *logp = predict_next(w->p, 0);
		w->score[k + 1] = w->score[k] + (double)logp[ids[k]] -
				  maths_log(mass(g, logp, NULL));
		predict_feed(w->p, &ids[k], 1);
		predict_save(w->p, 0, w->state + (k + 1) * w->size);
	}
	if (!guide_mark(g, &s, -1, w->follows))
		return w->score[n];
	const float *logp = predict_next(w->p, 0);
	return w->score[n] + maths_log(mass(g, logp, w->follows) / mass(g, logp, NULL));
}

/* Sets the weights by the scores. A score of -INFINITY gives no weight, at any temperature. Returns whether
 * any text has a weight. */
static bool sum_up(struct guide *g, double temperature)
{
	double best = -INFINITY, sum = 0;
	size_t likeliest = 0;

	for (size_t i = 0; i < g->list->n; i++)
		if (g->score[i] > best) {
			best = g->score[i];
			likeliest = i;
		}
	for (size_t i = 0; i < g->list->n && best > -INFINITY; i++) {
		if (i == likeliest)
			sum += 1;
		else if (temperature > 0 && g->score[i] > -INFINITY)
			sum += maths_exp((g->score[i] - best) / temperature);
		g->weight[i] = sum;
	}
	return best > -INFINITY;
}

bool exact_weigh(struct guide *g, struct predictor *p, const float *primed, double temperature,
		 const volatile int *interrupted)
{
	struct guide steps = *g;
	struct weigher w = {.g = &steps, .p = p, .size = predict_state_size(p)};
	bool whole = true;

	steps.exact = false;
	g->score = xrealloc(g->score, g->list->n, sizeof *g->score);
	g->weight = xrealloc(g->weight, g->list->n, sizeof *g->weight);
	make_room(&w, 1);
	w.follows = xcalloc((size_t)g->V, sizeof *w.follows);
	w.score[0] = 0;
	for (size_t i = 0; i < w.size; i++)
		w.state[i] = primed[i];
	for (size_t i = 0; i < g->list->n && whole; i++) {
		g->score[i] = text_score(&w, i, shared(g->list, i));
		whole = interrupted == NULL || *interrupted == 0;
	}
	if (whole && !sum_up(g, temperature))
		for (size_t i = 0; i < g->list->n;
		     i++) /* no text can be weighed: the first it is */
			g->weight[i] = 1;
	free(w.state);
	free(w.score);
	free(w.follows);
	return whole;
}

bool exact_leave_out(struct guide *g, double temperature, const uint16_t *ids, size_t n)
{
	size_t lo = 0, hi = g->list->n;

	for (size_t k = 0; k < n && lo < hi; k++) {
		if (choices_ends(g->list, lo, hi, k))
			lo++;
		choices_narrow(g->list, &lo, &hi, k, ids[k]);
	}
	if (lo < hi && choices_ends(g->list, lo, hi, n))
		g->score[lo] = -INFINITY;
	return sum_up(g, temperature);
}

size_t exact_bytes(const struct guide *g, const struct model *m)
{
	size_t longest = 0, state = (size_t)m->cfg.vocab;
	const uint16_t *ids;

	for (size_t i = 0; i < g->list->n; i++)
		if (choices_get(g->list, i, &ids) > longest)
			longest = choices_get(g->list, i, &ids);
	state = size_sum(state, 2 * (size_t)m->cfg.layers, (size_t)m->cfg.hidden);
	return size_sum(size_sum(0, g->list->n, sizeof *g->weight + sizeof *g->score),
			2 * (longest + 1), size_sum(sizeof(double), state, sizeof(float)));
}
