/*
 * work.h - the workspace: all data that changes while a model runs, and the packed weights. Its
 * memory is allocated by work_new; running the model (pass.h) allocates nothing.
 */
#ifndef WORK_H
#define WORK_H

#include "core/model.h"
#include "core/peers.h"

struct work;

struct work_options {
	int B, T; /* streams, longest window */
	/* If several workspaces share a batch of `whole` streams, those of this one are the B from
	 * `first` on; both are firsts of leaves (work_leaf). whole 0: the B are all. */
	int whole, first;
	struct peers
		*peers;    /* the processes of these workspaces, one each: results are those of the
	                      * whole batch, in all of them; borrowed; NULL: none */
	bool train;        /* keep what backward needs */
	real dropout;      /* 0 <= dropout < 1; variational: one mask per window; training only */
	int threads;       /* as team_new takes it */
	struct team *team; /* threads to use, borrowed; NULL: a new team; not used with `share` */
	/* Share the packed weights and the team of this workspace, which must outlive the new one
	 * and have the same model and an engine with `reader` set. NULL: pack the weights. */
	const struct work *share;
};

/*
 * Sums over the streams of a batch are taken in one order, whatever the number of threads and
 * processes: the streams are divided into leaves, each of some neighbouring streams; each leaf
 * is added up, and then the leaves by a binary tree. These sums are the loss and the gradients
 * of the weights. Returns the number of leaves, a power of two, for a batch of B streams in
 * training, and the first stream of a leaf.
 */
int work_leaves(int B);
int work_leaf(int B, int leaf);

/* Returns the bytes that work_new would allocate for a model of m's layout, without the engine's
 * packed weights; SIZE_MAX on overflow. */
size_t work_bytes(const struct model *m, const struct work_options *o);

/* Returns a workspace with zero states. It borrows m, which must outlive it. */
struct work *work_new(const struct model *m, const struct work_options *o);
void work_free(struct work *w);

/* Returns the team whose threads the workspace uses, NULL for the calling thread alone. The caller
 * must not free it. */
struct team *work_team(const struct work *w);

/* Packs the weights again and rebuilds the sums of biases and the look-up table of layer 0. To be
 * called after the weights changed; not for a workspace made with `share`. */
void work_refresh(struct work *w);

/* Returns the number of parts of a state: 1 for h, 2 for h and c. */
int work_state_parts(const struct work *w);

/* The carried states of all streams, as a flat array of work_state_size numbers: h (L, B, H), and
 * then c (L, B, H) if the cell has it. work_reset sets them to zero. work_stream_get,
 * work_stream_set and work_reset_stream read or set only stream b: h (L, H), then c (L, H). No
 * state may be set between pass_forward and its pass_backward. */
size_t work_state_size(const struct work *w);
void work_state_get(const struct work *w, real *out);
void work_state_set(struct work *w, const real *in);
void work_stream_get(struct work *w, int b, real *out);
void work_stream_set(struct work *w, int b, const real *in);
void work_reset(struct work *w);
void work_reset_stream(struct work *w, int b);

#endif
