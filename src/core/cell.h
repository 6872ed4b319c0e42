/*
 * cell.h - the recurrent cells, as a table of elementwise functions for one time step.
 *
 *   rnn    h' = tanh(z)
 *   lstm   c' = s(f) c + s(i) tanh(g),  h' = s(o) tanh(c')
 *   gru    n = tanh(xn + s(r) hn),  h' = (1 - s(z)) n + s(z) h
 *
 * with s the sigmoid. GRU is the reset-after form of cuDNN and PyTorch: hn = U_n h + b_hn. Each
 * step works on a buffer Z with `width` blocks of H numbers per stream. The two matrix products of
 * a layer, U h (recurrent) and W x (input), have `gates` blocks each, at these places in Z:
 *
 *             rnn        lstm                     gru
 *            +---+      +---+---+---+---+        +----+----+----+----+
 *      Z     | z |      | i | f | g | o |        | hn | r  | z  | xn |
 *            +---+      +---+---+---+---+        +----+----+----+----+
 *      U h   |---|      |---------------|        |--------------|          blocks 0 to gates - 1
 *      W x   |---|      |---------------|             |--------------|     from block in_at on
 *
 * A block that both products cover contains their sum. The caller computes the products. `forward`
 * then adds the biases and, in layer 0, W x from a look-up table; it replaces the sums in Z by the
 * activations and writes the new state. `backward` replaces the activations by the gradients of the
 * sums: the blocks of W x then contain the gradient of W x, and the blocks of U h that of U h.
 *
 * The recurrent gates of GRU are stored in the order n r z (see struct param) instead of PyTorch's
 * r z n, so that the blocks of each product are contiguous in Z.
 */
#ifndef CELL_H
#define CELL_H

#include "base/base.h"

/* One time step of n streams. Arrays are (n, H) unless another shape is given. */
struct step {
	int n, H;
	size_t ldz;
	real *z;            /* (n, width*H), rows ldz apart */
	const real *bias;   /* (width*H) both biases, added to Z by forward */
	const real *in;     /* row in + id[stream] * ldin, (gates*H), is added to W x's blocks */
	const uint16_t *id; /* (n) */
	size_t ldin;
	const real *h0, *c0; /* state before; c0, c1, dc are NULL without a cell state */
	real *h1, *c1;       /* state after */
	const real *dy;      /* gradient of h1 from above */
	real *dh;            /* in: gradient of h1 from step t + 1; out: see `carry` */
	real *dc;            /* in: gradient of c1 from step t + 1; out: gradient of c0 */
	real *db;            /* (width*H) backward adds the gradients of Z, summed over streams */
};

struct cell {
	const char *name;
	int gates;  /* blocks of H numbers in a product */
	int width;  /* blocks in Z */
	int in_at;  /* first block of W x; U h begins at block 0 */
	int rotate; /* row blocks by which weight_hh and bias_hh are rotated */
	int forget; /* gate whose bias starts at 1; -1: none */
	bool has_c; /* the state has a cell state c in addition to h */
	bool carry; /* backward leaves in dh the part of h0's gradient that bypasses U */
};

/* The names of the cells. To add a cell, add its name here, its row in cell_table (cell.c), and
 * the functions name_forward and name_backward in cell_steps.c. */
#define CELL_NAMES(X) X(rnn) X(gru) X(lstm)

#define CELL_ROW(name) CELL_##name,
enum { CELL_NAMES(CELL_ROW) CELLS };

extern const struct cell cell_table[CELLS];
const struct cell *cell_find(const char *name); /* NULL if there is none of that name */

#endif
