/*
 * suffixes.c - see suffixes.h. The suffixes are sorted by induction (SA-IS; Nong, Zhang and Chan 2009): a
 * suffix is of type S if it is less than the next one, else of type L, and an S after an L is a leftmost
 * S (LMS). If the LMS suffixes are in order, one pass puts those of type L in order, and one those of
 * type S. The order of the LMS suffixes is that of the runs between them; where runs are equal, it is found
 * by sorting the shorter text of their ranks in the same way.
 */
#include "text/suffixes.h"

#include <stdlib.h>
#include <string.h>

enum { IDS = 1 << 16 };

struct suffixes {
	const uint16_t *ids; /* (n) */
	int *order;          /* (n) where the suffixes begin, the least first */
	size_t n;
};

/* A text whose suffixes are sorted: the ids, or the ranks of LMS runs. */
struct sorting {
	const uint16_t *ids; /* (n) or NULL: ranks */
	const int *ranks;    /* (n) */
	int n, kinds;        /* symbols are below `kinds` */
	bool *less;          /* (n) of type S */
	int *begin;          /* (kinds + 1) suffixes with lesser first symbols */
	int *middle; /* (kinds) where those of type S begin among those with this first symbol */
	int *next;   /* (kinds + 1) scratch */
	int *lms, count; /* (count) the LMS suffixes by their places */
	int *number;     /* (n) of an LMS suffix in lms; -1: it is none */
};

static int symbol(const struct sorting *t, int i)
{
	return t->ids != NULL ? t->ids[i] : t->ranks[i];
}

/* ---- Types ---- */

static void find_types(struct sorting *t)
{
	for (int i = t->n - 2; i >= 0; i--) {
		int a = symbol(t, i), b = symbol(t, i + 1);
		t->less[i] = a == b ? t->less[i + 1] : a < b;
	}
	for (int i = 0; i < t->n; i++) {
		t->begin[symbol(t, i) + 1]++;
		t->middle[symbol(t, i)] += !t->less[i];
	}
	for (int k = 0; k < t->kinds; k++) {
		t->begin[k + 1] += t->begin[k];
		t->middle[k] += t->begin[k];
	}
	for (int i = 0; i < t->n; i++) {
		bool lms = i > 0 && t->less[i] && !t->less[i - 1];
		t->number[i] = lms ? t->count : -1;
		if (lms)
			t->lms[t->count++] = i;
	}
}

static void open_sorting(struct sorting *t)
{
	size_t n = (size_t)t->n, kinds = (size_t)t->kinds;

	t->less = xcalloc(n, sizeof *t->less);
	t->begin = xcalloc(kinds + 1, sizeof *t->begin);
	t->middle = xcalloc(kinds, sizeof *t->middle);
	t->next = xcalloc(kinds + 1, sizeof *t->next);
	t->lms = xcalloc(n / 2 + 1, sizeof *t->lms);
	t->number = xcalloc(n, sizeof *t->number);
	find_types(t);
}

static void close_sorting(struct sorting *t)
{
	free(t->less);
	free(t->begin);
	free(t->middle);
	free(t->next);
	free(t->lms);
	free(t->number);
}

/* ---- Induction ---- */

/* Puts all suffixes into order, given the LMS suffixes in order, or in any order: then the LMS runs come into
 * order. */
static void induce(const struct sorting *t, const int *lms, int *order)
{
	int *next = t->next;

	for (int i = 0; i < t->n; i++)
		order[i] = -1;
	memcpy(next, t->middle, (size_t)t->kinds * sizeof *next);
	for (int k = 0; k < t->count; k++)
		order[next[symbol(t, lms[k])]++] = lms[k];
	memcpy(next, t->begin, (size_t)t->kinds * sizeof *next);
	/* After the last symbol comes the end, the least of all. */
	order[next[symbol(t, t->n - 1)]++] = t->n - 1;
	for (int i = 0; i < t->n; i++) {
		int at = order[i] - 1;
		if (at >= 0 && !t->less[at])
			order[next[symbol(t, at)]++] = at;
	}
	memcpy(next, t->begin + 1, (size_t)t->kinds * sizeof *next);
	for (int i = t->n - 1; i >= 0; i--) {
		int at = order[i] - 1;
		if (at >= 0 && t->less[at])
			order[--next[symbol(t, at)]] = at;
	}
}

/* ---- LMS runs ---- */

/* Returns where the run of an LMS suffix ends: at the next one, or at the end of the text. */
static int run_end(const struct sorting *t, int at)
{
	int k = t->number[at] + 1;

	return k < t->count ? t->lms[k] : t->n;
}

static bool same_run(const struct sorting *t, int a, int b)
{
	int n = run_end(t, a) - a;

	if (n != run_end(t, b) - b || a + n == t->n || b + n == t->n)
		return false;
	for (int i = 0; i <= n; i++)
		if (symbol(t, a + i) != symbol(t, b + i))
			return false;
	return true;
}

/* Sets rank (count) of each LMS suffix, in the order of their places, to that of its run. Returns the number
 * of different runs. */
static int rank_runs(const struct sorting *t, const int *order, int *rank)
{
	int before = -1, ranks = 0;

	for (int i = 0; i < t->n; i++) {
		int at = order[i];
		if (t->number[at] < 0)
			continue;
		ranks += before < 0 || !same_run(t, before, at);
		rank[t->number[at]] = ranks - 1;
		before = at;
	}
	return ranks;
}

static void sort(struct sorting *t, int *order)
{
	open_sorting(t);
	induce(t, t->lms, order);
	if (t->count > 1) {
		int *rank = xcalloc((size_t)t->count, sizeof *rank);
		int *lms = xcalloc((size_t)t->count, sizeof *lms);
		struct sorting runs = {.ranks = rank, .n = t->count};
		runs.kinds = rank_runs(t, order, rank);
		if (runs.kinds < runs.n)
			sort(&runs, lms);
		for (int k = 0; k < runs.n && runs.kinds == runs.n; k++)
			lms[rank[k]] = k;
		for (int k = 0; k < runs.n; k++)
			lms[k] = t->lms[lms[k]];
		induce(t, lms, order);
		free(rank);
		free(lms);
	}
	close_sorting(t);
}

/* ---- The array ---- */

struct suffixes *suffixes_new(const uint16_t *ids, size_t n)
{
	struct suffixes *s = xcalloc(1, sizeof *s);
	struct sorting t = {.ids = ids, .n = (int)n, .kinds = IDS};

	*s = (struct suffixes){.ids = ids, .n = n};
	s->order = xcalloc(n, sizeof *s->order);
	if (n > 0)
		sort(&t, s->order);
	return s;
}

void suffixes_free(struct suffixes *s)
{
	if (s == NULL)
		return;
	free(s->order);
	free(s);
}

/* At most: 15 bytes for each symbol of the text, and 23 for each of a text of ranks and its own, which have
 * together at most as many symbols. */
size_t suffixes_bytes(size_t n)
{
	return size_sum(sizeof(struct suffixes) + 3 * IDS * sizeof(int), n, 15 + 23);
}

/* By bisection. What the suffixes on both sides have in common with the text need not be compared again:
 * all between them have it, too (Manber and Myers 1993). */
size_t suffixes_longest(const struct suffixes *s, const uint16_t *ids, size_t n, size_t *at)
{
	size_t lo = 0, hi = s->n, same_lo = 0, same_hi = 0, longest = 0;

	*at = 0;
	while (lo < hi && longest < n) {
		size_t mid = lo + (hi - lo) / 2, begin = (size_t)s->order[mid];
		size_t k = same_lo < same_hi ? same_lo : same_hi, left = s->n - begin;
		while (k < n && k < left && ids[k] == s->ids[begin + k])
			k++;
		if (k > longest) {
			longest = k;
			*at = begin;
		}
		if (k < n && (k == left || s->ids[begin + k] < ids[k])) {
			lo = mid + 1;
			same_lo = k;
		} else {
			hi = mid;
			same_hi = k;
		}
	}
	return longest;
}
