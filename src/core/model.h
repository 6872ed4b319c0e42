/*
 * model.h - the network: configuration, one flat block of weights with a table of tensors, and
 * the workspace in which it runs.
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

/*
 * One tensor. rows x cols is its PyTorch shape (cols 0: a vector of `rows`). In the block the
 * tensor may lie differently: `transposed` (the one-hot input matrix, so that a symbol's column
 * is contiguous), or its row blocks of H rotated up by `rotate` blocks (GRU's recurrent gates,
 * n r z). param_export and param_import translate.
 */
struct param {
	char name[32];
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

/* Random initial weights: U(-1/sqrt(H), 1/sqrt(H)) as PyTorch; the embedding, or the one-hot input
 * matrix, U(-sqrt(3), sqrt(3)); forget biases 1 in sum. */
void model_random(struct model *m, uint64_t seed);

/* Tensor p between the block `w` (layout of m->w; gradients and moments too) and PyTorch order. */
void param_export(const struct param *p, const real *w, float *out);
void param_import(const struct param *p, const float *in, real *w);

/* All n numbers finite? */
bool all_finite(const real *x, size_t n);

/* ---- The workspace: everything that changes while a model runs ---- */

struct work;

struct work_options {
	int B, T;          /* streams, longest window */
	bool train;        /* keep what backward needs */
	real dropout;      /* 0..<1: variational, one mask per window; training only */
	int threads;       /* 0: all cores */
	const struct work *like; /* NULL, or a workspace that lives longer, of the same model read by an
	                            engine for reading: its packed weights serve this one too */
};

/* Bytes that work_new would allocate for a model of m's layout, without what the engine keeps;
 * SIZE_MAX if it overflows. */
size_t work_bytes(const struct model *m, const struct work_options *o);
struct work *work_new(const struct model *m, const struct work_options *o);
void work_free(struct work *w);

/* Call after the weights changed and once after work_new: packs them and builds the look-up table
 * of layer 0. */
void work_refresh(struct work *w);

/* Carried states of all streams: h and, for cells with one, c, as (L, B, H) each; the count of
 * floats is work_state_size. work_reset zeroes them; reset_stream one stream. Not between
 * model_forward and the model_backward that belongs to it. */
size_t work_state_size(const struct work *w);
void work_state_get(const struct work *w, real *out);
void work_state_set(struct work *w, const real *in);
void work_stream_set(struct work *w, int b, const real *in); /* of one stream: (L, H) each */
void work_reset(struct work *w);
void work_reset_stream(struct work *w, int b);

/*
 * Run t <= T steps from the carried state and carry the new one. x: ids (t, B), row by row.
 * With train and dropout > 0, masks are drawn from mask_key.
 */
void model_forward(struct work *w, int t, const uint16_t *x, uint64_t mask_key);

/* Logits of the last model_forward, before model_loss or model_logp changes them: row of step
 * `time`, stream b, (V). */
real *work_logits(struct work *w, int time, int b);

/* Turn the logits rows of the last forward (all, or only the last step's) into log-probabilities
 * in place. */
void model_logp(struct work *w, bool last_only);

/*
 * -log p(y) per position into nll (t, B; may be NULL) and, in training, the gradient of the mean
 * over the t*B positions into the logits rows. y: ids (t, B). Returns the sum over positions.
 */
double model_loss(struct work *w, const uint16_t *y, float *nll);

/* After model_forward and model_loss: gradients of the mean loss into grad (m->n), overwritten. */
void model_backward(struct work *w, real *grad);

/* model_forward, model_loss and model_backward of a window in one go, which is faster: no thread waits
 * for another until the weights' gradients. Returns the loss, summed. */
double model_learn(struct work *w, int t, const uint16_t *x, const uint16_t *y, uint64_t mask_key,
		   real *grad);

#endif
