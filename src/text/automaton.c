/* automaton.c - see automaton.h. */
#include "text/automaton.h"

#include <stdlib.h>
#include <string.h>

#include "text/derive.h"

enum { STATES_MAX = 50000, CELLS_MAX = 1 << 24 };

/* What the automaton is made from: its states as pairs of a formula and what was read last. */
struct builder {
	struct automaton *a;
	struct pattern p;
	struct deriver d;
	struct tuples state;
	int *sample;         /* (classes) an id of each class */
	enum before *before; /* (classes) what a symbol of the class is when it was read */
	size_t rooms;        /* states that have room in a->next and a->least */
};

/* ---- Classes of symbols ---- */

/* Gives ids the same class if they are in the same sets. A newline has its own. */
static void find_classes(struct builder *b, const struct vocab *v, const bool *may)
{
	struct automaton *a = b->a;
	int *row = xcalloc((size_t)b->p.sets + 1, sizeof *row);
	struct tuples rows;

	tuples_init(&rows);
	a->V = v->size;
	a->class = xcalloc((size_t)a->V, sizeof *a->class);
	b->sample = xcalloc((size_t)a->V, sizeof *b->sample);
	b->before = xcalloc((size_t)a->V, sizeof *b->before);
	for (int i = 0; i < a->V; i++) {
		bool newline = v->symbol[i] == '\n';
		for (int k = 0; k < b->p.sets; k++)
			row[k] = b->p.set[k][i];
		row[b->p.sets] = newline;
		a->class[i] = AUTOMATON_NONE;
		if (may != NULL && !may[i])
			continue;
		a->class[i] = tuples_put(&rows, row, b->p.sets + 1);
		b->sample[a->class[i]] = i;
		bool word = b->p.words >= 0 && b->p.set[b->p.words][i];
		b->before[a->class[i]] = newline ? BEFORE_NEWLINE
					 : word  ? BEFORE_WORD
						 : BEFORE_OTHER;
	}
	a->classes = rows.count;
	tuples_free(&rows);
	free(row);
}

/* ---- States ---- */

static int state_number(struct builder *b, int formula, enum before before)
{
	const int x[] = {formula, (int)(b->p.looks_back ? before : BEFORE_OTHER)};

	return formula == FORMULA_FALSE ? AUTOMATON_NONE : tuples_put(&b->state, x, 2);
}

static void make_room(struct builder *b, size_t states)
{
	struct automaton *a = b->a;

	if (states <= b->rooms)
		return;
	b->rooms = 2 * states;
	a->next = xrealloc(a->next, b->rooms * (size_t)(a->classes + 1), sizeof *a->next);
	a->least = xrealloc(a->least, b->rooms, sizeof *a->least);
}

/* Finds the states that follow state s. Returns whether the limits allow it. */
static bool expand(struct builder *b, int s)
{
	struct automaton *a = b->a;
	const int *x;

	make_room(b, (size_t)s + 1);
	tuples_get(&b->state, s, &x);
	int formula = x[0];
	enum before before = (enum before)x[1];
	bool ends = derive_step(&b->d, formula, a->classes, before) == FORMULA_TRUE;
	a->least[s] = ends ? 0 : -1;
	for (int c = 0; c < a->classes; c++) {
		int f = derive_step(&b->d, formula, c, before);
		a->next[(size_t)s * (size_t)a->classes + (size_t)c] = state_number(b, f,
										   b->before[c]);
	}
	return !b->d.failed && b->state.count <= STATES_MAX &&
	       (size_t)b->state.count * (size_t)(a->classes + 1) <= CELLS_MAX;
}

static int find_states(struct builder *b, struct rnn_error *err)
{
	state_number(b, derive_start(&b->d), BEFORE_ALL);
	for (int s = 0; s < b->state.count; s++)
		if (!expand(b, s))
			return errorf(err, EX_USAGE, "too complex: it needs too many states");
	b->a->states = b->state.count;
	return 0;
}

/* ---- The way to the end ---- */

/* Sets least[s] (states) to the fewest symbols from state s to one where it is 0, by a breadth-first search
 * along the edges backwards. Where no way leads to one it stays -1. */
static void find_least(const struct automaton *a, long long *least)
{
	size_t S = (size_t)a->states, C = (size_t)a->classes;
	size_t *begin = xcalloc(S + 2, sizeof *begin); /* of the edges into each state */
	int *from = xcalloc(S * C + 1, sizeof *from), *queue = xcalloc(S + 1, sizeof *queue);
	size_t head = 0, tail = 0;

	for (size_t i = 0; i < S * C; i++)
		if (a->next[i] >= 0)
			begin[a->next[i] + 2]++;
	for (size_t s = 2; s < S + 2; s++)
		begin[s] += begin[s - 1];
	for (size_t i = 0; i < S * C; i++)
		if (a->next[i] >= 0)
			from[begin[a->next[i] + 1]++] = (int)(i / C);
	for (size_t s = 0; s < S; s++)
		if (least[s] == 0)
			queue[tail++] = (int)s;
	while (head < tail) {
		int s = queue[head++];
		for (size_t i = begin[s]; i < begin[s + 1]; i++) {
			if (least[from[i]] >= 0)
				continue;
			least[from[i]] = least[s] + 1;
			queue[tail++] = from[i];
		}
	}
	free(begin);
	free(from);
	free(queue);
}

int automaton_init(struct automaton *a, const char *text, size_t n, const struct vocab *v,
		   const bool *may, struct rnn_error *err)
{
	struct builder b = {.a = a};
	int rc;

	*a = (struct automaton){0};
	rc = pattern_init(&b.p, text, n, v, err);
	if (rc == 0) {
		find_classes(&b, v, may);
		derive_init(&b.d, &b.p, b.sample, a->classes, vocab_id(v, '\n'));
		tuples_init(&b.state);
		rc = find_states(&b, err);
		if (rc == 0)
			find_least(a, a->least);
		derive_free(&b.d);
		tuples_free(&b.state);
	}
	pattern_free(&b.p);
	free(b.sample);
	free(b.before);
	return rc;
}

/* Returns whether some symbol leads from the state to where no match can be reached. */
static bool has_way_out(const struct automaton *a, int state)
{
	const int *next = a->next + (size_t)state * (size_t)a->classes;

	for (int c = 0; c < a->classes; c++)
		if (!automaton_reaches(a, next[c], -1))
			return true;
	return a->classes == 0;
}

bool automaton_endless(const struct automaton *a)
{
	long long *end = xcalloc((size_t)a->states + 1, sizeof *end);
	bool endless = false;

	for (int s = 0; s < a->states; s++)
		end[s] = a->least[s] == 0 && has_way_out(a, s) ? 0 : -1;
	find_least(a, end);
	for (int s = 0; s < a->states; s++)
		endless |= a->least[s] >= 0 && end[s] < 0;
	free(end);
	return endless;
}

void automaton_free(struct automaton *a)
{
	free(a->class);
	free(a->next);
	free(a->least);
	*a = (struct automaton){0};
}
