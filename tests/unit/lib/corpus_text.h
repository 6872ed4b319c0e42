/* corpus_text.h - helpers for tests of texts as ids: reading bytes as a text, comparing ids. */
#ifndef CORPUS_TEXT_H
#define CORPUS_TEXT_H

#include "scratch.h"
#include "text/corpus.h"

static const struct corpus_options chars = {.unit = UNIT_CHAR};

static inline int read_bytes(struct corpus *c, const char *dir, const void *bytes, size_t n,
			     const struct corpus_options *o, struct rnn_error *err)
{
	char *path = scratch_file(dir, "f.txt", bytes, n);
	int rc = corpus_read(c, &path, 1, o, err);

	free(path);
	return rc;
}

static inline void assert_ids(const struct corpus *c, const uint16_t *want, size_t n)
{
	uint16_t id;

	assert_int_equal(c->n, n);
	for (size_t i = 0; i < n; i++) {
		corpus_copy(c, i, 1, &id);
		assert_int_equal(id, want[i]);
	}
}

#endif
