/*
 * work_impl.h - the inside of the workspace, shared by work.c (memory, states) and pass.c (forward,
 * loss, backward).
 *
 * The B streams are cut into shards of rows. A shard's rows never meet another shard's until the
 * weight gradients, so each runs all layers and time steps by itself, in one thread. Weight
 * gradients are cut by rows of the weight matrix instead, each piece a product over all shards
 * in order. The number of shards and the cut of the pieces depend on the sizes alone, hence the
 * same bytes for any number of threads.
 */
#ifndef WORK_IMPL_H
#define WORK_IMPL_H

#include "core/kernels.h"
#include "core/work.h"

enum { PIECE_ROWS = 256 }; /* rows of a weight matrix in a piece of its gradient */

/* One layer of one shard of b streams. W is the cell's width. */
struct shard_layer {
	real *z;     /* (T, b, W*H) sums, then activations, then their gradients */
	real *h;     /* (T+1, b, H) slot 0 is the carried state */
	real *c;     /* (T+1, b, H) or NULL */
	real *mask;  /* (b, H) dropout on the output; NULL: none */
	real *db;    /* (W*H) gradient of the biases, summed over the shard's rows; training only */
	real *out;   /* (T, b, H) what the layer above reads: h from slot 1, or h * mask */
};

struct shard {
	int first, b;        /* streams first .. first + b - 1 */
	struct shard_layer layer[LAYERS_MAX];
	uint16_t *x;         /* (T, b) */
	real *logits;        /* (T, b, V) then their gradients */
	real *dy;            /* (T, b, H) gradient of the layer output in hand */
	real *dh, *dc;       /* (b, H) */
	double loss;         /* sum over its positions */
};

/* A matrix and both its biases, where the block has them. */
struct layer_weights {
	struct pack ih, hh;
	const struct param *w_ih, *w_hh, *b_ih, *b_hh;
	real *bias;          /* (W*H) both biases, summed where they meet */
};

/* A piece of the weight gradients: rows [from, to) of a matrix. */
enum task_kind { TASK_IH, TASK_HH, TASK_LOOKUP, TASK_BIAS, TASK_OUT, TASK_OUT_BIAS };
struct task {
	enum task_kind kind;
	int layer, from, to;
};

struct work {
	const struct model *m;
	struct work_options o;
	int threads;
	struct team *team;   /* shares the shards and gradient tasks, or the products of one shard */
	bool team_owned;
	int t;               /* steps of the last forward */
	bool pending;        /* its last state is still to be carried: backward needs the first */
	struct arena arena;
	struct shard *shard;
	int shards;
	struct layer_weights layer[LAYERS_MAX];
	struct pack out;
	struct pack *pack[2 * LAYERS_MAX + 1]; /* (packs) those opened here; none with a share */
	int packs;
	const struct param *embed, *w_out, *b_out;
	real *zeros;         /* (G*H) the look-up row of layers that have none */
	real *table;         /* embedding: (V, G*H) embed W_ih^T of layer 0 */
	real *dtable;        /* its gradient */
	struct task *task;
	int tasks;
};

/* Carry the state of the last forward, if that is still to be done. */
void work_settle(struct work *w);

#endif
