/* symbol_set.h - sets of symbols, as users write them: the characters, and ranges such as a-z. */
#ifndef SYMBOL_SET_H
#define SYMBOL_SET_H

#include "text/vocab.h"

/*
 * Sets has[id] for each symbol that the list `text` names, and leaves the others as they are. A hyphen
 * between two characters is a range of code points, and stands for itself at the start, at the end and
 * after a range. \n, \t, \r and \0 are control characters; before any other character, a backslash takes
 * away its meaning. A byte model's list is one of bytes. *unknown (may be NULL) counts the characters named one by
 * one that the alphabet lacks, and *first is one of them. Returns 0, or -1 with *err (64): not UTF-8, or a range
 * backwards.
 */
int symbol_set_add(const struct vocab *v, const char *text, bool *has, int *unknown,
		   uint32_t *first, struct rnn_error *err);

#endif
