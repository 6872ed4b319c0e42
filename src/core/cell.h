/*
 * cell.h - the recurrent cells as a table of elementwise functions for one time step.
 *
 * A cell's row buffer Z holds `width` blocks of H numbers per stream. Before `forward` runs, the
 * blocks [in_at, in_at + gates) hold the input projection W x + b_ih and the blocks [0, gates) have
 * the recurrent projection U h + b_hh added; where both ranges overlap it is their sum. The biases,
 * and the projections that are rows of a look-up table, are added by `forward` itself. `forward`
 * turns Z into activations and writes the new state; `backward` turns the activations into the
 * gradients of the same sums, so that blocks [in_at, in_at + gates) become the gradient of the
 * input projection and [0, gates) that of the recurrent one. All products stay outside.
 *
 *   rnn    h' = tanh(z)                                       Z: h
 *   lstm   c' = s(f) c + s(i) tanh(g), h' = s(o) tanh(c')     Z: i f g o
 *   gru    n = tanh(xn + s(r) hn), h' = (1-s(z)) n + s(z) h   Z: hn r z xn
 *
 * GRU is the reset-after form of cuDNN and PyTorch: hn = U_n h + b_hn. Its recurrent gates are kept
 * in the order n r z (see struct param), so one product serves all three.
 */
#ifndef CELL_H
#define CELL_H

#include "base/base.h"

/* One time step of n streams; all arrays are (n, H) but z (n, width*H) with row stride ldz. */
struct step {
	int n, H;
	size_t ldz;
	real *z;
	const real *bias;     /* (width*H) both biases, added to Z by forward */
	const real *in;       /* row in + id[stream] * ldin, (gates*H), is added to the input's blocks */
	const uint16_t *id;
	size_t ldin;
	const real *h0, *c0;  /* state before; c0, c1, dc NULL without a cell state */
	real *h1, *c1;        /* state after */
	const real *dy;       /* gradient of h1 from above */
	real *dh;             /* in: gradient of h1 from the next step; out: elementwise part for h0 */
	real *dc;             /* the same for c1 and c0 */
	real *db;             /* (width*H) backward adds the gradients of Z, summed over the streams */
};

struct cell {
	const char *name;
	int gates, width, in_at;
	int rotate;        /* row blocks by which weight_hh and bias_hh are rotated in the block */
	int forget;        /* gate whose bias starts at 1; -1: none */
	bool has_c;        /* carries a cell state beside h */
	bool carry;        /* backward leaves an elementwise part in dh; else dh is to be overwritten */
};

/* A row per cell. A new one is a row here and two functions, name_forward and name_backward, in
 * cell_steps.c.
 *        name  gates width in_at rotate forget  has_c  carry */
#define CELL_TABLE(X)                                         \
	X(rnn,  1,    1,    0,    0,     -1,     false, false) \
	X(gru,  3,    4,    1,    2,     -1,     false, true)  \
	X(lstm, 4,    4,    0,    0,      1,     true,  false)

#define CELL_COUNT(name, g, w, i, r, f, c, k) +1
enum { CELLS = 0 CELL_TABLE(CELL_COUNT) };

extern const struct cell cell_table[CELLS];
const struct cell *cell_find(const char *name); /* NULL if there is none */

#endif
