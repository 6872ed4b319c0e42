/* isas.h - the kernels of all instruction sets of this build. */
#ifndef ISAS_H
#define ISAS_H

#include "core/cpu.h"
#include "core/kernels.h"

extern const struct kernels kernels_base;

/* Returns the i-th table, NULL after the last that this CPU supports. */
static inline const struct kernels *table_at(size_t i)
{
	const struct cpu_level *l = cpu_level_at((int)i);

	return l != NULL ? l->kernels : NULL;
}

#endif
