/* mix_slots.c - see mix_slots.h. */
#include "run/mix_slots.h"

#include <assert.h>
#include <stdlib.h>

#include "run/mix_impl.h"

struct mix_slots {
	struct mix *primed;
	struct mix *slot[MIX_SLOTS]; /* NULL: not used so far */
};

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
		member[k] = k == 0 ? member_given(x->V) : member_twin(x->member[k], 1);
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
