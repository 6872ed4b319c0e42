/* jsonout.c - writes JSON without cJSON, which loses digits, and drops members when memory runs
 * out. */
#include "store/jsonout.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "store/json.h"

static void put(struct jsonout *w, const char *s, size_t n)
{
	if (w->room - w->n < n) {
		w->room = 2 * w->room + n + 256;
		w->text = xrealloc(w->text, w->room, 1);
	}
	memcpy(w->text + w->n, s, n);
	w->n += n;
}

static void put_string(struct jsonout *w, const char *s, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	static const char escaped[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
	const unsigned char *p = (const unsigned char *)s;
	const char *found;
	utf8proc_int32_t c;

	put(w, "\"", 1);
	for (size_t i = 0; i < n;) {
		utf8proc_ssize_t bytes = utf8proc_iterate(p + i, (utf8proc_ssize_t)(n - i), &c);
		if (bytes <= 0) {
			put(w, "\xef\xbf\xbd", 3);
			bytes = 1;
		} else if (c > 0 && c < 0x80 && (found = strchr(escaped, c)) != NULL) {
			put(w, (char[]){'\\', letter[found - escaped]}, 2);
		} else if (c < 0x20 || c == 0x7f) {
			put(w, "\\u00", 4);
			put(w, (char[]){hex[c >> 4], hex[c & 15]}, 2);
		} else {
			put(w, s + i, (size_t)bytes);
		}
		i += (size_t)bytes;
	}
	put(w, "\"", 1);
}

static void new_line(struct jsonout *w)
{
	if (!w->pretty || w->flat)
		return;
	put(w, "\n", 1);
	for (int i = 0; i < w->depth; i++)
		put(w, "  ", 2);
}

/* Write what precedes a value: a comma, a line break and indentation, the key. */
static void begin(struct jsonout *w, const char *key)
{
	if (w->follows)
		put(w, ",", 1);
	if (w->depth > 0)
		new_line(w);
	if (key != NULL) {
		put_string(w, key, strlen(key));
		put(w, ": ", w->pretty ? 2 : 1);
	}
	w->follows = true;
}

void jsonout_open(struct jsonout *w, const char *key, char bracket)
{
	begin(w, key);
	put(w, &bracket, 1);
	w->depth++;
	w->follows = false;
	w->flat = bracket == '[';
}

void jsonout_close(struct jsonout *w, char bracket)
{
	w->depth--;
	if (w->follows)
		new_line(w);
	put(w, &bracket, 1);
	w->follows = true;
	w->flat = false;
}

void jsonout_text(struct jsonout *w, const char *key, const char *s, size_t n)
{
	begin(w, key);
	put_string(w, s, n);
}

void jsonout_string(struct jsonout *w, const char *key, const char *s)
{
	jsonout_text(w, key, s, strlen(s));
}

void jsonout_int(struct jsonout *w, const char *key, int64_t x)
{
	char digits[32];

	begin(w, key);
	put(w, digits, (size_t)snprintf(digits, sizeof digits, "%" PRId64, x));
}

void jsonout_uint(struct jsonout *w, const char *key, uint64_t x)
{
	char digits[32];

	begin(w, key);
	put(w, digits, (size_t)snprintf(digits, sizeof digits, "%" PRIu64, x));
}

void jsonout_bool(struct jsonout *w, const char *key, bool x)
{
	begin(w, key);
	put(w, x ? "true" : "false", x ? 4 : 5);
}

void jsonout_null(struct jsonout *w, const char *key)
{
	begin(w, key);
	put(w, "null", 4);
}

void jsonout_number(struct jsonout *w, const char *key, double x, enum number_kind kind)
{
	char digits[32];

	if (!isfinite(x)) {
		jsonout_null(w, key);
		return;
	}
	begin(w, key);
	put(w, digits, (size_t)number_text(digits, x, kind));
}

void jsonout_raw(struct jsonout *w, const char *key, const char *json)
{
	size_t at;

	begin(w, key);
	if (json == NULL || json_scan(json, strlen(json), &at) != NULL) {
		put(w, "null", 4);
		return;
	}
	for (; *json != 0; json++) /* valid JSON has line breaks only between tokens */
		put(w, *json == '\n' || *json == '\r' ? " " : json, 1);
}

char *jsonout_finish_bare(struct jsonout *w)
{
	put(w, "", 1); /* the final 0 */
	char *text = w->text;
	*w = (struct jsonout){.pretty = w->pretty};
	return text;
}

char *jsonout_finish(struct jsonout *w)
{
	put(w, "\n", 1);
	return jsonout_finish_bare(w);
}
