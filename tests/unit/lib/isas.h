/* isas.h - the kernels of all instruction sets of this build. */
#ifndef ISAS_H
#define ISAS_H

#include "core/kernels.h"

extern const struct kernels kernels_base;
#ifdef RNN_X86
#include <cpuid.h>

extern const struct kernels kernels_v3, kernels_avxvnni, kernels_v4, kernels_vnni;
static const struct kernels *const tables[] = {&kernels_base, &kernels_v3, &kernels_avxvnni,
					       &kernels_v4, &kernels_vnni};

/* Returns whether this CPU lacks the table although it may have a later one. */
static inline bool table_lacks(const struct kernels *k)
{
	unsigned a, b, c, d;

	return k == &kernels_avxvnni && !(__get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & 1 << 4));
}
#else
static const struct kernels *const tables[] = {&kernels_base};
static inline bool table_lacks(const struct kernels *k)
{
	return k == NULL;
}
#endif

/* Returns the i-th table that this CPU supports, NULL after the best one. */
static inline const struct kernels *table_at(size_t i)
{
	for (size_t j = 0; j < sizeof tables / sizeof *tables; j++) {
		if (!table_lacks(tables[j]) && i-- == 0)
			return tables[j];
		if (tables[j] == kernels_pick())
			return NULL;
	}
	return NULL;
}

#endif
