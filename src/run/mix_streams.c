/* mix_streams.c - see mix_streams.h. */
#include "run/mix_streams.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "run/member_impl.h"
#include "run/mix_impl.h"

/* The streams of a member: either `many` reads them, or their states are kept. */
struct part {
	struct predictor *many; /* NULL: */
	float *state;           /* (B, size); with `many`, scratch memory */
	size_t size;
};

struct mix_streams {
	struct mix *x;
	int B;
	uint16_t *ids; /* (B) */
	struct part part[MIX_MOST];
};

struct mix_streams *mix_streams_new(struct mix *x, int B)
{
	struct mix_streams *s = xcalloc(1, sizeof *s);

	assert(B >= 1 && B <= MEMBER_STREAMS);
	s->x = x;
	s->B = B;
	s->ids = xcalloc((size_t)B, sizeof *s->ids);
	for (int k = 0; k < x->members; k++) {
		struct part *p = &s->part[k];
		p->size = member_state_size(x->member[k]);
		p->many = network_streams(x->member[k], B);
		p->state = xcalloc((size_t)B * p->size, sizeof *p->state);
	}
	return s;
}

void mix_streams_free(struct mix_streams *s)
{
	if (s == NULL)
		return;
	for (int k = 0; k < s->x->members; k++) {
		predict_free(s->part[k].many);
		free(s->part[k].state);
	}
	free(s->ids);
	free(s);
}

size_t mix_streams_bytes(const struct mix *x, int B)
{
	size_t bytes = sizeof(struct mix_streams);

	for (int k = 0; k < x->members; k++) {
		bytes = size_sum(bytes, 1, network_streams_bytes(x->member[k], B));
		bytes = size_sum(bytes, (size_t)B, member_state_size(x->member[k]) * sizeof(float));
	}
	return bytes;
}

static float *state_of(const struct part *p, int b)
{
	return p->state + (size_t)b * p->size;
}

/* Reads a symbol of each stream with a member that reads one after the other. */
static void read_in_turn(struct member *k, const struct part *p, const uint16_t *ids, int n)
{
	for (int b = 0; b < n; b++) {
		member_restore(k, state_of(p, b));
		member_read(k, &ids[b], 1);
		member_save(k, state_of(p, b));
	}
}

void mix_streams_read(struct mix_streams *s, const uint16_t *ids, int n)
{
	assert(n >= 1 && n <= s->B);
	memset(s->ids, 0, (size_t)s->B * sizeof *s->ids);
	memcpy(s->ids, ids, (size_t)n * sizeof *ids);
	for (int k = 0; k < s->x->members; k++) {
		const struct part *p = &s->part[k];
		if (p->many != NULL)
			network_read_streams(s->x->member[k], p->many, s->B, s->ids, p->state);
		else
			read_in_turn(s->x->member[k], p, ids, n);
	}
}

const float *mix_streams_row(struct mix_streams *s, int b)
{
	struct mix *x = s->x;

	for (int k = 0; k < x->members; k++) {
		const struct part *p = &s->part[k];
		if (p->many != NULL) {
			x->row[k] = network_map(x->member[k], predict_next(p->many, b));
			continue;
		}
		member_restore(x->member[k], state_of(p, b));
		x->row[k] = member_row(x->member[k], -1);
	}
	return mix_combine(x);
}

void mix_streams_save(struct mix_streams *s, int b, float *state)
{
	for (int k = 0; k < s->x->members; k++) {
		const struct part *p = &s->part[k];
		if (p->many != NULL)
			predict_save(p->many, b, state);
		else
			memcpy(state, state_of(p, b), p->size * sizeof *state);
		state += p->size;
	}
}

void mix_streams_restore(struct mix_streams *s, int b, const float *state)
{
	for (int k = 0; k < s->x->members; k++) {
		const struct part *p = &s->part[k];
		if (p->many != NULL)
			predict_restore(p->many, b, state);
		else
			memcpy(state_of(p, b), state, p->size * sizeof *state);
		state += p->size;
	}
}
