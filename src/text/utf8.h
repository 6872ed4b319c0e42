/*
 * utf8.h - strict decoding of UTF-8 in chunks of any size, and encoding.
 *
 * Validity is decided by utf8proc: overlong forms, surrogates and code points above U+10FFFF are
 * invalid.
 */
#ifndef UTF8_H
#define UTF8_H

#include "base/base.h"

enum unit { UNIT_CHAR, UNIT_BYTE }; /* symbols are code points, or bytes */
/* What stands for bytes that are no character. */
enum { UTF8_REPLACEMENT = 0xfffd };

enum invalid { INVALID_ERROR, INVALID_REPLACE, INVALID_SKIP }; /* what to do with invalid bytes */

const char *unit_name(enum unit u);               /* "char", "byte" */
const char *unit_word(enum unit u);               /* "character", "byte" */
int unit_parse(const char *name, enum unit *out); /* 0, or -1 for another name */

bool utf8_valid(const char *text); /* whether the string is valid UTF-8 */

/* Writes code point c, which must be valid, to out. Returns its length, 1..4. */
int utf8_encode(uint32_t c, char out[4]);

/* Returns the number of columns, 0..2, that code point c takes on a terminal. */
int utf8_columns(uint32_t c);

struct decoder {
	enum unit unit;
	enum invalid invalid;
	unsigned char held[4]; /* start of a sequence that continues in the next chunk */
	int nheld;
	uint64_t offset;   /* bytes consumed before the next symbol */
	uint64_t line;     /* newlines consumed, + 1 */
	uint64_t replaced; /* invalid bytes replaced or skipped so far */
	bool started;      /* a symbol was decoded: the next one cannot be a byte order mark */
	bool bom;          /* a byte order mark was dropped */
};

void decoder_init(struct decoder *d, enum unit unit, enum invalid invalid);

/*
 * Decodes the chunk bytes[0..n) into symbols out[0..cap), cap >= n + 4. at (may be NULL) receives
 * the byte offset of each symbol. `last` says that no chunk follows, so that an incomplete sequence
 * at the end is invalid. With unit char, a byte order mark at offset 0 is dropped. INVALID_REPLACE
 * yields one U+FFFD for each invalid byte. Returns the number of symbols, or -1 with *err (65,
 * RNN_ERROR_INVALID_TEXT: "NAME: byte 7047 (line 212): invalid UTF-8 (0x92)").
 */
long long decoder_run(struct decoder *d, const char *name, const unsigned char *bytes, size_t n,
		      bool last, uint32_t *out, uint64_t *at, struct rnn_error *err);

#endif
