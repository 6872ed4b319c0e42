/* tree.c - see tree.h. */
#include "core/tree.h"

#include <assert.h>

int tree_cover(int from, int to, struct node *out)
{
	int nodes = 0;

	while (from < to) {
		int n = 1;
		while (from % (2 * n) == 0 && 2 * n <= to - from)
			n *= 2;
		assert(nodes < NODES_MAX);
		out[nodes++] = (struct node){from, from + n};
		from += n;
	}
	return nodes;
}

int tree_share(int leaves, int size, int rank)
{
	return (int)((long long)leaves * rank / size);
}
