/* kernels_pick.c - chooses the vector loops for this CPU's instruction set. */
#include "core/kernels.h"

#ifdef RNN_X86
#include <cpuid.h>

extern const struct kernels kernels_base, kernels_v3, kernels_avxvnni, kernels_v4, kernels_vnni;

/* Returns whether the CPU has AVX-VNNI: integer products of 256 bits without AVX-512. The compiler's
 * __builtin_cpu_supports does not know it everywhere. */
static bool has_avx_vnni(void)
{
	unsigned a, b, c, d;

	return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & 1 << 4) != 0;
}

const struct kernels *kernels_pick(void)
{
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
	    __builtin_cpu_supports("avx512vl"))
		return __builtin_cpu_supports("avx512vnni") ? &kernels_vnni : &kernels_v4;
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
	    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
		return has_avx_vnni() ? &kernels_avxvnni : &kernels_v3;
	return &kernels_base;
}
#else
extern const struct kernels kernels_base;

const struct kernels *kernels_pick(void)
{
	return &kernels_base;
}
#endif
