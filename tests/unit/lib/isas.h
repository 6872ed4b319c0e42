/* isas.h - the kernels of every instruction set in this build. */
#ifndef ISAS_H
#define ISAS_H

#include "core/kernels.h"

extern const struct kernels kernels_base;
#ifdef RNN_X86
extern const struct kernels kernels_v3, kernels_v4, kernels_vnni;
static const struct kernels *const tables[] = {&kernels_base, &kernels_v3, &kernels_v4, &kernels_vnni};
#else
static const struct kernels *const tables[] = {&kernels_base};
#endif

/* The i-th table up to the best that runs here, or NULL. */
static inline const struct kernels *table_at(size_t i)
{
	const size_t n = sizeof tables / sizeof *tables;

	return i < n && (i == 0 || tables[i - 1] != kernels_pick()) ? tables[i] : NULL;
}

#endif
