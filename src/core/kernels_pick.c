/* kernels_pick.c - chooses the vector loops. */
#include "core/cpu.h"
#include "core/kernels.h"

const struct kernels *kernels_pick(void)
{
	return cpu_level()->kernels;
}
