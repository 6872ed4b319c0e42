/*
 * peak.c - the most multiplications and additions that this CPU does in a second.
 *
 *     peak    prints "NAME ONE-CORE ALL-CORES" in GFLOP/s, or "NAME none", for f32, avx2, bf16 and amx
 *
 * Chains of independent multiply-adds in registers, without memory: f32 by AVX-512 or AVX2 FMA, avx2
 * by AVX2 FMA, bf16 by AVX512_BF16's dot product, amx by the bf16 product of tiles. The best of a few runs counts.
 */
#define _GNU_SOURCE
#include <omp.h>
#include <stdio.h>

#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CHAINS = 12, RUNS = 7 };

/* CHAINS accumulators that the compiler must keep in registers and cannot merge. */
#define KERNEL(name, isa, type, zero, step) \
	__attribute__((target(isa))) static void name(long n) \
	{ \
		type a[CHAINS]; \
		_Pragma("GCC unroll 12") for (int j = 0; j < CHAINS; j++) a[j] = zero; \
		for (long i = 0; i < n; i++) \
			_Pragma("GCC unroll 12") for (int j = 0; j < CHAINS; j++) \
			{ \
				a[j] = step; \
				__asm__ volatile("" : "+v"(a[j])); \
			} \
	}

KERNEL(fma256, "avx2,fma", __m256, _mm256_setzero_ps(),
       _mm256_fmadd_ps(a[j], _mm256_set1_ps(0.5f), _mm256_set1_ps(1)))
KERNEL(fma512, "avx512f", __m512, _mm512_setzero_ps(),
       _mm512_fmadd_ps(a[j], _mm512_set1_ps(0.5f), _mm512_set1_ps(1)))
KERNEL(dot512, "avx512f,avx512bw,avx512vl,avx512bf16", __m512, _mm512_setzero_ps(),
       _mm512_dpbf16_ps(a[j], (__m512bh)_mm512_set1_epi16(0x3f80),
			(__m512bh)_mm512_set1_epi16(0x3f80)))

/* Four accumulators of 16 x 16 floats, two tiles of 16 x 32 bf16 on either side. */
__attribute__((target("amx-tile,amx-bf16"))) static void tiles(long n)
{
	struct {
		unsigned char palette, row, reserved[14];
		unsigned short bytes[16];
		unsigned char rows[16];
	} config = {.palette = 1};

	for (int i = 0; i < 8; i++)
		config.bytes[i] = 64, config.rows[i] = 16;
	/* GCC's intrinsic tells of only eight of these bytes that they are read. */
	__asm__ volatile("" : : "m"(config));
	_tile_loadconfig(&config);
	_tile_zero(0);
	_tile_zero(1);
	_tile_zero(2);
	_tile_zero(3);
	_tile_zero(4);
	_tile_zero(5);
	_tile_zero(6);
	_tile_zero(7);
	for (long i = 0; i < n; i++) {
		_tile_dpbf16ps(0, 4, 6);
		_tile_dpbf16ps(1, 4, 7);
		_tile_dpbf16ps(2, 5, 6);
		_tile_dpbf16ps(3, 5, 7);
	}
	_tile_release();
}

static int has_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static int has_avx512(void)
{
	return __builtin_cpu_supports("avx512f");
}

static int has_bf16(void)
{
	unsigned a, b, c, d;

	return has_avx512() && __builtin_cpu_supports("avx512bw") &&
	       __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & 1u << 5);
}

/* The bits of AMX-TILE and AMX-BF16, and the kernel's leave to use the tiles (ARCH_REQ_XCOMP_PERM,
 * XTILEDATA), which holds for all threads made later. */
static int has_amx(void)
{
	const unsigned bits = 1u << 24 | 1u << 22;
	unsigned a, b, c, d;

	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & bits) == bits &&
	       syscall(SYS_arch_prctl, 0x1023, 18) == 0;
}

static const struct kernel {
	const char *name;
	int (*here)(void);
	void (*run)(long n);
	long rounds;
	double flops; /* of a round */
} kernels[] = {
	{"f32", has_avx512, fma512, 4000000, CHAINS * 16 * 2},
	{"f32", has_avx2, fma256, 4000000, CHAINS * 8 * 2},
	{"avx2", has_avx2, fma256, 4000000, CHAINS * 8 * 2},
	{"bf16", has_bf16, dot512, 4000000, CHAINS * 32 * 2},
	{"amx", has_amx, tiles, 500000, 4 * 16 * 16 * 32 * 2},
};

static double gflops(const struct kernel *k, int threads)
{
	double best = 0;

	for (int i = 0; i < RUNS; i++) {
		double start = omp_get_wtime();
#pragma omp parallel num_threads(threads)
		k->run(k->rounds);
		double rate = threads * (double)k->rounds * k->flops / (omp_get_wtime() - start);
		best = rate > best ? rate : best;
	}
	return best / 1e9;
}

/* The first kernel of that name that runs here. */
static void show(const char *name)
{
	for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
		if (__builtin_strcmp(kernels[i].name, name) == 0 && kernels[i].here()) {
			printf("%s %.1f %.1f\n", name, gflops(&kernels[i], 1),
			       gflops(&kernels[i], omp_get_num_procs()));
			return;
		}
	printf("%s none\n", name);
}
#else
static void show(const char *name)
{
	printf("%s none\n", name);
}
#endif

int main(void)
{
	show("f32");
	show("avx2");
	show("bf16");
	show("amx");
	return 0;
}
