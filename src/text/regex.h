/*
 * regex.h - regular expressions as PCRE2 understands them.
 *
 * The library is loaded when the first expression is compiled. A char model's expressions are read as
 * UTF-8, and their classes (\w, \d, [[:alpha:]]) hold all of Unicode; a byte model's are bytes. A line
 * ends with \n.
 */
#ifndef REGEX_H
#define REGEX_H

#include "text/utf8.h"

/* Options of an expression: those of (?i), (?m), (?s), (?x) and (?xx). */
enum {
	REGEX_CASELESS = 1,
	REGEX_LINES = 2,
	REGEX_DOT_ALL = 4,
	REGEX_SPACED = 8,
	REGEX_SPACED_MORE = 16
};

struct regex;

/* Compiles text[0..n). Returns NULL with *err if that fails: 64 if it is no expression ("byte 4:
 * missing closing parenthesis"); without PCRE2 64 if this
 * build lacks it, 71 if it cannot be loaded. */
struct regex *regex_new(const char *text, size_t n, enum unit unit, unsigned options,
			struct rnn_error *err);
void regex_free(struct regex *r); /* NULL does nothing */

/* Returns whether text[0..n), valid UTF-8 where the unit is char, matches as a whole: 1 or 0, or -1
 * if PCRE2 gave up at its limits. */
int regex_whole(struct regex *r, const char *text, size_t n);

#endif
