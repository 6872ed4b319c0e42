/* work_state.c - the carried states of a workspace. */
#include <string.h>

#include "core/work_impl.h"

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

/* Returns part `part` of stream b's state of layer k (H). */
static real *stream_part(struct work *w, int b, int part, int k)
{
	struct shard *s = shard_of(w, b);

	return state_part(&s->layer[k], part) + (size_t)(b - s->first) * (size_t)w->m->cfg.hidden;
}

/* Sets stream b's state from a flat array (part, L, H), or to zero if `in` is NULL. */
static void set_stream(struct work *w, int b, const real *in)
{
	const struct config *c = &w->m->cfg;
	size_t H = (size_t)c->hidden;

	work_carry(w);
	for (int part = 0; part < work_state_parts(w); part++)
		for (int k = 0; k < c->layers; k++) {
			real *here = stream_part(w, b, part, k);
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

	work_carry(w);
	for (int part = 0; part < work_state_parts(w); part++)
		for (int k = 0; k < c->layers; k++) {
			const real *here = stream_part(w, b, part, k);
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
