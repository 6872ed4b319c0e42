/*
 * jsonout.h - writes JSON text, member by member, into a buffer that grows. Strings are escaped,
 * each byte of invalid UTF-8 becomes U+FFFD, and numbers that are not finite become null, so that
 * the text is valid whatever the values.
 *
 *     struct jsonout w = {0};
 *     jsonout_open(&w, NULL, '{');
 *     jsonout_int(&w, "step", 7);
 *     jsonout_close(&w, '}');
 *     char *line = jsonout_finish(&w);
 *
 * A key is NULL inside arrays and for the outermost value.
 */
#ifndef JSONOUT_H
#define JSONOUT_H

#include "base/base.h"
#include "base/number.h"

struct jsonout {
	bool pretty; /* set by the caller: one member per line, arrays on one line */
	char *text;
	size_t n, room;
	int depth;
	bool follows; /* the next value on this level needs a comma */
	bool flat;    /* inside an array */
};

void jsonout_open(struct jsonout *w, const char *key, char bracket); /* '{' or '[' */
void jsonout_close(struct jsonout *w, char bracket);                 /* '}' or ']' */
void jsonout_string(struct jsonout *w, const char *key, const char *s);
void jsonout_text(struct jsonout *w, const char *key, const char *s, size_t n);
void jsonout_int(struct jsonout *w, const char *key, int64_t x);
void jsonout_uint(struct jsonout *w, const char *key, uint64_t x);
void jsonout_bool(struct jsonout *w, const char *key, bool x);
void jsonout_null(struct jsonout *w, const char *key);

/* Writes x with the digits that number_text chooses for `kind`, or null if it is not finite. */
void jsonout_number(struct jsonout *w, const char *key, double x, enum number_kind kind);

/* Writes `json`, the text of a JSON value, on one line; null if it is NULL or not valid JSON. */
void jsonout_raw(struct jsonout *w, const char *key, const char *json);

/* Return the text with a final newline (jsonout_finish) or without one (jsonout_finish_bare); the
 * caller frees it. *w is then empty and can write another text. */
char *jsonout_finish(struct jsonout *w);
char *jsonout_finish_bare(struct jsonout *w);

#endif
