/*
 * products.c - how fast the matrix engines compute the three products of a network, one thread.
 *
 *     products [ROUNDS [SHAPE]]    prints GFLOP/s and the share of the peak, for each shape (or only
 *                                  number SHAPE) and engine
 *
 * What is compared runs in turn within each round, and the best of ROUNDS (12) rounds counts, so
 * that other programs on the machine disturb all alike. The native engine is measured with every
 * instruction set that this CPU has; their share is that of the peak of their own vectors. The time
 * is that of the thread. OpenBLAS may need OPENBLAS_CORETYPE to choose the kernels for this CPU.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/gemm.h"
#include "core/native.h"
#include "isas.h"

enum kind { FORWARD, BACKWARD, OUTER, KINDS };
static const char *const kind_name[] = {"forward", "backward", "outer"};

struct shape {
	int m, n, k;
};
static const struct shape shapes[] = {
	{1, 512, 128},    {1, 2048, 512},  {2, 512, 128},    {3, 512, 128},   {6, 2048, 512},
	{24, 512, 128},   {24, 2048, 512}, {25, 2048, 512},  {48, 2048, 512}, {48, 512, 2048},
	{64, 4096, 1024}, {480, 512, 128}, {480, 2048, 512}, {480, 65, 512},
};
enum {
	SHAPES = sizeof shapes / sizeof *shapes,
	MOST = 16,
	TASK = 512, /* rows of a gradient in one call */
};

/* One engine with its pack, or one table of the native engine with its packed weights. */
struct runner {
	char name[40];
	const struct engine *engine;
	const struct native_kernels *own;
	struct pack pack;
	void *packed, *columns, *scratch;
	double best, peak;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static float *numbers(size_t n)
{
	float *x = xcalloc(n + 16, sizeof *x);

	for (size_t i = 0; i < n; i++)
		x[i] = (float)(rng_uniform(1, i) - 0.5);
	return x;
}

/* Memory of zeros that is aligned as the engine aligns its own. */
static void *aligned(size_t bytes)
{
	size_t size = (bytes + 4095) / 4096 * 4096;
	void *p = aligned_alloc(4096, size);

	if (p == NULL)
		abort();
	return memset(p, 0, size);
}

static void once(const struct runner *r, enum kind kind, const struct shape *s, float *w, float *x,
		 float *y)
{
	if (r->engine != NULL && kind == FORWARD) {
		r->engine->forward(&r->pack, s->m, x, s->k, 1, y, s->n);
	} else if (r->engine != NULL && kind == BACKWARD) {
		r->engine->backward(&r->pack, s->m, y, s->n, 1, x, s->k);
	} else if (r->engine != NULL) {
		for (int from = 0; from < s->n; from += TASK)
			r->engine->outer(&r->pack, &(struct row_blocks){1, s->m, s->m}, from,
					 from + TASK < s->n ? from + TASK : s->n, y, s->n, x, s->k,
					 1, w + (size_t)from * (size_t)s->k, s->k);
	} else if (kind == OUTER) {
		for (int from = 0; from < s->n; from += TASK)
			r->own->outer(&(struct row_blocks){1, s->m, s->m},
				      from + TASK < s->n ? TASK : s->n - from, s->k, y + from, s->n,
				      x, s->k, 1, w + (size_t)from * (size_t)s->k, s->k,
				      r->scratch);
	} else {
		bool forward = kind == FORWARD;
		int n = forward ? s->n : s->k, k = forward ? s->k : s->n;
		float *in = forward ? x : y, *out = forward ? y : x;
		for (int row = 0; row < s->m; row += NATIVE_ROWS)
			r->own->multiply(FORMAT_F32, n, k, forward ? r->packed : r->columns, 0,
					 r->own->panels(n),
					 s->m - row < NATIVE_ROWS ? s->m - row : NATIVE_ROWS,
					 in + (size_t)row * (size_t)k, k, 1,
					 out + (size_t)row * (size_t)n, n, r->scratch);
	}
}

static void measure(struct runner *r, enum kind kind, const struct shape *s, float *w, float *x,
		    float *y)
{
	double flops = 2.0 * s->m * s->n * s->k, start;
	int times = flops < 1e8 ? (int)(1e8 / flops) : 1;

	once(r, kind, s, w, x, y);
	start = now();
	for (int i = 0; i < times; i++)
		once(r, kind, s, w, x, y);
	double rate = flops * times / (now() - start) / 1e9;
	r->best = rate > r->best ? rate : r->best;
}

#ifdef __x86_64__
/* Multiply-adds in ten registers, in GFLOP/s. */
#define STEP(fma, j) a##j = fma(a##j, m, c)
#define KEEP(constraint, j) "+" constraint(a##j)
#define PEAK(name, isa, v, type, lanes, set, fma) \
	__attribute__((target(isa))) static double name(void) \
	{ \
		type m = set(1.0f), c = set(1e-9f); \
		type a0 = m, a1 = m, a2 = m, a3 = m, a4 = m, a5 = m, a6 = m, a7 = m, a8 = m, \
		     a9 = m; \
		double start = now(); \
		for (int i = 0; i < 200000; i++) { \
			STEP(fma, 0), STEP(fma, 1), STEP(fma, 2), STEP(fma, 3), STEP(fma, 4); \
			STEP(fma, 5), STEP(fma, 6), STEP(fma, 7), STEP(fma, 8), STEP(fma, 9); \
			__asm__ volatile("" \
					 : KEEP(v, 0), KEEP(v, 1), KEEP(v, 2), KEEP(v, 3), \
					   KEEP(v, 4), KEEP(v, 5), KEEP(v, 6), KEEP(v, 7), \
					   KEEP(v, 8), KEEP(v, 9)); \
		} \
		return 200000 * 10.0 * 2 * lanes / (now() - start) / 1e9; \
	}
#include <immintrin.h>
PEAK(peak_256, "avx2,fma", "x", __m256, 8, _mm256_set1_ps, _mm256_fmadd_ps)
PEAK(peak_512, "avx512f", "v", __m512, 16, _mm512_set1_ps, _mm512_fmadd_ps)
#endif

/* Returns the peak of the vectors of an instruction set, 0 if it is not known. */
static double peak_of(const char *isa)
{
#ifdef __x86_64__
	if (strcmp(isa, "base") == 0)
		return 0;
	return strcmp(isa, "v3") == 0 || strcmp(isa, "avxvnni") == 0 ? peak_256() : peak_512();
#else
	(void)isa;
	return 0;
#endif
}

/* Lists the contestants: the tables of the native engine with fused multiply-add, and the other
 * engines. */
static int list(struct runner *r)
{
	const struct kernels *k;
	const struct engine *e;
	int n = 0;

	for (size_t i = 0; (k = table_at(i)) != NULL; i++)
		if (k->native->fast) {
			r[n] = (struct runner){.own = k->native};
			snprintf(r[n++].name, sizeof r->name, "native %s", k->isa);
		}
	for (int i = 0; (e = engine_at(i)) != NULL; i++)
		if (strcmp(e->name, "native") != 0 && e->kernels() != NULL) {
			r[n] = (struct runner){.engine = e};
			snprintf(r[n++].name, sizeof r->name, "%s %s", e->name, e->kernels());
		}
	return n;
}

static void open_runner(struct runner *r, const struct shape *s, const float *w)
{
	if (r->engine != NULL) {
		r->pack = (struct pack){.n = s->n,
					.k = s->k,
					.ld = s->k,
					.w = w,
					.train = true,
					.threads = 1};
		r->engine->open(&r->pack);
		r->engine->pack(&r->pack);
		return;
	}
	r->packed = aligned(r->own->bytes(FORMAT_F32, s->n, s->k));
	r->columns = aligned(r->own->bytes(FORMAT_F32, s->k, s->n));
	r->scratch = aligned(r->own->scratch(FORMAT_F32, s->k, true));
	r->own->pack(FORMAT_F32, s->n, s->k, w, s->k, r->packed);
	r->own->pack_columns(s->n, s->k, w, s->k, r->columns);
}

static void close_runner(struct runner *r)
{
	if (r->engine != NULL) {
		r->engine->close(&r->pack);
		return;
	}
	free(r->packed);
	free(r->columns);
	free(r->scratch);
}

static void compare(const struct shape *s, struct runner *r, int n, int rounds)
{
	size_t m = (size_t)s->m, outputs = (size_t)s->n, inputs = (size_t)s->k;
	float *w = numbers(outputs * inputs), *x = numbers(m * inputs), *y = numbers(m * outputs);

	for (int i = 0; i < n; i++)
		open_runner(&r[i], s, w);
	for (enum kind kind = 0; kind < KINDS; kind++) {
		if (kind == OUTER && s->m < 100)
			continue;
		printf("%-8s m%-4d n%-4d k%-4d", kind_name[kind], s->m, s->n, s->k);
		for (int i = 0; i < n; i++)
			r[i].best = 0;
		for (int round = 0; round < rounds; round++)
			for (int i = 0; i < n; i++) {
				double peak = peak_of(r[i].own != NULL ? r[i].name + 7 : "");
				r[i].peak = peak > r[i].peak ? peak : r[i].peak;
				measure(&r[i], kind, s, w, x, y);
			}
		for (int i = 0; i < n; i++)
			printf(r[i].peak > 0 ? "%10.0f (%3.0f %%)" : "%10.0f", r[i].best,
			       100 * r[i].best / r[i].peak);
		printf("\n");
		fflush(stdout);
	}
	for (int i = 0; i < n; i++)
		close_runner(&r[i]);
	free(w);
	free(x);
	free(y);
}

int main(int argc, char **argv)
{
	struct runner r[MOST];
	setenv("OPENBLAS_NUM_THREADS", "1", 1); /* the libraries are loaded later */
	setenv("OMP_NUM_THREADS", "1", 1);
	int n = list(r), rounds = argc > 1 ? atoi(argv[1]) : 12;
	int only = argc > 2 ? atoi(argv[2]) : -1;

	printf("GFLOP/s: ");
	for (int i = 0; i < n; i++)
		printf("%s%s", i > 0 ? ", " : "", r[i].name);
	printf("\n");
	for (int i = 0; i < SHAPES; i++)
		if (only < 0 || only == i)
			compare(&shapes[i], r, n, rounds);
	return 0;
}
