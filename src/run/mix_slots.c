/* mix_slots.c - see mix_slots.h. */
#include "run/mix_slots.h"

#include <assert.h>
#include <stdlib.h>

#include "run/mix_impl.h"

struct mix_slots {
	struct mix *primed;
	struct mix *slot[MIX_SLOTS]; /* NULL: not used so far */
};

static void learn(void *ctx, struct mix *x, size_t at, uint16_t y)
{
	(void)ctx;
	(void)at;
	mix_learn(x, y);
}

void mix_prime(struct mix *x, const uint16_t *ids, size_t n)
{
	mix_walk(x, ids, n, learn, NULL);
	if (n > 0)
		mix_read(x, ids + n - 1, 1);
}

struct mix_slots *mix_slots_new(struct mix *x)
{
	struct mix_slots *s = xcalloc(1, sizeof *s);

	s->primed = x;
	return s;
}

void mix_slots_free(struct mix_slots *s)
{
	if (s == NULL)
		return;
	for (int b = 0; b < MIX_SLOTS; b++)
		mix_free(s->slot[b]);
	mix_free(s->primed);
	free(s);
}

/* Returns a mixture with the weights and the members of x but the first, whose rows are given. */
static struct mix *copy_mix(const struct mix *x)
{
	struct mix_weights w = {.form = x->form, .n = x->members};
	struct member *member[MIX_MOST];

	for (int k = 0; k < x->members; k++) {
		w.w[k] = x->w[k];
		member[k] = k == 0 ? member_given(x->V) : member_twin(x->member[k]);
	}
	return mix_new(member, x->members, x->V, &w);
}

const float *mix_slots_row(struct mix_slots *s, int b, bool first, uint16_t id, const float *logp)
{
	assert(b >= 0 && b < MIX_SLOTS);
	if (s->slot[b] == NULL)
		s->slot[b] = copy_mix(s->primed);
	struct mix *x = s->slot[b];
	for (int k = 1; first && k < x->members; k++)
		member_copy(x->member[k], s->primed->member[k]);
	if (!first)
		mix_read(x, &id, 1);
	member_give(x->member[0], logp);
	return mix_row(x, first ? -1 : 0);
}
