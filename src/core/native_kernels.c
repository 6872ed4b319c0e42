/* native_kernels.c - the table of native.h. */
#include "core/native_dot.h"
#include "core/native_impl.h"
#include "core/native_panels.h"

static size_t bytes(enum format format, int n, int k)
{
	return format == FORMAT_INT8 ? ISA(native_int8).bytes(n, k)
				     : ISA(native_float).bytes(format, n, k);
}

static size_t scratch(enum format format, int k, bool train)
{
	if (format == FORMAT_INT8)
		return ISA(native_int8).scratch(k);
	return train ? ISA(native_float).scratch(k) : 0;
}

static void pack(enum format format, int n, int k, const real *w, int ld, void *packed)
{
	if (format == FORMAT_INT8)
		ISA(native_int8).pack(n, k, w, ld, packed);
	else
		ISA(native_float).pack(format, n, k, w, ld, packed);
}

static void pack_columns(int n, int k, const real *w, int ld, void *packed)
{
	ISA(native_float).pack_columns(n, k, w, ld, packed);
}

static void prepare(enum format format, int m, int k, const real *x, int ldx, void *prepared)
{
	if (format == FORMAT_INT8)
		ISA(native_int8).prepare(m, k, x, ldx, prepared);
}

static void multiply(enum format format, int n, int k, const void *packed, int from, int to, int m,
		     const real *x, int ldx, real beta, real *y, int ldy, void *memory)
{
	if (format == FORMAT_INT8)
		ISA(native_int8).multiply(n, k, packed, from, to, m, beta, y, ldy, memory);
	else
		ISA(native_float)
			.multiply(format, n, k, packed, from, to, m, x, ldx, beta, y, ldy, memory);
}

static void outer(const struct row_blocks *m, int n, int k, const real *y, int ldy, const real *x,
		  int ldx, real beta, real *w, int ldw, void *memory)
{
	ISA(native_float).outer(m, n, k, y, ldy, x, ldx, beta, w, ldw, memory);
}

const struct native_kernels ISA(native) = {
	.fast = FMA_FAST,
	.bytes = bytes,
	.scratch = scratch,
	.pack = pack,
	.pack_columns = pack_columns,
	.prepare = prepare,
	.panels = panel_count,
	.multiply = multiply,
	.outer = outer,
};
