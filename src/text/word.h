/*
 * word.h - finds where words end in a text that arrives symbol by symbol.
 *
 * A word is a run of letters: characters of the Unicode categories L (letters) and M (marks), and
 * single apostrophes (U+0027, U+2019) between two of them. What an apostrophe is, or a byte of a
 * sequence that is not yet complete, shows when more symbols have been read.
 */
#ifndef WORD_H
#define WORD_H

#include "text/vocab.h"

/* What is known of the text since the start of a word. {0}: no symbol was read. */
struct word {
	bool begun;           /* it has a letter */
	bool apostrophe;      /* the last complete character is an apostrophe */
	unsigned char need;   /* bytes that the UTF-8 sequence read last still lacks */
	uint32_t code, least; /* its bits so far; its smallest valid code point */
};

enum word_event {
	WORD_GROWS, /* the symbols since the last letter belong to the word */
	WORD_WAITS, /* whether they belong to it is not yet known */
	WORD_ENDS,  /* the word ended before them; *w is spent */
};

/* Reads the next symbol of the text. Where no word has begun, WORD_ENDS means that none begins. */
enum word_event word_step(struct word *w, enum unit unit, uint32_t symbol);

/* Reads the text ids[0..n). Returns the index of the first symbol of the word that it ends in, with
 * *w as after that word, or n and {0} if it does not end in one. */
size_t word_scan(struct word *w, const struct vocab *v, const uint16_t *ids, size_t n);

#endif
