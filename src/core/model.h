/*
 * model.h - the network: its configuration, and one flat block of weights with a table of tensors.
 * It runs in a workspace (work.h).
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
	int vocab;      /* V, 1..65000 */
	int layers;     /* L, 1..LAYERS_MAX */
	int hidden;     /* H, 1..HIDDEN_MAX */
	int embed;      /* E, 0..HIDDEN_MAX */
};
enum { LAYERS_MAX = 64, HIDDEN_MAX = 16384 };

/* What a tensor is for, in the order of the block; those of a layer (W_IH to B_HH) repeat. */
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
 * One tensor. rows x cols is its PyTorch shape (cols 0: a vector of `rows`). In the block the
 * tensor may lie differently: `transposed` (the one-hot input matrix, so that a symbol's column
 * is contiguous), or its row blocks of H rotated up by `rotate` blocks (GRU's recurrent gates,
 * n r z). param_export and param_import translate.
 */
struct param {
	enum param_kind kind;
	int layer;          /* 0 for tensors outside the layers */
	char name[32];      /* PyTorch's, in files */
	int rows, cols;
	size_t at, n;       /* first element in the block, number of elements */
	bool transposed;
	int rotate, block;
};

struct model {
	struct config cfg;
	struct param *param; /* (params); owned */
	int params;
	real *w;             /* (n) the flat block; owned */
	size_t n;
	const struct engine *engine;   /* never NULL */
	enum format format;            /* of the weights in products; FORMAT_F32 unless set */
	const struct kernels *kernels; /* vector functions for this CPU */
};

/* Check the configuration and build the tensor table; m->n is set, weights are allocated zero.
 * -1 with *err if a size is out of range or the weights do not fit in memory arithmetic. */
int model_init(struct model *m, const struct config *cfg, const struct engine *engine,
	       struct rnn_error *err);
void model_free(struct model *m);

/* The table without weights, for checks before anything large is allocated: fills m->param,
 * m->params, m->n; m->w stays NULL. */
int model_layout(struct model *m, const struct config *cfg, struct rnn_error *err);

/* The tensor of a kind in layer `layer` (0 for those outside the layers); NULL if the model has
 * none. */
const struct param *model_param(const struct model *m, enum param_kind kind, int layer);

/* Multiply the output layer, matrix and bias, in the block `w` (layout of m->w): scales all
 * logits. */
void model_scale_output(const struct model *m, real *w, real factor);

/* Random initial weights: U(-1/sqrt(H), 1/sqrt(H)) as PyTorch; the embedding, or the one-hot input
 * matrix, U(-sqrt(3), sqrt(3)); forget biases 1 in sum. */
void model_random(struct model *m, uint64_t seed);

/* Tensor p between the block `w` (layout of m->w; gradients and moments too) and PyTorch order. */
void param_export(const struct param *p, const real *w, float *out);
void param_import(const struct param *p, const float *in, real *w);

/* All n numbers finite? */
bool all_finite(const real *x, size_t n);

#endif
