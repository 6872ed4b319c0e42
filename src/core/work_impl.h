/*
 * work_impl.h - the members of the workspace, for work.c (memory, states) and pass.c (forward,
 * loss, backward).
 *
 * The B streams are divided into shards. One thread runs all layers and time steps of a shard,
 * independently of the other shards. The weight gradients are divided into tasks, each for some
 * rows of one weight matrix. A task sums over the leaves of the batch (work_leaves) by a tree. A
 * shard has whole leaves, but results do not depend on which, so that they have the same bits
 * for any number of threads and processes.
 */
#ifndef WORK_IMPL_H
#define WORK_IMPL_H

#include "core/kernels.h"
#include "core/tree.h"
#include "core/work.h"

/* One layer of one shard of b streams. W is the cell's width. */
struct shard_layer {
	real *z;    /* (T, b, W*H) sums; activations after forward; dZ after backward */
	real *h;    /* (T+1, b, H) slot 0 is the carried state */
	real *c;    /* (T+1, b, H) or NULL */
	real *mask; /* (b, H) dropout on the output; NULL: none */
	real *db;   /* (leaves, W*H) sums of dZ over a leaf's streams and steps; training only */
	real *out;  /* (T, b, H) input of the layer above: h from slot 1 on, or h * mask */
};

struct leaf {
	struct shard *shard;
	int from, b; /* streams from .. from + b - 1 of the shard */
	double loss; /* sum of -log p over its positions */
};

struct shard {
	int first, b;     /* streams first .. first + b - 1 of the workspace */
	int leaf, leaves; /* leaves leaf .. leaf + leaves - 1 */
	struct shard_layer layer[LAYERS_MAX];
	uint16_t *x;   /* (T, b) input ids */
	real *logits;  /* (T, b, V) logits; their gradients after the loss */
	real *dy;      /* (T, b, H) gradient of the output of the layer being processed */
	real *dh, *dc; /* (b, H) see struct step */
};

/* The tensors of one layer. */
struct layer_weights {
	struct pack ih, hh;
	const struct param *w_ih, *w_hh, *b_ih, *b_hh;
	real *bias; /* (W*H) b_hh and b_ih at their places in Z, added */
};

/* A task computes a part of the weight gradients: rows [from, to) of a matrix or of out.bias, or
 * (TASK_LOOKUP, TASK_BIAS) columns. */
enum task_kind { TASK_IH, TASK_HH, TASK_LOOKUP, TASK_BIAS, TASK_OUT, TASK_OUT_BIAS };
struct task {
	enum task_kind kind;
	int layer, from, to;
};

/* A row of dZ of layer 0 and its leaf. */
enum { PLACES_AHEAD = 2 };
struct place {
	const real *dz;
	int leaf;
};

struct work {
	const struct model *m;
	struct work_options o;
	int threads;
	struct team *team; /* runs shards and gradient tasks, or the products of one shard */
	bool team_owned;
	int t;        /* steps of the last forward */
	bool pending; /* slot 0 still has the state before these steps, for backward */
	struct arena arena;
	struct shard *shard;
	int shards;
	struct leaf *leaf; /* (leaves) */
	int leaves;
	int all_leaves, first_leaf;  /* of the whole batch; its number of leaf[0] */
	struct node root[NODES_MAX]; /* the nodes that cover the leaves of the workspace */
	int roots;                   /* 1 if the workspace has the whole batch */
	struct layer_weights layer[LAYERS_MAX];
	struct pack out;
	struct pack *pack[2 * LAYERS_MAX + 1]; /* (packs) opened by this workspace */
	int packs;
	const struct param *embed, *w_out, *b_out;
	real *zeros;          /* (G*H) used as look-up row by layers above 0 */
	real *table;          /* (V, G*H) embed W_ih^T of layer 0; NULL without an embedding */
	real *dtable;         /* (roots, V, G*H) its gradient; training only */
	struct task *task;    /* (tasks) */
	int tasks, task_rows; /* the most rows of a task */
	int part_at[LAYERS_MAX +
		    2]; /* (parts + 1) first tasks of the parts, see work_gradient_part */
	int parts;      /* L + 1 in a workspace that shares a batch, else 1 */
	/* (T*B + PLACES_AHEAD) the positions of the window by symbol, and then by leaf */
	struct place *place;
	int *place_at; /* (V+1) first position of each symbol, and the end */
	real *spare;   /* (threads, work_spare) for the sums of tasks */
	real *joined;  /* (roots, m->n) gradients of the roots, if there are several */
};

/* Returns the size of the sums that a thread needs besides its result. */
size_t work_spare(const struct work *w);

/* Copies the state after the last forward to slot 0, unless that is already done. */
void work_carry(struct work *w);

/* Returns the loss of the last window, the sum over the leaves. */
double work_loss(const struct work *w);

/*
 * Compute the gradient of all weights in grad (m->n), which is overwritten, from the gradients of
 * the logits and of the pre-activations (dZ, and db summed over time) that the shards hold. If
 * processes share the batch, part 0 is that of the output layer, and part 1 + i that of layer
 * L - 1 - i; a part is sent to the others when it is computed, while the next is computed. Else
 * there is one part. The parts are computed in this order, and then work_gradient_end is called.
 */
void work_gradient_part(struct work *w, int part, real *grad);
void work_gradient_end(struct work *w, real *grad);

/* Lets the messages to other processes go on. To be called often by the threads that compute; it
 * does nothing in those other than the first. */
void work_progress(const struct work *w);

#endif
