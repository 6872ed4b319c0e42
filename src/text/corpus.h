/*
 * corpus.h - a text as an array of ids, of 1 byte each if the alphabet has at most 256 symbols,
 * else of 2 bytes.
 *
 * Files, FIFOs and "-" (standard input) are read once, in order, and joined. Without a given
 * alphabet, symbols get provisional ids in order of appearance; at the end, each id is replaced by
 * the symbol's rank in the sorted alphabet. With a given alphabet (for fine-tuning, resuming,
 * validation), symbols are mapped through it.
 */
#ifndef CORPUS_H
#define CORPUS_H

#include "text/vocab.h"

struct corpus {
	size_t n;           /* number of symbols */
	int width;          /* bytes per id: 1 or 2 */
	void *id;           /* (n) uint8_t or uint16_t; owned */
	struct vocab vocab; /* the alphabet (a copy if one was given); owned */
	uint64_t bytes;     /* bytes read from the files, and newlines added between them */
	uint32_t crc32;     /* checksum of those bytes, in order */
	uint64_t newlines;  /* newlines added between files */
	uint64_t replaced;  /* invalid bytes replaced or skipped */
	uint64_t unknown;   /* symbols skipped because they are not in the alphabet */
	int unknown_kinds;  /* number of different ones */
	int added;          /* symbols that corpus_adopt added to the alphabet it was given */
	int boms;           /* byte order marks dropped */
	bool cr;         /* the text contains a carriage return; of bytes, only before newlines */
	int empty;       /* files without a byte */
	int first_empty; /* index of the first of them */
	int first_open;  /* index of the first file after which a newline was added */
};

struct corpus_options {
	enum unit unit;
	enum invalid invalid;
	const struct vocab *vocab; /* map through this alphabet; NULL: make one */
	bool skip_unknown;         /* with vocab: skip unknown symbols; else they are an error */
	uint64_t min_count;        /* without vocab: skip symbols that occur less often */
	bool add_newlines;         /* add a newline after a file that does not end with one, if
	                              another file with text follows */
};

/*
 * Reads `count` files, at least one ("-" is standard input, allowed once). Returns 0, or -1 with
 * *err: status 66 missing or a directory, 77 no permission, 74 I/O, 71 too long for the memory, 64
 * two "-", and 65
 *   - invalid UTF-8: RNN_ERROR_INVALID_CORPUS, or RNN_ERROR_INVALID_TEXT with a given alphabet,
 *   - gzip, zstd, xz, zip, PDF or UTF-16 instead of UTF-8 text: RNN_ERROR_NOT_TEXT,
 *   - more than VOCAB_MAX different symbols: RNN_ERROR_TOO_MANY_SYMBOLS,
 *   - symbols that are not in the given alphabet: RNN_ERROR_UNKNOWN_CORPUS (the message lists up
 *     to 20),
 *   - no symbol that occurs min_count times, or no text.
 */
int corpus_read(struct corpus *c, char *const *files, int count, const struct corpus_options *o,
		struct rnn_error *err);
void corpus_free(struct corpus *c);

/*
 * Replaces the alphabet of *c, which was read without a given one, by the union of `model` and those
 * symbols of the text that occur at least min_count times; the others are left out, and counted as
 * unknown. Returns 0, or -1 with *err (65) if the union has more than VOCAB_MAX symbols or no symbol
 * of the text is left; messages begin with `name`.
 */
int corpus_adopt(struct corpus *c, const char *name, const struct vocab *model, uint64_t min_count,
		 struct rnn_error *err);

/* Replaces each id by map[id], which is below `size`, or leaves it out if that is CORPUS_OUT. Counts
 * those left out in c->unknown. The caller replaces the alphabet. */
enum { CORPUS_OUT = VOCAB_MAX + 1 };
void corpus_map(struct corpus *c, const uint16_t *map, int size);

/* Adds to each count[id], of V elements, the number of times that the id occurs. */
void corpus_count(const struct corpus *c, uint64_t *count);

/* Copies ids [at, at + n) to out, widened to 2 bytes. */
void corpus_copy(const struct corpus *c, size_t at, size_t n, uint16_t *out);

#endif
