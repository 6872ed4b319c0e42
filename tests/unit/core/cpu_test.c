/*
 * cpu_test.c - the levels of CPU: each that this CPU has can be asked for and decides the kernels and the limits of the
 * matrix libraries; any other name is refused by all who choose an engine.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/cpu.h"
#include "core/gemm.h"
#include "core/kernels.h"
#include "rnn.h"

static const struct cpu_level *best(void)
{
	int i = 0;

	while (cpu_level_at(i + 1) != NULL)
		i++;
	return cpu_level_at(i);
}

/* No library is loaded before this test, so OpenBLAS obeys the first level that is asked for: the lowest, which differs
 * from what OpenBLAS or the program chooses on any CPU with AVX2. */
static void openblas_obeys(void **state)
{
	const struct cpu_level *lowest = cpu_level_at(0);
	const struct engine *e;
	int i = 0;

	(void)state;
	while ((e = engine_at(i)) != NULL && strcmp(e->name, "openblas") != 0)
		i++;
	if (e == NULL) {
		print_message("skipped: this build has no engine openblas\n");
		skip();
	}
	unsetenv("RNN_ENGINE");
	unsetenv("OPENBLAS_CORETYPE");
	setenv("RNN_CPU", lowest->name, 1);
	e = engine_pick("openblas", true, FORMAT_F32, NULL);
	assert_non_null(e);
	if (lowest->openblas != NULL)
		assert_string_equal(e->kernels(), lowest->openblas);
	unsetenv("OPENBLAS_CORETYPE");
	unsetenv("ONEDNN_MAX_CPU_ISA");
}

static void each_level(void **state)
{
	const struct cpu_level *l;
	int n = 0;

	(void)state;
	assert_string_equal(cpu_level_at(0)->name, "base");
	assert_null(cpu_level_at(-1));
	for (; (l = cpu_level_at(n)) != NULL; n++) {
		struct rnn_error err;
		setenv("RNN_CPU", l->name, 1);
		assert_int_equal(cpu_check(&err), 0);
		assert_true(cpu_limited());
		assert_ptr_equal(cpu_level(), l);
		assert_string_equal(kernels_pick()->isa, l->name);
		assert_string_equal(engine_pick("native", false, FORMAT_F32, &err)->kernels(),
				    l->name);
		assert_non_null(strstr(cpu_where(), l->name));
	}
	assert_null(cpu_level_at(n + 1));
}

/* Unset, empty and "best" are the same. */
static void best_level(void **state)
{
	static const char *const values[] = {"", "best", NULL};

	(void)state;
	for (int i = 0; i < 3; i++) {
		if (values[i] != NULL)
			setenv("RNN_CPU", values[i], 1);
		else
			unsetenv("RNN_CPU");
		assert_int_equal(cpu_check(NULL), 0);
		assert_false(cpu_limited());
		assert_ptr_equal(cpu_level(), best());
		assert_string_equal(cpu_where(), "on this machine");
		cpu_limit_libraries();
		assert_null(getenv("OPENBLAS_CORETYPE"));
		assert_null(getenv("ONEDNN_MAX_CPU_ISA"));
	}
}

static void refuses(const char *name, const char *part)
{
	struct rnn_error err = {0};
	char text[sizeof err.text];

	setenv("RNN_CPU", name, 1);
	assert_int_equal(cpu_check(&err), -1);
	assert_int_equal(err.status, EX_USAGE);
	assert_non_null(strstr(err.text, part));
	assert_non_null(strstr(err.text, "this CPU has: base"));
	assert_null(strchr(err.text, '\n'));
	strcpy(text, err.text);
	assert_null(engine_pick(NULL, false, FORMAT_F32, &err));
	assert_string_equal(err.text, text);
	assert_null(engine_pick("openblas", true, FORMAT_F32, NULL));
	/* The library returns the error before it looks for the model. */
	assert_null(rnn_model_load("/none", &err));
	assert_string_equal(err.text, text);
	/* What asks no engine goes on with the best. */
	assert_false(cpu_limited());
	assert_ptr_equal(cpu_level(), best());
}

static void other_names(void **state)
{
	char longer[3000];

	(void)state;
	memset(longer, 'v', sizeof longer - 1);
	longer[sizeof longer - 1] = 0;
	refuses("v9", "unknown CPU level 'v9'");
	refuses("V3", "unknown CPU level 'V3'");
	refuses("base ", "unknown CPU level 'base '");
	refuses("bas", "unknown CPU level 'bas'");
	refuses("v\n3", "unknown CPU level 'v?3'");
	refuses(longer, "unknown CPU level 'vvvv");
}

/* Variables that the user has set are stronger. */
static void limits_of_libraries(void **state)
{
	const struct cpu_level *l = cpu_level_at(0);

	(void)state;
	setenv("RNN_CPU", l->name, 1);
	setenv("OPENBLAS_CORETYPE", "Core2", 1);
	setenv("DNNL_MAX_CPU_ISA", "AVX2", 1);
	cpu_limit_libraries();
	assert_string_equal(getenv("OPENBLAS_CORETYPE"), "Core2");
	assert_null(getenv("ONEDNN_MAX_CPU_ISA"));
	setenv("ONEDNN_MAX_CPU_ISA", "AVX", 1);
	cpu_limit_libraries();
	assert_string_equal(getenv("ONEDNN_MAX_CPU_ISA"), "AVX");
	for (int i = 0; (l = cpu_level_at(i)) != NULL; i++) {
		unsetenv("OPENBLAS_CORETYPE");
		unsetenv("DNNL_MAX_CPU_ISA");
		unsetenv("ONEDNN_MAX_CPU_ISA");
		setenv("RNN_CPU", l->name, 1);
		cpu_limit_libraries();
		if (l->openblas != NULL)
			assert_string_equal(getenv("OPENBLAS_CORETYPE"), l->openblas);
		if (l->onednn != NULL)
			assert_string_equal(getenv("ONEDNN_MAX_CPU_ISA"), l->onednn);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openblas_obeys),      cmocka_unit_test(each_level),
		cmocka_unit_test(best_level),          cmocka_unit_test(other_names),
		cmocka_unit_test(limits_of_libraries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
