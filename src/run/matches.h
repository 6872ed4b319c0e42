/* matches.h - lists the texts that an automaton accepts, where they are few. */
#ifndef MATCHES_H
#define MATCHES_H

#include "text/automaton.h"
#include "text/choices.h"

enum { MATCHES_MAX = 100000, MATCHES_SYMBOLS = 20 * 1000 * 1000 };

/* Sets *list to the texts of at most `length` symbols (-1: any number) that *a accepts.
 * Returns false, with an empty list, if there are more than MATCHES_MAX of them or more than
 * MATCHES_SYMBOLS symbols in them. The caller frees *list in both cases. */
bool matches_list(const struct automaton *a, long long length, struct choices *list);

#endif
