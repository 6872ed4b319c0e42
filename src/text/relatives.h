/*
 * relatives.h - finds the symbols of an alphabet that a symbol outside it resembles.
 *
 * The nearest relative of a character is the one that a plain text would have in its place: the
 * letter without its accent (U+00E9: e), the ASCII quotation mark or hyphen of a typographic one,
 * the first character of a ligature or fraction; or the other case of the letter. Symbols without
 * such a relative resemble those of their class.
 */
#ifndef RELATIVES_H
#define RELATIVES_H

#include "text/vocab.h"

enum symbol_class {
	CLASS_LOWER, /* small letters, and letters without case */
	CLASS_UPPER,
	CLASS_MARK, /* combining marks */
	CLASS_DIGIT,
	CLASS_PUNCTUATION,
	CLASS_SYMBOL, /* mathematical signs, currencies, emoji */
	CLASS_SPACE,
	CLASS_OTHER, /* control characters; bytes that are not ASCII */
	CLASSES,
};

enum symbol_class symbol_class(enum unit unit, uint32_t c);

/* Returns whether symbols of the class are parts of words: letters or marks. */
bool symbol_class_of_words(enum symbol_class k);

struct relatives {
	const struct vocab *v; /* the alphabet; borrowed */
	uint32_t *plain;       /* (V) each symbol in a plain text; owned */
	uint32_t *folded;      /* (V) the small letter of that; owned */
};

void relatives_init(struct relatives *r, const struct vocab *v);
void relatives_free(struct relatives *r);

/* Returns the id of the nearest relative of symbol c, which is not in the alphabet, or -1 if it has
 * none there. */
int relatives_nearest(const struct relatives *r, uint32_t c);

#endif
