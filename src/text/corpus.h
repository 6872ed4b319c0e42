/*
 * corpus.h - a text as an array of ids, of 1 byte each if the alphabet has at most 256 symbols,
 * else of 2 bytes; or, if it is long, as places in its files (corpus_files.h).
 *
 * Files, FIFOs and "-" (standard input) are read in order and joined. Without a given
 * alphabet, symbols get provisional ids in order of appearance; at the end, each id is replaced by
 * the symbol's rank in the sorted alphabet. With a given alphabet (for fine-tuning, resuming,
 * validation), symbols are mapped through it.
 */
#ifndef CORPUS_H
#define CORPUS_H

#include "text/corpus_files.h"

/* Where a text was read from: what another process needs to read it again. */
struct corpus_source {
	char **file; /* (files) owned */
	int files;
	enum invalid invalid;
	bool add_newlines;
	bool regular; /* all are regular files */
};

struct corpus {
	size_t n;  /* number of symbols */
	int width; /* bytes per id: 1 or 2 */
	void *id;  /* (n) uint8_t or uint16_t; owned; NULL if the text stays in `files` */
	struct corpus_files *files; /* owned */
	size_t first;               /* number of the first symbol in `files` */
	struct corpus_source source;
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
	/* A text in regular files of more bytes than this stays there; 0: none does. */
	uint64_t held;
	bool regular; /* read only regular files */
};

/* A training holds texts of up to so many bytes in memory. */
enum { CORPUS_HELD = 64 << 20 };

/*
 * Reads `count` files, at least one ("-" is standard input, allowed once). Returns 0, or -1 with
 * *err: status 66 missing or a directory, 77 no permission, 74 I/O, 71 too long for the memory, 64
 * two "-", and 65
 *   - invalid UTF-8: RNN_ERROR_INVALID_CORPUS, or RNN_ERROR_INVALID_TEXT with a given alphabet,
 *   - gzip, zstd, xz, zip, PDF or UTF-16 instead of UTF-8 text: RNN_ERROR_NOT_TEXT,
 *   - more than VOCAB_MAX different symbols: RNN_ERROR_TOO_MANY_SYMBOLS,
 *   - symbols that are not in the given alphabet: RNN_ERROR_UNKNOWN_CORPUS (the message lists up
 *     to 20),
 *   - no symbol that occurs min_count times, or no text,
 *   - with `regular`, a file of another kind.
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

/* Cuts the last n symbols off and returns them: a view that borrows what *c owns, and must not be
 * freed. */
struct corpus corpus_cut(struct corpus *c, size_t n);

/* Returns 0, or -1 with *err as corpus_files_check if the text is read from files as it is used. */
int corpus_check(const struct corpus *c, bool now, struct rnn_error *err);

/* Widens the ids from 1 byte to 2, in place, with room for `room` of them. */
void corpus_widen(struct corpus *c, size_t room);

/* Replaces each id by map[id], which is below `size`, or leaves it out if that is CORPUS_OUT. Counts
 * those left out in c->unknown. The caller replaces the alphabet. */
enum { CORPUS_OUT = VOCAB_MAX + 1 };
void corpus_map(struct corpus *c, const uint16_t *map, int size);

/* Adds to each count[id], of V elements, the number of times that the id occurs. */
void corpus_count(const struct corpus *c, uint64_t *count);

/* Copies ids [at, at + n) to out, widened to 2 bytes. Of a text that stays in files it reads them, and
 * corpus_check must be called some time later. */
void corpus_copy(const struct corpus *c, size_t at, size_t n, uint16_t *out);

#endif
