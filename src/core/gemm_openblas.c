/*
 * gemm_openblas.c - the reference engine: cblas_sgemm, and cblas_sgemv for a single row.
 *
 * OpenBLAS packs operands in every call, so a pack has no data of the engine. Shapes are asserted
 * here because OpenBLAS only prints argument errors to standard output and continues.
 */
#include "core/gemm_engines.h"

#include <assert.h>
#include <cblas.h>
#include <pthread.h>

#include "core/cpu.h"
#include "core/gemm_load.h"

/* The functions of the library that are used, in the order of `names`. */
static struct {
	__typeof__(&openblas_get_corename) corename;
#ifdef RNN_DOUBLE
	__typeof__(&cblas_dgemm) gemm;
	__typeof__(&cblas_dgemv) gemv;
#else
	__typeof__(&cblas_sgemm) gemm;
	__typeof__(&cblas_sgemv) gemv;
#endif
} blas;
static const char *const names[] = {
	"openblas_get_corename",
#ifdef RNN_DOUBLE
	"cblas_dgemm",
	"cblas_dgemv",
#else
	"cblas_sgemm",
	"cblas_sgemv",
#endif
};
static bool loaded;

static void load(void)
{
	cpu_limit_libraries();
	loaded = gemm_load(RNN_OPENBLAS, names, sizeof names / sizeof *names, &blas);
}

static const char *kernels(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return loaded ? blas.corename() : NULL;
}

static enum support support(enum format format, bool train)
{
	(void)train;
	return format == FORMAT_F32 ? SUPPORT_PLAIN : SUPPORT_NONE;
}

static void nothing(struct pack *p)
{
	(void)p;
}

static void forward(const struct pack *p, int m, const real *x, int ldx, real beta, real *y,
		    int ldy)
{
	assert(m >= 1 && p->n >= 1 && p->k >= 1 && ldx >= p->k && p->ld >= p->k && ldy >= p->n);
	if (m == 1)
		blas.gemv(CblasRowMajor, CblasNoTrans, p->n, p->k, 1, p->w, p->ld, x, 1, beta, y,
			  1);
	else
		blas.gemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, p->n, p->k, 1, x, ldx, p->w,
			  p->ld, beta, y, ldy);
}

static void backward(const struct pack *p, int m, const real *y, int ldy, real beta, real *x,
		     int ldx)
{
	assert(m >= 1 && p->n >= 1 && p->k >= 1 && ldx >= p->k && p->ld >= p->k && ldy >= p->n);
	blas.gemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, p->k, p->n, 1, y, ldy, p->w, p->ld,
		  beta, x, ldx);
}

static void outer(const struct pack *p, const struct row_blocks *m, int from, int to, const real *y,
		  int ldy, const real *x, int ldx, real beta, real *w, int ldw)
{
	const struct strided s = row_blocks_strided(m);

	assert(s.n >= 1 && 0 <= from && from < to && to <= p->n && ldy >= p->n && ldx >= p->k &&
	       ldw >= p->k);
	for (int i = 0; i < s.parts; i++) {
		size_t at = (size_t)i * (size_t)s.next;
		blas.gemm(CblasRowMajor, CblasTrans, CblasNoTrans, to - from, p->k, s.n, 1,
			  y + at * (size_t)ldy + from, s.step * ldy, x + at * (size_t)ldx,
			  s.step * ldx, i > 0 ? 1 : beta, w, ldw);
	}
}

const struct engine engine_openblas = {
	.name = "openblas",
	.kernels = kernels,
	.support = support,
	.open = nothing,
	.close = nothing,
	.pack = nothing,
	.forward = forward,
	.backward = backward,
	.outer = outer,
};
