/*
 * peers_add.c - adds up numbers over the leaves of a batch that processes share.
 *
 * The numbers are cut into slices, one for each process. Each process sends the others' slices
 * of its sums to them, adds up its own slice of all sums in the order of the tree, and sends the
 * total to all. If each process has one node, which is so if their number divides that of the
 * leaves, each sends and receives about twice the numbers.
 *
 * MPI sends long messages only while the program calls it. So the computation calls
 * peers_progress between its pieces.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernels.h"
#include "core/peers_impl.h"

/* What an addition waits for: the sums of the others, and then their totals. */
enum stage { STAGE_SUMS, STAGE_TOTALS, STAGE_DONE };

/* What is added up, as one process sees it. */
struct total {
	struct peers *p;
	enum stage stage;
	struct messages messages;
	real *room; /* (rooms) sums of other processes; owned */
	size_t rooms;
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

static void make_room(struct total *t, size_t n)
{
	if (n <= t->rooms)
		return;
	t->room = xrealloc(t->room, n, sizeof *t->room);
	t->rooms = n;
}

/* Lists the nodes of all processes, and where their sums of this process's slice are or will be. */
static void list_nodes(struct total *t)
{
	size_t at = slice_at(t, t->p->rank);

	make_room(t, (size_t)t->leaves * t->length);
	t->nodes = 0;
	for (int r = 0; r < t->p->size; r++) {
		int n = nodes_of(t, r, t->node + t->nodes);
		for (int k = 0; k < n; k++, t->nodes++)
			t->part[t->nodes] = r == t->p->rank
						    ? t->sums + (size_t)k * t->stride + at
						    : t->room + (size_t)t->nodes * t->length;
	}
}

static void exchange_sums(struct total *t)
{
	struct node own[NODES_MAX], theirs[NODES_MAX];
	int mine = nodes_of(t, t->p->rank, own);

	for (int r = 0, i = 0; r < t->p->size; r++) {
		int n = nodes_of(t, r, theirs);
		size_t at = slice_at(t, r), length = slice_at(t, r + 1) - at;
		for (int k = 0; k < n; k++, i++)
			if (r != t->p->rank)
				peers_mpi_receive(&t->messages, r, t->part[i],
						  t->length * sizeof(real));
		for (int k = 0; k < mine && r != t->p->rank; k++)
			peers_mpi_send(&t->messages, r, t->sums + (size_t)k * t->stride + at,
				       length * sizeof(real));
	}
}

static void exchange_totals(struct total *t)
{
	real *own = t->sums + slice_at(t, t->p->rank);

	for (int r = 0; r < t->p->size; r++) {
		size_t at = slice_at(t, r), length = slice_at(t, r + 1) - at;
		if (r == t->p->rank)
			continue;
		peers_mpi_receive(&t->messages, r, t->sums + at, length * sizeof *own);
		peers_mpi_send(&t->messages, r, own, t->length * sizeof *own);
	}
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

/* Adds up this process's slice. */
static void add_slice(struct total *t)
{
	int first = 0;
	real *total = add_below(t, 0, t->leaves, &first), *out = t->sums + slice_at(t, t->p->rank);

	if (total != out)
		memcpy(out, total, t->length * sizeof *out);
}

static void advance(struct total *t)
{
	if (t->stage == STAGE_SUMS && peers_mpi_done(&t->messages)) {
		add_slice(t);
		exchange_totals(t);
		t->stage = STAGE_TOTALS;
	}
	if (t->stage == STAGE_TOTALS && peers_mpi_done(&t->messages))
		t->stage = STAGE_DONE;
}

bool peers_progress(struct peers *p)
{
	bool done = true;

	for (int i = 0; i < p->adding; i++) {
		advance(p->total[i]);
		done &= p->total[i]->stage == STAGE_DONE;
	}
	return done;
}

void peers_add_end(struct peers *p, bool prompt)
{
	peers_wait(p, prompt);
	p->adding = 0;
}

/* Returns an addition that is not under way, with its memory. Its messages have a tag of their own. */
static struct total *next_total(struct peers *p)
{
	if (p->adding == p->totals) {
		p->total = xrealloc(p->total, (size_t)p->totals + 1, sizeof *p->total);
		p->total[p->totals] = xcalloc(1, sizeof **p->total);
		p->total[p->totals]->messages.tag = p->totals + 1;
		p->totals++;
	}
	return p->total[p->adding++];
}

void peers_add(struct peers *p, const struct kernels *kernels, int leaves, real *sums,
	       size_t stride, size_t n)
{
	struct total *t = next_total(p);

	assert(p->size <= leaves && leaves <= LEAVES_MAX);
	t->p = p;
	t->stage = STAGE_SUMS;
	t->kernels = kernels;
	t->leaves = leaves;
	t->sums = sums;
	t->stride = stride;
	t->n = n;
	t->length = slice_at(t, p->rank + 1) - slice_at(t, p->rank);
	list_nodes(t);
	exchange_sums(t);
	advance(t);
}

void peers_add_free(struct peers *p)
{
	for (int i = 0; i < p->totals; i++) {
		free(p->total[i]->messages.item);
		free(p->total[i]->room);
		free(p->total[i]);
	}
	free(p->total);
}
