/* filter.c - see filter.h. */
#include "core/filter.h"

#include <stdlib.h>
#include <string.h>

#define ADDRESS(entry) &filter_##entry,
const struct filter *const filter_table[FILTERS] = {FILTER_LIST(ADDRESS)};
#undef ADDRESS

int filter_find(const char *key)
{
	for (int i = 0; i < FILTERS; i++)
		if (strcmp(filter_table[i]->key, key) == 0)
			return i;
	return -1;
}

double filter_round(const struct filter *f, double x)
{
	return f->whole ? x : (double)(float)x;
}

struct rnn_sampling filter_neutral(void)
{
	struct rnn_sampling how;

	for (int i = 0; i < FILTERS; i++)
		how.value[i] = filter_table[i]->off;
	return how;
}

static int by_logp(const void *a, const void *b)
{
	const struct cand *x = a, *y = b;

	if (x->logp != y->logp)
		return x->logp < y->logp ? 1 : -1;
	return (x->id > y->id) - (x->id < y->id);
}

int filter_apply(struct cand *c, int n, const struct rnn_sampling *how)
{
	bool sorted = false;

	for (int i = 0; i < FILTERS; i++) {
		const struct filter *f = filter_table[i];
		if (f->keep == NULL || how->value[i] == f->off)
			continue;
		if (!sorted)
			qsort(c, (size_t)n, sizeof *c, by_logp);
		sorted = true;
		n = f->keep(c, n, how->value[i]);
	}
	return n;
}
