/*
 * peers_add.c - adds up numbers over the leaves of a batch that processes share.
 *
 * The numbers are cut into slices, one for each process. Each process sends the others' slices
 * of its sums to them, adds up its own slice of all sums in the order of the tree, and sends the
 * total to all. If each process has one node, which is so if their number divides that of the
 * leaves, each sends and receives about twice the numbers.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernels.h"
#include "core/peers_impl.h"

/* What is added up, as one process sees it. */
struct total {
	struct peers *p;
	const struct kernels *kernels;
	int leaves;
	real *sums;
	size_t stride, n;
	size_t length; /* of this process's slice */
	struct node node[LEAVES_MAX];
	real *part[LEAVES_MAX]; /* (length) the sums of the nodes in this process's slice */
	int nodes;              /* of all processes, in order */
};

static size_t slice_at(const struct total *t, int rank)
{
	return t->n / (size_t)t->p->size * (size_t)rank +
	       (rank == t->p->size ? t->n % (size_t)t->p->size : 0);
}

static int nodes_of(const struct total *t, int rank, struct node *out)
{
	return tree_cover(tree_share(t->leaves, t->p->size, rank),
			  tree_share(t->leaves, t->p->size, rank + 1), out);
}

static void make_room(struct peers *p, size_t n)
{
	if (n <= p->rooms)
		return;
	p->room = xrealloc(p->room, n, sizeof *p->room);
	p->rooms = n;
}

/* Lists the nodes of all processes, and where their sums of this process's slice are or will be. */
static void list_nodes(struct total *t)
{
	size_t at = slice_at(t, t->p->rank);

	make_room(t->p, (size_t)t->leaves * t->length);
	for (int r = 0; r < t->p->size; r++) {
		int n = nodes_of(t, r, t->node + t->nodes);
		for (int k = 0; k < n; k++, t->nodes++)
			t->part[t->nodes] = r == t->p->rank
						    ? t->sums + (size_t)k * t->stride + at
						    : t->p->room + (size_t)t->nodes * t->length;
	}
}

static void exchange(struct total *t)
{
	struct node own[NODES_MAX], theirs[NODES_MAX];
	int mine = nodes_of(t, t->p->rank, own);

	for (int r = 0, i = 0; r < t->p->size; r++) {
		int n = nodes_of(t, r, theirs);
		size_t at = slice_at(t, r), length = slice_at(t, r + 1) - at;
		for (int k = 0; k < n; k++, i++)
			if (r != t->p->rank)
				peers_mpi_receive(r, t->part[i], t->length * sizeof(real));
		for (int k = 0; k < mine && r != t->p->rank; k++)
			peers_mpi_send(r, t->sums + (size_t)k * t->stride + at,
				       length * sizeof(real));
	}
	peers_wait(t->p, true);
}

/* Adds up the leaves [from, to), and returns where the sum is. *i is the first of their nodes,
 * and then the next. */
static real *add_below(struct total *t, int from, int to, int *i)
{
	if (t->node[*i].from == from && t->node[*i].to == to)
		return t->part[(*i)++];
	int middle = from + (to - from) / 2;
	real *a = add_below(t, from, middle, i), *b = add_below(t, middle, to, i);
	t->kernels->add(t->length, b, a);
	return a;
}

void peers_add(struct peers *p, const struct kernels *kernels, int leaves, real *sums,
	       size_t stride, size_t n)
{
	struct total *t = xcalloc(1, sizeof *t);
	size_t *at = xcalloc((size_t)p->size + 1, sizeof *at);
	int first = 0;

	assert(p->size <= leaves && leaves <= LEAVES_MAX);
	*t = (struct total){.p = p,
			    .kernels = kernels,
			    .leaves = leaves,
			    .sums = sums,
			    .stride = stride,
			    .n = n};
	for (int r = 0; r <= p->size; r++)
		at[r] = slice_at(t, r) * sizeof(real);
	t->length = slice_at(t, p->rank + 1) - slice_at(t, p->rank);
	list_nodes(t);
	exchange(t);
	real *total = add_below(t, 0, leaves, &first), *out = sums + slice_at(t, p->rank);
	if (total != out)
		memcpy(out, total, t->length * sizeof *out);
	peers_collect(p, sums, at, true);
	free(at);
	free(t);
}
