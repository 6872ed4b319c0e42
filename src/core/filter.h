/*
 * filter.h - the table of sampler filters, and one setting for each of them.
 *
 * A filter shortens the list of symbols from which the next one is drawn. The table is in core
 * because all others read it: the manifest ("sampling"), the sampler, the public library, the
 * options and texts of the program.
 */
#ifndef FILTER_H
#define FILTER_H

#include "base/base.h"
#include "core/filter_list.h"

/* One symbol that may be drawn: its id, and its log-probability plus any constant, divided by the
 * temperature. */
struct cand { int id; float logp; };

struct filter {
	const char *name; /* for people: "top-p" */
	const char *key;  /* in model.json and rnn.h: the name with '_' for '-' */
	bool whole;       /* takes whole numbers; the others take real ones, rounded to float */
	double lo, hi;    /* range of the setting, ends included */
	double off;       /* the setting that changes nothing; in the range */
	const char *help; /* what the setting does, in one phrase */

	/* Takes n >= 1 candidates, sorted by falling logp (equal ones by rising id), and a setting
	 * in the range that is not `off`. Moves those that stay to the front of c, in the same
	 * order, and returns how many they are: at least 1. NULL for the temperature, which drops
	 * none. */
	int (*keep)(struct cand *c, int n, double x);
};

/* FILTER_top_p is the index of filter_top_p in filter_table and in the settings. */
#define FILTER_INDEX(entry) FILTER_##entry,
enum { FILTER_LIST(FILTER_INDEX) FILTERS };
#undef FILTER_INDEX

#define FILTER_ROW(entry) extern const struct filter filter_##entry;
FILTER_LIST(FILTER_ROW)
#undef FILTER_ROW

extern const struct filter *const filter_table[FILTERS];

/* The settings, by index of the filter: each in the range of its filter, and as filter_round gives
 * it. rnn.h declares the struct without its content. */
struct rnn_sampling {
	double value[FILTERS];
};

/* The index of the filter with this key, or -1. */
int filter_find(const char *key);

/* The value that is kept for the setting x: itself, or rounded to float if it is real. */
double filter_round(const struct filter *f, double x);

/* Every setting off: symbols are drawn from the model's own distribution. */
struct rnn_sampling filter_neutral(void);

/* Apply all filters that are not off to n >= 1 candidates in any order; returns how many stay, at
 * least 1, at the front of c. The order changes only if a filter is on. */
int filter_apply(struct cand *c, int n, const struct rnn_sampling *how);

#endif
