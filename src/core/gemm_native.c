/*
 * gemm_native.c - the engine of our own kernels (native.h), which needs no library: for reading on
 * weights packed in float32, bfloat16 or int8, and for training in float32. A result has the same
 * bits on every CPU, whatever rows are beside it and however many threads share the product.
 *
 * A pack for training has the weights twice: in the order of forward and in that of backward.
 */
#include "core/gemm_engines.h"

#include <assert.h>
#include <stdlib.h>

#include "base/team.h"
#include "core/kernels.h"
#include "core/native.h"

/* A team shares products with at least this many bytes of weights. Smaller ones are finished before
 * a second thread has started. */
enum { SHARE_BYTES = 1 << 19 };

struct native_pack {
	const struct native_kernels *kernels;
	struct arena arena;
	void *packed;  /* W, for forward */
	void *columns; /* W^T, for backward; NULL unless the pack is for training */
	char *scratch; /* `room` bytes for each thread; NULL if room is 0 */
	size_t bytes, room;
};

static const char *kernels(void)
{
	return kernels_pick()->isa;
}

static enum support support(enum format format, bool train)
{
	const struct native_kernels *k = kernels_pick()->native;

	if (format != FORMAT_F32 && (train || sizeof(real) != sizeof(float)))
		return SUPPORT_NONE;
	if (format != FORMAT_INT8 && !k->fast)
		return SUPPORT_SLOW;
	/* int8 is chosen on every CPU, so that the text of a seed does not depend on the CPU. */
	return format == FORMAT_INT8 ? SUPPORT_FAST : SUPPORT_PLAIN;
}

static void layout(const struct pack *p, struct native_pack *o)
{
	o->bytes = o->kernels->bytes(p->format, p->n, p->k);
	o->room = o->kernels->scratch(p->format, p->k, p->train);
	o->packed = arena_take(&o->arena, 1, o->bytes);
	if (p->train)
		o->columns = arena_take(&o->arena, 1, o->kernels->bytes(FORMAT_F32, p->k, p->n));
	if (o->room > 0)
		o->scratch = arena_take(&o->arena, (size_t)p->threads, o->room);
}

static void open_pack(struct pack *p)
{
	struct native_pack *o = xcalloc(1, sizeof *o);

	assert(!p->train || p->format == FORMAT_F32);
	o->kernels = kernels_pick()->native;
	layout(p, o);
	arena_open(&o->arena);
	layout(p, o);
	p->impl = o;
}

static void close_pack(struct pack *p)
{
	struct native_pack *o = p->impl;

	arena_free(&o->arena);
	free(o);
	p->impl = NULL;
}

static void pack(struct pack *p)
{
	struct native_pack *o = p->impl;

	o->kernels->pack(p->format, p->n, p->k, p->w, p->ld, o->packed);
	if (p->train)
		o->kernels->pack_columns(p->n, p->k, p->w, p->ld, o->columns);
}

/* out (m, n) = beta out + in (m, k) M^T, where M is a packed (n, k) matrix */
struct product {
	const struct native_pack *o;
	enum format format;
	int n, k, m, ldin, ldout;
	const void *packed;
	const real *in;
	real beta, *out;
	void *prepared; /* int8: the inputs */
};

/* Returns the calling thread's scratch memory. */
static void *scratch(const struct native_pack *o)
{
	return o->room > 0 ? o->scratch + (size_t)team_index() * o->room : NULL;
}

static void multiply_share(void *ctx, int index, int workers)
{
	const struct product *q = ctx;
	const struct native_kernels *own = q->o->kernels;
	int panels = own->panels(q->n);

	own->multiply(q->format, q->n, q->k, q->packed, panels * index / workers,
		      panels * (index + 1) / workers, q->m, q->in, q->ldin, q->beta, q->out,
		      q->ldout, q->format == FORMAT_INT8 ? q->prepared : scratch(q->o));
}

/* Computes a product of any number of rows, NATIVE_ROWS at a time. */
static void multiply(const struct pack *p, const struct product *all)
{
	const struct native_pack *o = p->impl;
	struct team *team = o->bytes < SHARE_BYTES ? NULL : p->team;

	for (int row = 0; row < all->m; row += NATIVE_ROWS) {
		struct product q = *all;
		q.o = o;
		q.m = all->m - row < NATIVE_ROWS ? all->m - row : NATIVE_ROWS;
		q.in += (size_t)row * (size_t)q.ldin;
		q.out += (size_t)row * (size_t)q.ldout;
		q.prepared = scratch(o);
		o->kernels->prepare(q.format, q.m, q.k, q.in, q.ldin, q.prepared);
		team_run(team, (uintptr_t)q.packed, multiply_share, &q);
	}
}

static void forward(const struct pack *p, int m, const real *x, int ldx, real beta, real *y,
		    int ldy)
{
	const struct native_pack *o = p->impl;

	multiply(p, &(struct product){.format = p->format,
				      .n = p->n,
				      .k = p->k,
				      .m = m,
				      .packed = o->packed,
				      .in = x,
				      .ldin = ldx,
				      .beta = beta,
				      .out = y,
				      .ldout = ldy});
}

static void backward(const struct pack *p, int m, const real *y, int ldy, real beta, real *x,
		     int ldx)
{
	const struct native_pack *o = p->impl;

	assert(p->train);
	multiply(p, &(struct product){.format = FORMAT_F32,
				      .n = p->k,
				      .k = p->n,
				      .m = m,
				      .packed = o->columns,
				      .in = y,
				      .ldin = ldy,
				      .beta = beta,
				      .out = x,
				      .ldout = ldx});
}

static void outer(const struct pack *p, const struct row_blocks *m, int from, int to, const real *y,
		  int ldy, const real *x, int ldx, real beta, real *w, int ldw)
{
	const struct native_pack *o = p->impl;

	o->kernels->outer(m, to - from, p->k, y + from, ldy, x, ldx, beta, w, ldw, scratch(o));
}

const struct engine engine_native = {
	.name = "native",
	.reader = true,
	.kernels = kernels,
	.support = support,
	.open = open_pack,
	.close = close_pack,
	.pack = pack,
	.forward = forward,
	.backward = backward,
	.outer = outer,
};
