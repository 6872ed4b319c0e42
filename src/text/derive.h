/*
 * derive.h - derivatives of a regular expression: what may follow after a symbol.
 *
 * What must still be read is a chain of nodes of the pattern, called a rest here. A formula is a rest,
 * or a conjunction, disjunction or negation of formulas; it is true of the texts that it may be followed
 * by. Rests and formulas are tuples, so that equal ones have the same number.
 */
#ifndef DERIVE_H
#define DERIVE_H

#include "text/pattern.h"
#include "text/tuples.h"

/* What was read last. */
enum before { BEFORE_ALL, BEFORE_NEWLINE, BEFORE_WORD, BEFORE_OTHER, BEFORES };

enum { FORMULA_FALSE, FORMULA_TRUE };

struct deriver {
	const struct pattern *p;
	const int *sample; /* (classes) an id of each class; borrowed */
	int classes, newline;
	struct tuples rest, formula;
	int *known; /* (rests, classes + 1, BEFORES) formula + 1 of a rest after a symbol; 0: not yet */
	size_t knowns;
	int *after; /* (afters, 2) for a formula: the last `step` that met it, and its result there; owned */
	size_t afters;
	int step;       /* calls of derive_step so far */
	long long work; /* steps taken so far, to be held below a limit */
	int depth;
	bool failed; /* a limit was reached: no result holds */
};

/* Starts; newline is the id of \n, or -1. */
void derive_init(struct deriver *d, const struct pattern *p, const int *sample, int classes,
		 int newline);
void derive_free(struct deriver *d);

/* Returns the formula of the whole pattern. */
int derive_start(struct deriver *d);

/* Returns the formula of what may follow after a symbol of `class`; `before` is what came before that.
 * With class == classes it returns FORMULA_TRUE if the text may end here, else FORMULA_FALSE. */
int derive_step(struct deriver *d, int formula, int class, enum before before);

#endif
