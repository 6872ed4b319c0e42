/* state_length.h - the length of a vector in a state file, for tests that allocate it. */
#ifndef STATE_LENGTH_H
#define STATE_LENGTH_H

#include <stdlib.h>
#include <unistd.h>

#include "store/file.h"
#include "store/manifest.h"
#include "store/safetensors.h"

/* Writes to *n the number of floats in vector `key` of the state file of model directory `dir`, or
 * 0 if there is no such vector. Returns 0, or -1 with *err as state_read. */
static inline int state_length(const char *dir, const char *key, size_t *n, struct rnn_error *err)
{
	struct saved_model a;
	struct safetensors s;
	struct rnn_error state_err;
	int dirfd = file_open_dir(dir, err), rc;

	*n = 0;
	if (dirfd < 0)
		return -1;
	rc = manifest_read(&a, dirfd, dir, &state_err, err);
	if (rc == 0)
		rc = safetensors_open(&s, dirfd, a.state.file, a.state.file, a.state.bytes,
				      a.state.crc32, err);
	if (rc == 0) {
		const struct tensor *t = safetensors_find(&s, key);
		*n = t != NULL && t->dims == 1 ? (size_t)t->shape[0] : 0;
		safetensors_close(&s);
	}
	saved_model_free(&a);
	close(dirfd);
	return rc;
}

#endif
