/* pattern_items.c - the smallest parts of an expression: classes, escapes, quantifiers, comments. */
#include <stdlib.h>
#include <string.h>

#include "text/pattern_impl.h"
#include "text/regex.h"

/* ---- Symbols, classes, escapes ---- */

size_t pattern_symbol_bytes(const struct pattern_reader *r)
{
	unsigned char c = (unsigned char)*r->at;
	size_t n = r->v->unit == UNIT_BYTE || c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	return n < (size_t)(r->end - r->at) ? n : (size_t)(r->end - r->at);
}

/* Passes over a class, whose first bracket was read. */
static int skip_class(struct pattern_reader *r)
{
	const char *first;
	bool quoted = false;

	pattern_skip(r, "^");
	first = r->at;
	for (; r->at < r->end; r->at++) {
		if (quoted) {
			quoted = !pattern_next_is(r, "\\E");
		} else if (pattern_next_is(r, "\\Q")) {
			quoted = true;
			r->at++;
		} else if (*r->at == '\\') {
			if (pattern_next_is(r, "\\E") && r->at == first)
				first += 2;
			r->at++;
		} else if (pattern_next_is(r, "[:")) {
			const char *close = memmem(r->at, (size_t)(r->end - r->at), ":]", 2);
			const char *p = r->at + 2;
			while (p < r->end && (*p == '^' || (*p >= 'a' && *p <= 'z')))
				p++;
			if (p == close)
				r->at = close + 1;
		} else if (*r->at == ']' && r->at > first) {
			r->at++;
			return 0;
		}
	}
	return pattern_refuse(r, first, "this class");
}

int pattern_read_class(struct pattern_reader *r, unsigned options)
{
	const char *from = r->at++;

	if (r->end - from >= 7 &&
	    (memcmp(from, "[[:<:]]", 7) == 0 || memcmp(from, "[[:>:]]", 7) == 0))
		return pattern_refuse(r, from, "[[:<:]] (write \\b instead)");
	if (skip_class(r) < 0)
		return -1;
	return pattern_leaf(r, from, (size_t)(r->at - from), options);
}

int pattern_condition(struct pattern_reader *r, enum pattern_kind kind)
{
	if (kind == PATTERN_WORD_EDGE || kind == PATTERN_NO_WORD_EDGE) {
		r->p->words = pattern_find_set(r, "\\w", 2, 0);
		if (r->p->words < 0)
			return -1;
	}
	return pattern_add(r->p, (struct pattern_node){.kind = kind});
}

/* What \Z means, and $ outside of (?m): nothing follows, or a last newline. */
int pattern_last_line_end(struct pattern_reader *r)
{
	int newline = pattern_leaf(r, "\\n", 2, 0);
	struct pattern *p = r->p;

	if (newline < 0)
		return -1;
	newline =
		pattern_add(p,
			    (struct pattern_node){.kind = PATTERN_REPEAT, .a = newline, .max = 1});
	int end = pattern_add(p, (struct pattern_node){.kind = PATTERN_END});
	int both = pattern_add(p,
			       (struct pattern_node){.kind = PATTERN_THEN, .a = newline, .b = end});
	return pattern_add(p, (struct pattern_node){.kind = PATTERN_AHEAD, .a = both});
}

/* Passes over the rest of an escape for one symbol, whose letter is c. */
static void skip_escape(struct pattern_reader *r, char c)
{
	bool braces = r->at < r->end && *r->at == '{' &&
		      (c == 'N' ? pattern_next_is(r, "{U+") : c != 0 && strchr("xopP", c) != NULL);
	int digits = c == 'x' ? 2 : c == '0' ? 2 : 0;

	if (braces) {
		const char *close = memchr(r->at, '}', (size_t)(r->end - r->at));
		r->at = close != NULL ? close + 1 : r->end;
	} else if (c == 'c' || c == 'p' || c == 'P') {
		r->at++;
	} else {
		const char *set = c == 'x' ? "0123456789abcdefABCDEF" : "01234567";
		while (digits-- > 0 && r->at < r->end && *r->at != 0 && strchr(set, *r->at) != NULL)
			r->at++;
	}
}

int pattern_read_escape(struct pattern_reader *r, unsigned options)
{
	static const struct {
		char c;
		enum pattern_kind kind;
	} conditions[] = {
		{'A', PATTERN_START},
		{'z', PATTERN_END},
		{'b', PATTERN_WORD_EDGE},
		{'B', PATTERN_NO_WORD_EDGE},
	};
	const char *from = r->at++;
	char c = r->at < r->end ? *r->at : 0;

	for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
		if (c != conditions[i].c)
			continue;
		r->at++;
		return pattern_condition(r, conditions[i].kind);
	}
	if (c == 'Z') {
		r->at++;
		return pattern_last_line_end(r);
	}
	if ((c >= '1' && c <= '9') || c == 'k' || c == 'g')
		return pattern_refuse(r, from, "a back reference");
	if (c != 0 && strchr("KGRXC", c) != NULL)
		return pattern_refuse(r, from, "\\K, \\G, \\R, \\X or \\C");
	r->at += pattern_symbol_bytes(r);
	skip_escape(r, c);
	return pattern_leaf(r, from, (size_t)(r->at - from), options);
}
/* ---- Quantifiers ---- */

/* Reads {n}, {n,} or {n,m}. Returns 1, 0 if the brace is a letter, or -1 with *err. */
static int read_braces(struct pattern_reader *r, int *min, int *max)
{
	const char *close = memchr(r->at, '}', (size_t)(r->end - r->at)), *p = r->at + 1;
	bool blank = false;
	int commas = 0;
	char *end;

	for (const char *c = p; close != NULL && c < close; c++) {
		if (*c != ' ' && *c != '\t' && *c != ',' && (*c < '0' || *c > '9'))
			return 0;
		commas += *c == ',';
		blank |= *c == ' ' || *c == '\t' || *p == ',';
	}
	if (close == NULL || close == p || commas > 1)
		return 0;
	/* Newer versions of PCRE2 read these as quantifiers, older ones as letters. */
	if (blank)
		return errorf(
			r->err, EX_USAGE,
			"byte %td: write {0,n} for {,n}, without blanks; \\{ is the brace itself",
			r->at - r->text);
	*min = *max = (int)strtol(p, &end, 10);
	if (*end == ',')
		*max = end + 1 == close ? -1 : (int)strtol(end + 1, &end, 10);
	r->at = close + 1;
	return 1;
}

/* Reads the ? or + that a quantifier may have, which blanks and comments may precede. Returns 0, or -1 with
 * *err for +. */
static int read_greed(struct pattern_reader *r, unsigned options)
{
	pattern_skip_nothing(r, options);
	if (r->quoted)
		return 0;
	if (pattern_next_is(r, "+"))
		return pattern_refuse(r, r->at, "a possessive quantifier");
	pattern_skip(r, "?");
	return 0;
}

int pattern_read_quantifier(struct pattern_reader *r, unsigned options, int *min, int *max)
{
	char c = r->at < r->end ? *r->at : 0;
	int found = c == '*' || c == '+' || c == '?';

	if (c == '{') {
		found = read_braces(r, min, max);
	} else if (found) {
		*min = c == '+';
		*max = c == '?' ? 1 : -1;
		r->at++;
	}
	return found > 0 && read_greed(r, options) < 0 ? -1 : found;
}

static bool is_blank(const struct pattern_reader *r, size_t *n)
{
	static const char *const wide[] = {"\xc2\x85", "\xe2\x80\x8e", "\xe2\x80\x8f",
					   "\xe2\x80\xa8", "\xe2\x80\xa9"};

	*n = 1;
	if (*r->at != 0 && strchr(" \t\n\v\f\r", *r->at) != NULL)
		return true;
	for (size_t i = 0; r->v->unit == UNIT_CHAR && i < sizeof wide / sizeof *wide; i++)
		if (pattern_next_is(r, wide[i])) {
			*n = strlen(wide[i]);
			return true;
		}
	return false;
}

/* Passes over what stands for nothing: comments, and blanks under (?x). */
void pattern_skip_nothing(struct pattern_reader *r, unsigned options)
{
	size_t n;

	while (r->at < r->end && !r->quoted) {
		if (pattern_next_is(r, "(?#")) {
			const char *close = memchr(r->at, ')', (size_t)(r->end - r->at));
			r->at = close != NULL ? close + 1 : r->end;
		} else if (pattern_next_is(r, "\\Q")) {
			r->quoted = true;
			r->at += 2;
		} else if (pattern_next_is(r, "\\E")) {
			r->at += 2;
		} else if ((options & REGEX_SPACED) && is_blank(r, &n)) {
			r->at += n;
		} else if ((options & REGEX_SPACED) && *r->at == '#') {
			const char *line = memchr(r->at, '\n', (size_t)(r->end - r->at));
			r->at = line != NULL ? line + 1 : r->end;
		} else {
			return;
		}
		if (r->quoted && pattern_skip(r, "\\E"))
			r->quoted = false;
	}
}
