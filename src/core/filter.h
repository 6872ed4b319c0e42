/*
 * filter.h - the table of sampler filters, and one setting for each of them.
 *
 * A filter shortens the list of symbols from which the next one is drawn. The table is in core
 * because the manifest, the sampler, the public library and the command-line options all use it.
 */
#ifndef FILTER_H
#define FILTER_H

#include "base/base.h"
#include "core/filter_list.h"

/* A candidate is one symbol that may be drawn: its id, and its log-probability divided by the
 * temperature, up to a constant that is the same for all candidates. */
struct cand {
	int id;
	float logp;
};

struct filter {
	const char *name; /* name of the command-line option: "top-p" */
	const char *key;  /* in model.json and rnn.h: the name with '_' for '-' */
	bool whole;       /* the setting is a whole number; else a real one, rounded to float */
	double lo, hi;    /* range of the setting, ends included */
	double off;       /* value in the range that disables the filter */
	const char *help; /* what the setting does, in one phrase */

	/* Moves the candidates that the filter keeps to the front of c, without changing their
	 * order, and returns their number, at least 1. c has n >= 1 candidates, sorted by falling
	 * logp, equal ones by rising id; x is a setting in the range other than `off`. NULL for
	 * the temperature, which drops no candidate. */
	int (*keep)(struct cand *c, int n, double x);
};

/* FILTER_top_p is the index of filter_top_p in filter_table and in struct rnn_sampling. */
#define FILTER_INDEX(entry) FILTER_##entry,
enum { FILTER_LIST(FILTER_INDEX) FILTERS };
#undef FILTER_INDEX

#define FILTER_ROW(entry) extern const struct filter filter_##entry;
FILTER_LIST(FILTER_ROW)
#undef FILTER_ROW

extern const struct filter *const filter_table[FILTERS];

/* The settings, one for each filter in the order of the table. A value is in the range of its
 * filter and has passed through filter_round. The struct is opaque in rnn.h. */
struct rnn_sampling {
	double value[FILTERS];
};

/* Returns the index of the filter with this key, or -1. */
int filter_find(const char *key);

/* Returns the value to store for the setting x: x rounded to float, or x if f->whole. */
double filter_round(const struct filter *f, double x);

/* Returns settings with every filter off: symbols are drawn from the model's distribution. */
struct rnn_sampling filter_neutral(void);

/* Applies all filters that are not off to n >= 1 candidates in any order. Moves the candidates kept
 * to the front of c and returns their number, at least 1. If a filter is on, c gets sorted. */
int filter_apply(struct cand *c, int n, const struct rnn_sampling *how);

#endif
