/*
 * vocab.h - the alphabet of a model: symbols in ascending order, ids are their ranks.
 */
#ifndef VOCAB_H
#define VOCAB_H

#include "text/utf8.h"

enum { VOCAB_MAX = 65000, VOCAB_PAGE = 256, VOCAB_PAGES = 0x110000 / VOCAB_PAGE };

struct vocab {
	enum unit unit;
	int size;            /* V, 1..VOCAB_MAX */
	uint32_t *symbol;    /* (V) ascending; owned */
	uint16_t **page;     /* (VOCAB_PAGES) of (VOCAB_PAGE) id + 1, or NULL; 0: unknown; owned */
};

/* Take V ascending symbols (copied). -1 with *err if they are not strictly ascending, out of range
 * for the unit, surrogates, or too many. */
int vocab_init(struct vocab *v, enum unit unit, const uint32_t *symbol, int size,
	       struct rnn_error *err);
void vocab_free(struct vocab *v);

/* Id of a symbol below 0x110000: 0..V-1, or -1. In the header because whole texts go through it. */
static inline int vocab_id(const struct vocab *v, uint32_t symbol)
{
	const uint16_t *page = v->page[symbol / VOCAB_PAGE];

	return page != NULL ? page[symbol % VOCAB_PAGE] - 1 : -1;
}

/* Bytes of symbol `id`; returns their number 1..4. */
int vocab_encode(const struct vocab *v, int id, char out[4]);

/* Write symbol c for a message: 'a' (U+0061), '\n' as U+000A, a byte as 0x92; ended by 0. */
void symbol_describe(enum unit unit, uint32_t c, char out[32]);

/*
 * Text in memory to ids. Unknown symbols: with `unknown` NULL the first one is an error
 * (RNN_ERROR_UNKNOWN_SYMBOL) that names it and its position; else they are left out and counted in
 * *unknown. *ids (owned by the caller, free) has *n entries; *at (may be NULL) receives an owned
 * array of byte offsets. `name` prefixes errors.
 */
int vocab_text(const struct vocab *v, const char *name, const char *text, size_t bytes,
	       enum invalid invalid, long long *unknown, uint16_t **ids, size_t *n, uint64_t **at,
	       struct rnn_error *err);

/* The same for a piece out of the middle of a text: U+FEFF at its start is a character like others,
 * and invalid bytes are an error. */
int vocab_piece(const struct vocab *v, const char *name, const char *text, size_t bytes,
		long long *unknown, uint16_t **ids, size_t *n, struct rnn_error *err);

#endif
