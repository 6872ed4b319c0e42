/* gemm_load.c - see gemm_load.h. */
#include "core/gemm_load.h"

#include <dlfcn.h>
#include <string.h>

bool gemm_load(const char *library, const char *const *name, int n, void *table)
{
	void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);

	for (int i = 0; handle != NULL && i < n; i++) {
		void *function = dlsym(handle, name[i]);
		if (function == NULL)
			return false;
		memcpy((char *)table + (size_t)i * sizeof function, &function, sizeof function);
	}
	return handle != NULL;
}

const char *gemm_load_error(void)
{
	return dlerror();
}
