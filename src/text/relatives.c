/* relatives.c - see relatives.h. */
#include "text/relatives.h"

#include <stdlib.h>
#include <utf8proc.h>

/* Characters that Unicode does not decompose, and what stands for them in a plain text. */
static const struct {
	uint32_t c, plain;
} plain_table[] = {
	{'\t', ' '},    {'\v', '\n'},   {'\f', '\n'},   {'\r', '\n'},   {0x85, '\n'},
	{0x2028, '\n'}, {0x2029, '\n'}, {0xb4, '\''},   {0x2018, '\''}, {0x2019, '\''},
	{0x201a, '\''}, {0x201b, '\''}, {0x2032, '\''}, {0x2039, '\''}, {0x203a, '\''},
	{0xab, '"'},    {0xbb, '"'},    {0x201c, '"'},  {0x201d, '"'},  {0x201e, '"'},
	{0x201f, '"'},  {0x2033, '"'},  {0xad, '-'},    {0x2010, '-'},  {0x2011, '-'},
	{0x2012, '-'},  {0x2013, '-'},  {0x2014, '-'},  {0x2015, '-'},  {0x2212, '-'},
	{0xa1, '!'},    {0xbf, '?'},    {0xb7, '.'},    {0x2022, '*'},  {0xd7, 'x'},
	{0xc6, 'A'},    {0xe6, 'a'},    {0x110, 'D'},   {0x111, 'd'},   {0x131, 'i'},
	{0x141, 'L'},   {0x142, 'l'},   {0xd8, 'O'},    {0xf8, 'o'},    {0x152, 'O'},
	{0x153, 'o'},   {0xdf, 's'},    {0x1e9e, 'S'},
};

static bool is_blank(uint32_t c)
{
	return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_ZS;
}

/* Returns the first character of the compatibility decomposition of c. An accent alone decomposes
 * into a blank with the accent above it, but does not resemble a blank. */
static uint32_t first_part(uint32_t c)
{
	enum { PARTS = 32 }; /* the longest decomposition has 18 */
	utf8proc_int32_t part[PARTS];
	int boundary = 0;
	utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)c, part, PARTS,
						     UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT,
						     &boundary);

	if (n < 1 || n > PARTS || (part[0] == ' ' && !is_blank(c)))
		return c;
	return (uint32_t)part[0];
}

static uint32_t plain_form(enum unit unit, uint32_t c)
{
	if (unit == UNIT_BYTE && c >= 0x80)
		return c;
	for (size_t i = 0; i < sizeof plain_table / sizeof *plain_table; i++)
		if (plain_table[i].c == c)
			return plain_table[i].plain;
	return first_part(c);
}

static uint32_t lower(enum unit unit, uint32_t c)
{
	return unit == UNIT_BYTE && c >= 0x80 ? c : (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
}

enum symbol_class symbol_class(enum unit unit, uint32_t c)
{
	if (c == '\t' || c == '\n' || c == '\r')
		return CLASS_SPACE;
	if (unit == UNIT_BYTE && c >= 0x80)
		return CLASS_OTHER;
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LT:
		return CLASS_UPPER;
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
		return CLASS_LOWER;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return CLASS_MARK;
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return CLASS_DIGIT;
	case UTF8PROC_CATEGORY_PC:
	case UTF8PROC_CATEGORY_PD:
	case UTF8PROC_CATEGORY_PS:
	case UTF8PROC_CATEGORY_PE:
	case UTF8PROC_CATEGORY_PI:
	case UTF8PROC_CATEGORY_PF:
	case UTF8PROC_CATEGORY_PO:
		return CLASS_PUNCTUATION;
	case UTF8PROC_CATEGORY_SM:
	case UTF8PROC_CATEGORY_SC:
	case UTF8PROC_CATEGORY_SK:
	case UTF8PROC_CATEGORY_SO:
		return CLASS_SYMBOL;
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return CLASS_SPACE;
	default:
		return CLASS_OTHER;
	}
}

bool symbol_class_of_words(enum symbol_class k)
{
	return k == CLASS_LOWER || k == CLASS_UPPER || k == CLASS_MARK;
}

void relatives_init(struct relatives *r, const struct vocab *v)
{
	*r = (struct relatives){.v = v};
	r->plain = xcalloc((size_t)v->size, sizeof *r->plain);
	r->folded = xcalloc((size_t)v->size, sizeof *r->folded);
	for (int i = 0; i < v->size; i++) {
		r->plain[i] = plain_form(v->unit, v->symbol[i]);
		r->folded[i] = lower(v->unit, r->plain[i]);
	}
}

void relatives_free(struct relatives *r)
{
	free(r->plain);
	free(r->folded);
	*r = (struct relatives){0};
}

/* The order of nearness: the plain form itself, the other case of the character, another character
 * with the same plain form, the other case of such a one. */
int relatives_nearest(const struct relatives *r, uint32_t c)
{
	enum { ITSELF, OTHER_CASE, SAME_FORM, FAR, NONE };
	enum unit unit = r->v->unit;
	uint32_t plain = plain_form(unit, c), folded = lower(unit, plain), small = lower(unit, c);
	int best = NONE, id = -1;

	for (int i = 0; i < r->v->size; i++) {
		uint32_t known = r->v->symbol[i];
		if (r->folded[i] != folded)
			continue;
		int rank = known == plain                ? ITSELF
			   : lower(unit, known) == small ? OTHER_CASE
			   : r->plain[i] == plain        ? SAME_FORM
							 : FAR;
		if (rank < best) {
			best = rank;
			id = i;
		}
	}
	return id;
}
