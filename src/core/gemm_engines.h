/* gemm_engines.h - the engines that gemm.c chooses from. */
#ifndef GEMM_ENGINES_H
#define GEMM_ENGINES_H

#include "core/gemm.h"

extern const struct engine engine_native, engine_openblas;
#ifdef RNN_ONEDNN
extern const struct engine engine_onednn;
#endif

#endif
