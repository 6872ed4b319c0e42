/*
 * gemm.h - the interface of the matrix engines. No other code calls a matrix library. Every product
 * of the network has one of three forms, where W is an (n, k) weight matrix stored by rows, as in
 * PyTorch:
 *
 *     forward    Y (m, n) = beta Y + X (m, k) W^T
 *     backward   X (m, k) = beta X + Y (m, n) W
 *     outer      W (n, k) = beta W + Y (m, n)^T X (m, k)      (gradient of the weights)
 *
 * The m rows of Y and X of the form `outer` may lie in blocks (struct row_blocks).
 *
 * beta is 0 or 1. Leading dimensions are in elements and at least the number of columns. Calls
 * are single-threaded and may run at the same time in several threads.
 */
#ifndef GEMM_H
#define GEMM_H

#include "base/base.h"

/* Number formats in which an engine multiplies a weight matrix; results are float32. */
enum format { FORMAT_F32, FORMAT_BF16, FORMAT_INT8, FORMATS };
extern const char *const format_name[FORMATS];

/* How well an engine supports a format: not at all; so slowly that any other engine is better;
 * it does; it does, and should be preferred to float32. */
enum support { SUPPORT_NONE, SUPPORT_SLOW, SUPPORT_PLAIN, SUPPORT_FAST };

/* A pack is a weight matrix prepared for many products. */
struct pack {
	int n, k, ld;
	const real *w; /* (n, k), rows ld apart; borrowed */
	enum format format;
	bool train;        /* backward and outer will be called */
	int threads;       /* number of threads that may use the pack at the same time */
	struct team *team; /* runs each product in parallel if not NULL; borrowed */
	void *impl;        /* data of the engine */
};

/* Rows of a matrix: `blocks` times `rows` neighbouring ones. Block i begins at row i * apart. */
struct row_blocks {
	int blocks, rows, apart;
};

static inline int row_blocks_total(const struct row_blocks *r)
{
	return r->blocks * r->rows;
}

/* The same rows as `parts` parts of n rows each, for libraries whose matrices have equal
 * distances: rows of a part are `step` apart, and part i begins at row i * next. Either blocks
 * are parts, or the first rows of all blocks are one, the second rows another, ... */
struct strided {
	int parts, n, step, next;
};

static inline struct strided row_blocks_strided(const struct row_blocks *r)
{
	if (r->blocks == 1 || r->rows == r->apart)
		return (struct strided){1, row_blocks_total(r), 1, 0};
	if (r->rows >= r->blocks)
		return (struct strided){r->blocks, r->rows, 1, r->apart};
	return (struct strided){r->rows, r->blocks, r->apart, 1};
}

struct engine {
	const char *name;
	/* The engine is made for reading: a row of forward's result does not depend on the other
	 * rows, forward splits a product among the pack's team, and many threads may use a
	 * float32 pack at the same time. */
	bool reader;
	/* Returns the name of the kernels in use, for display, or NULL if the engine cannot run on
	 * this machine. */
	const char *(*kernels)(void);
	/* Returns how well the engine multiplies in `format` on this CPU, for training or (train
	 * false) for reading. May only be called after `kernels` returned a name. */
	enum support (*support)(enum format format, bool train);
	/* Begin and end the use of a pack. `open` sets p->impl; the caller sets the other members
	 * before, `format` to one that the engine supports. */
	void (*open)(struct pack *p);
	void (*close)(struct pack *p);
	/* Copies w into the pack; to be called after `open` and whenever w has changed. No product
	 * may run meanwhile. */
	void (*pack)(struct pack *p);
	void (*forward)(const struct pack *p, int m, const real *x, int ldx, real beta, real *y,
			int ldy);
	void (*backward)(const struct pack *p, int m, const real *y, int ldy, real beta, real *x,
			 int ldx);
	/* Computes rows [from, to) of the gradient of the pack's matrix in w (to - from, k); does
	 * not read p->w. */
	void (*outer)(const struct pack *p, const struct row_blocks *m, int from, int to,
		      const real *y, int ldy, const real *x, int ldx, real beta, real *w, int ldw);
};

/* Returns an engine that supports `format`, for training or (train false) for reading only: the
 * one called `name`; if name is NULL or "", the one called $RNN_ENGINE; if that is unset or
 * empty, or the name is "auto", the fastest that suits. Returns NULL with *err (may be NULL) if
 * there is none: RNN_ERROR_UNKNOWN_ENGINE, _ENGINE_MISSING, _ENGINE_UNFIT or _NO_ENGINE, or the
 * error of cpu_check. */
const struct engine *engine_pick(const char *name, bool train, enum format format,
				 struct rnn_error *err);
const struct engine *engine_at(int i); /* i-th engine of this build, NULL after the last */

#endif
