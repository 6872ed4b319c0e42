/* denormals.c - see denormals.h. */
#include "base/denormals.h"

#include <stdint.h>

#if defined(RNN_X86)
#include <immintrin.h>

static const unsigned flush = 0x8040; /* of MXCSR: results to zero, operands to zero */

unsigned denormals_mode(void)
{
	return _mm_getcsr();
}

void denormals_restore(unsigned mode)
{
	_mm_setcsr(mode);
}
#elif defined(__aarch64__)
static const unsigned flush = 1u << 24; /* FZ of FPCR, whose upper half is reserved */

unsigned denormals_mode(void)
{
	uint64_t mode;

	__asm__ volatile("mrs %0, fpcr" : "=r"(mode));
	return (unsigned)mode;
}

void denormals_restore(unsigned mode)
{
	__asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)mode));
}
#else
static const unsigned flush = 0;

unsigned denormals_mode(void)
{
	return 0;
}

void denormals_restore(unsigned mode)
{
	(void)mode;
}
#endif

void denormals_flush(void)
{
	denormals_restore(denormals_mode() | flush);
}
