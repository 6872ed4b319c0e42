/*
 * suffixes.h - all suffixes of a text in order (a suffix array), to find the longest common runs of many
 * short texts and this one.
 */
#ifndef SUFFIXES_H
#define SUFFIXES_H

#include "base/base.h"

/* The texts that suffixes_new takes have at most this many symbols. */
enum { SUFFIXES_TEXT_MAX = 0x7ffffffe };

/* Sorts the suffixes of ids[0..n), which is borrowed. Takes time in proportion to n. */
struct suffixes;
struct suffixes *suffixes_new(const uint16_t *ids, size_t n);
void suffixes_free(struct suffixes *s); /* NULL does nothing */

/* Estimates the bytes that suffixes_new allocates for n symbols; it keeps 4 of them for each. */
size_t suffixes_bytes(size_t n);

/* Returns the length of the longest beginning of ids[0..n) that occurs in the text, and in *at one of its
 * places there (0 if the length is 0). Takes time in proportion to n + log of the text's length. */
size_t suffixes_longest(const struct suffixes *s, const uint16_t *ids, size_t n, size_t *at);

#endif
