/*
 * corpus.h - training text as a row of ids: 1 byte each while the alphabet fits, else 2.
 *
 * Files, FIFOs and "-" are read once, in order, in chunks; several are joined. New symbols get
 * provisional ids as they appear; at the end ids are renumbered to the ascending alphabet. With a
 * given alphabet (fine-tuning, resume, validation) text is mapped through it instead.
 */
#ifndef CORPUS_H
#define CORPUS_H

#include "text/vocab.h"

struct corpus {
	size_t n;            /* symbols */
	int width;           /* bytes per id: 1 or 2 */
	void *id;            /* (n) uint8_t or uint16_t; owned */
	struct vocab vocab;  /* the alphabet (owned; a copy when one was given) */
	uint64_t bytes;      /* read from the files */
	uint32_t crc32;      /* of those bytes, in order */
	uint64_t replaced;   /* invalid bytes replaced or skipped */
	uint64_t unknown;    /* symbols left out because the given alphabet lacks them */
	int boms;            /* byte order marks dropped */
	bool cr;             /* a carriage return occurs */
};

struct corpus_options {
	enum unit unit;
	enum invalid invalid;
	const struct vocab *vocab; /* map through this alphabet; NULL: make one */
	bool skip_unknown;         /* with vocab: leave unknown symbols out; else an error that
	                              lists them (up to 20) and says how many there are */
};

/*
 * Read `files` (names; "-" is standard input). -1 with *err: missing 66, directory 66, permission
 * 77, I/O 74, invalid text 65 (RNN_ERROR_INVALID_CORPUS, or _TEXT with a given alphabet), no text
 * 65 (RNN_ERROR_NOT_TEXT: gzip, zip, PDF, UTF-16 by their first bytes), empty 65, more than
 * VOCAB_MAX symbols 65 (RNN_ERROR_TOO_MANY_SYMBOLS).
 */
int corpus_read(struct corpus *c, char *const *files, int count, const struct corpus_options *o,
		struct rnn_error *err);
void corpus_free(struct corpus *c);

/* ids [at, at + n) widened into out. */
void corpus_copy(const struct corpus *c, size_t at, size_t n, uint16_t *out);

#endif
