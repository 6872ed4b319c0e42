/* lineset.h - a set of lines, compared byte by byte without the white space at their ends. */
#ifndef LINESET_H
#define LINESET_H

#include "base/base.h"

/* Returns an empty set. */
struct lineset;
struct lineset *lineset_new(void);
void lineset_free(struct lineset *s); /* NULL does nothing */

/* Adds a copy of text[0..n), which may have newlines. Returns whether it was not in the set. */
bool lineset_add(struct lineset *s, const char *text, size_t n);

/* Adds the lines of a text, except those of white space only. */
void lineset_add_lines(struct lineset *s, const char *text, size_t n);

/* Returns whether the set has one of the lines of a text. */
bool lineset_has_line(const struct lineset *s, const char *text, size_t n);

#endif
