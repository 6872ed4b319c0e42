/* tiny_model.h - helpers for tests of models: small models with random weights, and random ids. */
#ifndef TINY_MODEL_H
#define TINY_MODEL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/pass.h"
#include "test_engine.h"

static inline void tiny_model(struct model *m, const struct config *cfg,
			      const struct engine *engine)
{
	struct rnn_error err;

	assert_non_null(engine);
	if (model_init(m, cfg, engine, &err) != 0)
		fail_msg("%s", err.text);
	model_random(m, 5);
}

/* Makes a model of `symbols` symbols, with 4 hidden units, whose distribution depends on the text. */
static inline void varied_model(struct model *m, int symbols)
{
	struct config cfg = {.cell = cell_find("gru"), .vocab = symbols, .layers = 1, .hidden = 4};
	struct rnn_error err;

	assert_int_equal(model_init(m, &cfg, engine_pick("native", false, FORMAT_F32, &err), &err),
			 0);
	model_random(m, 11);
	for (size_t i = 0; i < m->n; i++)
		m->w[i] *= 3;
}

/* Returns n random ids below V; the caller frees them. */
static inline uint16_t *random_ids(size_t n, int V, uint64_t key)
{
	uint16_t *ids = xcalloc(n, sizeof *ids);

	for (size_t i = 0; i < n; i++)
		ids[i] = (uint16_t)(rng_bits(key, i) % (uint64_t)V);
	return ids;
}

#define ALPHABET " abcdefghijklmno"

/* Returns n ids below 16 that a model can learn: words from a small dictionary in random order, as
 * indices in ALPHABET. The caller frees them. */
static inline uint16_t *random_words(size_t n, uint64_t key)
{
	static const char *const word[] = {"a ", "leaf ", "on ", "one ", "blank ", "hook ", "dog "};
	uint16_t *ids = xcalloc(n, sizeof *ids);
	uint64_t words = sizeof word / sizeof *word;
	const char *at = "";

	for (size_t i = 0, drawn = 0; i < n; i++, at++) {
		if (*at == 0)
			at = word[rng_bits(key, drawn++) % words];
		ids[i] = (uint16_t)(strchr(ALPHABET, *at) - ALPHABET);
	}
	return ids;
}

#endif
