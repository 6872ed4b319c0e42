/*
 * cpu.h - the levels of CPU: sets of vector instructions for which this program has code. The level
 * decides which kernels are used, and which kernels the matrix libraries are asked to use.
 *
 * The environment variable RNN_CPU names the level, so that one machine can test the levels below
 * its own. If it is unset, empty or "best", the level is the best of this CPU and the matrix
 * libraries may use instructions beyond it.
 */
#ifndef CPU_H
#define CPU_H

#include "base/base.h"

struct kernels;

struct cpu_level {
	const char *name;  /* of the level in RNN_CPU, and of its kernels */
	const char *where; /* "with RNN_CPU=name", for messages */
	bool (*runs)(void);
	const struct kernels *kernels;
	const char *openblas; /* OPENBLAS_CORETYPE; NULL: OpenBLAS chooses */
	const char *onednn;   /* ONEDNN_MAX_CPU_ISA; NULL: oneDNN chooses */
};

/* Returns the level in use: the one that RNN_CPU names. If RNN_CPU names none that this CPU has,
 * which cpu_check reports, it is the best. */
const struct cpu_level *cpu_level(void);

/* Returns level i of those that this CPU has, the lowest first; NULL after the best. */
const struct cpu_level *cpu_level_at(int i);

/* Returns whether RNN_CPU names a level of this CPU. */
bool cpu_limited(void);

/* Returns where an engine runs, for messages: "on this machine" or "with RNN_CPU=v3". */
const char *cpu_where(void);

/* Returns 0, or -1 with *err (64) if RNN_CPU names no level or one that this CPU lacks. */
int cpu_check(struct rnn_error *err);

/* If RNN_CPU names a level, sets the environment variables by which OpenBLAS and oneDNN are limited
 * to it, unless they have a value already. Call this before a matrix library is loaded: a library
 * that the process has loaded and used before keeps its own choice. */
void cpu_limit_libraries(void);

#endif
