/* isas.h - the kernels of all instruction sets of this build. */
#ifndef ISAS_H
#define ISAS_H

#include "core/kernels.h"

extern const struct kernels kernels_base;
#ifdef RNN_X86
extern const struct kernels kernels_v3, kernels_v4, kernels_vnni;
static const struct kernels *const tables[] = {&kernels_base, &kernels_v3, &kernels_v4,
					       &kernels_vnni};
#else
static const struct kernels *const tables[] = {&kernels_base};
#endif

/* Returns the i-th table, NULL after the best one that this CPU supports. */
static inline const struct kernels *table_at(size_t i)
{
	const size_t n = sizeof tables / sizeof *tables;

	return i < n && (i == 0 || tables[i - 1] != kernels_pick()) ? tables[i] : NULL;
}

#endif
