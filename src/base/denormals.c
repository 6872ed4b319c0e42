/* denormals.c - see denormals.h. */
#include "base/denormals.h"

#ifdef RNN_X86
#include <immintrin.h>

void denormals_flush(void)
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
void denormals_flush(void)
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
