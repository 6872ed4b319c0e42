/*
 * gemm_load.h - loads a matrix library when its engine is used for the first time.
 *
 * The libraries are large. OpenBLAS starts threads while it is loaded, and kills the process by a
 * signal if it cannot. Because loading is deferred, commands that multiply no matrices do not load
 * a library, and others can first check the memory and set the libraries' environment variables.
 */
#ifndef GEMM_LOAD_H
#define GEMM_LOAD_H

#include "base/base.h"

/* Loads `library` for the rest of the process and writes the addresses of its n functions name[] to
 * `table`, a struct of n function pointers in that order. Returns false if the library or one of
 * the functions is missing. */
bool gemm_load(const char *library, const char *const *name, int n, void *table);

/* Returns why the last gemm_load of this thread failed. Returns NULL if it succeeded, or if the
 * reason was already returned. */
const char *gemm_load_error(void);

#endif
