/* test_engine.h - the engine for a test, where the build or the machine may lack the usual one. */
#ifndef TEST_ENGINE_H
#define TEST_ENGINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/gemm.h"

/* Returns the engine `name` (NULL: the best) for training or reading in float32. If it is missing,
 * says so and returns the best that suits; if none suits, skips the test. */
static inline const struct engine *test_engine(const char *name, bool train)
{
	static bool said;
	const struct engine *e = engine_pick(name, train, FORMAT_F32, NULL);

	if (e == NULL && name != NULL) {
		e = engine_pick(NULL, train, FORMAT_F32, NULL);
		if (e != NULL && !said)
			print_message("no matrix engine %s here: %s is tested\n", name, e->name);
		said = true;
	}
	if (e == NULL) {
		print_message("skipped: no matrix engine can %s here\n", train ? "train" : "read");
		skip();
	}
	return e;
}

#endif
