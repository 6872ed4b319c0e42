/*
 * typeset.c - recognises the dashes and quotation marks of word processors and web pages.
 *
 * These programs replace "--" by an em dash and straight quotation marks by curved ones. A command
 * that is copied from there then has words which begin with these characters, and which neither the
 * shell nor getopt understands.
 */
#include <stdio.h>
#include <string.h>

#include "options/options.h"

static const struct typeset table[] = {
	{u8"\u2010", 0x2010, "a hyphen", false},
	{u8"\u2011", 0x2011, "a non-breaking hyphen", false},
	{u8"\u2012", 0x2012, "a figure dash", false},
	{u8"\u2013", 0x2013, "an en dash", false},
	{u8"\u2014", 0x2014, "an em dash", false},
	{u8"\u2015", 0x2015, "a horizontal bar", false},
	{u8"\u2212", 0x2212, "a minus sign", false},
	{u8"\ufe58", 0xfe58, "a small em dash", false},
	{u8"\ufe63", 0xfe63, "a small hyphen", false},
	{u8"\uff0d", 0xff0d, "a fullwidth hyphen", false},
	{u8"\u2018", 0x2018, "a quotation mark", true},
	{u8"\u2019", 0x2019, "a quotation mark", true},
	{u8"\u201a", 0x201a, "a quotation mark", true},
	{u8"\u201c", 0x201c, "a quotation mark", true},
	{u8"\u201d", 0x201d, "a quotation mark", true},
	{u8"\u201e", 0x201e, "a quotation mark", true},
	{u8"\u00ab", 0x00ab, "a quotation mark", true},
	{u8"\u00bb", 0x00bb, "a quotation mark", true},
};

const struct typeset *typeset_at(const char *text)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strncmp(text, table[i].utf8, strlen(table[i].utf8)) == 0)
			return &table[i];
	return NULL;
}

const char *typeset_rest(const char *word, const struct typeset **first, int *dashes)
{
	const struct typeset *c;

	*first = NULL;
	*dashes = 0;
	while ((c = typeset_at(word)) != NULL || *word == '-') {
		if (c != NULL && c->quote && *dashes > 0)
			break;
		if (*first == NULL)
			*first = c;
		*dashes += c == NULL || !c->quote;
		word += c != NULL ? strlen(c->utf8) : 1;
	}
	return word;
}

const char *typeset_hint(struct typeset_hint *out, const char *text)
{
	const struct typeset *c = typeset_at(text);

	out->text[0] = 0;
	if (c != NULL)
		snprintf(out->text, sizeof out->text, "; it begins with %s (U+%04X)", c->name,
			 c->code);
	return out->text;
}

int typeset_refuse(const char *word, const struct typeset *c, const char *prefix, const char *near,
		   struct rnn_error *err)
{
	if (near != NULL)
		return errorf(err, EX_USAGE, "'%s' begins with %s (U+%04X); did you mean '%s%s'?",
			      word, c->name, c->code, prefix, near);
	if (c->quote)
		return errorf(err, EX_USAGE,
			      "'%s' begins with %s (U+%04X) that the shell does not know; write "
			      "\"...\" or '...'",
			      word, c->name, c->code);
	return errorf(err, EX_USAGE,
		      "'%s' begins with %s (U+%04X); options begin with one or two hyphens '-'",
		      word, c->name, c->code);
}
