/* runs.h - the runs of N symbols of a text, to find what would copy one of them. */
#ifndef RUNS_H
#define RUNS_H

#include "text/vocab.h"

/* An id that no symbol has: it stands for what the model does not know, and is in no run. */
enum { RUNS_BREAK = 0xffff, RUNS_TEXT_MAX = 0x7fffffff };

/* Maps a text to ids as vocab_text does, but unknown symbols become RUNS_BREAK. */
int runs_encode(const struct vocab *v, const char *name, const char *text, size_t bytes,
		enum invalid invalid, uint16_t **ids, size_t *n, struct rnn_error *err);

/* Returns the runs of `length` >= 2 symbols of ids[0..n), n <= RUNS_TEXT_MAX. It borrows ids. */
struct runs;
struct runs *runs_new(const uint16_t *ids, size_t n, int length);
void runs_free(struct runs *r); /* NULL does nothing */

/* Returns the bytes that runs_new allocates for a text of n symbols. */
size_t runs_bytes(size_t n);

int runs_length(const struct runs *r);

/* The hash of a sequence of symbols, which is 0 for none: after a symbol was added at its end, and
 * after the first of `length` symbols was removed. */
uint64_t runs_hash_add(uint64_t hash, uint16_t id);
uint64_t runs_hash_remove(const struct runs *r, uint64_t hash, uint16_t first);

/*
 * Finds the runs that begin with last[0..length - 1), which has this hash. Returns a number for the
 * first, or 0 if there is none; runs_next returns that of the next run, or 0 after the last, and
 * runs_symbol the last symbol of a run. No two of them have the same. The answer is exact: what has
 * the same hash is compared.
 */
uint32_t runs_find(const struct runs *r, const uint16_t *last, uint64_t hash);
uint32_t runs_next(const struct runs *r, uint32_t run);
uint16_t runs_symbol(const struct runs *r, uint32_t run);

#endif
