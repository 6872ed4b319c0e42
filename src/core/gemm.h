/*
 * gemm.h - the only door to matrix libraries. All products of the network are one of three, with
 * W an (n, k) weight matrix in rows, as PyTorch stores it:
 *
 *     forward    Y (m, n) = beta Y + X (m, k) W^T
 *     backward   X (m, k) = beta X + Y (m, n) W
 *     outer      W (n, k) = beta W + Y (m, n)^T X (m, k)      (gradient of the weights)
 *
 * beta is 0 or 1. Leading dimensions are in elements and at least the number of columns. Calls
 * are single-threaded and may run at the same time in several threads.
 */
#ifndef GEMM_H
#define GEMM_H

#include "base/base.h"

/* Number formats of a weight matrix in a product; all else is float32. */
enum format { FORMAT_F32, FORMAT_BF16, FORMAT_INT8, FORMATS };
extern const char *const format_name[FORMATS];

enum support { SUPPORT_NONE, SUPPORT_PLAIN, SUPPORT_FAST }; /* cannot; can; and is much faster */

/* A weight matrix made ready for many products. */
struct pack {
	int n, k, ld;
	const real *w;     /* borrowed */
	enum format format;
	int threads;       /* most threads that will use it at a time, at least the cores */
	struct team *team; /* threads that a single product may share; NULL: none. Borrowed */
	void *impl;         /* the engine's */
};

struct engine {
	const char *name;
	/* Made for reading: a row of forward's result never depends on the rows beside it,
	 * forward shares a product among the pack's team, and a float32 pack may be used by many
	 * threads at a time. */
	bool reader;
	/* Name of the kernels in use, for people; NULL when the engine cannot run here. */
	const char *(*kernels)(void);
	/* How well the engine multiplies in `format` on this CPU. It is never called with a format
	 * of SUPPORT_NONE. */
	enum support (*support)(enum format format);
	/* Begin and end the use of a pack whose n, k, ld, w and threads are set. */
	void (*open)(struct pack *p);
	void (*close)(struct pack *p);
	/* Read w again after it changed. No product may run meanwhile. */
	void (*pack)(struct pack *p);
	void (*forward)(const struct pack *p, int m, const real *x, int ldx, real beta, real *y,
			int ldy);
	void (*backward)(const struct pack *p, int m, const real *y, int ldy, real beta, real *x,
			 int ldx);
	/* Rows [from, to) of the gradient w of the pack's matrix; p->w is not read. backward and
	 * outer are NULL in an engine that cannot train. */
	void (*outer)(const struct pack *p, int m, int from, int to, const real *y, int ldy,
		      const real *x, int ldx, real beta, real *w, int ldw);
};

/* The engine named (NULL or "": $RNN_ENGINE, else the best one here) for training or for reading
 * alone, in a format. NULL with *err (may be NULL) if there is none: RNN_ERROR_UNKNOWN_ENGINE,
 * _ENGINE_MISSING, _ENGINE_UNFIT, or, with none named, _NO_ENGINE. */
const struct engine *engine_pick(const char *name, bool train, enum format format,
				 struct rnn_error *err);
const struct engine *engine_at(int i); /* i-th engine built in, NULL after the last */

#endif
