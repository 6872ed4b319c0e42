/* cpu.c - what this CPU can do: the choice of vector loops, and denormals off. */
#include "core/kernels.h"

#ifdef RNN_X86
#include <immintrin.h>

extern const struct kernels kernels_base, kernels_v3, kernels_v4, kernels_vnni;

const struct kernels *kernels_pick(void)
{
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
	    __builtin_cpu_supports("avx512vl"))
		return __builtin_cpu_supports("avx512vnni") ? &kernels_vnni : &kernels_v4;
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
	    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
		return &kernels_v3;
	return &kernels_base;
}

void flush_denormals(void)
{
	const unsigned flush_to_zero = 0x8000, denormals_are_zero = 0x0040;

	_mm_setcsr(_mm_getcsr() | flush_to_zero | denormals_are_zero);
}

unsigned denormals_mode(void)
{
	return _mm_getcsr();
}

void denormals_restore(unsigned mode)
{
	_mm_setcsr(mode);
}
#else
extern const struct kernels kernels_base;

const struct kernels *kernels_pick(void)
{
	return &kernels_base;
}

void flush_denormals(void)
{
}

unsigned denormals_mode(void)
{
	return 0;
}

void denormals_restore(unsigned mode)
{
	(void)mode;
}
#endif
