/* kernels_isa.h - names of the tables that are compiled once per instruction set: ISA(x) is x_base,
 * x_v3, ... */
#ifndef KERNELS_ISA_H
#define KERNELS_ISA_H

#include "core/kernels.h"
#include "core/native.h"

#define ISA_JOIN2(name, isa) name##_##isa
#define ISA_JOIN(name, isa) ISA_JOIN2(name, isa)
#define ISA(name) ISA_JOIN(name, RNN_ISA)

extern const struct cell_steps ISA(cell_steps)[CELLS];
extern const struct native_kernels ISA(native);
extern const struct kernels ISA(kernels);

#endif
