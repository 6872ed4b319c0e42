/*
 * value.c - converts option values from text and to text. A number is the whole text: blanks, a
 * plus sign, hexadecimal digits and trailing characters are errors.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "options/command.h"

static bool all_digits(const char *s)
{
	return *s != 0 && s[strspn(s, "0123456789")] == 0;
}

static bool parse_int(const char *text, int64_t *out)
{
	if (!all_digits(text + (*text == '-')))
		return false;
	errno = 0;
	*out = strtoll(text, NULL, 10);
	return errno == 0;
}

static bool parse_u64(const char *text, uint64_t *out)
{
	if (!all_digits(text))
		return false;
	errno = 0;
	*out = strtoull(text, NULL, 10);
	return errno == 0;
}

/* Read the first n characters as a decimal number. strtod alone would accept nan, inf, 0x1p3 and
 * leading blanks. */
static bool parse_real(const char *text, size_t n, double *out)
{
	const char *digits = "0123456789", *p = text + (*text == '-');
	size_t whole = strspn(p, digits), part = 0;

	p += whole;
	if (*p == '.') {
		part = strspn(p + 1, digits);
		p += 1 + part;
	}
	if (whole + part == 0)
		return false;
	if (*p == 'e' || *p == 'E') {
		p += 1 + (p[1] == '-' || p[1] == '+');
		size_t exponent = strspn(p, digits);
		if (exponent == 0)
			return false;
		p += exponent;
	}
	if (p != text + n)
		return false;
	*out = strtod(text, NULL); /* stops at the unit of a time */
	return isfinite(*out);
}

static bool parse_time(const char *text, double *out)
{
	static const struct {
		char letter;
		double seconds;
	} unit[] = {
		{'s', 1},
		{'m', 60},
		{'h', 3600},
	};
	size_t n = strlen(text);
	double scale = 1;

	for (size_t i = 0; n > 1 && i < sizeof unit / sizeof *unit; i++)
		if (text[n - 1] == unit[i].letter) {
			scale = unit[i].seconds;
			n--;
			break;
		}
	if (!parse_real(text, n, out))
		return false;
	*out *= scale;
	return true;
}

/* Report a bad number. */
static int bad(const struct option_row *row, const char *text, struct rnn_error *err)
{
	struct typeset_hint out;
	const char *hint = typeset_hint(&out, text);

	switch (row->type) {
	case OPT_INT:
		return errorf(err, EX_USAGE, "--%s: '%s' is not a whole number from %.0f to %.0f%s",
			      row->name, text, row->lo, row->hi, hint);
	case OPT_SEED:
		return errorf(err, EX_USAGE,
			      "--%s: '%s' is not a whole number from 0 to %" PRIu64 "%s", row->name,
			      text, UINT64_MAX, hint);
	case OPT_REAL:
		return errorf(err, EX_USAGE, "--%s: '%s' is not a number from %g to %g%s",
			      row->name, text, row->lo, row->hi, hint);
	default:
		return errorf(err, EX_USAGE,
			      "--%s: '%s' is not a time from %gs to %gs "
			      "(write 90s, 10m or 2h)%s",
			      row->name, text, row->lo, row->hi, hint);
	}
}

static int parse_choice(const struct option_row *row, const char *text, const char **out,
			struct rnn_error *err)
{
	struct typeset_hint hint;
	char *list;

	for (int i = 0; row->choice(i) != NULL; i++)
		if (strcmp(row->choice(i), text) == 0) {
			*out = row->choice(i);
			return 0;
		}
	list = help_value(row);
	errorf(err, EX_USAGE, "--%s: '%s' is not one of %s%s", row->name, text, list,
	       typeset_hint(&hint, text));
	free(list);
	return -1;
}

void strings_add(struct strings *s, const char *text)
{
	s->item = xrealloc(s->item, (size_t)s->n + 1, sizeof *s->item);
	s->item[s->n++] = text;
}

int value_parse(const struct option_row *row, const char *text, void *at, struct rnn_error *err)
{
	double x = 0;
	int64_t i = 0;

	switch (row->type) {
	case OPT_FLAG:
		*(bool *)at = true;
		return 0;
	case OPT_INT:
		if (!parse_int(text, &i) || (double)i < row->lo || (double)i > row->hi)
			return bad(row, text, err);
		*(int64_t *)at = i;
		return 0;
	case OPT_SEED:
		return parse_u64(text, at) ? 0 : bad(row, text, err);
	case OPT_REAL:
	case OPT_TIME:
		if (!(row->type == OPT_TIME ? parse_time(text, &x)
					    : parse_real(text, strlen(text), &x)) ||
		    x < row->lo || x > row->hi)
			return bad(row, text, err);
		*(double *)at = x;
		return 0;
	case OPT_CHOICE:
		return parse_choice(row, text, at, err);
	case OPT_LIST:
		strings_add(at, text);
		return 0;
	default:
		*(const char **)at = text;
		return 0;
	}
}

size_t value_size(const struct option_row *row)
{
	switch (row->type) {
	case OPT_FLAG:
		return sizeof(bool);
	case OPT_INT:
	case OPT_SEED:
		return sizeof(uint64_t);
	case OPT_REAL:
	case OPT_TIME:
		return sizeof(double);
	case OPT_LIST:
		return sizeof(struct strings);
	default:
		return sizeof(const char *);
	}
}

void value_free(const struct option_row *row, void *at)
{
	if (row->type == OPT_LIST)
		free(((struct strings *)at)->item);
}

static char *real_text(double x)
{
	char text[32];

	number_text(text, x, NUMBER_DOUBLE);
	return xstrdup(text);
}

char *value_text(const struct option_row *row, const void *at)
{
	switch (row->type) {
	case OPT_FLAG:
		return xstrdup(*(const bool *)at ? "true" : "false");
	case OPT_INT:
		return xasprintf("%" PRId64, *(const int64_t *)at);
	case OPT_SEED:
		return xasprintf("%" PRIu64, *(const uint64_t *)at);
	case OPT_REAL:
	case OPT_TIME:
		return real_text(*(const double *)at);
	default:
		return xstrdup(*(const char *const *)at);
	}
}
