/*
 * guide.h - what may be drawn: a guide says, symbol by symbol, which ones may come next and where a
 * sample ends, so that the sample has only some characters, matches an expression or is a text of a list.
 *
 * Symbols that `may` excludes do not exist: the others share their probability. Among those, an
 * expression or a list leaves the symbols with which a match can still be completed in the room that is
 * left; so no sample ever has to be given up. Where the text is complete and could go on, one symbol is
 * drawn as if there were no expression or list: if it is one with which the text goes on, it does, else
 * the sample ends without it. So a sample ends with the probability with which the model would leave
 * what is allowed. A sample ends at once where it is complete and cannot go on.
 *
 * Drawn step by step, the samples have the model's probabilities renormalised at each step. With the
 * weights of run/exact.h, a text of a list has its probability under the condition that a free sample
 * keeps to the list until it leaves it with that text complete.
 */
#ifndef GUIDE_H
#define GUIDE_H

#include "text/automaton.h"
#include "text/choices.h"

/* All parts are borrowed. At most one of match and list is not NULL. */
struct guide {
	int V;
	const bool *may;               /* (V) ids that may be drawn; NULL: all */
	const struct automaton *match; /* the sample is one that this accepts */
	const struct choices *list;    /* the sample is one of these, of which none is too long */
	bool exact;                    /* texts of the list are drawn by `weight` */
	/* (list->n) by run/exact.h; owned by the caller, by free() */
	double *score;  /* log-probabilities of the texts */
	double *weight; /* weights of the texts 0 to i, summed */
};

/* Where a sample is. */
struct guide_state {
	int at;        /* state of match */
	size_t lo, hi; /* texts of list that begin with what was drawn */
	size_t depth;  /* symbols drawn */
};

/* Starts a sample. u in [0, 1) chooses the text if they are drawn by weight. */
void guide_start(const struct guide *g, struct guide_state *s, double u);

/* Sets may[id] (V) to whether id may come next when `room` symbols can still be drawn (-1: any number),
 * and returns whether there is one. */
bool guide_mark(const struct guide *g, const struct guide_state *s, long long room, bool *may);

/* Returns whether the sample may end here. */
bool guide_complete(const struct guide *g, const struct guide_state *s);

/* Takes the symbol id, which guide_mark has allowed. */
void guide_push(const struct guide *g, struct guide_state *s, int id);

#endif
