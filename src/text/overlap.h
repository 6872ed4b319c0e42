/* overlap.h - how much of a text also occurs in another one. */
#ifndef OVERLAP_H
#define OVERLAP_H

#include "text/corpus.h"

/* Lengths in symbols: of the runs that are compared, and of the shortest line that is. */
enum { OVERLAP_RUN = 50, OVERLAP_LINE = 5, OVERLAP_LEAST = 500 };

/*
 * Returns the share, 0 to 1, of `part` that also occurs in `whole`. It is the larger one of two
 * shares: of the runs of OVERLAP_RUN symbols, one of which begins every OVERLAP_RUN / 2 symbols; and
 * of the symbols in lines of at least OVERLAP_LINE symbols that are also lines of `whole`. The second
 * finds copied lines in another order. A run or line that `part` has several times, as the refrain of a
 * song, counts once. Both corpora must have the same alphabet. Returns 0 if `part`
 * has fewer than OVERLAP_LEAST symbols. Takes a few nanoseconds per symbol of `whole`.
 */
double overlap_share(const struct corpus *whole, const struct corpus *part);

#endif
