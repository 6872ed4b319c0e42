/*
 * cell.h - the recurrent cells, as a table of elementwise functions for one time step.
 *
 *   rnn    h' = tanh(z)
 *   lstm   c' = s(f) c + s(i) tanh(g),  h' = s(o) tanh(c')
 *   gru    n = tanh(xn + s(r) hn),  h' = (1 - s(z)) n + s(z) h
 *
 * with s the sigmoid. GRU is the reset-after form of cuDNN and PyTorch: hn = U_n h + b_hn. Each
 * step works on a buffer Z with `width` blocks of H numbers per stream. The two matrix products of
 * a layer, U h (recurrent) and W x (input), have `gates` blocks each and fill Z so:
 *
 *             rnn        lstm                     gru
 *            +---+      +---+---+---+---+        +----+----+----+----+
 *      Z     | z |      | i | f | g | o |        | hn | r  | z  | xn |
 *            +---+      +---+---+---+---+        +----+----+----+----+
 *      U h   |---|      |---------------|        |--------------|          blocks 0 to gates - 1
 *      W x   |---|      |---------------|             |--------------|     from block in_at on
 *
 * Where both fill a block it is their sum. The products stay outside of the cell. `forward` adds
 * the biases, and W x where that is a row of a look-up table (layer 0); it turns Z into activations
 * and writes the new state. `backward` turns the activations into the gradients of the same sums,
 * so that the blocks under W x become the gradient of W x, and those under U h that of U h.
 *
 * The recurrent gates of GRU lie in the order n r z (see struct param), where PyTorch has r z n, so
 * that each product fills blocks that are neighbours.
 */
#ifndef CELL_H
#define CELL_H

#include "base/base.h"

/* One time step of n streams. Arrays are (n, H) unless another shape is given. */
struct step {
	int n, H;
	size_t ldz;
	real *z;              /* (n, width*H), rows ldz apart */
	const real *bias;     /* (width*H) both biases, added to Z by forward */
	const real *in;       /* the row in + id[stream] * ldin, (gates*H), is added under W x */
	const uint16_t *id;   /* (n) */
	size_t ldin;
	const real *h0, *c0;  /* state before; c0, c1, dc NULL without a cell state */
	real *h1, *c1;        /* state after */
	const real *dy;       /* gradient of h1 from above */
	real *dh;             /* in: gradient of h1 from the next step; out: part for h0 */
	real *dc;             /* the same for c1 and c0 */
	real *db;             /* (width*H) backward adds the gradients of Z, over the streams */
};

struct cell {
	const char *name;
	int gates;         /* blocks of H numbers in a product */
	int width;         /* blocks in Z */
	int in_at;         /* first block of W x; U h begins at block 0 */
	int rotate;        /* row blocks by which weight_hh and bias_hh are rotated */
	int forget;        /* gate whose bias starts at 1; -1: none */
	bool has_c;        /* carries a cell state beside h */
	bool carry;        /* backward leaves a part in dh; else dh is to be overwritten */
};

/* The names of the cells. A new cell is a name here, a row of cell_table in cell.c, and two
 * functions, name_forward and name_backward, in cell_steps.c. */
#define CELL_NAMES(X) X(rnn) X(gru) X(lstm)

#define CELL_ROW(name) CELL_##name,
enum { CELL_NAMES(CELL_ROW) CELLS };

extern const struct cell cell_table[CELLS];
const struct cell *cell_find(const char *name); /* NULL for an unknown name */

#endif
