/*
 * gemm_load.h - the matrix libraries, loaded when an engine is first asked for.
 *
 * They are large, and OpenBLAS runs code as it is loaded that starts threads and ends the process
 * by a signal where it cannot. So what multiplies nothing loads nothing, and there is time before
 * to see whether the memory for them is there, and to set the environment that they read.
 */
#ifndef GEMM_LOAD_H
#define GEMM_LOAD_H

#include "base/base.h"

/* Load `library` for the rest of the process, and its n functions name[] into `table`, a struct of
 * n function pointers in that order. False if the library or one of them is not there. */
bool gemm_load(const char *library, const char *const *name, int n, void *table);

/* Why the last gemm_load of this thread failed; NULL if it did not, or was asked already. */
const char *gemm_load_error(void);

#endif
