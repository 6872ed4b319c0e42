/*
 * vocab.h - the alphabet of a model: symbols in ascending order, ids are their ranks.
 */
#ifndef VOCAB_H
#define VOCAB_H

#include "text/utf8.h"

enum { VOCAB_MAX = 65000, VOCAB_PAGE = 256, VOCAB_PAGES = 0x110000 / VOCAB_PAGE };

struct vocab {
	enum unit unit;
	int size;         /* V, 1..VOCAB_MAX */
	uint32_t *symbol; /* (V) ascending; owned */
	uint16_t **page;  /* (VOCAB_PAGES) NULL, or (VOCAB_PAGE) id + 1, 0: unknown; owned */
};

/* Initialises v with a copy of `size` ascending symbols. Returns 0, or -1 with *err (65) if the
 * symbols are not strictly ascending or not valid for the unit, or if `size` is not in
 * 1..VOCAB_MAX. */
int vocab_init(struct vocab *v, enum unit unit, const uint32_t *symbol, int size,
	       struct rnn_error *err);
void vocab_free(struct vocab *v);

/* Initialises v with all symbols of the alphabets of[0..n), n >= 1, which have one unit. Returns 0, or -1 with *err
 * (65) if there are more than VOCAB_MAX. */
int vocab_unite(struct vocab *v, const struct vocab *const *of, int n, struct rnn_error *err);

/* Returns the id of a symbol below 0x110000, or -1 if it is unknown. Inline because it is called
 * for each symbol of a text. */
static inline int vocab_id(const struct vocab *v, uint32_t symbol)
{
	const uint16_t *page = v->page[symbol / VOCAB_PAGE];

	return page != NULL ? page[symbol % VOCAB_PAGE] - 1 : -1;
}

/* Writes the bytes of symbol `id` to out. Returns their number, 1..4. */
int vocab_encode(const struct vocab *v, int id, char out[4]);

/* Returns whether a character has a shape of its own: a letter, digit, punctuation mark or symbol,
 * but no combining mark, blank, control or format character, nor a letter that is drawn as nothing
 * (the Hangul fillers, the empty Braille pattern). */
bool symbol_visible(uint32_t c);

/* Writes symbol c as a string for messages: 'a' (U+0061), U+000A for a newline, 0x92 for a byte. */
void symbol_describe(enum unit unit, uint32_t c, char out[32]);

/* Writes character c as a string for lists: itself if it is the blank or has a visible shape, else
 * an escape, one of \n, \t, \r, \0, \\ and \u{200b} (code point in hex). */
void symbol_escape(uint32_t c, char out[16]);

/*
 * Maps a text in memory to ids. If `unknown` is NULL, an unknown symbol is an error (65,
 * RNN_ERROR_UNKNOWN_SYMBOL) that gives the symbol and its position; else unknown symbols are
 * skipped and counted in *unknown. *ids gets *n ids; if `at` is not NULL, *at gets their byte
 * offsets. The caller frees both arrays. Messages begin with `name`. Returns 0, or -1 with *err.
 */
int vocab_text(const struct vocab *v, const char *name, const char *text, size_t bytes,
	       enum invalid invalid, long long *unknown, uint16_t **ids, size_t *n, uint64_t **at,
	       struct rnn_error *err);

/* Does the same for a piece from the middle of a text: U+FEFF at its start is not a byte order mark
 * but a symbol. Invalid bytes are an error. */
int vocab_piece(const struct vocab *v, const char *name, const char *text, size_t bytes,
		long long *unknown, uint16_t **ids, size_t *n, struct rnn_error *err);

/* Does the same for the next piece of the text that *d decodes, which is at the end of no sequence: the
 * positions in messages are those in the whole text. */
int vocab_next(const struct vocab *v, struct decoder *d, const char *name, const char *text,
	       size_t bytes, long long *unknown, uint16_t **ids, size_t *n, struct rnn_error *err);

#endif
