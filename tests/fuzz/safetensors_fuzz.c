/* safetensors_fuzz.c - three bytes as the size of the data, the rest as the header: an error, or
 * tensors that fill the data exactly. */
#include <string.h>

#include "fuzz.h"
#include "store/safetensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct safetensors s = {.fd = -1};
	struct rnn_error err = {0};

	if (n < 3)
		return 0;
	uint64_t bytes = data[0] | (uint64_t)data[1] << 8 | (uint64_t)data[2] << 16, at = 0;
	char *json = xcalloc(n - 3 + 1, 1);
	memcpy(json, data + 3, n - 3);
	if (safetensors_header(&s, "f", json, n - 3, bytes, &err) < 0) {
		MUST(err.status == EX_DATAERR);
	} else {
		for (int i = 0; i < s.tensors; i++) {
			const struct tensor *t = &s.tensor[i];
			uint64_t size = safetensors_dtype_size(t->dtype);
			MUST(t->dims == 1 || t->dims == 2);
			for (int d = 0; d < t->dims; d++)
				size *= t->shape[d];
			MUST(t->begin == at && t->end - t->begin == size);
			at = t->end;
		}
		MUST(at == bytes);
	}
	safetensors_close(&s);
	free(json);
	return 0;
}
