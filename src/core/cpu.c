/* cpu.c - the table of levels. A new level is one row, and its name and flags in CMakeLists.txt. */
#include "core/cpu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernels.h"

/*
 * Each row is: name, condition under which the CPU and the operating system can run the level,
 * OpenBLAS's name for kernels of that level, oneDNN's name. Better levels follow lower ones. GCC's
 * and Clang's __builtin_cpu_supports asks CPUID, and XGETBV whether the operating system saves the
 * registers. The base level is x86-64 itself. The lowest kernels that OpenBLAS 0.3.21 is built with
 * (Prescott) also need SSE3, which only the first x86-64 CPUs lack. oneDNN begins at SSE4.1, but its
 * engine is used from AVX-512 on only.
 *
 * On arm64 the base level is ARMv8.0, which has NEON; the kernel says in AT_HWCAP what the CPU has
 * beyond it. At the best level OpenBLAS chooses by the CPU's model, and may use SVE.
 */
#if defined(RNN_X86)
#include <cpuid.h>

/* Returns whether the CPU has AVX-VNNI, integer products of 256 bits. __builtin_cpu_supports does not
 * know it in all compilers. */
static bool has_avxvnni(void)
{
	unsigned a, b, c, d;

	return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & 1 << 4) != 0;
}

#define HAS(set) (__builtin_cpu_init(), __builtin_cpu_supports(set) != 0)
#define HAS_V3 (HAS("avx2") && HAS("fma") && HAS("bmi") && HAS("bmi2"))
#define HAS_AVXVNNI (HAS_V3 && has_avxvnni())
#define HAS_V4 \
	(HAS("avx512f") && HAS("avx512bw") && HAS("avx512cd") && HAS("avx512dq") && HAS("avx512vl"))
#define HAS_VNNI (HAS_V4 && HAS("avx512vnni"))
#define LEVELS(LEVEL) \
	LEVEL(base, true, "Prescott", "SSE41") \
	LEVEL(v3, HAS_V3, "Haswell", "AVX2") \
	LEVEL(avxvnni, HAS_AVXVNNI, "Haswell", "AVX2_VNNI") \
	LEVEL(v4, HAS_V4, "SkylakeX", "AVX512_CORE") \
	LEVEL(vnni, HAS_VNNI, "SkylakeX", "AVX512_CORE_VNNI")
#elif defined(RNN_ARM64)
#include <sys/auxv.h>

/* Returns whether the CPU has integer dot products (SDOT) and all that compilers may use beside
 * them: what ARMv8.1 added for programs. ARMv8.2 itself added nothing to that. */
static bool has_dotprod(void)
{
	const unsigned long set = HWCAP_ASIMDDP | HWCAP_ASIMDRDM | HWCAP_ATOMICS | HWCAP_CRC32;

	return (getauxval(AT_HWCAP) & set) == set;
}

#define LEVELS(LEVEL) \
	LEVEL(base, true, "armv8", NULL) \
	LEVEL(dotprod, has_dotprod(), NULL, NULL)
#else
#define LEVELS(LEVEL) LEVEL(base, true, NULL, NULL)
#endif

/* clang-format off */
#define KERNELS(level, condition, openblas_name, onednn_name) \
	extern const struct kernels kernels_##level;
#define RUNS(level, condition, openblas_name, onednn_name) \
	static bool runs_##level(void) { return condition; }
#define ROW(level, condition, openblas_name, onednn_name) \
	{ \
		.name = #level, \
		.where = "with RNN_CPU=" #level, \
		.runs = runs_##level, \
		.kernels = &kernels_##level, \
		.openblas = openblas_name, \
		.onednn = onednn_name, \
	},
/* clang-format on */

LEVELS(KERNELS)
LEVELS(RUNS)
static const struct cpu_level levels[] = {LEVELS(ROW)};
enum { LEVEL_COUNT = sizeof levels / sizeof *levels };

const struct cpu_level *cpu_level_at(int i)
{
	for (int j = 0; j < LEVEL_COUNT; j++)
		if (levels[j].runs() && i-- == 0)
			return &levels[j];
	return NULL;
}

/* Returns the value of RNN_CPU, or NULL if it asks for the best. */
static const char *asked(void)
{
	const char *name = getenv("RNN_CPU");

	return name == NULL || *name == 0 || strcmp(name, "best") == 0 ? NULL : name;
}

/* Returns the level of this name, or NULL. */
static const struct cpu_level *find(const char *name)
{
	for (int j = 0; name != NULL && j < LEVEL_COUNT; j++)
		if (strcmp(levels[j].name, name) == 0)
			return &levels[j];
	return NULL;
}

/* Returns the level that RNN_CPU names, or NULL if it names none that this CPU has. */
static const struct cpu_level *named(void)
{
	const struct cpu_level *l = find(asked());

	return l != NULL && l->runs() ? l : NULL;
}

const struct cpu_level *cpu_level(void)
{
	const struct cpu_level *l = named();

	for (int j = LEVEL_COUNT - 1; l == NULL; j--)
		if (levels[j].runs())
			l = &levels[j];
	return l;
}

bool cpu_limited(void)
{
	return named() != NULL;
}

const char *cpu_where(void)
{
	const struct cpu_level *l = named();

	return l != NULL ? l->where : "on this machine";
}

int cpu_check(struct rnn_error *err)
{
	const struct cpu_level *l;
	char names[200] = "";
	size_t n = 0;

	if (asked() == NULL || cpu_limited())
		return 0;
	for (int i = 0; (l = cpu_level_at(i)) != NULL && n < sizeof names; i++)
		n += (size_t)snprintf(names + n, sizeof names - n, " %s", l->name);
	return errorf(err, EX_USAGE, "RNN_CPU: %s '%.40s'; this CPU has:%s",
		      find(asked()) != NULL ? "this CPU lacks the level" : "unknown CPU level",
		      asked(), names);
}

void cpu_limit_libraries(void)
{
	const struct cpu_level *l = named();

	if (l == NULL)
		return;
	if (l->openblas != NULL)
		setenv("OPENBLAS_CORETYPE", l->openblas, 0);
	/* oneDNN reads the variable with its former name if the other one is unset. */
	if (l->onednn != NULL && getenv("DNNL_MAX_CPU_ISA") == NULL)
		setenv("ONEDNN_MAX_CPU_ISA", l->onednn, 0);
}
