/* gemm_engines.h - the engines that gemm.c chooses from. */
#ifndef GEMM_ENGINES_H
#define GEMM_ENGINES_H

#include "core/gemm.h"

extern const struct engine engine_native;
#ifdef RNN_OPENBLAS
extern const struct engine engine_openblas;
#endif
#ifdef RNN_ONEDNN
extern const struct engine engine_onednn;
#endif

#endif
