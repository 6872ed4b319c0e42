/*
 * model.h - the network: its configuration, and one flat block of weights with a table of tensors.
 * A model runs in a workspace (work.h).
 *
 *   x_t -> [embedding] -> layer 0 -> ... -> layer L-1 -> logits = W_out h + b_out -> log-softmax
 *
 * Letters: V symbols, E embedding (0: one-hot), H hidden units, L layers, G gates of the cell,
 * B streams, T time steps of a window.
 */
#ifndef MODEL_H
#define MODEL_H

#include "core/cell.h"
#include "core/gemm.h"

struct config {
	const struct cell *cell;
	int vocab;  /* V, 1..65000 */
	int layers; /* L, 1..LAYERS_MAX */
	int hidden; /* H, 1..HIDDEN_MAX */
	int embed;  /* E, 0..HIDDEN_MAX */
};
enum { LAYERS_MAX = 64, HIDDEN_MAX = 16384 };

/* The kinds of tensors, in the order of the block. W_IH to B_HH repeat for each layer. */
enum param_kind {
	PARAM_EMBED, /* embed.weight; only with an embedding */
	PARAM_W_IH,
	PARAM_W_HH,
	PARAM_B_IH,
	PARAM_B_HH,
	PARAM_W_OUT,
	PARAM_B_OUT,
};

/*
 * One tensor. rows x cols is its PyTorch shape (cols 0: a vector of `rows`). The block may store it
 * in another order: `transposed` (the one-hot input matrix, so that a symbol's column is
 * contiguous), or with its row blocks of H rotated by `rotate` (GRU's recurrent gates: n r z
 * instead of r z n). param_export and param_import translate between the two.
 */
struct param {
	enum param_kind kind;
	int layer;     /* 0 for tensors outside the layers */
	char name[32]; /* PyTorch's name, used in files */
	int rows, cols;
	size_t at, n; /* first element in the block, number of elements */
	bool transposed;
	int rotate, block; /* blocks to rotate by; rows of a block, H */
};

struct model {
	struct config cfg;
	struct param *param; /* (params); owned */
	int params;
	real *w; /* (n) the flat block; owned */
	size_t n;
	const struct engine *engine;   /* never NULL */
	enum format format;            /* of the weights in products; model_init: FORMAT_F32 */
	const struct kernels *kernels; /* vector functions for this CPU */
};

/* Checks the configuration, builds the tensor table, and allocates weights of zero. Returns -1 with
 * *err (65) if a size is out of range or the size of the weights overflows. */
int model_init(struct model *m, const struct config *cfg, const struct engine *engine,
	       struct rnn_error *err);
void model_free(struct model *m);

/* Does the same without allocating weights (m->w is NULL), to check sizes before anything large is
 * allocated. */
int model_layout(struct model *m, const struct config *cfg, struct rnn_error *err);

/* Returns the tensor of a kind in layer `layer` (0 for tensors outside the layers), or NULL if the
 * model has none. */
const struct param *model_param(const struct model *m, enum param_kind kind, int layer);

/* Multiplies the matrix and bias of the output layer in the block `w` (layout of m->w) by factor,
 * which multiplies all logits by it. */
void model_scale_output(const struct model *m, real *w, real factor);

/* Fills m->w with random initial weights: uniform in +-1/sqrt(H) as in PyTorch; the embedding, or
 * the one-hot input matrix, in +-sqrt(3); forget gates get a total bias of 1. */
void model_random(struct model *m, uint64_t seed);

/* Copy tensor p from the block `w` to `out` in PyTorch's order, and back. `w` may be any block with
 * the layout of m->w, for example gradients. */
void param_export(const struct param *p, const real *w, float *out);
void param_import(const struct param *p, const float *in, real *w);

/* Does the same as param_import with rows [from, to) of the tensor alone; `in` is (to - from, cols). */
void param_import_rows(const struct param *p, size_t from, size_t to, const float *in, real *w);

/* Returns whether all n numbers are finite. */
bool all_finite(const real *x, size_t n);

#endif
