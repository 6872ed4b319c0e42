/*
 * utf8.h - strict UTF-8 in any chunking, and code points back to bytes.
 *
 * A decoder is fed chunks of any size and hands out one symbol after the other. What it accepts
 * is decided by utf8proc: no overlong forms, no surrogates, nothing above U+10FFFF.
 */
#ifndef UTF8_H
#define UTF8_H

#include "base/base.h"

enum unit { UNIT_CHAR, UNIT_BYTE };               /* code points, or bytes */
enum invalid { INVALID_ERROR, INVALID_REPLACE, INVALID_SKIP }; /* what to do with a bad byte */

const char *unit_name(enum unit u);               /* "char", "byte" */
int unit_parse(const char *name, enum unit *out); /* -1 if it is neither */

bool utf8_valid(const char *text);                /* is the string UTF-8? */

/* Write code point c (valid) to out; returns its length 1..4. */
int utf8_encode(uint32_t c, char out[4]);

struct decoder {
	enum unit unit;
	enum invalid invalid;
	unsigned char held[4]; /* start of a sequence that the last chunk cut */
	int nheld;
	uint64_t offset;       /* bytes consumed before the next symbol */
	uint64_t line;         /* newlines consumed, + 1 */
	uint64_t replaced;     /* bad bytes replaced or skipped so far */
	bool started;          /* past the place where a byte order mark may stand */
	bool bom;              /* a byte order mark was dropped */
};

void decoder_init(struct decoder *d, enum unit unit, enum invalid invalid);

/*
 * Decode bytes[0..n) into symbols out[0..cap), cap >= n + 4. at[i] (may be NULL) receives the byte
 * offset where symbol i starts. `last` says that no chunk follows, so a cut sequence is invalid.
 * Returns the number of symbols, or -1 with *err (RNN_ERROR_INVALID_TEXT) saying the offset, the
 * line, and the byte ("byte 7047 (line 212): invalid UTF-8 (0x92)"), prefixed by `name` and ": ". A
 * UTF-8 byte order mark at offset 0 is dropped (unit char only). INVALID_REPLACE yields U+FFFD once
 * per bad byte.
 */
long long decoder_run(struct decoder *d, const char *name, const unsigned char *bytes, size_t n,
		      bool last, uint32_t *out, uint64_t *at, struct rnn_error *err);

#endif
