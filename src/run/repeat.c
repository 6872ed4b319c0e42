/* repeat.c - for each distance d, how many of the last symbols are equal to those d before them. One
 * symbol more makes each of these numbers one larger, or 0. */
#include "run/repeat.h"

#include <stdlib.h>
#include <string.h>

#include "base/maths.h"

#define PENALTY_MAX 1e4

struct repeat {
	int V;
	uint16_t *text;     /* (2 REPEAT_WINDOW) backwards: the last symbol is text[begin] */
	uint16_t *run;      /* (REPEAT_WINDOW) equal symbols at distance i + 1 */
	uint16_t *longest;  /* (V) scratch: longest run that a symbol would make longer; else 0 */
	size_t begin, used; /* symbols in the text, at most REPEAT_WINDOW */
	uint16_t most;      /* the largest number in run */
};

struct repeat *repeat_new(int V)
{
	struct repeat *r = xcalloc(1, sizeof *r);

	r->V = V;
	r->text = xcalloc(2 * (size_t)REPEAT_WINDOW, sizeof *r->text);
	r->run = xcalloc(REPEAT_WINDOW, sizeof *r->run);
	r->longest = xcalloc((size_t)V, sizeof *r->longest);
	r->begin = 2 * (size_t)REPEAT_WINDOW;
	return r;
}

void repeat_free(struct repeat *r)
{
	if (r == NULL)
		return;
	free(r->text);
	free(r->run);
	free(r->longest);
	free(r);
}

size_t repeat_bytes(int V)
{
	return sizeof(struct repeat) + (3 * (size_t)REPEAT_WINDOW + (size_t)V) * sizeof(uint16_t);
}

void repeat_copy(struct repeat *r, const struct repeat *from)
{
	memcpy(r->text, from->text, 2 * REPEAT_WINDOW * sizeof *r->text);
	memcpy(r->run, from->run, REPEAT_WINDOW * sizeof *r->run);
	r->begin = from->begin;
	r->used = from->used;
	r->most = from->most;
}

/* Restrict and plain arguments, so that the loop becomes vector instructions. */
static uint16_t lengthen(uint16_t *restrict run, const uint16_t *restrict before, size_t n,
			 uint16_t id)
{
	uint16_t most = 0;

	for (size_t i = 0; i < n; i++) {
		uint16_t longer = (uint16_t)(run[i] + (run[i] < UINT16_MAX));
		run[i] = before[i] == id ? longer : 0;
		most = run[i] > most ? run[i] : most;
	}
	return most;
}

void repeat_push(struct repeat *r, uint16_t id)
{
	if (r->begin == 0) {
		r->begin = 2 * (size_t)REPEAT_WINDOW - REPEAT_WINDOW;
		memcpy(r->text + r->begin, r->text, REPEAT_WINDOW * sizeof *r->text);
	}
	r->most = lengthen(r->run, r->text + r->begin, r->used, id);
	r->text[--r->begin] = id;
	if (r->used < REPEAT_WINDOW)
		r->used++;
}

void repeat_penalise(struct repeat *r, double strength, float *row)
{
	if (r->most < REPEAT_FREE)
		return;
	for (size_t i = 0; i < r->used; i++) {
		uint16_t id = r->text[r->begin + i]; /* which followed at distance i + 1 */
		if (r->run[i] >= REPEAT_FREE && r->run[i] > r->longest[id])
			r->longest[id] = r->run[i];
	}
	for (int id = 0; id < r->V; id++) {
		if (r->longest[id] == 0)
			continue;
		uint64_t more = (uint64_t)(r->longest[id] - REPEAT_FREE);
		double penalty = strength / maths_power(1 / REPEAT_BASE, more);
		row[id] -= (float)(penalty < PENALTY_MAX ? penalty : PENALTY_MAX);
		r->longest[id] = 0;
	}
}
