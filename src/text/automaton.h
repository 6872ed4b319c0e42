/*
 * automaton.h - a deterministic finite automaton over the symbols of an alphabet, made from a regular
 * expression.
 *
 * The automaton accepts exactly the texts that match the expression as a whole, and knows from each of
 * its states the fewest symbols that lead to the end of a match. So it can tell, before a symbol is
 * taken, whether a match can still be completed in the room that is left.
 *
 * A state is a Boolean formula over what may follow (its conjunctions and negations are what (?=...) and
 * (?!...) demand); the state after a symbol is the derivative of the formula by it (Brzozowski 1964;
 * Owens, Reppy and Turon 2009).
 */
#ifndef AUTOMATON_H
#define AUTOMATON_H

#include "text/vocab.h"

enum { AUTOMATON_START, AUTOMATON_NONE = -1 };

struct automaton {
	int V, classes, states;
	int *class; /* (V) class of each id, or AUTOMATON_NONE for one that must not occur; owned */
	int *next;  /* (states, classes) the state after a symbol of the class, or none; owned */
	long long *
		least; /* (states) fewest symbols to the end of a match, 0: it is one here; -1: there
			   * is none; owned */
};

/* Makes the automaton of the expression text[0..n). may (V), or NULL, says which ids may occur.
 * Returns 0, or -1 with *err: as pattern_init, or 64 if the expression needs too many states. The
 * caller frees *a in both cases. */
int automaton_init(struct automaton *a, const char *text, size_t n, const struct vocab *v,
		   const bool *may, struct rnn_error *err);
void automaton_free(struct automaton *a);

/* Returns the state after the symbol id, or AUTOMATON_NONE if no match begins so. */
static inline int automaton_next(const struct automaton *a, int state, int id)
{
	int class = a->class[id];

	return class < 0 ? AUTOMATON_NONE
			 : a->next[(size_t)state * (size_t)a->classes + (size_t) class];
}

/* Returns whether a match can be completed from `state`, which may be AUTOMATON_NONE, with at most
 * `room` symbols (-1: any number). */
static inline bool automaton_reaches(const struct automaton *a, int state, long long room)
{
	return state >= 0 && a->least[state] >= 0 && (room < 0 || a->least[state] <= room);
}

/* Returns whether some text leads to a state where it matches, and still does after any symbols that may
 * occur: `(?s).*` from its start, `(?s)a.*` after the a. A sample of a text of
 * any length has no end there (run/guide.h). */
bool automaton_endless(const struct automaton *a);

#endif
