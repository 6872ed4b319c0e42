/*
 * gemm_native.c - the engine for reading: the kernels of native.h on weights packed in float32,
 * bfloat16 or int8. It is the fastest engine for one or a few rows and needs no library. A row's
 * result does not depend on the other rows. It cannot compute gradients.
 */
#include "core/gemm_engines.h"

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
	void *packed;
	char *prepared; /* `scratch` bytes for each thread */
	size_t bytes, scratch;
};

static const char *kernels(void)
{
	return kernels_pick()->isa;
}

static enum support support(enum format format)
{
	if (format != FORMAT_F32 && sizeof(real) != sizeof(float))
		return SUPPORT_NONE;
	return format == FORMAT_INT8 && kernels_pick()->native->vnni ? SUPPORT_FAST : SUPPORT_PLAIN;
}

static void layout(const struct pack *p, struct native_pack *o)
{
	o->bytes = o->kernels->bytes(p->format, p->n, p->k);
	o->scratch = o->kernels->scratch(p->format, p->k);
	o->packed = arena_take(&o->arena, 1, o->bytes);
	o->prepared = arena_take(&o->arena, (size_t)p->threads, o->scratch);
}

static void open_pack(struct pack *p)
{
	struct native_pack *o = xcalloc(1, sizeof *o);

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
}

struct product {
	const struct pack *p;
	int m, ldx, ldy;
	const real *x;
	real beta, *y;
	const void *prepared;
};

static void multiply_share(void *ctx, int index, int workers)
{
	const struct product *q = ctx;
	const struct pack *p = q->p;
	const struct native_pack *o = p->impl;
	int panels = o->kernels->panels(p->n);

	o->kernels->multiply(p->format, p->n, p->k, o->packed, panels * index / workers,
			     panels * (index + 1) / workers, q->m, q->x, q->ldx, q->beta, q->y,
			     q->ldy, q->prepared);
}

static void forward(const struct pack *p, int m, const real *x, int ldx, real beta, real *y,
		    int ldy)
{
	struct native_pack *o = p->impl;
	void *prepared = o->prepared + (size_t)team_index() * o->scratch;

	for (int row = 0; row < m; row += NATIVE_ROWS) {
		struct product q = {
			.p = p,
			.m = m - row < NATIVE_ROWS ? m - row : NATIVE_ROWS,
			.ldx = ldx,
			.ldy = ldy,
			.x = x + (size_t)row * (size_t)ldx,
			.beta = beta,
			.y = y + (size_t)row * (size_t)ldy,
			.prepared = prepared,
		};
		o->kernels->prepare(p->format, q.m, p->k, q.x, ldx, prepared);
		team_run(o->bytes < SHARE_BYTES ? NULL : p->team, multiply_share, &q);
	}
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
};
