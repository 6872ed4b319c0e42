/* member.c - see member.h. */
#include "run/member_impl.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct member *member_new(const struct kind *kind, int V)
{
	struct member *k = xcalloc(1, sizeof *k);

	k->kind = kind;
	k->V = V;
	k->row = xcalloc((size_t)V, sizeof *k->row);
	return k;
}

void member_free(struct member *k)
{
	if (k == NULL)
		return;
	k->kind->end(k);
	free(k->row);
	free(k);
}

/* Reads what was not read so far. */
static void catch_up(struct member *k)
{
	if (k->kind->advance != NULL)
		k->kind->advance(k, k->t - 1);
}

void member_start(struct member *k)
{
	k->t = k->done = 0;
	k->kind->start(k);
}

void member_read(struct member *k, const uint16_t *ids, int t)
{
	assert(t >= 1 && t <= MEMBER_STEPS);
	catch_up(k);
	memcpy(k->ids, ids, (size_t)t * sizeof *ids);
	k->t = t;
	k->done = 0;
	if (k->kind->read != NULL)
		k->kind->read(k);
}

const float *member_row(struct member *k, int i)
{
	assert(i >= -1 && i < k->t);
	if (k->kind->advance != NULL)
		k->kind->advance(k, i);
	return k->kind->row(k, i);
}

const float *member_next(struct member *k)
{
	return member_row(k, k->t - 1);
}

/* ---- States ---- */

void member_mark(struct member *k)
{
	catch_up(k);
	if (k->kind->mark != NULL)
		k->kind->mark(k);
}

size_t member_state_size(const struct member *k)
{
	return k->kind->state_size(k);
}

void member_save(struct member *k, float *state)
{
	catch_up(k);
	k->kind->save(k, state);
}

void member_restore(struct member *k, const float *state)
{
	k->t = k->done = 0;
	k->kind->restore(k, state);
}

int member_state_check(const struct member *k, const float *state, const char *name,
		       struct rnn_error *err)
{
	return k->kind->state_check(k, state, name, err);
}

/* ---- Rows that are given ---- */

static void given_start(struct member *k)
{
	k->given = NULL;
}

static const float *given_row(struct member *k, int i)
{
	(void)i;
	assert(k->given != NULL);
	return k->given;
}

static void given_end(struct member *k)
{
	(void)k;
}

static const struct kind given_kind = {.start = given_start, .row = given_row, .end = given_end};

struct member *member_given(int V)
{
	return member_new(&given_kind, V);
}

void member_give(struct member *k, const float *row)
{
	assert(k->kind == &given_kind);
	k->given = row;
}

/* ---- Twins ---- */

struct member *member_twin(const struct member *k, int steps)
{
	struct member *twin = k->kind == &network_kind ? network_twin(k, steps)
						       : member_ngram(k->counts.base, k->V);

	assert(k->kind == &network_kind || k->kind == &ngram_kind);
	member_start(twin);
	member_copy(twin, k);
	return twin;
}

void member_copy(struct member *to, const struct member *from)
{
	assert(to->kind == from->kind);
	to->t = to->done = 0;
	if (from->kind == &ngram_kind)
		ngram_member_copy(to, from);
	else
		network_copy(to, from);
}
