/* manifest_fuzz.c - any bytes as model.json: an error, or metadata that are written and read again
 * without a change. */
#include <string.h>

#include "fuzz.h"
#include "store/manifest.h"

static char *write_again(const struct saved_model *a)
{
	return manifest_text(a, &a->weights, a->has_state ? &a->state : NULL, false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct saved_model a, b;
	struct rnn_error err = {0}, state_err;
	char *text = xcalloc(n + 1, 1);

	if (n > 0)
		memcpy(text, data, n);
	int rc = manifest_parse(&a, "f", text, n, &state_err, &err);
	free(text);
	if (rc < 0) {
		MUST(err.status == EX_DATAERR && strlen(err.text) > 0);
		return 0;
	}
	char *once = write_again(&a);
	MUST(manifest_parse(&b, "f", once, strlen(once), &state_err, &err) == 0);
	char *twice = write_again(&b);
	MUST(strcmp(once, twice) == 0);
	free(once);
	free(twice);
	saved_model_free(&a);
	saved_model_free(&b);
	return 0;
}
