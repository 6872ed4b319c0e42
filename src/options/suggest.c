/* suggest.c - finds the name that a mistyped name most likely means. */
#include <stdlib.h>
#include <string.h>

#include "options/options.h"

/* Return the least number of insertions, deletions, replacements and swaps of adjacent characters
 * that turn a[0..n) into b (optimal string alignment distance). row has room for
 * 3 * (strlen(b) + 1) numbers. */
static size_t distance(const char *a, size_t n, const char *b, size_t *row)
{
	size_t m = strlen(b), *old2 = row, *old = row + m + 1, *now = row + 2 * (m + 1);

	for (size_t j = 0; j <= m; j++)
		old[j] = j;
	for (size_t i = 1; i <= n; i++) {
		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t best = old[j - 1] + (a[i - 1] != b[j - 1]);
			if (old[j] + 1 < best)
				best = old[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    old2[j - 2] + 1 < best)
				best = old2[j - 2] + 1;
			now[j] = best;
		}
		size_t *spare = old2;
		old2 = old;
		old = now;
		now = spare;
	}
	return old[m];
}

const char *suggest(const char *name, size_t length, const char *(*pick)(const void *ctx, int i),
		    const void *ctx)
{
	const char *candidate, *nearest = NULL;
	size_t least = length < 4 ? 2 : length < 7 ? 3 : 4; /* this far away is another word */

	if (length == 0 || length > 40)
		return NULL;
	for (int i = 0; (candidate = pick(ctx, i)) != NULL; i++) {
		size_t m = strlen(candidate);
		size_t *row = xcalloc(3 * (m + 1), sizeof *row);
		/* A name that begins with the mistyped one has distance 0. */
		size_t d = m >= length && memcmp(name, candidate, length) == 0
				   ? 0
				   : distance(name, length, candidate, row);
		if (d < least) {
			least = d;
			nearest = candidate;
		}
		free(row);
	}
	return nearest;
}
