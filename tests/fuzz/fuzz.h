/* fuzz.h - a fuzz target's entry point, and a check that stays in every build. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* What must hold for any input. */
#define MUST(x) \
	do { \
		if (!(x)) \
			abort(); \
	} while (0)

#endif
