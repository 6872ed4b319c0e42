/* tree.h - the binary tree by which the leaves of a batch (work.h) are added up. */
#ifndef TREE_H
#define TREE_H

/* A node: the leaves from, ..., to - 1. Their number is a power of two that divides `from`. */
struct node {
	int from, to;
};

enum { LEAVES_MAX = 256, NODES_MAX = 16 }; /* 2 log2(LEAVES_MAX) nodes cover any leaves */

/* Writes the fewest nodes that have the leaves [from, to) below them, in order, to out
 * (NODES_MAX), and returns their number. */
int tree_cover(int from, int to, struct node *out);

/* Returns the first leaf of process `rank` of `size` that share `leaves`; size gives `leaves`. */
int tree_share(int leaves, int size, int rank);

#endif
