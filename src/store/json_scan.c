/* json_scan.c - checks a text against the grammar of RFC 8259 before cJSON parses it, because cJSON
 * accepts leading zeros, "2.", raw control characters and a nesting of a thousand levels. */
#include <string.h>
#include <utf8proc.h>

#include "store/json.h"

struct scan {
	const unsigned char *p, *end;
	const char *why; /* what is wrong at p */
	int values;
};

static bool scan_value(struct scan *s, int depth);

static bool refuse(struct scan *s, const char *why)
{
	s->why = why;
	return false;
}

static int peek(const struct scan *s)
{
	return s->p < s->end ? *s->p : -1;
}

static bool accept(struct scan *s, int c)
{
	if (peek(s) != c)
		return false;
	s->p++;
	return true;
}

static void skip_space(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
		s->p++;
}

static bool digits(struct scan *s)
{
	const unsigned char *start = s->p;

	while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
		s->p++;
	return s->p > start;
}

static bool scan_number(struct scan *s)
{
	enum { LONGEST = 63 }; /* older versions of cJSON read no more characters */
	const unsigned char *start = s->p;

	accept(s, '-');
	if (!accept(s, '0') && !digits(s))
		return refuse(s, "not a JSON value");
	if (peek(s) >= '0' && peek(s) <= '9')
		return refuse(s, "a number with a leading zero");
	if (accept(s, '.') && !digits(s))
		return refuse(s, "a number without digits after its point");
	if (accept(s, 'e') || accept(s, 'E')) {
		if (!accept(s, '+'))
			accept(s, '-');
		if (!digits(s))
			return refuse(s, "a number without an exponent after e");
	}
	return s->p - start <= LONGEST || refuse(s, "a number of more than 63 characters");
}

/* Read the four hex digits of a \u escape, one UTF-16 unit. */
static bool scan_unit(struct scan *s, unsigned *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++, s->p++) {
		int c = peek(s);
		if (c >= '0' && c <= '9')
			*out = *out << 4 | (unsigned)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			*out = *out << 4 | (unsigned)((c | 32) - 'a' + 10);
		else
			return refuse(s, "a bad \\u escape");
	}
	return true;
}

static bool scan_escape(struct scan *s)
{
	unsigned c;

	if (!accept(s, 'u')) {
		if (peek(s) <= 0 || strchr("\"\\/bfnrt", peek(s)) == NULL)
			return refuse(s, "a bad escape");
		s->p++;
		return true;
	}
	if (!scan_unit(s, &c))
		return false;
	if (c == 0)
		return refuse(s, "U+0000 in a string");
	if (c >= 0xDC00 && c <= 0xDFFF)
		return refuse(s, "half of a surrogate pair");
	if (c < 0xD800 || c > 0xDBFF)
		return true;
	if (!accept(s, '\\') || !accept(s, 'u'))
		return refuse(s, "half of a surrogate pair");
	if (!scan_unit(s, &c))
		return false;
	if (c < 0xDC00 || c > 0xDFFF)
		return refuse(s, "half of a surrogate pair");
	return true;
}

static bool scan_string(struct scan *s)
{
	if (!accept(s, '"'))
		return refuse(s, "a string was expected");
	while (!accept(s, '"')) {
		int c = peek(s);
		utf8proc_int32_t point;
		if (c < 0)
			return refuse(s, "a string without an end");
		if (c < 0x20)
			return refuse(s, "a control character in a string");
		if (c < 0x80) {
			s->p++;
			if (c == '\\' && !scan_escape(s))
				return false;
			continue;
		}
		utf8proc_ssize_t n = utf8proc_iterate(s->p, s->end - s->p, &point);
		if (n <= 0)
			return refuse(s, "invalid UTF-8");
		s->p += n;
	}
	return true;
}

static bool scan_word(struct scan *s, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0)
		return refuse(s, "not a JSON value");
	s->p += n;
	return true;
}

/* Scan the members of an object or array, from after its opening bracket through `close`. */
static bool scan_members(struct scan *s, int close, int depth)
{
	if (depth >= JSON_DEPTH)
		return refuse(s, "nested too deeply");
	skip_space(s);
	if (accept(s, close))
		return true;
	do {
		skip_space(s);
		if (close == '}') {
			if (!scan_string(s))
				return false;
			skip_space(s);
			if (!accept(s, ':'))
				return refuse(s, "a colon was expected");
		}
		if (!scan_value(s, depth + 1))
			return false;
		skip_space(s);
	} while (accept(s, ','));
	if (!accept(s, close))
		return refuse(s, "a comma or closing bracket was expected");
	return true;
}

static bool scan_value(struct scan *s, int depth)
{
	if (++s->values > JSON_VALUES)
		return refuse(s, "too many values");
	skip_space(s);
	switch (peek(s)) {
	case '{':
		s->p++;
		return scan_members(s, '}', depth);
	case '[':
		s->p++;
		return scan_members(s, ']', depth);
	case '"':
		return scan_string(s);
	case 't':
		return scan_word(s, "true");
	case 'f':
		return scan_word(s, "false");
	case 'n':
		return scan_word(s, "null");
	case -1:
		return refuse(s, "the text ends too early");
	default:
		return scan_number(s);
	}
}

const char *json_scan(const char *text, size_t n, size_t *at)
{
	const unsigned char *start = (const unsigned char *)text;
	struct scan s = {start, start + n, NULL, 0};

	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		s.why = "a byte order mark";
	} else if (scan_value(&s, 0)) {
		skip_space(&s);
		if (s.p < s.end)
			s.why = "text after the end";
	}
	*at = (size_t)(s.p - start);
	return s.why;
}
